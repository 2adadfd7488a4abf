package indico

import (
	"cmp"

	"talksearch/corpus"
)

// links returns what hangs on an item: files, links, references.
func (c *converter) links(a *attached) []corpus.Link {
	var out []corpus.Link
	seen := make(map[string]bool)
	var gather func(v any)
	gather = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				gather(e)
			}
		case map[string]any:
			address := cmp.Or(ident(v["link_url"]), ident(v["download_url"]), ident(v["url"]))
			title := cmp.Or(ident(v["title"]), ident(v["name"]), ident(v["value"]), ident(v["type"]))
			if address = c.link(address); address != "" && !seen[address] {
				seen[address] = true
				out = append(out, corpus.Link{Title: title, URL: address})
			}
			for _, key := range []string{"files", "folders", "attachments", "resources"} {
				gather(v[key])
			}
		}
	}
	gather(a.Folders)
	gather(a.Attachments)
	if len(out) == 0 {
		gather(a.Material) // repeats Folders where both are there
	}
	gather(a.References)
	return out
}
