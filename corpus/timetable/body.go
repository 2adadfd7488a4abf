package timetable

import (
	"regexp"
	"strings"
	"unicode"

	"talksearch/corpus"
	"talksearch/corpus/people"
)

// A body is the text of a slot below its title, taken apart.
type body struct {
	abstract string
	topics   []string
	people   []corpus.Speaker
	keywords []string
	micro    bool // a label says "MC leads"
}

// readBody takes a slot's text apart. Of a microconference, lists of issues,
// questions and the like are topics too, unless another list is called so.
// The width is that at which the whole source was wrapped, or 0.
func readBody(text []line, micro bool, width int) body {
	var b body
	text = b.labels(unwrap(text, width))
	for i := range text {
		if text[i].text == "" {
			continue
		}
		text[i].text = withoutMarkers(withoutCalls(text[i].text))
		if i > 0 && text[i].text == "" && headsOnly(text[i-1].text) {
			text[i-1].text = "" // "Topics: more to be added": there are none
		}
	}
	b.lists(trim(text), micro || b.micro)
	return b
}

// labels reads the people and keywords that stand after labels, and returns
// the text without them.
func (b *body) labels(text []line) []line {
	var out []line
	for i := 0; i < len(text); {
		l, ok := readLabel(text[i].text)
		if !ok {
			out = append(out, text[i])
			i++
			continue
		}
		next := i + 1
		if l.role == "" {
			next = b.readKeywords(l, text, next)
		} else if next, ok = b.readPeople(l, text, next); !ok {
			out = append(out, text[i])
			i++
			continue
		}
		out = append(out, line{number: text[i].number}) // a blank line, for what follows is apart
		i = next
	}
	return out
}

// A label announces people or keywords, on its line or the next.
type label struct {
	role  corpus.Role // "" for keywords
	micro bool
	colon bool
	rest  string
}

var labelForm = regexp.MustCompile(`(?i)^(?:[-*•]\s*)?(?:(?:for (?:more|further) (?:information|details),? )?(?:please )?(?:feel free to )?contact (?:one of |any of )?(?:the |your |our )?)?((?:mc|micro-?conf(?:erence)?|mini-?conf(?:erence)?|session|track|workshop|bof|panel)\s+)?` +
	`(?:co-?|primary\s+)?(leads?|lead\(s\)|leaders?|leader\(s\)|organi[sz]ers?|organi[sz]er\(s\)|runners?|runner\(s\)|conven[eo]rs?|conven[eo]r\(s\)|` +
	`speakers?|speaker\(s\)|presenters?|presenter\(s\)|presented by|panell?ists?|authors?|author\(s\)|moderators?|moderator\(s\)|chairs?|chair\(s\)|` +
	`keywords?|key words|keyword\(s\))(\s*:|\s+[-–—]\s|\s*$|\s)\s*(.*)$`)

func readLabel(s string) (label, bool) {
	if len(s) > 10_000 {
		return label{}, false
	}
	m := labelForm.FindStringSubmatch(s)
	if m == nil {
		return label{}, false
	}
	kind := strings.ToLower(m[2])
	l := label{rest: strings.TrimSpace(m[4]), colon: strings.TrimSpace(m[3]) != ""}
	l.micro = strings.HasPrefix(strings.ToLower(m[1]), "m")
	if !l.colon && l.rest != "" && !(l.micro && looksNamed(l.rest)) {
		return label{}, false // a sentence: "Speakers of all languages …"
	}
	switch {
	case strings.HasPrefix(kind, "key"):
	case strings.HasPrefix(kind, "lead"), strings.HasPrefix(kind, "organ"), strings.HasPrefix(kind, "conv"), strings.HasPrefix(kind, "run"):
		l.role = corpus.RoleLead
	case strings.HasPrefix(kind, "author"):
		l.role = corpus.RoleAuthor
	case strings.HasPrefix(kind, "moder"), strings.HasPrefix(kind, "chair"):
		l.role = corpus.RoleModerator
	default:
		l.role = corpus.RoleSpeaker
	}
	if l.micro && l.role == corpus.RoleModerator {
		l.role = corpus.RoleLead
	}
	return l, true
}

// isLabel reports whether a line announces people or keywords.
func isLabel(s string) bool {
	_, ok := readLabel(s)
	return ok
}

func (b *body) readKeywords(l label, text []line, next int) int {
	if l.rest == "" {
		if next < len(text) && text[next].text == "" {
			next++
		}
		var words []string
		for ; next < len(text) && text[next].text != "" && !isLabel(text[next].text); next++ {
			_, word := cutBullet(text[next].text)
			words = append(words, word)
		}
		l.rest = strings.Join(words, ",")
	}
	for _, k := range strings.FieldsFunc(l.rest, func(r rune) bool { return r == ',' || r == ';' || r == '•' }) {
		if k = strings.TrimRight(strings.TrimSpace(k), "."); k != "" && !isPlaceholder(k) {
			b.keywords = append(b.keywords, k)
		}
	}
	return next
}

// readPeople reads the names after a label. It reports false where there are
// none but a text, to which the label then belongs.
func (b *body) readPeople(l label, text []line, next int) (int, bool) {
	var names []string
	if l.rest != "" {
		if !looksNamed(l.rest) {
			return next, false
		}
		names = append(names, l.rest)
	} else if next < len(text) && text[next].text == "" {
		if next+1 < len(text) && !looksNamed(bare(text[next+1].text)) {
			// Nobody is named yet; what follows is another matter.
			return next, l.micro || l.colon
		}
		next++
	}
	for next < len(text) && text[next].text != "" && !isLabel(text[next].text) {
		one := bare(text[next].text)
		continues := len(names) > 0 && (openList(names[len(names)-1]) || joins(one))
		if !continues && !looksNamed(one) {
			break
		}
		names = append(names, one)
		next++
	}
	if len(names) == 0 && !l.colon && !l.micro {
		return next, false
	}
	b.micro = b.micro || l.micro
	for _, p := range people.List(joinNames(names)) {
		p.Role = l.role
		b.people = append(b.people, p)
	}
	return next, true
}

func bare(s string) string {
	_, s = cutBullet(s)
	return withoutMarkers(s)
}

// looksNamed reports whether a line is a list of names: each of a few words
// that begin with capitals, small ones such as "van" aside, or words that say
// that names will follow.
func looksNamed(s string) bool {
	if isPlaceholder(s) {
		return true
	}
	if size(s) > 2000 || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, ":") {
		return false
	}
	list := people.List(s)
	for _, p := range list {
		words := strings.Fields(p.Name)
		if len(words) > 6 {
			return false
		}
		small := 0
		for i, w := range words {
			if w = strings.TrimLeft(w, `("'“‘[`); w == "" || strings.ContainsFunc(w, unicode.IsDigit) {
				return false
			}
			if startsLower(w) && !strings.HasPrefix(w, "d'") && !strings.HasPrefix(w, "d’") {
				small++
				if size(w) > 4 || i == len(words)-1 && len(words) > 1 {
					return false
				}
			}
		}
		if small == len(words) {
			return false
		}
	}
	return len(list) > 0
}

// openList reports whether a line of names leaves a name or bracket open.
func openList(s string) bool {
	return strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, " and") || strings.HasSuffix(s, "&") ||
		strings.Count(s, "(") > strings.Count(s, ")") && !strings.HasSuffix(s, "(")
}

func joins(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	return first == "and" || first == "or" || first == "&" || strings.HasPrefix(s, ",") || strings.HasPrefix(s, "(")
}

// joinNames joins the lines of a list of names. Lines part names, except where
// a running list was wrapped within one: a single word is left at the end of a
// line or the start of the next.
func joinNames(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(lines[0])
	running := false
	for _, l := range lines {
		running = running || len(people.List(l)) > 1
	}
	for i, l := range lines[1:] {
		before := lines[i]
		sep := "\n"
		if openList(before) || joins(l) || startsLower(l) {
			sep = " "
		} else if running {
			a, z := people.List(before), people.List(l)
			if len(a) > 0 && len(z) > 0 && a[len(a)-1].Affiliation == "" && (single(a[len(a)-1].Name) || single(z[0].Name)) {
				sep = " "
			}
		}
		b.WriteString(sep)
		b.WriteString(l)
	}
	return b.String()
}

func single(name string) bool { return !strings.Contains(name, " ") }
