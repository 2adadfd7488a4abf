package markup

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func ExampleText() {
	fmt.Println(Text(`<p>Topics are:</p><ul><li><code>SCHED_DEADLINE</code></li><li><a href="https://example.org/rt">real time</a></li></ul>`))
	fmt.Println(Text("The **fast** path of `get_user_pages()`"))
	fmt.Println(Text("if (a < b && *_rt > 2 * 3)"))
	// Output:
	// Topics are:
	//
	// - SCHED_DEADLINE
	// - real time (https://example.org/rt)
	// The fast path of get_user_pages()
	// if (a < b && *_rt > 2 * 3)
}

// Plain text is what most abstracts are, and what must never be harmed.
func TestTextLeavesPlainTextAlone(t *testing.T) {
	for name, s := range map[string]string{
		"empty":            "",
		"a line":           "Core Scheduling: Taming Hyper-Threads to be secure",
		"function":         "get_user_pages() and put_user_page() on file-backed memory",
		"macros":           "SCHED_DEADLINE, PREEMPT_RT, CONFIG_HZ_1000, __init, __exit, __init__, _start, __GFP_ZERO",
		"asterisks":        "the *_rt classes, *_fair and *_idle; char **argv, **envp; 2 * 3 * 4; a*b*c; 2**8 and 3**2; *p = *q; (*p)(*q)",
		"comparison":       "if (a < b && c > d) return x <y && z> w;",
		"include":          "#include <linux/bpf.h>\n#include <stdio.h>\n#define X 1",
		"generics":         "C++: vector<int>, map<string, vector<p>>, Option<i>, Vec<b>, List<a>, <T>, shared_ptr<table>",
		"placeholders":     "kill <pid>; ssh <user>@<host>; see <title> and <p> there",
		"shell":            "run this:\n\n# modprobe vhost\n$ ls | grep x > y\n# rmmod vhost",
		"wrapped":          "This text was wrapped\nby hand at a narrow\nwidth.\n\n  It has an indented\n  paragraph.",
		"lists":            "Topics:\n- one\n- two\n  on two lines\n1. first\n2) second\n+ third",
		"quotes":           "the ``foo'' and `bar' styles, (`a', `b')",
		"sources":          "As shown in [1] and [2].\n\n[1]: Author, Title\n[2]: https://example.org/x_y_z",
		"footnote":         "a word* and more\n* a note",
		"comment of C":     "/*\n * One line\n * and another\n */",
		"rulers":           "Title\n-----\ntext\n***\ntext\n*****\n---",
		"mail":             "> quoted\n> lines\n\nanswer <someone@example.org> <https://example.org/>",
		"paths":            `/proc/PID/maps, C:\new\_folder, \\server\share, ~/.config, a\*b`,
		"numbers":          "#1 of 3; 100% & more; AT&T, R&D, &foo, &copy; 1 < 2 > 0",
		"heart":            "I <3 this; <- arrows -> and <=> and <<EOF and >>=",
		"trailing blanks":  "line with two blanks  \nnext\t\n",
		"formula":          "O(n^2), x_i, y_{ij}, f(x)=|x|, a|b, [a](b), [](int x) { return x; }",
		"typography":       "“quotes” – dashes … é ß 漢字 ‘x’",
		"stars":            "***** five stars ***** and ** two **",
		"mentioning":       "The <script> element, the <table> element",
		"emphasis of mail": "this is *really* good, _honestly_",
	} {
		t.Run(name, func(t *testing.T) {
			if got := Text(s); got != s {
				t.Errorf("got\n%q, want it unchanged:\n%q", got, s)
			}
		})
	}
}

func TestTextReferences(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"common", "Tom &amp; Jerry say &quot;hi&quot;&nbsp;&ndash; it&#39;s M&uuml;ller&#x2019;s", "Tom & Jerry say \"hi\"\u00a0– it's Müller’s"},
		{"once only", "write &amp;lt; for &lt;", "write &lt; for <"},
		{"include", "#include &lt;linux/bpf.h&gt;", "#include <linux/bpf.h>"},
		{"line ends", "a\r\nb\rc", "a\nb\nc"},
		{"NUL", "a\x00b &#0;c", "ab \ufffdc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTextHTML(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs", "<p>One\n  two.</p>\n<p>Three</p>", "One two.\n\nThree"},
		{"attributes and case", `<P CLASS="x">One</P><DIV id=a>Two</DIV>`, "One\n\nTwo"},
		{"breaks", "one<br>two<br/>three<br /></br>four", "one\ntwo\nthree\n\nfour"},
		{"list", "<p>Topics:</p><ul>\n<li>one</li>\n<li><p>two</p><p>more</p></li><li></li>\n</ul>\n<p>End</p>", "Topics:\n\n- one\n- two\nmore\n\nEnd"},
		{"nested lists", "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n1. b\n2. c\n- d"},
		{"numbers", `<ol start="3"><li>c<li value=7>g<li>h</ol>`, "3. c\n7. g\n8. h"},
		{"headings", "<h2>Head</h2>text<h3>Sub</h3><p>more</p>", "Head\n\ntext\n\nSub\n\nmore"},
		{"code", "<p>Call <code>get_user_pages()</code>:</p><pre><code>if (x) {\n\ty &lt; z;\n}\n</code></pre><p>End</p>",
			"Call get_user_pages():\n\nif (x) {\n\ty < z;\n}\n\nEnd"},
		{"link", `see <a href="https://example.org/a?b=1&amp;c=2">the <b>site</b></a>.`, "see the site (https://example.org/a?b=1&c=2)."},
		{"link that shows its address", `<a href="https://example.org/">https://example.org</a> <a href="https://example.org/x">example.org/x</a>`, "https://example.org example.org/x"},
		{"link elsewhere", `<a href="mailto:a@example.org">mail</a>, <a href="/x">here</a>, <a href="javascript:x()">there</a>, <a name="x">anchor</a>`, "mail, here, there, anchor"},
		{"unclosed link", `<p><a href="https://example.org">one <a href="https://example.com">two`, "one (https://example.org) two (https://example.com)"},
		{"scripts", "<p>a<script>if (1 < 2) alert('</p>')</script>b<style>p {}</style><!-- no -->c</p>", "abc"},
		{"unclosed style", "<p>a<style>b</p><script>x</script><p>c</p>", "ab\n\nc"},
		{"empty script", "<p>a<script src=x></script>b</p>", "ab"},
		{"unclosed script", "<p>XSS by <script> in a page</p><p>more</p>", "XSS by in a page\n\nmore"},
		{"unclosed title", "<p>The <title> element</p><p>more</p>", "The element\n\nmore"},
		{"references", "<p>&lt;p&gt; &amp;amp; M&uuml;ller &copy;&nbsp;2019&nbsp;</p><p>&nbsp;</p><p>x</p>", "<p> &amp; Müller © 2019\n\nx"},
		{"table", "<table><tr><th>Name</th><th>Size</th></tr>\n\n<tr><td><p>a</p></td><td>1<br>2</td></tr><tr><td></td><td>3</td></tr></table>after", "Name | Size\na | 1 2\n| 3\n\nafter"},
		{"definitions", "<dl><dt>term</dt><dd>text</dd><dt>b</dt><dd>c</dd></dl>", "term\ntext\nb\nc"},
		{"code in angle brackets", "<p>vector<int> and #include <linux/bpf.h> if a <b && c> d, kill <pid> </foo></p>", "vector<int> and #include <linux/bpf.h> if a <b && c> d, kill <pid> </foo>"},
		{"text with a tag or two", "First line\nsecond <b>bold</b> line\n\n\nNew <i>paragraph</i>", "First line\nsecond bold line\n\nNew paragraph"},
		{"text with breaks", "one <br/>\ntwo<br/>\n\nthree", "one\ntwo\n\nthree"},
		{"text with a list", "Intro line\nwrapped\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nend", "Intro line wrapped\n\n- a\n- b\n\nend"},
		{"escaped twice", "&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;p&gt;Three&lt;/p&gt;", "One & two\n\nThree"},
		{"image", `<p>a <img src="x.png" alt="picture of a cat"> b</p>`, "a picture of a cat b"},
		{"rule and quotation", "<p>a</p><hr><blockquote><p>b</p></blockquote>c", "a\n\nb\n\nc"},
		{"cut off", "<p>one</p><p>two <b", "one\n\ntwo <b"},
		{"stray ends", "</li></ul></td></table></pre></a><p>x</p>", "x"},
		{"blanks around tags", "<p>a <b> b </b> c</p> <p> d</p>", "a b c\n\nd"},
		{"Markdown within", "<p>**not** [this](https://example.org)</p>", "**not** [this](https://example.org)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in); got != c.want {
				t.Errorf("got\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func TestTextMarkdown(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"strong and emphasis", "a **strong** word, an *emphasised* and a _third_ one", "a strong word, an emphasised and a third one"},
		{"link", "see [the *site*](https://example.org/a_b \"title\") and <https://example.com>", "see the site (https://example.org/a_b) and https://example.com"},
		{"link that shows its address", "[https://example.org](https://example.org/)", "https://example.org"},
		{"link by reference", "See [it][1] and [2].\n\n[1]: https://example.org\n[2]: https://example.com/other", "See it (https://example.org) and 2 (https://example.com/other)."},
		{"unused reference", "See [it][1].\n\n[1]: https://example.org\n[3]: https://example.net", "See it (https://example.org).\n\n[3]: https://example.net"},
		{"headings", "# Title\n\n## Part\ntext\n### Sub ###\nmore", "Title\n\nPart\n\ntext\n\nSub\n\nmore"},
		{"underlined heading", "Title\n=====\ntext", "Title\n\ntext"},
		{"lists", "Topics:\n* one\n* two\n  on two lines\n\n  and a paragraph\n* three\n\nEnd", "Topics:\n- one\n- two\non two lines\nand a paragraph\n- three\n\nEnd"},
		{"numbers", "**Order**\n\n3. c\n4. d\n\n1) x", "Order\n\n3. c\n4. d\n\n1. x"},
		{"lines wrapped by hand", "**A** text wrapped\nby hand  \nkeeps its\\\nlines", "A text wrapped\nby hand\nkeeps its\nlines"},
		{"code", "Call `get_user_pages()` or ``a`b``:\n\n```c\nif (x) {\n\n\t*y = **z;\n}\n```\nEnd", "Call get_user_pages() or a`b:\n\nif (x) {\n\n\t*y = **z;\n}\n\nEnd"},
		{"indented code", "**Run**\n\n    make  all\n    make test\n\nEnd", "Run\n\nmake  all\nmake test\n\nEnd"},
		{"identifiers", "**Use** __init__ and __exit, SCHED_DEADLINE, a*b*c, 2 * 3 * 4, *_rt, vector<int>, #include <linux/bpf.h>", "Use __init__ and __exit, SCHED_DEADLINE, a*b*c, 2 * 3 * 4, *_rt, vector<int>, #include <linux/bpf.h>"},
		{"escapes", "**a** \\* \\_ &amp; &lt;", "a * _ & <"},
		{"HTML within", "**a**<br>\nb <b>c</b> <a href=\"https://example.org\">d</a>", "a\nb c d (https://example.org)"},
		{"HTML block within", "**a**\n\n<b>x</b>\ny\n\nz", "a\n\nx\ny\n\nz"},
		{"table", "| Name | Size |\n|------|-----:|\n| `a`  | 1    |\n| b    |      |\n\nEnd", "Name | Size\na | 1\nb |\n\nEnd"},
		{"quotation and rule", "**a**\n\n> b\n> c\n\n---\n\nd", "a\n\nb\nc\n\nd"},
		{"image", "**a** ![a cat](https://example.org/cat.png) b", "a a cat b"},
		{"bullets with many blanks", "*       one\n*       two", "- one\n- two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in); got != c.want {
				t.Errorf("got\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func TestHTMLUndoesText(t *testing.T) {
	for _, s := range []string{
		"", "plain", "two\nlines", "one\n\ntwo\n\nthree", "<p>tags</p> &amp; &lt;b&gt;", "**bold** [a](https://example.org)",
		"- a\n- b\n\n1. c", "&lt;p&gt;x&lt;/p&gt;", "`code` \"quoted\" 'single'", "# Heading\n\ntext",
	} {
		if got := Text(HTML(s)); got != s {
			t.Errorf("Text(HTML(%q)) = %q from %q", s, got, HTML(s))
		}
	}
}

// Hostile texts take time in proportion to their length, not its square.
func TestTextIsLinear(t *testing.T) {
	for name, unit := range map[string][3]string{
		"open tags": {"<p>x</p>", "<b", ""}, "angles": {"<p>x</p>", "<", ""}, "nested lists": {"", "<ul><li>", ""}, "nested divs": {"", "<div>", "x"},
		"nested tables": {"", "<table><tr><td>", "x"}, "links": {"", "<a href=http://example.org/>x", ""}, "scripts": {"<p>", "<script>", "</p>"},
		"comments": {"<p>", "<!--", "</p>"}, "attributes": {"<p ", "a=b ", ">x</p>"}, "references": {"<p>", "&amp", "</p>"}, "escaped": {"", "&lt;", "&lt;/p&gt;"},
		"brackets": {"**a** ", "[", ""}, "link openers": {"**a** ", "[a](", ""}, "images": {"**a** ", "![", ""}, "emphasis": {"**a** ", "*a ", ""}, "closers": {"**a** ", "*a **b", ""},
		"mixed": {"**a** ", "*_a", ""}, "quotations": {"**a**\n\n", ">", "x"}, "quotation lines": {"**a**\n\n", "> > > > > > > > a\n", ""}, "backticks": {"**a** ", "`a``", ""},
		"list in list": {"**a**\n\n", "* ", "x"}, "list lines": {"**a**\n\n", "* a\n", ""}, "deeper lists": {"**a**\n\n", "- a\n - b\n  - c\n   - d\n", ""},
		"autolinks": {"**a** ", "<http:", ""}, "references of links": {"**a** [x][y]\n\n[y]: https://x\n\n", "[a][", ""}, "tables": {"a|b\n-|-\n", "|", ""}, "table rows": {"a|b\n-|-\n", "a|b\n", ""},
		"raw": {"**a** ", "<a b", ""}, "declarations": {"**a** ", "<!A", ""}, "instructions": {"**a** ", "<?", ""}, "CDATA": {"**a** ", "<![CDATA[", ""}, "blanks": {"**a** ", " ", "x"},
		"breaks": {"**a** ", "  \n", "x"}, "plain": {"", "word ", ""}, "hashes": {"**a**\n\n", "#", ""}, "indents": {"**a**\n\n", "    ", "x"}, "definitions": {"[x][y]\n", "[y]: https://x\n", ""},
		"emphasis nested": {"**a** ", "*a _b ", strings.Repeat(" b_ a*", 400)}, "links nested": {"**a** ", "[", strings.Repeat("](https://x)", 400)},
	} {
		t.Run(name, func(t *testing.T) {
			took := func(size int) time.Duration {
				s := unit[0] + strings.Repeat(unit[1], size/len(unit[1])) + unit[2]
				start := time.Now()
				Text(s)
				return time.Since(start)
			}
			for _, size := range []int{4 << 10, 60 << 10, 256 << 10} {
				small, large := took(size/8), took(size)
				for range 4 { // other programs may have been busy
					if large < 32*small {
						break
					}
					small, large = max(small, took(size/8)), min(large, took(size))
				}
				if large > 20*time.Millisecond && large > 32*small {
					t.Errorf("%d bytes took %v, eight times as many %v", size/8, small, large)
				}
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"plain", "<p>a</p><ul><li>b</ul>", "**a** [b](https://c) `d`\n\n* e\n* f", "&lt;p&gt;x&lt;/p&gt;", "<pre>\nx</pre>&#0;", "a|b\n-|-\nc|d",
		"<table><tr><td>a<td>b", "# A\n\n[x][y]\n\n[y]: https://z", "**a**\n\n<script>x</script>\n<b", "```\n**a**",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		if strings.Contains(got, "\x00") {
			t.Errorf("NUL in %q", got)
		}
		if max := 16*len(s) + 64; len(got) > max {
			t.Errorf("%d bytes became %d", len(s), len(got))
		}
		Text(HTML(got))
	})
}
