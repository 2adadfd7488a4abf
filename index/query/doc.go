// Package query is the language in which people search. It turns what they
// type into a small tree, which each engine translates; it knows nothing of
// engines.
//
// # The language
//
//	query  = { term }            every term has to match; AND may stand between terms
//	term   = [ "-" ] factor      a hyphen before a term excludes what it matches
//	factor = phrase | word | field ":" ( phrase | word )   white space may follow the colon
//	phrase = '"' text '"'        the words in this order, unstemmed
//	word   = what stands between white space and quotes; with "*" at its end, a beginning
//	field  = a name or an alias of Fields
//
// A hyphen inside a word belongs to the word. Typographic quotes count as
// plain ones.
//
// Nothing that a person types is an error: a quote that is not closed closes
// at the end, a hyphen or a quote with nothing behind it is left out, and a
// field that does not exist, or a value that a field can't have, is searched as
// text and warned of. A term that is repeated counts once; of more than MaxTerms
// the rest is left out, with a warning.
package query
