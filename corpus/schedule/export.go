package schedule

import (
	"crypto/sha1"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"talksearch/corpus"
	"talksearch/corpus/markup"
)

// A Day is one day of a schedule to be written.
type Day struct {
	Index int // from 1
	Date  string
	Start string // when its first talk starts
	End   string // when its last talk ends
	Rooms []Room
}

// A Room is the talks in one room on one day.
type Room struct {
	Name   string
	Events []Event
}

// Export turns a programme into what both formats write: its head and its days,
// in order, each with its rooms as they first occur and their events in order
// of time.
//
// The formats have no place for keywords, topics, the speakers' affiliations
// and roles, and the programme's notice. The topics go, as a list, to the end
// of the description, which otherwise is empty; the rest is left out. So are
// talks that stand on no day. An event's code is the talk's id, which the
// reader gives back; a guid and a number, which programs that read these
// formats rely on, are computed from the id where the talk has none.
func Export(p *corpus.Programme) (Conference, []Day, error) {
	zone, err := p.Zone()
	if err != nil {
		return Conference{}, nil, err
	}
	c := Conference{Acronym: p.ID, Title: p.Title, Start: string(p.Start), End: string(p.End), Zone: p.Timezone, Location: p.Location}
	if isLink(p.URL) {
		c.URL = p.URL
	}
	talks := make(map[corpus.Date][]*corpus.Talk)
	for i := range p.Talks {
		if day := dayOf(&p.Talks[i], zone); day != "" {
			talks[day] = append(talks[day], &p.Talks[i])
		}
	}
	var days []Day
	numbers := make(map[int]bool)
	for i, date := range slices.Sorted(maps.Keys(talks)) {
		days = append(days, exportDay(p, date, talks[date], zone, numbers))
		days[i].Index = i + 1
	}
	return c, days, nil
}

// dayOf returns the day under which a talk is filed.
func dayOf(t *corpus.Talk, zone *time.Location) corpus.Date {
	if start := t.Start.In(zone); !t.Start.IsZero() && (t.Day == "" || !fits(t.Day, start)) {
		return corpus.DateOf(start)
	}
	return t.Day
}

func exportDay(p *corpus.Programme, date corpus.Date, talks []*corpus.Talk, zone *time.Location, numbers map[int]bool) Day {
	first, last := date.Time(), date.Time().AddDate(0, 0, 1)
	first, last = inZone(first, zone), inZone(last, zone)
	day := Day{Date: string(date)}
	rooms := make(map[string]int)
	slices.SortStableFunc(talks, func(a, b *corpus.Talk) int { return a.Start.Compare(b.Start) })
	timed := false
	for _, t := range talks {
		if !t.Start.IsZero() {
			end := t.Start
			if t.End.After(end) {
				end = t.End
			}
			if !timed || t.Start.Before(first) {
				first = t.Start
			}
			if !timed || end.After(last) {
				last = end
			}
			timed = true
		}
		i, ok := rooms[t.Room]
		if !ok {
			i = len(day.Rooms)
			rooms[t.Room] = i
			day.Rooms = append(day.Rooms, Room{Name: t.Room})
		}
		day.Rooms[i].Events = append(day.Rooms[i].Events, event(p, t, zone, numbers))
	}
	day.Start, day.End = first.In(zone).Format(time.RFC3339), last.In(zone).Format(time.RFC3339)
	return day
}

// event turns a talk into an event.
func event(p *corpus.Programme, t *corpus.Talk, zone *time.Location, numbers map[int]bool) Event {
	n := Number(t.ID)
	for numbers[n] {
		n++ // two ids gave the same number
	}
	numbers[n] = true
	e := Event{
		ID: strconv.Itoa(n), Code: t.ID, GUID: t.UID, Room: t.Room, Slug: corpus.Slug(p.ID + " " + t.ID + " " + t.Title),
		Title: t.Title, Subtitle: t.Subtitle, Track: t.Track, Type: string(t.Kind), Language: t.Language,
		Abstract: written(t.Abstract), Speakers: t.Speakers, Links: t.Links, URL: t.URL,
	}
	if e.GUID == "" {
		e.GUID = guid(p.ID + "/" + t.ID)
	}
	if len(t.Topics) > 0 {
		e.Description = written("Topics:\n- " + strings.Join(t.Topics, "\n- "))
	}
	if !t.Start.IsZero() {
		start := t.Start.In(zone)
		e.Date, e.Start = start.Format(time.RFC3339), start.Format("15:04")
		if !t.End.IsZero() && !t.End.Before(t.Start) {
			e.Duration = length(t.End.Sub(t.Start))
		}
	}
	return e
}

// written returns a text so that reading it gives the text back: as it is,
// unless it would be taken for HTML or Markdown.
func written(s string) string {
	if markup.Text(s) == s {
		return s
	}
	return markup.HTML(s)
}

// length returns a duration as HH:MM, or HH:MM:SS where it needs seconds.
func length(d time.Duration) string {
	s := fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
	if seconds := int(d.Seconds()) % 60; seconds > 0 {
		s += fmt.Sprintf(":%02d", seconds)
	}
	return s
}

// guid returns a UUID for a name, always the same (RFC 9562, version 5). The
// namespace is that of URLs, as the c3voc's tools take it.
func guid(name string) string {
	h := sha1.New()
	h.Write([]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8})
	h.Write([]byte("talksearch:" + name))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
