package timetable

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"talksearch/corpus"
)

// sentences splits a text after each full stop, question or exclamation mark
// that ends a sentence. Joined with spaces they are the text again.
func sentences(s string) []string {
	var list []string
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			continue
		}
		word := strings.TrimRight(s[start:i], `)]"'”’`)
		if word == "" || !strings.ContainsAny(word[len(word)-1:], ".?!") {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(s[i+1:]); unicode.IsLower(next) {
			continue
		}
		if strings.HasSuffix(word, ".") && abbreviated(word[strings.LastIndexAny(word, " (")+1:]) {
			continue
		}
		list = append(list, s[start:i])
		start = i + 1
	}
	return append(list, s[start:])
}

// abbreviated reports whether the stop after a word is not a sentence's.
func abbreviated(word string) bool {
	w := strings.ToLower(strings.TrimRight(word, "."))
	return utf8.RuneCountInString(w) == 1 && word[0] >= 'A' && word[0] <= 'Z' || strings.Contains(w, ".") && len(w) < 5 || abbreviations[w]
}

var abbreviations = set("eg", "ie", "cf", "vs", "dr", "mr", "mrs", "ms", "prof", "st", "no", "fig", "approx", "incl", "resp", "ca", "al")

// withoutCalls drops from a text the sentences that call for proposals or put
// off to later: they say nothing about the item and are the same in many.
func withoutCalls(s string) string {
	if !mayCall.MatchString(corpus.Fold(s)) {
		return s
	}
	var kept []string
	start := 0
	for _, at := range append(glued.FindAllStringSubmatchIndex(s, -1), nil) {
		part := s[start:]
		if at != nil { // such a sentence follows a list's last entry without any stop
			part = strings.TrimSpace(s[start:at[2]])
			start = at[2]
		}
		for _, one := range sentences(part) {
			if !isCall(one) {
				kept = append(kept, one)
			}
		}
	}
	return strings.Join(kept, " ")
}

func isCall(sentence string) bool {
	folded := strings.TrimLeft(corpus.Fold(sentence), " -*•–—.…+(")
	for _, c := range calls {
		if c.MatchString(folded) {
			return true
		}
	}
	return false
}

var (
	callStart = regexp.MustCompile(`^(?:if you(?: are|'re) interested|if you (?:would like|want|have)|more (?:topics )?(?:to|will) be|please )`)
	mayCall   = regexp.MustCompile(`\b(?:if you|will|more|further|additional|please|cfp|call for|submi|propos|to be|stay tuned|feel free|hope to see|look(?:ing)? forward|join us)`)
	glued     = regexp.MustCompile(`(?i)[^.?!\s]\s+(if you(?: are|['’]re) interested in (?:participating|attending|contributing|presenting)\b|more (?:topics |items )?(?:to|will) be added\b)`)
	calls     = []*regexp.Regexp{
		regexp.MustCompile(`^(?:so |and |also,? )?if you(?: are|'re| would be)? (?:also )?(?:interested|keen|willing|planning|intending)(?: in| on| to)?(?: \w+){0,2} (?:participat|attend|propos|submit|contribut|present|join|lead|suggest|tak|giv)`),
		regexp.MustCompile(`^(?:so |and |also,? )?if you (?:would like|'d like|want|wish|have|plan|intend)\b.*\b(?:topics?|proposals?|talks?|ideas?|suggestions?|sessions?|participate|present)\b.*\b(?:propos\w*|submi\w*|suggest\w*|cfp|call for|contact\w*|e-?mail\w*|let us know|send)\b`),
		regexp.MustCompile(`^(?:many )?(?:more|further|additional|other)(?: \w+){0,3}? (?:to|will|may|can|might|are to|is to|shall)(?: also| still)? (?:be (?:added|announced|posted|published|confirmed|determined)|come|follow)\b`),
		regexp.MustCompile(`^(?:and )?(?:please|kindly|feel free to)\b.*\b(?:cfp|call for (?:papers|proposals|topics|presentations|participation)|submi\w*|propos\w*|topics? to the)\b`),
		regexp.MustCompile(`\b(?:cfp|call[- ]for[- ](?:papers|proposals|topics|presentations|participation)) (?:process|page|form|submissions?|system|is (?:now )?(?:open|closed)|closes|deadline)\b`),
		regexp.MustCompile(`\bbased on (?:the )?(?:cfp|call for)\b|^cfp (?:ends|closes|opens|deadline)\b`),
		regexp.MustCompile(`^(?:new |your |all )?(?:topics?|proposals?|submissions?|abstracts?)\b.{0,60}? (?:can|may|should|must|are to|to|need to) be (?:submitted|sent|proposed)\b`),
		regexp.MustCompile(`^(?:to|for) (?:submit|propos|suggest)(?:e|ing|ting)?\b.*\b(?:please|use|see|contact|send|via|e-?mail|visit|go to)\b`),
		regexp.MustCompile(`^(?:the )?(?:final |full |detailed |complete )?(?:list|agenda|schedule|program|programme|details?)(?: of \w+){0,2} (?:to|will) (?:be (?:added|announced|published|posted|determined|available)|come|follow)\b`),
		regexp.MustCompile(`^we (?:hope|look forward|are looking forward) to (?:see|seeing|meet|meeting|welcom\w+) you\b`),
		regexp.MustCompile(`^(?:please )?(?:do )?(?:come and )?join us(?: there| then| for this| in the discussions?\b.*)?[ .!]*$`),
		regexp.MustCompile(`^(?:stay tuned|t\.?b\.?[adc]|to be (?:announced|determined|decided|defined|confirmed)|to come|more|and more|more soon|and others)[ .!…]*$`),
	}
)

// withoutMarkers drops footnote markers ("[1]", "[2][3]") and brackets that
// the copying of a link has left empty or torn.
func withoutMarkers(s string) string {
	if !strings.ContainsAny(s, "[(") {
		return s
	}
	s = cut(s, marker.FindAllStringIndex(s, -1), func(from, to int) bool {
		// "argv[0]" is code: notes stuck to a word count from one.
		return s[from:to] != "[0]" || from == 0 || !wordByte(s[from-1])
	})
	s = cut(s, emptied.FindAllStringIndex(s, -1), func(from, _ int) bool { return from == 0 || s[from-1] == ' ' })
	return strings.Join(strings.Fields(withoutTorn(s)), " ")
}

var (
	marker  = regexp.MustCompile(`\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]`)
	emptied = regexp.MustCompile(`\(\s*\)|\[\s*\]`)
)

// cut drops the parts of s that drop agrees to, and the space that would stand
// before a stop or comma.
func cut(s string, parts [][]int, drop func(from, to int) bool) string {
	var out []byte
	start := 0
	for _, p := range parts {
		if !drop(p[0], p[1]) {
			continue
		}
		out = append(out, s[start:p[0]]...)
		start = p[1]
		if start < len(s) && strings.IndexByte(".,;:!?)", s[start]) >= 0 {
			for len(out) > 0 && out[len(out)-1] == ' ' {
				out = out[:len(out)-1]
			}
		}
	}
	return string(append(out, s[start:]...))
}

func wordByte(b byte) bool {
	return b == '_' || b == ')' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b >= utf8.RuneSelf
}

// withoutTorn drops each "(" that stands alone and is never closed.
func withoutTorn(s string) string {
	depth := 0
	drop := make(map[int]bool)
	for i := len(s) - 1; i >= 0; i-- {
		switch {
		case s[i] == ')':
			depth++
		case s[i] == '(' && depth > 0:
			depth--
		case s[i] == '(' && (i == 0 || s[i-1] == ' ') && (i == len(s)-1 || s[i+1] == ' '):
			drop[i] = true
		}
	}
	if len(drop) == 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if !drop[i] {
			out = append(out, s[i])
		}
	}
	return string(out)
}

// pageWords reports whether a line is one that the web page says, not the
// timetable.
func pageWords(s string) bool { return s != "" && fromPage.MatchString(s) }

var fromPage = regexp.MustCompile(`(?i)^(?:your browser is (?:out of date|outdated|not supported)|update (?:your|my) browser|powered by indico|` +
	`this (?:web)?site uses cookies|(?:please )?enable javascript|javascript is (?:disabled|required)|skip to main content|toggle navigation|` +
	`there are no materials yet|your profile timezone|use the (?:event|category|my) timezone|(?:choose|select|change) timezone)`)

// pageLinks are the words of a page's links, which end it when nothing else
// tells where the timetable does.
var pageLinks = set("help", "contact", "getting help", "terms and conditions", "privacy policy", "privacy", "url shortener", "imprint", "login", "log in", "sign in",
	"back to top", "print", "pdf", "export", "filter", "full screen", "detailed view", "room manager", "indico home page")

// startsLower reports whether a text begins with a lower-case letter.
func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// unfinished reports whether a line can't be the end of anything: it leaves a
// bracket open, or ends with a comma or a word that wants another.
func unfinished(s string) bool {
	if strings.HasSuffix(s, "; and") || strings.HasSuffix(s, "; or") {
		return false // before the last entry of a list
	}
	if strings.HasSuffix(s, ",") || strings.HasSuffix(s, " -") || strings.HasSuffix(s, " –") || strings.Count(s, "(") > strings.Count(s, ")") && !strings.HasSuffix(s, "(") {
		return true
	}
	return wanting[strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])]
}

var wanting = set("and", "or", "of", "the", "a", "an", "for", "to", "with", "in", "on", "by", "from", "as", "at", "between", "into", "via", "&", "that", "which", "is", "are", "how", "through", "without", "vs")
