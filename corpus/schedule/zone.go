package schedule

import (
	"fmt"
	"strings"
	"time"
)

// zone chooses the programme's time zone and returns it with its name. The
// times' offsets are better evidence than the name: they are made by software,
// the name is set by hand or by default. What is not as it should be is
// reported.
func (b *Builder) zone() (*time.Location, string) {
	given := strings.TrimSpace(b.Conference.Zone)
	zone, name := find(given)
	if given != "" && zone == nil {
		b.Report("", "", "timezone", "%q is not a time zone that is known; want an IANA name such as Europe/Lisbon", given)
		given = ""
	}
	offsets, agree, floating := b.offsets(zone)
	total := 0
	for _, n := range offsets {
		total += n
	}
	switch {
	case zone != nil && agree*2 >= total:
		if agree < total {
			b.Report("", "", "timezone", "%q contradicts the offsets of %d of %d times; their offsets are taken", given, total-agree, total)
		}
		return zone, name
	case total == 0:
		if floating {
			b.Report("", "", "timezone", "is missing, and the times have no offsets; they are taken as UTC")
		}
		return time.UTC, ""
	}
	common, most := 0, 0
	for offset, n := range offsets {
		if n > most || n == most && offset < common {
			common, most = offset, n
		}
	}
	if name = fixed(common); name != "" {
		zone, _ = find(name)
	}
	if zone == nil || name == "" {
		zone = time.UTC
	}
	shown := name
	if shown == "" {
		shown = "UTC"
	}
	switch {
	case given != "":
		b.Report("", "", "timezone", "%q contradicts the times, which are %s; %s is taken", given, clock(common), shown)
	case common != 0:
		b.Report("", "", "timezone", "is missing; the times are %s, and %s is taken", clock(common), shown)
	}
	return zone, name
}

// offsets counts the times by their offset from UTC, and those that the zone
// agrees with. Where times are given in UTC, the zone may still be the one
// whose clocks the programme is for.
func (b *Builder) offsets(zone *time.Location) (counts map[int]int, agree int, floating bool) {
	counts = make(map[int]int)
	for i := range b.slots {
		s := &b.slots[i]
		if s.talk.Start.IsZero() {
			continue
		}
		if s.floating {
			floating = true
			continue
		}
		_, offset := s.talk.Start.Zone()
		counts[offset]++
		if zone == nil {
			continue
		}
		local := s.talk.Start.In(zone)
		_, want := local.Zone()
		if offset == want || offset == 0 && (s.clock < 0 || s.clock == sinceMidnight(local)) {
			agree++
		}
	}
	return counts, agree, floating
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

// find returns the zone of an IANA or Rails name, and its IANA name; nil when
// there is none.
func find(name string) (*time.Location, string) {
	if name == "" || strings.EqualFold(name, "local") {
		return nil, ""
	}
	if iana, ok := rails[name]; ok {
		name = iana
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, ""
	}
	return zone, name
}

// fixed returns the name of a zone whose clocks stand at the offset, in seconds
// east of UTC, all year; "" when there is none.
func fixed(offset int) string {
	hours := offset / 3600
	switch {
	case offset == 0:
		return ""
	case offset%3600 == 0 && -12 <= hours && hours <= 14:
		return fmt.Sprintf("Etc/GMT%+d", -hours) // the sign is turned round, by tradition
	}
	return map[int]string{
		-34200: "Pacific/Marquesas", 12600: "Asia/Tehran", 16200: "Asia/Kabul", 19800: "Asia/Kolkata", 20700: "Asia/Kathmandu",
		23400: "Asia/Yangon", 31500: "Australia/Eucla", 34200: "Australia/Darwin",
	}[offset]
}

// clock returns an offset as it is written in times.
func clock(offset int) string {
	return "UTC" + time.Unix(0, 0).In(time.FixedZone("", offset)).Format("-07:00")
}

// rails are the names that Ruby on Rails, and with it frab, gives to zones.
var rails = map[string]string{
	"International Date Line West": "Etc/GMT+12", "American Samoa": "Pacific/Pago_Pago", "Midway Island": "Pacific/Midway", "Hawaii": "Pacific/Honolulu",
	"Alaska": "America/Juneau", "Pacific Time (US & Canada)": "America/Los_Angeles", "Tijuana": "America/Tijuana",
	"Mountain Time (US & Canada)": "America/Denver", "Arizona": "America/Phoenix", "Chihuahua": "America/Chihuahua", "Mazatlan": "America/Mazatlan",
	"Central Time (US & Canada)": "America/Chicago", "Saskatchewan": "America/Regina", "Guadalajara": "America/Mexico_City", "Mexico City": "America/Mexico_City",
	"Monterrey": "America/Monterrey", "Central America": "America/Guatemala", "Eastern Time (US & Canada)": "America/New_York", "Indiana (East)": "America/Indiana/Indianapolis",
	"Bogota": "America/Bogota", "Lima": "America/Lima", "Quito": "America/Lima", "Atlantic Time (Canada)": "America/Halifax", "Caracas": "America/Caracas",
	"La Paz": "America/La_Paz", "Santiago": "America/Santiago", "Asuncion": "America/Asuncion", "Newfoundland": "America/St_Johns", "Brasilia": "America/Sao_Paulo",
	"Buenos Aires": "America/Argentina/Buenos_Aires", "Montevideo": "America/Montevideo", "Georgetown": "America/Guyana", "Puerto Rico": "America/Puerto_Rico",
	"Greenland": "America/Godthab", "Mid-Atlantic": "Atlantic/South_Georgia", "Azores": "Atlantic/Azores", "Cape Verde Is.": "Atlantic/Cape_Verde",
	"Dublin": "Europe/Dublin", "Edinburgh": "Europe/London", "London": "Europe/London", "Lisbon": "Europe/Lisbon", "Casablanca": "Africa/Casablanca", "Monrovia": "Africa/Monrovia",
	"Belgrade": "Europe/Belgrade", "Bratislava": "Europe/Bratislava", "Budapest": "Europe/Budapest", "Ljubljana": "Europe/Ljubljana", "Prague": "Europe/Prague",
	"Sarajevo": "Europe/Sarajevo", "Skopje": "Europe/Skopje", "Warsaw": "Europe/Warsaw", "Zagreb": "Europe/Zagreb", "Brussels": "Europe/Brussels",
	"Copenhagen": "Europe/Copenhagen", "Madrid": "Europe/Madrid", "Paris": "Europe/Paris", "Amsterdam": "Europe/Amsterdam", "Berlin": "Europe/Berlin",
	"Bern": "Europe/Zurich", "Zurich": "Europe/Zurich", "Rome": "Europe/Rome", "Stockholm": "Europe/Stockholm", "Vienna": "Europe/Vienna",
	"West Central Africa": "Africa/Algiers", "Bucharest": "Europe/Bucharest", "Cairo": "Africa/Cairo", "Helsinki": "Europe/Helsinki", "Kyiv": "Europe/Kiev", "Kyev": "Europe/Kiev",
	"Riga": "Europe/Riga", "Sofia": "Europe/Sofia", "Tallinn": "Europe/Tallinn", "Vilnius": "Europe/Vilnius", "Athens": "Europe/Athens", "Istanbul": "Europe/Istanbul",
	"Minsk": "Europe/Minsk", "Jerusalem": "Asia/Jerusalem", "Harare": "Africa/Harare", "Pretoria": "Africa/Johannesburg", "Kaliningrad": "Europe/Kaliningrad",
	"Moscow": "Europe/Moscow", "St. Petersburg": "Europe/Moscow", "Volgograd": "Europe/Volgograd", "Samara": "Europe/Samara", "Kuwait": "Asia/Kuwait",
	"Riyadh": "Asia/Riyadh", "Nairobi": "Africa/Nairobi", "Baghdad": "Asia/Baghdad", "Tehran": "Asia/Tehran", "Abu Dhabi": "Asia/Muscat", "Muscat": "Asia/Muscat",
	"Baku": "Asia/Baku", "Tbilisi": "Asia/Tbilisi", "Yerevan": "Asia/Yerevan", "Kabul": "Asia/Kabul", "Ekaterinburg": "Asia/Yekaterinburg", "Islamabad": "Asia/Karachi",
	"Karachi": "Asia/Karachi", "Tashkent": "Asia/Tashkent", "Chennai": "Asia/Kolkata", "Kolkata": "Asia/Kolkata", "Mumbai": "Asia/Kolkata", "New Delhi": "Asia/Kolkata",
	"Kathmandu": "Asia/Kathmandu", "Astana": "Asia/Dhaka", "Dhaka": "Asia/Dhaka", "Sri Jayawardenepura": "Asia/Colombo", "Almaty": "Asia/Almaty", "Novosibirsk": "Asia/Novosibirsk",
	"Rangoon": "Asia/Yangon", "Bangkok": "Asia/Bangkok", "Hanoi": "Asia/Bangkok", "Jakarta": "Asia/Jakarta", "Krasnoyarsk": "Asia/Krasnoyarsk", "Beijing": "Asia/Shanghai",
	"Chongqing": "Asia/Chongqing", "Hong Kong": "Asia/Hong_Kong", "Urumqi": "Asia/Urumqi", "Kuala Lumpur": "Asia/Kuala_Lumpur", "Singapore": "Asia/Singapore",
	"Taipei": "Asia/Taipei", "Perth": "Australia/Perth", "Irkutsk": "Asia/Irkutsk", "Ulaanbaatar": "Asia/Ulaanbaatar", "Seoul": "Asia/Seoul", "Osaka": "Asia/Tokyo",
	"Sapporo": "Asia/Tokyo", "Tokyo": "Asia/Tokyo", "Yakutsk": "Asia/Yakutsk", "Darwin": "Australia/Darwin", "Adelaide": "Australia/Adelaide", "Canberra": "Australia/Canberra",
	"Melbourne": "Australia/Melbourne", "Sydney": "Australia/Sydney", "Brisbane": "Australia/Brisbane", "Hobart": "Australia/Hobart", "Vladivostok": "Asia/Vladivostok",
	"Guam": "Pacific/Guam", "Port Moresby": "Pacific/Port_Moresby", "Magadan": "Asia/Magadan", "Srednekolymsk": "Asia/Srednekolymsk", "Solomon Is.": "Pacific/Guadalcanal",
	"New Caledonia": "Pacific/Noumea", "Fiji": "Pacific/Fiji", "Kamchatka": "Asia/Kamchatka", "Marshall Is.": "Pacific/Majuro", "Auckland": "Pacific/Auckland",
	"Wellington": "Pacific/Auckland", "Nuku'alofa": "Pacific/Tongatapu", "Tokelau Is.": "Pacific/Fakaofo", "Chatham Is.": "Pacific/Chatham", "Samoa": "Pacific/Apia",
}
