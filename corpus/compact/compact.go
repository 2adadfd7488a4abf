// Package compact writes talks as few bytes, for files and memory of this program
// alone: numbers as varints, strings with their lengths before them. The same
// content always gives the same bytes, so that they also serve to tell whether
// content is the same. Whoever keeps them for another run of the program has to
// note Version with them.
package compact

import (
	"encoding/binary"
	"errors"
	"time"

	"talksearch/corpus"
)

// Version counts up with every change of the form.
const Version = 1

// An encoder appends values to b.
type encoder struct{ b []byte }

// How the zone of a time is kept.
const (
	timeZero = iota
	timeUTC
	timeInZone // of the programme
	timeFixed  // followed by name and offset
)

func (e *encoder) uint(n uint64) { e.b = binary.AppendUvarint(e.b, n) }

func (e *encoder) string(s string) {
	e.uint(uint64(len(s)))
	e.b = append(e.b, s...)
}

// length writes the length of a list, or that there is none.
func (e *encoder) length(n int, none bool) {
	if none {
		e.uint(0)
		return
	}
	e.uint(uint64(n) + 1)
}

func (e *encoder) strings(list []string) {
	e.length(len(list), list == nil)
	for _, s := range list {
		e.string(s)
	}
}

func (e *encoder) time(t time.Time, zone *time.Location) {
	name, offset := t.Zone()
	how := uint64(timeFixed)
	switch {
	case t.IsZero():
		e.uint(timeZero)
		return
	case t.Location() == time.UTC:
		how = timeUTC
	case zone != nil && t.Location().String() == zone.String():
		if _, o := t.In(zone).Zone(); o == offset {
			how = timeInZone
		}
	}
	e.uint(how)
	e.b = binary.AppendVarint(e.b, t.Unix())
	e.uint(uint64(t.Nanosecond()))
	if how == timeFixed {
		e.string(name)
		e.b = binary.AppendVarint(e.b, int64(offset))
	}
}

// Append appends all of a talk to b. Times in zone, the programme's, take fewest
// bytes; nil stands for none.
func Append(b []byte, t *corpus.Talk, zone *time.Location) []byte {
	e := encoder{b}
	for _, s := range []string{t.ID, string(t.Kind), t.Title, t.Subtitle, t.Track, t.Room, string(t.Day), t.Abstract, t.URL, t.Language, t.UID, t.Where} {
		e.string(s)
	}
	e.time(t.Start, zone)
	e.time(t.End, zone)
	e.b = binary.AppendVarint(e.b, int64(t.Length))
	e.length(len(t.Speakers), t.Speakers == nil)
	for _, s := range t.Speakers {
		e.string(s.Name)
		e.string(s.Affiliation)
		e.string(string(s.Role))
	}
	e.strings(t.Keywords)
	e.strings(t.Derived)
	e.strings(t.Topics)
	e.length(len(t.Links), t.Links == nil)
	for _, l := range t.Links {
		e.string(l.Title)
		e.string(l.URL)
	}
	return e.b
}

// AppendHead appends all of a programme but its talks.
func AppendHead(b []byte, p *corpus.Programme) []byte {
	e := encoder{b}
	for _, s := range []string{p.ID, p.Title, string(p.Start), string(p.End), p.Timezone, p.Location, p.URL, p.Notice} {
		e.string(s)
	}
	return e.b
}

// ErrMalformed says that bytes are not what Append wrote.
var ErrMalformed = errors.New("malformed talk")

// A decoder reads what an encoder wrote. The strings it returns are parts of s.
// After the first error all it returns is zero.
type decoder struct {
	s   string
	err error
}

func (d *decoder) fail() {
	d.s, d.err = "", ErrMalformed
}

func (d *decoder) uint() uint64 {
	var n uint64
	for i := 0; i < len(d.s) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(d.s[i]&0x7f) << (7 * i)
		if d.s[i] < 0x80 {
			d.s = d.s[i+1:]
			return n
		}
	}
	d.fail()
	return 0
}

// int reads a signed varint, which is an unsigned one with the sign as last bit.
func (d *decoder) int() int64 {
	n := d.uint()
	return int64(n>>1) ^ -int64(n&1)
}

func (d *decoder) string() string {
	n := d.uint()
	if n > uint64(len(d.s)) {
		d.fail()
		return ""
	}
	s := d.s[:n]
	d.s = d.s[n:]
	return s
}

// decodeList reads a list, nil where there was none.
func decodeList[T any](d *decoder, one func() T) []T {
	n := d.uint()
	if n == 0 || n-1 > uint64(len(d.s)) { // each takes a byte at least
		if n != 0 {
			d.fail()
		}
		return nil
	}
	out := make([]T, n-1)
	for i := range out {
		out[i] = one()
	}
	return out
}

func (d *decoder) time(zone *time.Location) time.Time {
	how := d.uint()
	if how == timeZero {
		return time.Time{}
	}
	t := time.Unix(d.int(), int64(d.uint())).UTC()
	switch {
	case how == timeInZone && zone != nil:
		return t.In(zone)
	case how == timeFixed:
		name := d.string()
		return t.In(time.FixedZone(name, int(d.int())))
	}
	return t
}

// Talk reads what Append wrote with the same zone. The talk's strings are parts of
// s. The error is ErrMalformed.
func Talk(s string, zone *time.Location) (*corpus.Talk, error) {
	d := decoder{s: s}
	t := &corpus.Talk{
		ID: d.string(), Kind: corpus.Kind(d.string()), Title: d.string(), Subtitle: d.string(), Track: d.string(), Room: d.string(),
		Day: corpus.Date(d.string()), Abstract: d.string(), URL: d.string(), Language: d.string(), UID: d.string(), Where: d.string(),
		Start: d.time(zone), End: d.time(zone), Length: time.Duration(d.int()),
	}
	t.Speakers = decodeList(&d, func() corpus.Speaker {
		return corpus.Speaker{Name: d.string(), Affiliation: d.string(), Role: corpus.Role(d.string())}
	})
	t.Keywords, t.Derived, t.Topics = decodeList(&d, d.string), decodeList(&d, d.string), decodeList(&d, d.string)
	t.Links = decodeList(&d, func() corpus.Link { return corpus.Link{Title: d.string(), URL: d.string()} })
	return t, d.err
}
