package synthetic

// A token is a word of a text: its rank, and marks for what stands behind it.
type token uint32

const (
	comma token = 1 << (iota + 27)
	period
	question
	paragraph // the sentence is the last of its paragraph
	lineEnd   // the word is the last of a topic
	rankMask  = 1<<27 - 1
)

func (t token) rank() int { return int(t & rankMask) }

// A draft is the text of one talk, in ranks.
type draft struct {
	title, abstract, topics []token
}

// Of ten talks one has topics.
const topicsOneIn = 10

// A writer draws the texts of one talk after another. It has random numbers of
// its own, so that texts can be drawn without all else, to be counted.
type writer struct {
	*vocabulary
	random
	draft draft // of the last talk; its memory is used again
}

func newWriter(v *vocabulary, seed uint64) *writer {
	return &writer{vocabulary: v, random: newRandom(seed, 1)}
}

// next draws the next talk's text, valid until the one after.
func (w *writer) next() *draft {
	w.draft.title = w.line(w.draft.title[:0], w.between(3, 6))
	w.drawAbstract()
	w.draft.topics = w.draft.topics[:0]
	if w.oneIn(topicsOneIn) {
		for range w.between(5, 15) {
			w.draft.topics = w.line(w.draft.topics, w.between(2, 6))
			w.draft.topics[len(w.draft.topics)-1] |= lineEnd
		}
	}
	return &w.draft
}

// line adds n words that say something, and perhaps one that joins them.
func (w *writer) line(to []token, n int) []token {
	join := w.below(3 * n) // before which word, if any
	for i := range n {
		if i == join && i > 0 {
			to = append(to, token(w.below(len(functionWords))))
		}
		to = append(to, token(len(functionWords)+w.content.draw(w.random)))
	}
	return to
}

// drawAbstract draws 60 to 200 words. One word in twelve is from the title:
// abstracts speak of what they are about.
func (w *writer) drawAbstract() {
	t := w.draft.abstract[:0]
	sentence, sentences := 0, 0
	left := w.between(8, 20) // words of the sentence
	for most, words := w.between(60, 198), 0; words < most; {
		var next token
		if x := w.below(12 * len(w.draft.title)); x < len(w.draft.title) {
			next = w.draft.title[x]
		} else {
			next = token(w.all.draw(w.random))
		}
		t = append(t, next)
		words += w.words[next].count
		switch left--; {
		case left <= 0:
			mark := period
			if w.oneIn(15) {
				mark = question
			}
			if sentences++; sentences == 4 {
				mark |= paragraph
				sentences = 0
			}
			t[len(t)-1] |= mark
			sentence, left = len(t), w.between(8, 20)
		case left > 2 && len(t)-sentence > 3 && w.oneIn(12):
			t[len(t)-1] |= comma
		}
	}
	t[len(t)-1] = t[len(t)-1]&rankMask | period
	w.draft.abstract = t
}

// write adds tokens as text.
func (v *vocabulary) write(to []byte, tokens []token) []byte {
	begins := true
	for i, t := range tokens {
		e := &v.words[t.rank()]
		at := len(to)
		to = append(to, e.text...)
		if begins && e.plain {
			to[at] -= 'a' - 'A'
		}
		begins = t&(period|question) != 0
		switch {
		case t&comma != 0:
			to = append(to, ',')
		case t&period != 0:
			to = append(to, '.')
		case t&question != 0:
			to = append(to, '?')
		}
		switch {
		case i == len(tokens)-1:
		case t&paragraph != 0:
			to = append(to, "\n\n"...)
		default:
			to = append(to, ' ')
		}
	}
	return to
}

// topicLines returns the topics as text.
func (v *vocabulary) topicLines(tokens []token) []string {
	var lines []string
	from := 0
	for i, t := range tokens {
		if t&lineEnd != 0 {
			lines = append(lines, string(v.write(nil, tokens[from:i+1])))
			from = i + 1
		}
	}
	return lines
}
