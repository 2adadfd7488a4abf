package indico

import (
	"cmp"
	"strings"

	"talksearch/corpus"
	"talksearch/corpus/people"
)

// name returns "First Last".
func (p *person) name() string {
	first, last := cmp.Or(p.First, p.FirstName), cmp.Or(p.Last, p.FamilyName)
	if name := strings.TrimSpace(first + " " + last); name != "" {
		return people.Name(name)
	}
	return people.Name(untitled(cmp.Or(p.FullName, p.Name)))
}

// untitled drops "Dr." and its like from the start of a name, as the forms in
// one string have them.
func untitled(s string) string {
	s = strings.TrimSpace(s)
	word, rest, found := strings.Cut(s, " ")
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "dr", "prof", "mr", "mrs", "ms":
		if found && strings.TrimSpace(rest) != "" {
			return untitled(rest)
		}
	}
	return s
}

// speakers adds people in a role to a list, leaving out those already in it
// whatever their role: who speaks and wrote is a speaker.
func speakers(list []corpus.Speaker, role corpus.Role, add ...[]person) []corpus.Speaker {
	known := make(map[string]bool)
	for _, s := range list {
		known[corpus.Fold(s.Name)] = true
	}
	for _, persons := range add {
		for i := range persons {
			s := corpus.Speaker{Name: persons[i].name(), Affiliation: persons[i].Affiliation, Role: role}
			if key := corpus.Fold(s.Name); s.Name != "" && !known[key] {
				known[key] = true
				list = append(list, s)
			}
		}
	}
	return list
}
