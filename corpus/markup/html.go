package markup

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// layout says how an element bears on the layout of a text.
type layout int

const (
	inline layout = iota
	paragraph
	line
	rule // a paragraph's end without content
	list
	item
	table
	row
	cell
	pre
)

// elements are the elements of HTML, old ones too. Anything else in angle
// brackets is text.
var elements = func() map[string]layout {
	m := make(map[string]layout)
	for k, names := range map[layout]string{
		inline: "a abbr acronym applet area audio b base basefont bdi bdo big br button canvas cite code col colgroup data datalist del dfn em embed " +
			"font frame frameset i iframe img input ins kbd label link map mark meta meter noscript object optgroup option output param picture progress " +
			"q rp rt ruby s samp script select slot small source span strike strong style sub sup svg template textarea time title track tt u var video wbr",
		paragraph: "address article aside blockquote body caption center details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 " +
			"head header hgroup html legend main nav p section summary",
		rule: "hr", line: "dt dd", list: "ul ol menu dir", item: "li",
		table: "table", row: "tr tbody thead tfoot", cell: "td th", pre: "pre listing",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = k
		}
	}
	return m
}()

// htmlText converts HTML. With blocks false, s is text with a few tags in it,
// and its line ends count.
func htmlText(s string, blocks bool) string {
	w := &writer{keepLines: !blocks}
	w.html(s)
	w.closeLink()
	return w.String()
}

// html writes HTML. It goes from tag to tag and builds no tree, so that no
// nesting is too deep, and takes unclosed elements as they come.
func (w *writer) html(s string) {
	z := html.NewTokenizer(strings.NewReader(s))
	skip := ""                 // the element whose content is dropped
	closed := map[string]int{} // where the last closing tag of such elements stands
	for at := 0; ; {
		token := z.Next()
		if token == html.ErrorToken {
			// The end of s; no other error can be. What is left is a tag cut off.
			if skip == "" {
				w.text(s[min(at, len(s)):])
			}
			return
		}
		raw := string(z.Raw())
		at += len(raw)
		if skip != "" && token != html.EndTagToken {
			continue
		}
		t := z.Token()
		switch token {
		case html.TextToken:
			w.text(t.Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			if (t.Data == "script" || t.Data == "style") && token == html.StartTagToken {
				if _, known := closed[t.Data]; !known {
					closed[t.Data] = strings.LastIndex(strings.ToLower(s), "</"+t.Data)
				}
				if at <= closed[t.Data] {
					skip = t.Data
					continue
				}
			}
			z.NextIsNotRawText() // else an unclosed <title> swallows the rest
			w.startTag(t, raw)
		case html.EndTagToken:
			if skip != "" && t.Data != skip {
				continue
			}
			skip = ""
			w.endTag(t, raw)
		}
	}
}

func (w *writer) startTag(t html.Token, raw string) {
	kind, known := elements[t.Data]
	if !known || !attributes(t.Attr) {
		w.text(raw)
		return
	}
	switch kind {
	case paragraph, rule:
		w.paragraph()
	case line:
		w.line()
	case list:
		w.paragraph()
		first := 0
		if t.Data == "ol" {
			first = number(attr(t, "start"), 1)
		}
		w.openList(first)
	case item:
		if n := len(w.lists); n > 0 && w.lists[n-1] > 0 {
			w.lists[n-1] = number(attr(t, "value"), w.lists[n-1])
		}
		w.item()
	case table:
		w.paragraph()
		w.tables++
	case row:
		w.row()
	case cell:
		w.cell()
	case pre:
		w.paragraph()
		w.pre++
	case inline:
		switch t.Data {
		case "br":
			w.lineBreak()
		case "a":
			w.openLink(attr(t, "href"))
		case "img":
			w.text(attr(t, "alt"))
		}
	}
}

func (w *writer) endTag(t html.Token, raw string) {
	kind, known := elements[t.Data]
	switch {
	case !known:
		w.text(raw)
	case kind == paragraph:
		w.paragraph()
	case kind == line || kind == item:
		w.line()
	case kind == list:
		w.closeList()
		w.paragraph()
	case kind == row:
		w.row()
	case kind == cell:
		w.inCell = false
	case kind == table:
		w.tables = max(w.tables-1, 0)
		w.inCell = false
		w.paragraph()
	case kind == pre && w.pre > 0:
		w.pre--
		w.endVerbatim()
		w.paragraph()
	case t.Data == "a":
		w.closeLink()
	case t.Data == "br":
		w.lineBreak() // wrong, common, and taken for <br> by every browser
	}
}

// attributes reports whether these are attributes, not the rest of a comparison
// such as "if a <b && c> d".
func attributes(list []html.Attribute) bool {
	for _, a := range list {
		for _, r := range a.Key {
			if !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("-_:.@", r)) {
				return false
			}
		}
	}
	return true
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// number reads a list's number; or is for what is none.
func number(s string, or int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && 0 < n && n < 1_000_000 {
		return n
	}
	return or
}
