// Package query is the language in which people search. It turns what they
// type into a small tree, which each engine translates; it knows nothing of
// engines.
//
// # The language
//
//	query  = either
//	either = all { ( "OR" | "||" | "|" ) all }       one of these has to match
//	all    = term { [ "AND" | "&&" | "&" ] term }    each of these has to match
//	term   = { "NOT" } [ "-" | "+" ] factor          NOT and a hyphen exclude; a plus says nothing
//	factor = group | phrase | word | field ":" ( group | list )
//	group  = "(" either ")"
//	list   = item { "," item }                       one of these has to match
//	item   = phrase | word
//	phrase = '"' text '"'                            the words in this order, unstemmed
//	word   = what stands between white space; with "*" at its end, a beginning
//	field  = a name or an alias of Fields
//
// What all joins binds tighter than OR. Operators that are words are in capitals, and
// stand, as the others do, between white space, quotes or parentheses: "and", "R&D" and
// "a|b" are words. A hyphen or plus is an operator only at the beginning of a term, and
// not before another one: "out-of-tree", "C++" and "--source" are words. A field in front
// of a group is that of everything in it that names none; white space may follow a
// field's colon. Typographic quotes and hyphens count as plain ones.
//
// A parenthesis opens a group only where a term begins, and closes the last one that is
// open. Those inside a word belong to it if they match, as in "get_user_pages()" and
// "foo(bar)"; others end the word and mean nothing, as in "foo(a, b)" or "1)". Smileys
// are words. A colon makes a field of names of Fields only, and not before another colon
// or two slashes: "std::vector", "14:30", "text::Split" and addresses are words.
//
// # What values mean
//
// Values of title, abstract, topic, speaker, affiliation, track, keyword, room, kind and
// conference are words, beginnings or phrases. Those of year, day, after and before mean
// times; ParseYears, ParseDays and ParseMoment say which. They may hold spaces without
// being quoted, as far as they still mean a time: after:2019-09-10 14:00.
//
// # What people type
//
// Nothing is an error. Quotes and parentheses that are not closed close at the end. An
// operator with nothing to join is left out, or a word where there is nothing else; so
// are hyphens, quotes and parentheses with nothing in them. A field that does not exist,
// or a value that a field can't have, is searched as text. Of these, and of what else may
// have been meant otherwise, Query.Warnings tells. What is repeated within one all or
// either counts once.
//
// Of more than MaxTerms words, phrases and values the rest is left out, as is what lies
// in more than MaxNesting groups within groups, each with a warning. Within
// maxParentheses parentheses further ones mean nothing.
package query
