package ical

import (
	"strings"
	"time"
)

// A zone is a time zone of a calendar.
type zone struct {
	name     string // IANA name, "" where there is none
	location *time.Location
	rules    *rules // instead of a location, of a zone that only the calendar knows
}

// at returns the instant of a local time, given as if it were UTC.
func (z *zone) at(wall time.Time) time.Time {
	if z.rules != nil {
		return wall.Add(-time.Duration(z.rules.offset(wall)) * time.Second)
	}
	return local(wall, z.location)
}

// local returns the instant at which clocks in zone show wall, which is given
// as if it were UTC. Where they show it twice it is the first time, and where
// never it is counted on from before the change (RFC 5545, 3.3.5); time.Date
// promises neither.
func local(wall time.Time, zone *time.Location) time.Time {
	const day = 24 * time.Hour
	_, before := wall.Add(-day).In(zone).Zone()
	_, after := wall.Add(day).In(zone).Zone()
	first := wall.Add(-time.Duration(before) * time.Second).In(zone)
	if _, offset := first.Zone(); offset == before {
		return first
	}
	second := wall.Add(-time.Duration(after) * time.Second).In(zone)
	if _, offset := second.Zone(); offset == after {
		return second
	}
	return first
}

// zones finds the zones that a calendar names.
type zones struct {
	defined map[string]*component // VTIMEZONE by TZID
	found   map[string]*zone      // nil for what is not known
}

func newZones(calendar *component) *zones {
	z := &zones{defined: map[string]*component{}, found: map[string]*zone{}}
	for _, c := range calendar.children {
		if c.name == "VTIMEZONE" {
			z.defined[c.get("TZID").text()] = c
		}
	}
	return z
}

// find returns the zone called name, nil if it is not known. A name of the time
// zone database is taken at its word: the calendar's own definition of it is
// often wrong, or right for one year only.
func (z *zones) find(name string) *zone {
	if found, ok := z.found[name]; ok {
		return found
	}
	found := named(name)
	if found == nil {
		if c := z.defined[name]; c != nil {
			if found = named(c.get("X-LIC-LOCATION").text()); found == nil {
				if r := newRules(c); r != nil {
					found = &zone{rules: r}
				}
			}
		}
	}
	z.found[name] = found
	return found
}

// named returns the zone of the time zone database that name means: its own
// name, with a hyphen for the slash ("Europe-Brussels"), behind a registry's
// path ("/example.org/2020a/Europe/Berlin"), or that of Windows.
func named(name string) *zone {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if len(name) > 100 {
		return nil
	}
	name = strings.ReplaceAll(name, " ", "_")
	candidates := []string{name, strings.Replace(name, "-", "/", 1), windows[strings.ToLower(name)]}
	if parts := strings.Split(name, "/"); len(parts) > 2 {
		candidates = append(candidates, strings.Join(parts[len(parts)-2:], "/"), strings.Join(parts[len(parts)-3:], "/"))
	}
	for _, c := range candidates {
		if c == "" || strings.EqualFold(c, "local") || c == "Factory" {
			continue
		}
		if c == "Z" {
			c = "UTC"
		}
		if location, err := time.LoadLocation(c); err == nil {
			return &zone{name: c, location: location}
		}
	}
	return nil
}

// windows are zones as Windows and Outlook call them, in lower case and with _
// for spaces, and what the Unicode CLDR's windowsZones gives for each.
var windows = map[string]string{
	"utc":                             "UTC",
	"coordinated_universal_time":      "UTC",
	"gmt_standard_time":               "Europe/London",
	"greenwich_standard_time":         "Atlantic/Reykjavik",
	"w._europe_standard_time":         "Europe/Berlin",
	"central_europe_standard_time":    "Europe/Budapest",
	"romance_standard_time":           "Europe/Paris",
	"central_european_standard_time":  "Europe/Warsaw",
	"e._europe_standard_time":         "Europe/Chisinau",
	"fle_standard_time":               "Europe/Kiev",
	"gtb_standard_time":               "Europe/Bucharest",
	"turkey_standard_time":            "Europe/Istanbul",
	"russian_standard_time":           "Europe/Moscow",
	"israel_standard_time":            "Asia/Jerusalem",
	"egypt_standard_time":             "Africa/Cairo",
	"south_africa_standard_time":      "Africa/Johannesburg",
	"e._africa_standard_time":         "Africa/Nairobi",
	"w._central_africa_standard_time": "Africa/Lagos",
	"morocco_standard_time":           "Africa/Casablanca",
	"arab_standard_time":              "Asia/Riyadh",
	"arabian_standard_time":           "Asia/Dubai",
	"iran_standard_time":              "Asia/Tehran",
	"pakistan_standard_time":          "Asia/Karachi",
	"india_standard_time":             "Asia/Kolkata",
	"nepal_standard_time":             "Asia/Kathmandu",
	"bangladesh_standard_time":        "Asia/Dhaka",
	"se_asia_standard_time":           "Asia/Bangkok",
	"china_standard_time":             "Asia/Shanghai",
	"taipei_standard_time":            "Asia/Taipei",
	"singapore_standard_time":         "Asia/Singapore",
	"tokyo_standard_time":             "Asia/Tokyo",
	"korea_standard_time":             "Asia/Seoul",
	"w._australia_standard_time":      "Australia/Perth",
	"cen._australia_standard_time":    "Australia/Adelaide",
	"aus_central_standard_time":       "Australia/Darwin",
	"e._australia_standard_time":      "Australia/Brisbane",
	"aus_eastern_standard_time":       "Australia/Sydney",
	"tasmania_standard_time":          "Australia/Hobart",
	"new_zealand_standard_time":       "Pacific/Auckland",
	"hawaiian_standard_time":          "Pacific/Honolulu",
	"alaskan_standard_time":           "America/Anchorage",
	"pacific_standard_time":           "America/Los_Angeles",
	"mountain_standard_time":          "America/Denver",
	"us_mountain_standard_time":       "America/Phoenix",
	"central_standard_time":           "America/Chicago",
	"central_standard_time_(mexico)":  "America/Mexico_City",
	"canada_central_standard_time":    "America/Regina",
	"eastern_standard_time":           "America/New_York",
	"us_eastern_standard_time":        "America/Indiana/Indianapolis",
	"sa_pacific_standard_time":        "America/Bogota",
	"atlantic_standard_time":          "America/Halifax",
	"newfoundland_standard_time":      "America/St_Johns",
	"pacific_sa_standard_time":        "America/Santiago",
	"e._south_america_standard_time":  "America/Sao_Paulo",
	"sa_eastern_standard_time":        "America/Cayenne",
	"argentina_standard_time":         "America/Argentina/Buenos_Aires",
}
