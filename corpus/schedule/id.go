package schedule

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"

	"talksearch/corpus"
)

// key returns what an event's id is made of: pretalx's code, else the number,
// else the guid. The code comes first because the number is not kept when
// schedules of several servers are merged. Until 2026 pretalx wrote it to
// schedule.json but not to schedule.xml; the talk's address ends in it in both,
// so that both give a talk the same id.
func key(e *Event) string {
	candidates := []string{e.Code, "", e.ID, e.GUID}
	if m := talkAddress.FindStringSubmatch(e.URL); m != nil {
		candidates[1] = m[1]
	}
	for _, s := range candidates {
		if !plain.MatchString(s) {
			s = corpus.Slug(s)
		}
		if s != "" {
			return s
		}
	}
	return ""
}

var (
	talkAddress = regexp.MustCompile(`/talk/([A-Z0-9]{6,10})/?$`)
	plain       = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._~@:+-]*$`)
)

// identify gives every talk that has a key an id of its own. One key stands for
// several talks where a talk has several slots, or servers were merged; then
// part of the guid, else the start, is added for each of them. The order of the
// events does not matter, unless even these agree. A talk without a key has no
// id, and gets one of its title later.
func (b *Builder) identify() {
	names := []func(*slot) string{
		func(s *slot) string { return s.key },
		func(s *slot) string {
			guid := corpus.Slug(s.talk.UID)
			if guid == "" {
				return ""
			}
			return s.key + "-" + string([]rune(guid)[:min(8, len([]rune(guid)))])
		},
		func(s *slot) string {
			if s.talk.Start.IsZero() {
				return ""
			}
			return s.key + "-" + s.talk.Start.Format("20060102-1504")
		},
	}
	var left []*slot
	for i := range b.slots {
		if b.slots[i].key != "" {
			left = append(left, &b.slots[i])
		}
	}
	taken := make(map[string]bool, len(left))
	for _, name := range names {
		count := make(map[string]int, len(left))
		for _, s := range left {
			count[name(s)]++
		}
		var again []*slot
		for _, s := range left {
			if id := name(s); id != "" && count[id] == 1 && !taken[id] {
				s.talk.ID, taken[id] = id, true
			} else {
				again = append(again, s)
			}
		}
		left = again
	}
	next := make(map[string]int)
	for _, s := range left {
		b.Report(s.talk.Where, s.talk.Title, "id", "%q, with the same guid and start, is also that of another event; want a guid of its own", s.key)
		id := s.key
		for taken[id] {
			next[s.key]++
			id = fmt.Sprintf("%s-%d", s.key, next[s.key]+1)
		}
		s.talk.ID, taken[id] = id, true
	}
}

// Number returns a name as a positive number, which is what the formats want for
// the ids of events and people: the name itself when it is one, else a number
// computed from it, always the same.
func Number(name string) int {
	if n, err := strconv.ParseUint(name, 10, 31); err == nil && n > 0 && strconv.FormatUint(n, 10) == name {
		return int(n)
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	return int(h.Sum32()>>1 | 1)
}
