// Package markup turns the texts of programmes, which are HTML, Markdown or
// plain text and never say which, into plain text that reads well and is good
// to search. It decides by content, and in doubt leaves a text as it is: a
// kernel developer's abstract is full of what looks like markup and is none.
//
// White space at the ends of lines, Unicode and the like are left to
// corpus.Normalize.
package markup

import (
	"html"
	"regexp"
	"strings"
)

// Text returns s as plain text: paragraphs and headings separated by blank
// lines, list items as lines beginning with "- " or "1. ", the rows of tables
// as lines, a link as its text followed by its http(s) address in parentheses
// unless the text is that address. Scripts and styles are dropped, code is
// kept. What is neither HTML nor Markdown comes back unchanged but for line
// ends (LF), NUL characters (dropped) and common character references such as
// &amp; (decoded). HTML that was escaped once too often is read as HTML.
//
// Text takes time linear in the length of s, however s is made.
func Text(s string) string {
	s = lineEnds.Replace(s)
	tags := tagsIn(s)
	if tags == blockTags {
		return htmlText(s, true)
	}
	if strings.Contains(s, "&lt;") {
		// Some exports escape their HTML twice.
		if once := html.UnescapeString(s); tagsIn(once) != noTags {
			return htmlText(once, tagsIn(once) == blockTags)
		}
	}
	switch {
	case isMarkdown(s):
		return markdownText(s)
	case tags == inlineTags:
		return htmlText(s, false)
	case !strings.Contains(s, "&"):
		return s
	}
	return reference.ReplaceAllStringFunc(s, html.UnescapeString)
}

// HTML returns the plain text s as HTML from which Text returns s again, white
// space aside. It is for writers: most texts can be written as they are, but
// one that happens to look like markup can't.
func HTML(s string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(lineEnds.Replace(s), "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "</p>\n")
		}
	}
	return b.String()
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")

// reference matches the character references that exporting software leaves
// behind in plain text. Rarer names are not touched: in a text about code,
// "&copy;" may be the address of a variable.
var reference = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|shy` +
	`|hellip|ndash|mdash|[lr][sd]quo|bdquo|laquo|raquo|bull|middot|euro|auml|ouml|uuml|Auml|Ouml|Uuml|szlig|eacute|egrave|agrave|ccedil);`)
