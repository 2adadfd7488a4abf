package main

import (
	"net/url"
	"testing"
)

func TestCanonical(t *testing.T) {
	for address, want := range map[string]string{ // "" for none
		"/":                           "/",
		"/?":                          "/",
		"/?q=":                        "/",
		"/?q=bpf&utm_source=x":        "/?q=bpf",
		"/?utm_source=x":              "/",
		"/?page=-1":                   "",
		"/?view=list&long=":           "/",
		"/?view=timetable&q=bpf&x=1":  "/?q=bpf&view=timetable",
		"/?view=grid":                 "",
		"/?long=room":                 "/?long=room",
		"/?long=rooms":                "",
		"/?long=room&find=+a+":        "/?find=a&long=room",
		"/?find=a":                    "/",
		"/?q=%zz":                     "",
		"/?q=a;b":                     "",
		"/api/v1/search":              "/api/v1/search",
		"/api/v1/search?page=1&q=bpf": "/api/v1/search?q=bpf",
		"/api/v1/search?track=B&track=A&q=a+b&sort=relevance&per_page=20&facet_size=10": "/api/v1/search?q=a+b&track=A&track=B",
		"/api/v1/search?q=a%20b&track=A&track=B&track=a":                                "/api/v1/search?q=a+b&track=A&track=B",
		"/api/v1/search?kind=TALK&page=02":                                              "/api/v1/search?kind=talk&page=2",
		"/api/v1/search?facets=":                                                        "/api/v1/search?facets=",
		"/api/v1/search?facets=conference,year,day,track,speaker,keyword,kind,room":     "/api/v1/search",
		"/api/v1/search?facets=track,day,track":                                         "/api/v1/search?facets=track%2Cday",
		"/api/v1/search?q=bpf&utm_source=x":                                             "",
		"/api/v1/search/":                                                               "",
		"/%61pi/v1/search":                                                              "",
		"/api/v1/suggest?size=10&q=ros":                                                 "/api/v1/suggest?q=ros",
		"/api/v1/suggest?track=B&track=A&q=a+":                                          "/api/v1/suggest?q=a+&track=A&track=B",
		"/api/v1/suggest":                                                               "/api/v1/suggest",
		"/api/v1/suggest?page=2":                                                        "",
		"/api/v1/conferences":                                                           "/api/v1/conferences",
		"/api/v1/conferences?x=1":                                                       "",
		"/api/v1/talks/lpc2019/%62pf-mc":                                                "/api/v1/talks/lpc2019/bpf-mc",
		"/api/v1/talks/lpc2019/bpf-mc?x=1":                                              "",
		"/api/v1/talks/lpc2019":                                                         "",
		"/api/v1/talks/lpc2019/bpf-mc/related":                                          "/api/v1/talks/lpc2019/bpf-mc/related",
		"/api/v1/talks/lpc2019/%62pf-mc/related?size=10":                                "/api/v1/talks/lpc2019/bpf-mc/related",
		"/api/v1/talks/lpc2019/bpf-mc/related?size=05":                                  "/api/v1/talks/lpc2019/bpf-mc/related?size=5",
		"/api/v1/talks/lpc2019/bpf-mc/related?size=0":                                   "",
		"/api/v1/talks/lpc2019/bpf-mc/related?x=1":                                      "",
		"/api/v1/talks/lpc2019/related":                                                 "/api/v1/talks/lpc2019/related",
		"/api/v1/talks//bpf-mc/related":                                                 "",
		"/api/v1/talks//x":                                                              "",
		"/api/v1/changes":                                                               "/api/v1/changes",
		"/api/v1/stats":                                                                 "/api/v1/stats",
		"/api/v1/stats?x=1":                                                             "",
		"/api/v1/reference":                                                             "/api/v1/reference",
		"/api/v1/search?fields=title,id,title&highlight=true":                           "/api/v1/search?fields=id%2Ctitle",
		"/api/v1/search?fields=":                                                        "/api/v1/search",
		"/api/v1/search?fields=x":                                                       "",
		"/api/v1/search.ics?q=a&relax=true&facets=day&sort=title&highlight=false":       "/api/v1/search.ics?q=a&relax=true&sort=title",
		"/api/v1/search.ics?relax=false&correct=&page=1":                                "/api/v1/search.ics?page=1&per_page=20",
		"/api/v1/search.atom?q=a&sort=title&page=3&per_page=9":                          "/api/v1/search.atom?per_page=9&q=a",
		"/api/v1/search.txt?q=a&relax=false&page=2&typing=true":                         "/api/v1/search.txt?page=2&per_page=20&q=a&relax=false&typing=true",
		"/api/v1/search.csv?q=a":                                                        "",
		"/api/v1/search.jsonl":                                                          "",
		"/api/v1/search.pdf":                                                            "",
		"/api/v1/search.":                                                               "",
		"/api/v1/suggest?size=10&q=a&track=B&track=A":                                   "/api/v1/suggest?q=a&track=A&track=B",
		"/api/v1/facets/%73peaker?prefix=a&page=1":                                      "/api/v1/facets/speaker?prefix=a",
		"/api/v1/facets/speaker?sort=time":                                              "",
		"/api/v1/talks?id=b/a&id=a/b&id=b/a&fields=":                                    "/api/v1/talks?id=b%2Fa&id=a%2Fb",
		"/api/v1/talks":                                                                 "",
		"/api/v1/people/Dhaval%20Giani?per_page=20&page=2":                              "/api/v1/people/Dhaval%20Giani?page=2",
		"/api/v1/people/x?q=1":                                                          "",
		"/api/v1/people/":                                                               "",
		"/talks/lpc2019/bpf-mc?utm_source=x":                                            "/talks/lpc2019/bpf-mc",
		"/talks/a%2Fb/c%20d%25":                                                         "/talks/a%2Fb/c%20d%25",
		"/talks/a/b/c":                                                                  "",
		"/talks/lpc2019/bpf-mc.ics":                                                     "/talks/lpc2019/bpf-mc.ics",
		"/people/Dhaval%20Giani?x=1":                                                    "/people/Dhaval%20Giani",
		"/people/":                                                                      "",
		"/conferences?x=1":                                                              "/conferences",
		"/conferences/lpc2019":                                                          "/conferences/lpc2019",
		"/help":                                                                         "/help",
		"/talks/%zz/b":                                                                  "",
		"/static/style.css?1":                                                           "/static/style.css",
		"/healthz":                                                                      "",
		"/readyz":                                                                       "",
		"/nothing":                                                                      "",
	} {
		u, err := url.ParseRequestURI(address)
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", address, err)
			}
			continue
		}
		got, ok := canonical(u)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: got %q, %t; want %q", address, got, ok, want)
		}
		if !ok {
			continue
		}
		u, err = url.ParseRequestURI(got)
		if err != nil {
			t.Fatal(err)
		}
		if again, ok := canonical(u); !ok || again != got {
			t.Errorf("%s: %s is not canonical itself, but %s", address, got, again)
		}
	}
}
