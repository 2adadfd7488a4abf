package indico

import (
	"encoding/json"
	"time"

	"talksearch/corpus"
)

// A wireTime is a time as it is written: in the zone that the request asked
// for, or the server's, which need not be the event's. Seconds may have
// fractions.
type wireTime struct {
	Date string `json:"date"`
	Time string `json:"time"`
	TZ   string `json:"tz"`
}

// moment returns a time in the event's zone. It is zero for null, and for what
// can't be read, which is reported; the day alone may still be known then.
func (c *converter) moment(raw json.RawMessage, where, talk, field string) (time.Time, corpus.Date) {
	if len(raw) == 0 || string(raw) == "null" {
		return time.Time{}, ""
	}
	var w wireTime
	if err := json.Unmarshal(raw, &w); err != nil {
		c.warn(where, talk, field, `found %.60s; want a time as {"date", "time", "tz"}`, raw)
		return time.Time{}, ""
	}
	day, err := corpus.ParseDate(w.Date)
	if err != nil {
		c.warn(where, talk, field, "%v", err)
		return time.Time{}, ""
	}
	zone := c.zone
	if w.TZ != "" {
		if zone = c.lookUp(w.TZ); zone == nil {
			zone = c.zone
			if !c.unknown[w.TZ] {
				c.unknown[w.TZ] = true
				c.warn(where, talk, field, "time zone %q is not known; taken as %s here and wherever it is named", w.TZ, zone)
			}
		}
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, w.Date+" "+w.Time, zone); err == nil {
			return t.In(c.zone), ""
		}
	}
	c.warn(where, talk, field, "time %q: want hours, minutes and seconds, such as 14:30:00", w.Time)
	return time.Time{}, day
}

// lookUp returns a zone, or nil when the name is not known. Loading a zone anew
// for each time would be slow.
func (c *converter) lookUp(name string) *time.Location {
	if zone, ok := c.zones[name]; ok {
		return zone
	}
	zone, err := (&corpus.Programme{Timezone: name}).Zone()
	if err != nil {
		zone = nil
	}
	c.zones[name] = zone
	return zone
}

// setZone chooses the event's zone: the named one, or else the first that the
// given times know, or else UTC. It returns the zone's name.
func (c *converter) setZone(name, where string, times ...json.RawMessage) string {
	c.zone = time.UTC
	if name != "" {
		if c.zone = c.lookUp(name); c.zone != nil {
			return name
		}
		c.zone = time.UTC
	}
	found := ""
	for _, raw := range times {
		var w wireTime
		if json.Unmarshal(raw, &w) != nil || w.TZ == "" {
			continue
		}
		if zone := c.lookUp(w.TZ); zone != nil {
			c.zone, found = zone, w.TZ
			break
		}
	}
	if name != "" {
		c.warn(where, "", "timezone", "time zone %q is not known; want an IANA name such as Europe/Lisbon; %s is used instead", name, c.zone)
	}
	return found
}
