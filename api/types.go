package api

import (
	"html"
	"slices"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// searchAnswer is the answer to a search. Strings in highlights and
// matched_topics are HTML: escaped text with <mark> around what matches; all
// others are plain text.
type searchAnswer struct {
	Query   queryInfo   `json:"query"`
	Meta    searchMeta  `json:"meta"`
	Results any         `json:"results"` // of hit, or what was chosen of them
	Facets  []facet     `json:"facets"`
	Links   searchLinks `json:"links"`
}

type queryInfo struct {
	Q           string       `json:"q"`
	Parsed      string       `json:"parsed"`
	Relaxed     bool         `json:"relaxed"`     // no talk has all words: those with most of them were found
	Complete    int          `json:"complete"`    // where relaxed, how many talks have all words nevertheless; they come first
	Omitted     []string     `json:"omitted"`     // where relaxed and none has all, words that even those with most do without
	Corrections []correction `json:"corrections"` // words searched for instead of those typed
	Expansions  []expansion  `json:"expansions"`  // words searched for beside those typed
	Warnings    []string     `json:"warnings"`
}

type correction struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type expansion struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

type searchMeta struct {
	Total      int    `json:"total"`
	Page       *int   `json:"page"` // null where a cursor stands for it
	PerPage    int    `json:"per_page"`
	Generation string `json:"generation"`
}

// searchLinks lead to the same search: its pages, and its other forms.
type searchLinks struct {
	pageLinks
	Page  string `json:"page"`
	ICS   string `json:"ics"`
	Atom  string `json:"atom"`
	CSV   string `json:"csv"`
	JSONL string `json:"jsonl"`
	TXT   string `json:"txt"`
}

// talk is what is said of a talk everywhere. Times are RFC 3339 with the offset
// of the conference's zone.
type talk struct {
	ID         string    `json:"id"` // "conference/talk"
	Kind       string    `json:"kind"`
	Title      string    `json:"title"`
	Subtitle   *string   `json:"subtitle"`
	Conference string    `json:"conference"`
	Day        *string   `json:"day"`
	Start      *string   `json:"start"`
	End        *string   `json:"end"`
	Track      *string   `json:"track"`
	Room       *string   `json:"room"`
	Speakers   []speaker `json:"speakers"`
	Keywords   []string  `json:"keywords"` // the programme's own, then the derived
	Derived    []string  `json:"derived_keywords"`
	Change     *change   `json:"change"` // the latest since the server's start
}

// change is what happened to a talk between two readings of its programme. Slots
// are null where there is none: of a new talk the old, of a cancelled the new.
type change struct {
	Kind  string `json:"kind"` // new, moved, cancelled
	At    string `json:"at"`   // when it was noticed
	Talk  string `json:"talk"` // "conference/talk"
	Title string `json:"title"`
	Old   *slot  `json:"old"`
	New   *slot  `json:"new"`
}

type slot struct {
	Day   *string `json:"day"`
	Start *string `json:"start"`
	End   *string `json:"end"`
	Room  *string `json:"room"`
}

type changesAnswer struct {
	Changes []change `json:"changes"`
}

// source is where programmes were read from, and how that went.
type source struct {
	Name        string   `json:"name"`
	Format      *string  `json:"format"`
	Read        *string  `json:"read"`    // when it was last read, or found unchanged
	Changed     *string  `json:"changed"` // when its content last changed
	Conferences []string `json:"conferences"`
	Talks       int      `json:"talks"`
	Problems    int      `json:"problems"`
	Error       *string  `json:"error"` // why the latest attempt failed; what is served is then older
}

type speaker struct {
	Name        string  `json:"name"`
	Affiliation *string `json:"affiliation"`
	Role        string  `json:"role"`
}

type hit struct {
	talk
	Score         float64        `json:"score"`
	Snippet       string         `json:"snippet"`
	Highlights    highlights     `json:"highlights"`
	MatchedTopics []matchedTopic `json:"matched_topics"`
	Missing       []string       `json:"missing"`               // where relaxed, words of the query that the talk does not have
	Explanation   *explanation   `json:"explanation,omitempty"` // where it was asked for
	Links         talkLinks      `json:"links"`
}

// highlights are what matches by field, as HTML, in the order of the fields' names.
type highlights struct {
	Abstract    []string `json:"abstract,omitempty"`
	Affiliation []string `json:"affiliation,omitempty"`
	Keyword     []string `json:"keyword,omitempty"`
	Speaker     []string `json:"speaker,omitempty"`
	Subtitle    []string `json:"subtitle,omitempty"`
	Title       []string `json:"title,omitempty"`
	Track       []string `json:"track,omitempty"`
}

// also adds what matches in a field that index.Hit's Also has.
func (h *highlights) also(m index.FieldMatch) {
	text := marked(m.Text)
	switch m.Field {
	case "affiliation":
		h.Affiliation = append(h.Affiliation, text)
	case "keyword":
		h.Keyword = append(h.Keyword, text)
	case "subtitle":
		h.Subtitle = append(h.Subtitle, text)
	case "track":
		h.Track = append(h.Track, text)
	}
}

// explanation is what a score is made of; the parts of a hit's add up to it.
type explanation struct {
	What  string        `json:"what"`
	Score float64       `json:"score"`
	Parts []explanation `json:"parts,omitempty"`
}

type matchedTopic struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

type talkLinks struct {
	Self string `json:"self"`
	Page string `json:"page"`
	ICS  string `json:"ics"`
}

type talkDetail struct {
	talk
	Minutes     *int         `json:"minutes"`
	Timezone    string       `json:"timezone"`
	Language    *string      `json:"language"`
	Abstract    string       `json:"abstract"`
	Topics      []string     `json:"topics"`
	URL         *string      `json:"url"`
	Attachments []attachment `json:"attachments"`
	Links       talkLinks    `json:"links"`
}

type relatedAnswer struct {
	Talk    string    `json:"talk"` // "conference/talk"
	Related []related `json:"related"`
}

type related struct {
	talk
	Score  float64   `json:"score"`
	Shared []string  `json:"shared"` // people, keywords and words that both have, the most telling first
	Links  talkLinks `json:"links"`
}

type attachment struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

type facet struct {
	Name   string       `json:"name"`
	Values []facetValue `json:"values"`
	More   bool         `json:"more"`
}

type facetValue struct {
	Value    string `json:"value"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
	Excluded bool   `json:"excluded,omitempty"`
}

type conferencesAnswer struct {
	Conferences []conference `json:"conferences"`
}

type conference struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Start    *string         `json:"start"`
	End      *string         `json:"end"`
	Timezone string          `json:"timezone"`
	Location *string         `json:"location"`
	URL      *string         `json:"url"`
	Notice   *string         `json:"notice"`
	Talks    int             `json:"talks"`
	Source   *source         `json:"source"`
	Problems []string        `json:"problems"` // the first of the source's
	Links    conferenceLinks `json:"links"`
}

type conferenceLinks struct {
	Search string `json:"search"`
	Page   string `json:"page"`
}

type health struct {
	Status      string   `json:"status"`
	Conferences int      `json:"conferences,omitempty"`
	Talks       int      `json:"talks,omitempty"`
	Sources     []source `json:"sources,omitempty"`
}

func newSearch(s search, res *index.Result, c Catalogue) searchAnswer {
	a := searchAnswer{
		Query:  newQueryInfo(res.Query),
		Meta:   searchMeta{Total: res.Total, PerPage: s.PerPage, Generation: res.Generation},
		Facets: make([]facet, len(res.Facets)),
		Links:  newSearchLinks(s, res),
	}
	results := make([]hit, len(res.Hits))
	for i, h := range res.Hits {
		results[i] = newHit(h, c)
	}
	a.Results = hitMembers.choose(results, s.fields)
	for i, f := range res.Facets {
		a.Facets[i] = newFacet(f)
	}
	if s.Cursor == "" {
		a.Meta.Page = &s.Page
	}
	return a
}

func newSearchLinks(s search, res *index.Result) searchLinks {
	in := func(f address.Form) string { return address.SearchIn(f, s.Request) }
	links := searchLinks{
		Page: address.SearchPage(s.Request),
		ICS:  in(address.Calendar), Atom: in(address.Feed), CSV: in(address.Table), JSONL: in(address.Lines), TXT: in(address.Text),
	}
	if s.Cursor == "" {
		links.pageLinks = newPageLinks(s.Page, s.LastPage(res.Total), func(page int) string { return s.onPage(page).path() })
		return links
	}
	links.Self = s.path()
	if res.NextCursor != "" {
		next := s
		next.Request = s.WithCursor(res.NextCursor)
		links.Next = optional(next.path())
	}
	return links
}

func newQueryInfo(q index.Interpretation) queryInfo {
	out := queryInfo{
		Q: q.Text, Parsed: q.Parsed, Relaxed: q.Relaxed, Complete: q.Complete, Omitted: list(q.Omitted), Warnings: list(q.Warnings),
		Corrections: make([]correction, len(q.Corrections)), Expansions: make([]expansion, len(q.Expansions)),
	}
	for i, c := range q.Corrections {
		out.Corrections[i] = correction(c)
	}
	for i, e := range q.Expansions {
		out.Expansions[i] = expansion{From: e.From, To: list(e.To)}
	}
	return out
}

func newTalk(e index.Entry, c Catalogue) talk {
	t := e.Talk
	out := talk{
		ID: e.ID(), Kind: string(t.Kind), Title: t.Title, Subtitle: filled(&t.Subtitle), Conference: e.Conference.ID,
		Day: filled((*string)(&t.Day)), Start: moment(t.Start), End: moment(t.End), Track: filled(&t.Track), Room: filled(&t.Room),
		Speakers: make([]speaker, len(t.Speakers)), Keywords: list(t.AllKeywords()), Derived: list(t.Derived),
	}
	if last, ok := c.LatestChange(e.Conference.ID, t.ID); ok {
		x := newChange(last)
		out.Change = &x
	}
	for i := range t.Speakers {
		s := &t.Speakers[i]
		out.Speakers[i] = speaker{Name: s.Name, Affiliation: filled(&s.Affiliation), Role: string(s.Role)}
	}
	return out
}

func newHit(h index.Hit, c Catalogue) hit {
	out := hit{
		talk: newTalk(h.Entry, c), Score: h.Score, Snippet: h.Snippet.String(),
		MatchedTopics: make([]matchedTopic, len(h.Topics)), Missing: list(h.Missing), Links: linksOf(h.Entry),
	}
	if h.Explanation != nil {
		x := newExplanation(*h.Explanation)
		out.Explanation = &x
	}
	if h.Title.Hit() {
		out.Highlights.Title = []string{marked(h.Title)}
	}
	if h.Matched {
		out.Highlights.Abstract = []string{marked(h.Snippet)}
	}
	for _, name := range h.People {
		if name.Hit() {
			out.Highlights.Speaker = append(out.Highlights.Speaker, marked(name))
		}
	}
	for _, m := range h.Also {
		out.Highlights.also(m)
	}
	for i, m := range h.Topics {
		out.MatchedTopics[i] = matchedTopic{N: m.N, Text: marked(m.Text)}
	}
	return out
}

func newExplanation(x index.Explanation) explanation {
	out := explanation{What: x.What, Score: x.Score}
	for _, p := range x.Parts {
		out.Parts = append(out.Parts, newExplanation(p))
	}
	return out
}

func newTalkDetail(e index.Entry, c Catalogue) talkDetail {
	t := e.Talk
	out := talkDetail{
		talk: newTalk(e, c), Timezone: e.Conference.Timezone, Language: optional(t.Language), Abstract: t.Abstract,
		Topics: list(t.Topics), URL: optional(t.URL), Attachments: make([]attachment, len(t.Links)), Links: linksOf(e),
	}
	if d := t.Duration(); d > 0 {
		minutes := int(d.Minutes())
		out.Minutes = &minutes
	}
	for i, l := range t.Links {
		out.Attachments[i] = attachment(l)
	}
	return out
}

func newRelated(id string, list []index.Related, c Catalogue) relatedAnswer {
	a := relatedAnswer{Talk: id, Related: make([]related, len(list))}
	for i, r := range list {
		a.Related[i] = related{talk: newTalk(r.Entry, c), Score: r.Score, Shared: r.Shared, Links: linksOf(r.Entry)}
	}
	return a
}

func newFacet(f index.FacetCounts) facet {
	out := facet{Name: string(f.Facet), Values: make([]facetValue, len(f.Values)), More: f.More}
	for i, v := range f.Values {
		out.Values[i] = facetValue(v)
	}
	return out
}

// maxProblems is how many of a source's problems are told.
const maxProblems = 50

func newConferences(list []*index.Conference, sources []corpus.Source) conferencesAnswer {
	a := conferencesAnswer{Conferences: make([]conference, len(list))}
	for i, c := range list {
		all := address.OfValue(index.ByConference, c.ID)
		a.Conferences[i] = conference{
			ID: c.ID, Title: c.Title, Start: optional(string(c.Start)), End: optional(string(c.End)), Timezone: c.Timezone,
			Location: optional(c.Location), URL: optional(c.URL), Notice: optional(c.Notice), Talks: c.Talks,
			Problems: []string{}, Links: conferenceLinks{Search: address.Search(all), Page: address.SearchPage(all)},
		}
		for _, s := range sources {
			if slices.Contains(s.Conferences, c.ID) {
				x := newSource(s)
				a.Conferences[i].Source = &x
				for _, p := range s.Problems[:min(len(s.Problems), maxProblems)] {
					a.Conferences[i].Problems = append(a.Conferences[i].Problems, p.String())
				}
				break
			}
		}
	}
	return a
}

func newSources(list []corpus.Source) []source {
	out := make([]source, len(list))
	for i, s := range list {
		out[i] = newSource(s)
	}
	return out
}

func newSource(s corpus.Source) source {
	return source{
		Name: s.Name, Format: optional(s.Format), Read: moment(s.Read.UTC()), Changed: moment(s.Changed.UTC()),
		Conferences: append([]string{}, s.Conferences...), Talks: s.Talks, Problems: len(s.Problems), Error: optional(s.Err),
	}
}

func newChanges(list []corpus.Change) changesAnswer {
	a := changesAnswer{Changes: make([]change, len(list))}
	for i, c := range list {
		a.Changes[i] = newChange(c)
	}
	return a
}

func newChange(c corpus.Change) change {
	out := change{Kind: string(c.Kind), At: c.At.UTC().Format(time.RFC3339), Talk: c.Conference + "/" + c.Talk, Title: c.Title}
	if c.Kind != corpus.ChangeNew {
		out.Old = newSlot(c.Old)
	}
	if c.Kind != corpus.ChangeCancelled {
		out.New = newSlot(c.New)
	}
	return out
}

func newSlot(s corpus.Slot) *slot {
	return &slot{Day: optional(string(s.Day)), Start: moment(s.Start), End: moment(s.End), Room: optional(s.Room)}
}

func linksOf(e index.Entry) talkLinks {
	page := address.TalkPage(e) // of which the others are made
	return talkLinks{Self: address.API + page, Page: page, ICS: page + address.CalendarSuffix}
}

// marked returns text as HTML with <mark> around what matches.
func marked(m index.Marked) string {
	if len(m) == 1 && !m[0].Mark {
		return html.EscapeString(m[0].Text)
	}
	size := 0
	for _, s := range m {
		size += len(s.Text) + len("<mark></mark>")
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range m {
		if s.Mark {
			b.WriteString("<mark>")
			b.WriteString(html.EscapeString(s.Text))
			b.WriteString("</mark>")
		} else {
			b.WriteString(html.EscapeString(s.Text))
		}
	}
	return b.String()
}

// optional returns nil, which is null, for "".
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// filled is optional for what stays as it is: it takes no memory.
func filled(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(time.RFC3339)
	return &s
}

// list returns an empty list rather than null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
