package people

import (
	"strings"
	"unicode/utf8"

	"talksearch/corpus"
)

// List returns the people named in s, in its order and without roles. Names
// are parted by commas, semicolons, line ends, "&", "and" and "or"; what stands
// in brackets after a name is its affiliation, in which none of these part.
// Brackets that the copying of a page has emptied or torn are dropped. Names
// that stand for no one ("TBD", "et al.") are left out.
//
// A comma parts names, so "Last, First" is read as two, except where
// semicolons do the parting: "Last, First; Last, First".
func List(s string) []corpus.Speaker {
	s = withoutExtras(strings.NewReplacer("\r\n", ";", "\n", ";").Replace(s))
	turn := lastFirst(s)
	var people []corpus.Speaker
	suffixed := false
	for _, p := range parts(s, turn) {
		if suffixes[key(p.name)] && p.affiliation == "" {
			if n := len(people) - 1; n >= 0 && !suffixed {
				people[n].Name += " " + strings.TrimSpace(p.name)
			}
			suffixed = true
			continue
		}
		suffixed = false
		person := corpus.Speaker{Name: name(p.name, turn), Affiliation: affiliation(p.affiliation)}
		switch {
		case person.Name != "":
			people = append(people, person)
		case strings.TrimSpace(p.name) == "" && person.Affiliation != "" && len(people) > 0 && people[len(people)-1].Affiliation == "":
			people[len(people)-1].Affiliation = person.Affiliation // "Name, (Affiliation)"
		}
	}
	return people
}

// lastFirst reports whether s parts its names by semicolons and turns each
// round: every part has one comma, with a single word on one side at least.
func lastFirst(s string) bool {
	list := outside(s, ';')
	if len(list) < 2 {
		return false
	}
	for _, one := range list {
		if one == "" {
			continue
		}
		sides := outside(one, ',')
		if len(sides) != 2 || sides[0] == "" || sides[1] == "" || suffixes[key(sides[1])] {
			return false
		}
		if strings.Contains(sides[0], " ") && strings.Contains(sides[1], " ") {
			return false
		}
	}
	return true
}

// A part is one name of a list as it stands there.
type part struct{ name, affiliation string }

// parts splits a list at its separators; keepCommas leaves commas in.
func parts(s string, keepCommas bool) []part {
	var list []part
	partner := partners(s)
	start, torn := 0, -1 // of the part; of a bracket in it that never closes
	var group [2]int     // of the part's last brackets
	flush := func(end int) {
		p := part{name: s[start:end]}
		switch {
		case torn >= 0:
			p = part{s[start:torn], s[torn+1 : end]}
		case group[1] > 0 && strings.Trim(s[group[1]+1:end], " .-–—:") == "" && strings.TrimSpace(s[group[0]+1:group[1]]) != "":
			p = part{s[start:group[0]], s[group[0]+1 : group[1]]}
		default:
			if n, a, ok := dashed(p.name); ok {
				p = part{n, a}
			}
		}
		list = append(list, p)
		torn, group = -1, [2]int{}
	}
	for i := 0; i < len(s); {
		if other, ok := partner[i]; ok && other > i {
			group = [2]int{i, other}
			i = other + 1
			continue
		}
		if s[i] == '(' && torn < 0 {
			torn = i
		}
		if n := separator(s, i, keepCommas); n > 0 {
			flush(i)
			i += n
			start = i
			continue
		}
		i++
	}
	flush(len(s))
	return list
}

// separator returns the length of the separator that stands in s at i, or 0.
func separator(s string, i int, keepCommas bool) int {
	switch s[i] {
	case ';', '&', '|':
		return 1
	case ',':
		if !keepCommas {
			return 1
		}
	}
	if strings.HasPrefix(s[i:], "•") {
		return len("•")
	}
	if i > 0 && !apart(s[:i]) {
		return 0
	}
	for _, word := range []string{"and", "or"} {
		end := i + len(word)
		if end < len(s) && strings.EqualFold(s[i:end], word) {
			if r, _ := utf8.DecodeRuneInString(s[end:]); space(r) || r == ',' {
				return len(word)
			}
		}
	}
	return 0
}

// apart reports whether a word may begin after s.
func apart(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return space(r) || r == ',' || r == ')' || r == ']'
}

func space(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }

// dashed splits "Name - Affiliation". A dash without spaces belongs to a name.
func dashed(s string) (name, affiliation string, ok bool) {
	for _, dash := range []string{" - ", " – ", " — "} {
		if name, affiliation, ok = strings.Cut(s, dash); ok && strings.Contains(strings.TrimSpace(name), " ") && strings.TrimSpace(affiliation) != "" {
			return name, affiliation, true
		}
	}
	return "", "", false
}

// affiliation cleans what stood in brackets after a name.
func affiliation(s string) string {
	s = strings.Trim(mend(s), ",;: ")
	if nobody(s) {
		return ""
	}
	return s
}
