package corpus

import (
	"slices"
	"time"
)

// A Source is where programmes were read from, and how that went.
type Source struct {
	Name        string    // as it may be shown: an address without secrets, a file's name
	Format      string    // "schedule.xml", "indico", …; "" before the first success
	Conferences []string  // the ids of its programmes
	Talks       int       // in all of them
	Read        time.Time // when it was last read, or found unchanged, without failure
	Changed     time.Time // when its content last changed
	Problems    Problems  // of what is served
	Err         string    // why the latest attempt failed, "" when it did not; what is served is then older
}

// Clone returns a copy of p that shares nothing that can be changed with it.
func (p *Programme) Clone() *Programme {
	c := *p
	c.Talks = slices.Clone(p.Talks)
	for i := range c.Talks {
		t := &c.Talks[i]
		t.Speakers, t.Keywords, t.Derived = slices.Clone(t.Speakers), slices.Clone(t.Keywords), slices.Clone(t.Derived)
		t.Topics, t.Links = slices.Clone(t.Topics), slices.Clone(t.Links)
	}
	return &c
}
