package indico

import (
	"bytes"
	"slices"
	"testing"

	"talksearch/corpus"
)

func FuzzRead(f *testing.F) {
	// Short ones: the fuzzer spends its time on shrinking long ones.
	for _, s := range []string{
		``, `{"message":"no"}`, `{"results":[]}`, `{"results":{"4":{"20310701":{"c1":null,"s1":{"entries":{"s2":{},"c2":{"duration":1e300}}}}}}}`,
		`{"url":"http://h/export/event/1.json","results":[{"id":1e99,"timezone":"Local","contributions":[{"db_id":1,"title":"a","keywords":"x;y","folders":[{"attachments":{"url":"//"}}]}]}]}`,
		`{"results":[{"type":"lecture","title":"\u0000","startDate":{"date":"9999-12-31","time":"23:59:59.9","tz":"../x"},"endDate":1}]}`,
		`{"results":[{"id":"1","title":"E","sessions":[{"id":3,"slotTitle":"p","startDate":{"date":"2031-07-01","time":"09:00:00","tz":"UTC"},"session":{"db_id":2,"title":"S MC","description":"<p>w"},"contributions":[{"db_id":1,"title":"a","speakers":[{"fullName":"B, A"}]}]}]}]}`,
		`{"url":"http://h/export/timetable/4.json","results":{"4":{"20310701":{"s1":{"sessionId":2,"title":"S","entries":{"c2":{"contributionId":1,"title":"a","startDate":{"date":"2031-07-01","time":"09:00:00","tz":"UTC"},"duration":5.5,"presenters":[{"name":"A"}]}}}}}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		Recognise(data)
		list, _, err := Read(bytes.NewReader(data))
		if err != nil && list != nil {
			t.Fatal("a programme came with the error")
		}
		for _, p := range list {
			if n := len(Merge(p, nil).Talks); n != len(p.Talks) {
				t.Fatalf("merged with nothing: got %d talks, want %d", n, len(p.Talks))
			}
			corpus.Normalize(p)
			corpus.Validate(p)
			EventKey(p)
			Merge(p, list[0])
			titled := !slices.ContainsFunc(p.Talks, func(t corpus.Talk) bool { return t.Title == "" })
			if n := len(Merge(p, p).Talks); titled && n != len(p.Talks) {
				t.Fatalf("merged with itself: got %d talks, want %d", n, len(p.Talks))
			}
		}
	})
}
