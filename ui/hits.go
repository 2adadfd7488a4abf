package ui

import (
	"fmt"
	"slices"

	"talksearch/corpus"
	"talksearch/index"
	"talksearch/index/address"
)

// How much of a hit is shown; its page has all.
const (
	hitTopics   = 6
	hitPeople   = 8
	hitKeywords = 6
)

// A hitView is a talk among results.
type hitView struct {
	Heading    string // the day, where it begins in a list by time
	HeadingID  corpus.Date
	ID         string // "conference/id"
	Title      index.Marked
	Path       string
	Kind       string
	Change     string // "Moved", "New" or ""
	When       when
	Conference link // no Label when all are of one
	Track      index.Marked
	TrackPath  string
	Room       string
	RoomPath   string
	Language   string
	People     []personView
	MorePeople int // people beyond those listed
	Snippet    index.Marked
	Also       []alsoView
	Topics     []topicView
	MoreTopics int // matching topics beyond those listed
	Keywords   []keywordView
	Missing    []string
}

type personView struct {
	Name                    index.Marked
	Role, Affiliation, Path string
}

// alsoView is what matches in a field that hits do not show otherwise.
type alsoView struct {
	Label string
	Texts []index.Marked
}

type topicView struct {
	Text index.Marked
	Path string
}

type keywordView struct {
	Text index.Marked
	Path string
}

// alsoLabels names the fields of an alsoView.
var alsoLabels = map[string]string{"subtitle": "Subtitle", "affiliation": "Affiliation"}

// hits returns the page of results. In time order each day begins with its name.
func (b *builder) hits() []hitView {
	byTime := b.s.Query.Empty() && b.s.Sort == index.SortRelevance || b.s.Sort == index.SortTime || b.s.Sort == index.SortTimeReverse
	day := corpus.Date("none yet")
	out := make([]hitView, len(b.result.Hits))
	for i, h := range b.result.Hits {
		v := b.hit(h)
		if byTime {
			v.When.Day = ""
			if h.Talk.Day != day {
				day = h.Talk.Day
				v.Heading, v.HeadingID = "Without a time", day
				if day != "" {
					v.Heading = day.Time().Format(dayLong)
				}
			}
		}
		out[i] = v
	}
	return out
}

func (b *builder) hit(h index.Hit) hitView {
	t := h.Talk
	in := inConference(h.Conference, len(b.conferences) > 1)
	v := hitView{
		ID: h.ID(), Title: h.Title, Path: address.TalkPage(h.Entry), Kind: kindLabel(t.Kind), When: newWhen(h.Entry, b.dayLayout()),
		Track: index.Marked{{Text: t.Track}}, Room: t.Room, Language: t.Language, Snippet: h.Snippet, Missing: h.Missing,
	}
	if t.Track == "" {
		v.Track = nil
	} else {
		v.TrackPath = in.only(index.ByTrack, t.Track).path()
	}
	if t.Room != "" {
		v.RoomPath = in.only(index.ByRoom, t.Room).path()
	}
	if change, ok := b.catalogue.LatestChange(h.Conference.ID, t.ID); ok {
		v.Change = changeLabel(change.Kind)
	}
	if b.single == nil {
		v.Conference = link{Label: label(h.Conference), Path: address.ConferencePage(h.Conference.ID)}
	}
	v.People = people(t)
	for i, name := range h.People {
		v.People[i].Name = name
	}
	v.People, v.MorePeople = firstPeople(v.People)
	v.Keywords = keywords(t.AllKeywords(), h.Also)
	for _, m := range h.Also {
		last := len(v.Also) - 1
		switch label := alsoLabels[m.Field]; {
		case m.Field == "track":
			v.Track = m.Text
		case label == "": // shown elsewhere
		case last >= 0 && v.Also[last].Label == label:
			v.Also[last].Texts = append(v.Also[last].Texts, m.Text)
		default:
			v.Also = append(v.Also, alsoView{label, []index.Marked{m.Text}})
		}
	}
	shown := h.Topics[:min(len(h.Topics), hitTopics)]
	v.MoreTopics = len(h.Topics) - len(shown)
	for _, m := range shown {
		v.Topics = append(v.Topics, topicView{m.Text, fmt.Sprintf("%s#topic-%d", v.Path, m.N)})
	}
	return v
}

// people returns a talk's people.
func people(t *corpus.Talk) []personView {
	var out []personView
	for _, s := range t.Speakers {
		p := personView{Name: index.Marked{{Text: s.Name}}, Affiliation: s.Affiliation, Path: address.PersonPage(s.Name)}
		if s.Role != corpus.RoleSpeaker {
			p.Role = string(s.Role)
		}
		out = append(out, p)
	}
	return out
}

// firstPeople returns the people that are shown of many: those that match, then
// the first ones, in their order. One more is shown rather than counted.
func firstPeople(list []personView) (shown []personView, more int) {
	if len(list) <= hitPeople+1 {
		return list, 0
	}
	keep := make([]bool, len(list))
	left := hitPeople
	for _, matching := range []bool{true, false} {
		for i, p := range list {
			if left > 0 && !keep[i] && p.Name.Hit() == matching {
				keep[i] = true
				left--
			}
		}
	}
	for i, p := range list {
		if keep[i] {
			shown = append(shown, p)
		}
	}
	return shown, len(list) - len(shown)
}

// keywords returns the keywords that are shown of a talk's: those that match, then
// the first ones.
func keywords(list []string, also []index.FieldMatch) []keywordView {
	var out []keywordView
	for _, m := range also {
		if m.Field == "keyword" {
			out = append(out, keywordView{m.Text, facetPath(index.ByKeyword, m.Text.String())})
		}
	}
	for _, k := range list {
		if !slices.ContainsFunc(out, func(v keywordView) bool { return v.Text.String() == k }) {
			out = append(out, keywordView{index.Marked{{Text: k}}, facetPath(index.ByKeyword, k)})
		}
	}
	return out[:min(len(out), hitKeywords)]
}
