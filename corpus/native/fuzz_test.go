package native

import (
	"bytes"
	"errors"
	"testing"

	"talksearch/corpus"
)

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"id":"c","title":"C","timezone":"UTC","talks":[{"id":"a","start":"2020-01-02T10:00:00","minutes":5,"speakers":[{"name":"A"}],"links":[{"url":"x"}]}]}`,
		twoConferences, `{"talks":[7,null,{"titel":"x","id":"a","id":"b"}]}`, `{"conference":"c"`, "\uFEFF{}", "[[", `{"talks":[]} x`, "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		Recognise(data)
		list, _, err := Read(bytes.NewReader(data))
		if err != nil && list != nil {
			t.Error("an error, and programmes")
		}
		for _, p := range list {
			corpus.Normalize(p)
			if corpus.Validate(p).Err() != nil {
				continue
			}
			// What is sound is written and read again without loss.
			var doc, rows bytes.Buffer
			if err := errors.Join(WriteDocument(&doc, p), WriteLines(&rows, p)); err != nil {
				t.Fatal(err)
			}
			for _, text := range []*bytes.Buffer{&doc, &rows} {
				again, problems, err := Read(text)
				if err != nil || len(again) != 1 || problems.Err() != nil {
					t.Fatalf("read again: %d programmes, problems %v, error %v", len(again), problems, err)
				}
				corpus.Normalize(again[0])
				if got, want := flat(again[0]), flat(p); got != want {
					t.Errorf("read again: got\n%s\nwant\n%s", got, want)
				}
			}
		}
	})
}
