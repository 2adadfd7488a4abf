package markup

import (
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The parsers for Markdown, with and without links by reference. Where a text
// has no such link, "[1]: Author, Title" is not to be taken for a definition.
var (
	plainParser     = sync.OnceValue(func() parser.Parser { return newParser() })
	referenceParser = sync.OnceValue(func() parser.Parser { return newParser(parser.DefaultParagraphTransformers()...) })
)

func newParser(transformers ...util.PrioritizedValue) parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(append(transformers, util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

// markdownText converts Markdown.
func markdownText(s string) string {
	m := markdown{source: []byte(guard(s)), writer: &writer{keepLines: true}, used: make(map[string]bool)}
	p := plainParser()
	if fullReference.MatchString(s) {
		p = referenceParser()
	}
	context := parser.NewContext()
	m.blocks(p.Parse(text.NewReader(m.source), parser.WithContext(context)))
	m.closeLink()
	m.definitions(context.References())
	return unguard.Replace(m.String())
}

// A markdown writes a parsed document.
type markdown struct {
	*writer
	source []byte
	used   map[string]bool // addresses of the links by reference
}

// blocks writes the blocks within n.
func (m *markdown) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.HasBlankPreviousLines() {
			m.paragraph()
		} else {
			m.line()
		}
		m.block(c)
	}
}

func (m *markdown) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		m.paragraph()
		m.inlines(n)
		m.paragraph()
	case *ast.ThematicBreak:
		m.paragraph()
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		m.code(n)
	case *ast.HTMLBlock:
		m.html(m.lines(n))
		if n.HasClosure() {
			m.html(string(n.ClosureLine.Value(m.source)))
		}
	case *ast.List:
		first := 0
		if n.IsOrdered() {
			first = max(n.Start, 1)
		}
		m.openList(first)
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			m.item()
			m.blocks(c)
		}
		m.closeList()
	case *extast.Table:
		m.tables++
		for r := n.FirstChild(); r != nil; r = r.NextSibling() {
			m.row()
			for c := r.FirstChild(); c != nil; c = c.NextSibling() {
				m.cell()
				m.inlines(c)
			}
		}
		m.row()
		m.tables--
	case *ast.Paragraph, *ast.TextBlock:
		m.inlines(n)
	default: // a quotation, or a block we have no parser for
		m.blocks(n)
	}
}

// code writes a block of code as it stands.
func (m *markdown) code(n ast.Node) {
	m.pre++
	m.text(m.lines(n))
	m.pre--
	m.endVerbatim()
	m.line()
}

func (m *markdown) lines(n ast.Node) string {
	return string(n.Lines().Value(m.source))
}

// inlines writes the text within n.
func (m *markdown) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			m.text(plain(c.Value(m.source)))
			if c.HardLineBreak() || c.SoftLineBreak() {
				m.line()
			}
		case *ast.String:
			m.text(string(c.Value))
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					m.text(string(t.Value(m.source)))
				}
			}
		case *ast.AutoLink:
			m.text(string(c.Label(m.source)))
		case *ast.RawHTML:
			m.html(string(c.Segments.Value(m.source)))
		case *ast.Link:
			m.used[string(c.Destination)] = true
			m.openLink(plain(c.Destination))
			m.inlines(c)
			m.closeLink()
		default: // emphasis, an image's description
			m.inlines(c)
		}
	}
}

// definitions writes the addresses that no link refers to: they are sources.
func (m *markdown) definitions(list []parser.Reference) {
	for i, r := range list {
		if i == 0 {
			m.paragraph()
		}
		if !m.used[string(r.Destination())] {
			m.line()
			m.text("[" + string(r.Label()) + "]: " + plain(r.Destination()))
		}
	}
}

// plain resolves what Markdown escapes.
func plain(b []byte) string {
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(b))))
}

// Two code points that stand for no character, now or ever, stand in for the
// underscores and asterisks that Markdown would take away from code.
const (
	guardedUnderscore = "\ufdd0"
	guardedAsterisk   = "\ufdd1"
)

var (
	unguard = strings.NewReplacer(guardedUnderscore, "_", guardedAsterisk, "*")
	dunder  = regexp.MustCompile(`\b__(?:[a-z0-9_]+|[A-Z0-9_]+)__\b`)
)

// guard hides the underscores of __init__ and the asterisks of a*b*c.
func guard(s string) string {
	s = unguard.Replace(s)
	s = dunder.ReplaceAllStringFunc(s, func(name string) string { return strings.ReplaceAll(name, "_", guardedUnderscore) })
	if !strings.Contains(s, "*") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && s[end] == '*' {
			end++
		}
		switch {
		case end == i:
			b.WriteByte(s[i])
			end++
		case i > 0 && end < len(s) && alphanumeric(s[i-1]) && alphanumeric(s[end]):
			b.WriteString(strings.Repeat(guardedAsterisk, end-i))
		default:
			b.WriteString(s[i:end])
		}
		i = end
	}
	return b.String()
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
