// Package synthetic makes programmes up, as many talks as are wanted, for
// benchmarks and load tests. Their statistics are like those of real ones: how
// often words, people and keywords occur, how long texts are, how talks lie in
// time. The same number and seed yield the same talks on every machine.
package synthetic

import (
	"fmt"
	"iter"
	"strconv"
	"time"
	_ "time/tzdata" // the talks are the same also where there is no zone database

	"talksearch/corpus"
)

// MaxTalks is the largest number of talks that there can be.
const MaxTalks = 10_000_000

// Talks yields n talks, each with its conference, without talks. The talks of a
// conference follow each other, in time order. Memory is bounded: it grows with
// the square root of n for words and slowly with n for people, and no talk is
// kept. Each run over the sequence yields the same. An n below 1 counts as 0, one
// above MaxTalks as MaxTalks.
func Talks(n int, seed uint64) iter.Seq2[corpus.Programme, corpus.Talk] {
	n = min(n, MaxTalks)
	return func(yield func(corpus.Programme, corpus.Talk) bool) {
		if n < 1 {
			return
		}
		m := newMaker(n, seed)
		for _, size := range m.sizes(n) {
			e := m.edition(size)
			for i := range size {
				if !yield(e.programme, m.talk(e, i)) {
					return
				}
			}
		}
	}
}

// Programmes returns the talks of Talks as normalised programmes, all in memory.
func Programmes(n int, seed uint64) []*corpus.Programme {
	var list []*corpus.Programme
	for facts, talk := range Talks(n, seed) { // those of a conference follow each other
		if len(list) == 0 || list[len(list)-1].ID != facts.ID {
			list = append(list, &facts)
		}
		p := list[len(list)-1]
		p.Talks = append(p.Talks, talk)
	}
	for _, p := range list {
		corpus.Normalize(p)
	}
	return list
}

// A maker draws conferences and talks one after another.
type maker struct {
	random
	texts    *writer
	people   people
	keywords []string
	keyword  choice
	kinds    choice
	editions int // that were drawn
	buffer   []byte
}

func newMaker(n int, seed uint64) *maker {
	m := &maker{
		random:   newRandom(seed, 2),
		texts:    newWriter(newVocabulary(n), seed),
		people:   newPeople(n),
		keywords: keywords(),
		kinds:    newChoice(kindWeights),
	}
	m.keyword = zipf(len(m.keywords), 5)
	return m
}

// keywordCount is how many different keywords there are.
const keywordCount = 500

// keywords returns all keywords, the most frequent first: terms, and pairs such
// as "kernel testing" for every fourth.
func keywords() []string {
	var list []string
	known, pairs := terms, 0
	for len(list) < keywordCount {
		if len(list)%4 != 3 && len(known) > 0 {
			list = append(list, known[0])
			known = known[1:]
			continue
		}
		list = append(list, keywordAreas[pairs%len(keywordAreas)]+" "+keywordHeads[pairs/len(keywordAreas)])
		pairs++
	}
	return list
}

// kinds of talks without topics, and how many of 100 are of each.
var (
	kinds       = []corpus.Kind{corpus.KindTalk, corpus.KindLightning, corpus.KindTutorial, corpus.KindBoF, corpus.KindWorkshop, corpus.KindPanel, corpus.KindPoster, corpus.KindKeynote}
	kindWeights = []uint64{74, 8, 4, 4, 3, 3, 2, 2}
)

// talk draws the talk at a place of a conference.
func (m *maker) talk(e *edition, place int) corpus.Talk {
	text := m.texts.next()
	number := strconv.Itoa(place + 1)
	t := corpus.Talk{
		ID: "talk-" + number, Kind: kinds[m.kinds.draw(m.random)], Title: m.write(text.title), Abstract: m.write(text.abstract),
		Topics: m.texts.topicLines(text.topics), Track: e.tracks[m.below(len(e.tracks))], Room: e.rooms[place%len(e.rooms)],
		Language: "en", URL: e.programme.URL + "/talks/" + number,
	}
	role := corpus.RoleSpeaker
	if len(t.Topics) > 0 {
		t.Kind, role = corpus.KindMicroconference, corpus.RoleLead
	}
	t.Start = e.start(place)
	t.End = t.Start.Add(e.slot)
	if t.Kind == corpus.KindLightning {
		t.End = t.Start.Add(lightning)
	}
	t.Day = corpus.DateOf(t.Start)
	t.Speakers = m.speakers(role)
	t.Keywords = m.someKeywords()
	return t
}

func (m *maker) write(tokens []token) string {
	m.buffer = m.texts.write(m.buffer[:0], tokens)
	return string(m.buffer)
}

// speakers draws the people of a talk: one in six of ten, else two to four.
func (m *maker) speakers(role corpus.Role) []corpus.Speaker {
	n := 1
	if x := m.below(20); x >= 12 {
		n = []int{2, 2, 2, 2, 2, 3, 3, 4}[x-12]
	}
	list := make([]corpus.Speaker, 0, n)
	for range n {
		s := m.people.draw(m.random)
		s.Role = role
		repeated := false
		for _, other := range list {
			repeated = repeated || other.Name == s.Name
		}
		if !repeated {
			list = append(list, s)
		}
	}
	return list
}

// someKeywords draws 0 to 6 keywords.
func (m *maker) someKeywords() []string {
	n := m.below(7)
	if n == 0 {
		return nil
	}
	list := make([]string, 0, n)
draw:
	for len(list) < n {
		k := m.keywords[m.keyword.draw(m.random)]
		for _, other := range list {
			if other == k {
				continue draw
			}
		}
		list = append(list, k)
	}
	return list
}

const (
	conferences = 40
	firstYear   = 2010
	years       = 10
	lightning   = 10 * time.Minute
)

// sizes shares n talks among the conferences, those of the first year first. Some
// are up to twelve times as large as others; of few talks some get none.
func (m *maker) sizes(n int) []int {
	upTo := make([]int, conferences*years) // sums of weights
	sum := 0
	for i := range upTo {
		sum += 1 + m.below(4)*m.below(4) + m.below(3)
		upTo[i] = sum
	}
	sizes := make([]int, len(upTo))
	given := 0
	for i, s := range upTo {
		sizes[i] = int(int64(n)*int64(s)/int64(sum)) - given // an int may have 32 bits
		given += sizes[i]
	}
	return sizes
}

// An edition is a conference in one year.
type edition struct {
	programme corpus.Programme
	zone      *time.Location
	first     time.Time // day
	slot      time.Duration
	slots     int // a day
	tracks    []string
	rooms     []string
}

// edition draws the next conference, with so many talks.
func (m *maker) edition(size int) *edition {
	number, year := m.editions%conferences, firstYear+m.editions/conferences
	m.editions++
	place := cities[m.below(len(cities))]
	e := &edition{slot: []time.Duration{30, 45, 60}[m.below(3)] * time.Minute}
	e.slots = int((lunch-open)/e.slot + (closing-lunch-lunchBreak)/e.slot)
	days := m.between(1, 3)
	rooms := max(1, (size+days*e.slots-1)/(days*e.slots), min(m.between(2, 6), size/6))
	used := (size + rooms - 1) / rooms // slots
	days = max(1, (used+e.slots-1)/e.slots)

	// A conference has its time of the year; it begins from Monday to Wednesday.
	e.first = time.Date(year, time.January, 8+number*8+m.below(14), 0, 0, 0, 0, time.UTC)
	for e.first.Weekday() < time.Monday || e.first.Weekday() > time.Wednesday {
		e.first = e.first.AddDate(0, 0, 1)
	}
	var err error
	if e.zone, err = time.LoadLocation(place.zone); err != nil {
		panic(fmt.Sprintf("synthetic: zone of %s: %v", place.name, err)) // the database is part of the program
	}
	for i := range rooms {
		name := "Room " + strconv.Itoa(i+1)
		if i < len(roomNames) {
			name = roomNames[i]
		}
		e.rooms = append(e.rooms, name)
	}
	first, step := m.below(len(tracks)), 1+2*m.below(2) // 1 and 3 have no divisor in common with 40
	for i := range min(m.between(3, 10), max(1, size/3)) {
		e.tracks = append(e.tracks, tracks[(first+i*step)%len(tracks)])
	}
	name := conferenceSubjects[number%len(conferenceSubjects)] + " " + conferenceForms[number/len(conferenceSubjects)]
	short := fmt.Sprintf("conf%02d", number+1)
	e.programme = corpus.Programme{
		ID: fmt.Sprintf("%s-%d", short, year), Title: fmt.Sprintf("%s %d", name, year),
		Start: corpus.DateOf(e.first), End: corpus.DateOf(e.first.AddDate(0, 0, days-1)),
		Timezone: place.zone, Location: place.name + ", " + place.country,
		URL:    fmt.Sprintf("https://%s.example.org/%d", short, year),
		Notice: "All talks and people are made up.",
	}
	return e
}

// Talks are given from open to closing; lunch begins at a time at which slots of
// any length end.
const (
	open       = 9 * time.Hour
	lunch      = 12 * time.Hour
	lunchBreak = time.Hour
	closing    = 18 * time.Hour
)

// start returns when the talk at a place starts: talks fill all rooms of a slot,
// then the next slot.
func (e *edition) start(place int) time.Time {
	slot := place / len(e.rooms)
	day, slot := slot/e.slots, slot%e.slots
	at := open + time.Duration(slot)*e.slot
	if at >= lunch {
		at += lunchBreak
	}
	return time.Date(e.first.Year(), e.first.Month(), e.first.Day()+day, 0, int(at/time.Minute), 0, 0, e.zone)
}
