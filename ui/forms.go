package ui

import (
	"talksearch/index"
	"talksearch/index/address"
)

// A form is a way in which what a page shows can be had by programs.
type form struct{ Label, Type, Path string }

// formsOf returns the other forms of a search.
func formsOf(r index.Request) []form {
	return []form{
		{"Calendar to subscribe to", "text/calendar", address.SearchIn(address.Calendar, r)},
		{"Feed of new matches", "application/atom+xml", address.SearchIn(address.Feed, r)},
		{"Table (CSV)", "text/csv", address.SearchIn(address.Table, r)},
	}
}
