package markup

import (
	"regexp"
	"strings"
)

// What tagsIn found.
type tagging int

const (
	noTags     tagging = iota
	inlineTags         // <b>, <a>, <br>: line ends still mean what they say
	blockTags          // <p>, <ul>: line ends are mere white space
)

// tagsIn looks for HTML. A word in angle brackets alone is no evidence:
// vector<int>, <linux/bpf.h>, Option<i>. Evidence is a closing tag of an HTML
// element, a tag with an attribute as HTML has them, <br>, or a block's opening
// tag at the start of a line.
func tagsIn(s string) tagging {
	found := noTags
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return found
		}
		at += i + 1
		rest := s[at:]
		if n := strings.IndexAny(rest, "<>"); n < 0 {
			return found
		} else if rest[n] == '<' {
			continue
		} else {
			rest = rest[:n]
		}
		name := strings.ToLower(tagName(strings.TrimPrefix(rest, "/")))
		kind, known := elements[name]
		if !known {
			continue
		}
		after := strings.TrimPrefix(rest, "/")[len(name):]
		evident := rest[0] == '/' && strings.TrimSpace(after) == "" ||
			attribute.MatchString(after) ||
			name == "br" && strings.Trim(after, " /") == "" ||
			kind != inline && strings.Trim(after, " /") == "" && startsLine(s[:at-1])
		switch {
		case evident && kind == inline:
			found = inlineTags
		case evident:
			return blockTags
		}
	}
}

// tagName returns the letters and digits that s begins with.
func tagName(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return s[:i]
		}
	}
	return s
}

// startsLine reports whether only blanks stand between the last line end, or
// the beginning, and the end of s. It looks at few characters, to stay linear.
func startsLine(s string) bool {
	for n := 1; n <= len(s) && n <= 20; n++ {
		switch s[len(s)-n] {
		case '\n':
			return true
		case ' ', '\t':
		default:
			return false
		}
	}
	return len(s) <= 20
}

var attribute = regexp.MustCompile(`^\s+(?i:href|src|class|style|id|lang|dir|align|target|rel|title|alt|width|height|border|type|start|value|name|color|size|face|colspan|rowspan|data-[a-z-]+)\s*=\s*["'a-z0-9]`)

// isMarkdown looks for what people write in Markdown only. Lines beginning with
// "- ", "1. " or ">", single asterisks and underscores are none: plain text has
// them too, and reads the same as it stands.
func isMarkdown(s string) bool {
	return hasMarkdown(s) && !tooHard(s)
}

func hasMarkdown(s string) bool {
	for _, e := range markdownEvidence {
		if strings.Contains(s, e.mark) && e.pattern.MatchString(s) {
			return true
		}
	}
	// Bullets are to be dashes; but not in a comment of C.
	return strings.Contains(s, "* ") && !strings.Contains(s, "/*") && len(bullet.FindAllStringIndex(s, 2)) == 2
}

// tooHard reports whether reading s as Markdown could take the parser long. Its
// time grows with the square of what is left open: brackets, asterisks,
// quotations and lists within each other. The limits are far beyond what
// authors write; what exceeds them is plain text.
func tooHard(s string) bool {
	return len(s) > 64<<10 || strings.Count(s, "[") > 1000 ||
		strings.Count(s, "*")+strings.Count(s, "_") > 2000 || nested.MatchString(s)
}

// nested matches a line that opens thirty quotations and lists at once.
var nested = regexp.MustCompile(`(?m)^(?:[ \t]*(?:>|[*+-][ \t]|[0-9]{1,9}[.)][ \t])){30}`)

var bullet = regexp.MustCompile(`(?m)^[ \t]*\* +\S`)

// markdownEvidence are the signs of Markdown, each with the characters it can't
// do without, which are faster to look for.
var markdownEvidence = []struct {
	mark    string
	pattern *regexp.Regexp
}{
	// [text](https://...)
	{"](", regexp.MustCompile(`\[[^\]\n]+\]\(<?(?:https?://|mailto:|www\.|[/#])[^\s)]+(?:[ \t]+["'][^\n]*)?\)`)},
	// **strong**, but neither 2**8 nor char **argv
	{"**", regexp.MustCompile(`(?m)(?:^|[^\pL\pN])\*\*[^\s*](?:[^*]*[^\s*])?\*\*(?:$|[^\pL\pN])`)},
	// `code`, but not the quotes of `this' kind
	{"`", regexp.MustCompile("(?m)(?:^|[^\\pL\\pN])`[^`\\s](?:[^`\\n]*[^`\\s])?`(?:$|[^\\pL\\pN])")},
	// fenced code
	{"```", regexp.MustCompile("(?m)^ {0,3}```[^`\n]*$")},
	{"~~~", regexp.MustCompile("(?m)^ {0,3}~~~[^`\n]*$")},
	// ## Heading
	{"## ", regexp.MustCompile(`(?m)^#{2,6} +\S`)},
	// # Heading on a line of its own, but not # modprobe
	{"# ", regexp.MustCompile(`(?:^|\n[ \t]*\n)# +[\p{Lu}0-9][^\n]*(?:\n[ \t]*\n|\n?$)`)},
	// a heading underlined with ===
	{"===", regexp.MustCompile(`(?m)^\S[^\n]*\n={3,}[ \t]*$`)},
	// the line under a table's head
	{"---", regexp.MustCompile(`(?m)^[^|\n]*\|[^\n]*\n[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$`)},
	// [text][1] with, below, [1]: https://...
	{"][", fullReference},
}

// fullReference matches a link by reference together with a definition. Without
// one, "[1]: Author, Title" is a list of sources and not to be touched.
var fullReference = regexp.MustCompile(`(?s)\]\[[^\]\n]*\].*\n {0,3}\[[^\]\n]+\]:[ \t]*<?https?://`)
