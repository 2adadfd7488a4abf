package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"talksearch/corpus"
)

// headSize is how much of a document its format is recognised by.
const headSize = 64 << 10

// A guarded reader fails beyond a number of bytes and remembers its first error
// other than the end, which readers of formats may take for a document's end.
type guarded struct {
	r         io.Reader
	left, max int64
	err       error
	delivers  func() // if not nil, is called whenever something was read
}

// raise makes the number of bytes so many times what it was.
func (g *guarded) raise(factor int64) {
	more := g.max * (factor - 1)
	if g.max > math.MaxInt64/factor {
		more = math.MaxInt64 - g.max
	}
	g.left, g.max = g.left+more, g.max+more
}

func (g *guarded) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if int64(len(p)) > g.left+1 {
		p = p[:g.left+1]
	}
	n, err := g.r.Read(p)
	if n > 0 && g.delivers != nil {
		g.delivers()
	}
	if g.left -= int64(n); g.left < 0 {
		g.err = fmt.Errorf("is larger than %d bytes, the most that is read", g.max)
		return 0, g.err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		g.err = err
	}
	return n, err
}

// textReader is a document as UTF-8 text.
type textReader struct {
	io.Reader
	head  []byte   // its start, still to be read
	guard *guarded // of the decompressed bytes
	fixes *fixer   // nil where the format's reader decodes for itself
}

// problem reports text that was not in the encoding it should have been in.
func (t *textReader) problem() (corpus.Problem, bool) {
	if t.fixes == nil || t.fixes.bad == 0 {
		return corpus.Problem{}, false
	}
	return corpus.Problem{Severity: corpus.Warning, Where: fmt.Sprintf("line %d", t.fixes.first),
		Message: fmt.Sprintf("%d bytes are not UTF-8, the first on this line; they were read as Windows-1252", t.fixes.bad)}, true
}

// decodeText takes off gzip and brings text to UTF-8: UTF-16 with or without a
// byte order mark, and single bytes that are not UTF-8 as Windows-1252, which
// holds Latin-1. XML that declares another encoding is left to its reader.
func decodeText(in io.Reader, maxBytes int64) (*textReader, error) {
	b := bufio.NewReaderSize(in, headSize)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("as gzip: %w", err)
		}
		in = z
	} else {
		in = b
	}
	t := &textReader{guard: &guarded{r: in, left: maxBytes, max: maxBytes}}
	b = bufio.NewReaderSize(t.guard, headSize)
	head, _ := b.Peek(headSize)
	wide := false
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = b.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), len(head) > 1 && head[0] != 0 && head[1] == 0:
		b, wide = wider(b, unicode.LittleEndian), true
	case bytes.HasPrefix(head, []byte("\xfe\xff")), len(head) > 1 && head[0] == 0 && head[1] != 0:
		b, wide = wider(b, unicode.BigEndian), true
	}
	head, _ = b.Peek(headSize)
	declaration := xmlDeclaration(head)
	if wide { // it names the encoding that the text no longer has
		_, _ = b.Discard(len(declaration))
		declaration = nil
	}
	if declaration == nil || !declaresOther(declaration) {
		t.fixes = &fixer{line: 1}
		b = bufio.NewReaderSize(transform.NewReader(b, t.fixes), headSize)
	}
	t.head, _ = b.Peek(headSize)
	t.head = bytes.Clone(t.head) // the buffer is read into while formats are tried
	t.Reader = b
	return t, t.guard.err
}

func wider(b *bufio.Reader, order unicode.Endianness) *bufio.Reader {
	return bufio.NewReaderSize(transform.NewReader(b, unicode.UTF16(order, unicode.UseBOM).NewDecoder()), headSize)
}

// xmlDeclaration returns the XML declaration at the start of head, or nil.
func xmlDeclaration(head []byte) []byte {
	if !bytes.HasPrefix(head, []byte("<?xml")) {
		return nil
	}
	end := bytes.Index(head, []byte("?>"))
	if end < 0 {
		return nil
	}
	return head[:end+2]
}

// declaresOther reports whether an XML declaration names an encoding other than
// UTF-8.
func declaresOther(declaration []byte) bool {
	lower := bytes.ToLower(declaration)
	return bytes.Contains(lower, []byte("encoding")) && !bytes.Contains(lower, []byte("utf-8")) && !bytes.Contains(lower, []byte("utf8"))
}

// A fixer passes UTF-8 through and reads every byte that is none as Windows-1252.
type fixer struct {
	line, first int // the current line, and the first with a bad byte
	bad         int // how many bytes were bad
}

// Reset implements transform.Transformer.
func (f *fixer) Reset() {}

// Transform implements transform.Transformer.
func (f *fixer) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	if len(dst) >= len(src) && utf8.Valid(src) {
		f.line += bytes.Count(src, []byte("\n"))
		n := copy(dst, src)
		return n, n, nil
	}
	for nSrc < len(src) {
		r, size := utf8.DecodeRune(src[nSrc:])
		bad := r == utf8.RuneError && size == 1
		if bad && !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if bad {
			r = charmap.Windows1252.DecodeByte(src[nSrc])
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		if bad {
			if f.bad++; f.bad == 1 {
				f.first = f.line
			}
		}
		if r == '\n' {
			f.line++
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}
