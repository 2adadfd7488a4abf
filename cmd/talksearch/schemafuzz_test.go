package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi/datamodel/high/v3"

	"talksearch/index/indextest"
)

// An oddity makes a parameter's value of kinds that clients send by mistake or malice;
// of those that are right it gets an example.
type oddity func(random *rand.Rand, examples []string) []string

var oddities = []oddity{
	func(_ *rand.Rand, examples []string) []string { return examples },
	func(_ *rand.Rand, examples []string) []string { return examples },
	func(random *rand.Rand, examples []string) []string { // one of them
		return examples[random.IntN(len(examples)):][:1]
	},
	func(*rand.Rand, []string) []string { return []string{""} },
	func(_ *rand.Rand, examples []string) []string { return append(examples, examples...) },
	func(_ *rand.Rand, examples []string) []string { return []string{strings.ToUpper(examples[0])} },
	func(_ *rand.Rand, examples []string) []string { return []string{" " + examples[0] + " "} },
	func(_ *rand.Rand, examples []string) []string { return []string{examples[0], "", examples[0] + "x"} },
	func(random *rand.Rand, _ []string) []string { return []string{odd[random.IntN(len(odd))]} },
	func(random *rand.Rand, _ []string) []string { return []string{odd[random.IntN(len(odd))]} },
	func(random *rand.Rand, _ []string) []string {
		return []string{strings.Repeat(odd[random.IntN(len(odd))], 1+random.IntN(300))}
	},
	func(random *rand.Rand, _ []string) []string {
		list := make([]string, random.IntN(120))
		for i := range list {
			list[i] = fmt.Sprint("v", i)
		}
		return list
	},
	func(random *rand.Rand, _ []string) []string { // any bytes
		b := make([]byte, random.IntN(40))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return []string{string(b)}
	},
}

var odd = []string{
	"0", "-1", "1", "99999", "1e9", "9223372036854775808", "-0", "+1", "01", "1.5", "0x10", "NaN", "null", "true", "TRUE", "false", "no", "[]", "{}", "*", "**", "..", "/", "%", "%00", "\x00", "\r\n", "\u2028",
	"é", "日本語", "\U0001F600", "\u202Eevil", "e\u0301", "\xff\xfe", "'", `"`, `\`, "<script>", "${jndi:x}", "'; DROP TABLE talks--", "a,b,c", ",,,", "id,id", "relevance", "-time", "2019-02-30", "2019-9-1", "0000-00-00", "day:", "(((", "OR OR", `"open`, "-", "speaker:", "title:()", "after:before:",
}

// requests makes requests from the document: every path, with its parameters right and
// wrong, alone and together, and some that it does not have.
func (c *contract) requests(random *rand.Rand, n int) []string {
	type operation struct {
		path string
		item *v3.PathItem
	}
	var operations []operation
	for path, item := range c.document.Paths.PathItems.FromOldest() {
		operations = append(operations, operation{path, item})
	}
	var out []string
	for range n {
		o := operations[random.IntN(len(operations))]
		path, query := o.path, []string{}
		for _, p := range o.item.Get.Parameters {
			var examples []string
			if p.Example.Decode(&examples) != nil {
				examples = []string{p.Example.Value}
			}
			values := oddities[random.IntN(len(oddities))](random, examples)
			if p.In == "path" {
				value := ""
				if len(values) > 0 {
					value = values[0]
				}
				path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(value), 1)
				continue
			}
			if required := p.Required != nil && *p.Required; !required && random.IntN(len(o.item.Get.Parameters)) > 2 {
				continue
			}
			if p.Explode != nil && !*p.Explode && random.IntN(4) > 0 {
				values = []string{strings.Join(values, ",")}
			}
			for _, v := range values {
				query = append(query, escaped(random, p.Name)+"="+escaped(random, v))
			}
		}
		if random.IntN(10) == 0 {
			query = append(query, escaped(random, odd[random.IntN(len(odd))])+"="+escaped(random, odd[random.IntN(len(odd))]))
		}
		if random.IntN(10) == 0 {
			query = append(query, []string{"%zz", "a;b", "&&", "=", "q", "%", "q=%C3%28", "q=+%20"}[random.IntN(8)])
		}
		random.Shuffle(len(query), func(i, j int) { query[i], query[j] = query[j], query[i] })
		out = append(out, path+"?"+strings.Join(query, "&"))
	}
	return out
}

// escaped escapes a text for a query, in one of the ways in which clients do.
func escaped(random *rand.Rand, s string) string {
	s = url.QueryEscape(s)
	switch random.IntN(4) {
	case 0:
		return strings.ReplaceAll(s, "+", "%20")
	case 1:
		return strings.ToLower(s) // of escapes, too
	}
	return s
}

// TestSchemaFuzz sends what the document allows and what it does not: every answer is
// one that the document has, none is a failure of ours, and nothing that the document
// allows is refused.
func TestSchemaFuzz(t *testing.T) {
	c := newContract(t)
	_, cached, plain := newHandlers(t, append(indextest.Small(t), indextest.LPC(t))...)
	const n = 1500 // FuzzAPI goes on from there
	statuses := map[int]int{}
	for i, address := range c.requests(rand.New(rand.NewPCG(7, 8)), n) {
		h := []http.Handler{cached, plain}[i%2]
		status, problem := c.send(h, address)
		statuses[status]++
		if problem != "" {
			t.Errorf("%q: %s", address, problem)
		}
	}
	for _, want := range []int{http.StatusOK, http.StatusBadRequest, http.StatusNotFound} {
		if statuses[want] < n/100 {
			t.Errorf("%d answers with %d only: %v", statuses[want], want, statuses)
		}
	}
	t.Logf("answers by status: %v", statuses)
}

// send asks a handler and returns the status and what is wrong with the answer.
func (c *contract) send(h http.Handler, address string) (status int, problem string) {
	u, err := url.ParseRequestURI(address)
	if err != nil {
		return 0, "" // no HTTP client sends it, and no server takes it
	}
	r := &http.Request{Method: http.MethodGet, URL: u, RequestURI: address, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody, Host: "talks.test", RemoteAddr: "192.0.2.1:1"}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code >= 500 {
		return w.Code, fmt.Sprintf("got %d, %s", w.Code, w.Body)
	}
	return w.Code, c.checkAnswer(r, w.Code, w.Header(), w.Body.Bytes())
}

// FuzzAPI sends any parameters to any path of the document.
func FuzzAPI(f *testing.F) {
	c := newContract(f)
	_, cached, _ := newHandlers(f, indextest.Small(f)...)
	for _, address := range c.requests(rand.New(rand.NewPCG(9, 10)), 200) {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !strings.HasPrefix(address, "/api/v1/") {
			return
		}
		if _, problem := c.send(cached, address); problem != "" {
			t.Errorf("%q: %s", address, problem)
		}
	})
}
