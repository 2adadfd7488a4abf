package indico

import (
	"encoding/json"
	"strconv"
	"strings"
)

// An envelope is what both exports come in.
type envelope struct {
	URL     string          `json:"url"` // may hold an API key in its query
	Message any             `json:"message"`
	Results json.RawMessage `json:"results"` // a list of events, or a timetable
}

// A timetable maps event id -> day as YYYYMMDD -> entry key, in no order.
type timetable map[string]map[string]map[string]*entry

// Where a field is an any or a raw message, its type differs between versions,
// or what it holds isn't worth refusing a programme for. Strings may be null.

type event struct {
	Type          string          `json:"_type"`
	ID            any             `json:"id"`
	Title         string          `json:"title"`
	Description   string          `json:"description"`
	Kind          string          `json:"type"` // conference, meeting, simple_event (a lecture)
	Timezone      string          `json:"timezone"`
	Start         json.RawMessage `json:"startDate"`
	End           json.RawMessage `json:"endDate"`
	Room          string          `json:"room"`
	Location      string          `json:"location"`
	Address       string          `json:"address"`
	URL           string          `json:"url"`
	Language      string          `json:"language"`
	Chairs        []person        `json:"chairs"`
	Contributions []contribution  `json:"contributions"` // with detail=sessions only those without a session
	Sessions      []slot          `json:"sessions"`
	attached
}

type contribution struct {
	DBID             any             `json:"db_id"`
	Title            string          `json:"title"`
	Description      string          `json:"description"`
	Type             string          `json:"type"`
	Track            string          `json:"track"`
	Session          string          `json:"session"`
	Start            json.RawMessage `json:"startDate"`
	End              json.RawMessage `json:"endDate"`
	Duration         any             `json:"duration"` // minutes
	Room             string          `json:"room"`
	RoomFullname     string          `json:"roomFullname"`
	Location         string          `json:"location"`
	URL              string          `json:"url"`
	Keywords         any             `json:"keywords"`
	Speakers         []person        `json:"speakers"`
	PrimaryAuthors   []person        `json:"primaryauthors"`
	CoAuthors        []person        `json:"coauthors"`
	SubContributions []struct {
		Title    string   `json:"title"`
		Speakers []person `json:"speakers"`
	} `json:"subContributions"`
	attached
}

// A slot is a session's block, whose own description is always empty. Before
// Indico 2 it is the session itself, and has no session within.
type slot struct {
	ID            any             `json:"id"`
	Start         json.RawMessage `json:"startDate"`
	End           json.RawMessage `json:"endDate"`
	SlotTitle     string          `json:"slotTitle"`
	Room          string          `json:"room"`
	RoomFullname  string          `json:"roomFullname"`
	Location      string          `json:"location"`
	Contributions []contribution  `json:"contributions"`
	Conveners     []person        `json:"conveners"`
	Session       *session        `json:"session"`
	session
}

type session struct {
	DBID        any      `json:"db_id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Type        string   `json:"type"`
	IsPoster    bool     `json:"isPoster"`
	URL         string   `json:"url"`
	Conveners   []person `json:"sessionConveners"`
	attached
}

// An entry of the timetable is a session's block, a contribution or a break.
type entry struct {
	EntryType      string            `json:"entryType"`
	Title          string            `json:"title"`
	Description    string            `json:"description"`
	Start          json.RawMessage   `json:"startDate"`
	End            json.RawMessage   `json:"endDate"`
	Duration       any               `json:"duration"`
	Room           string            `json:"room"`
	Location       string            `json:"location"`
	URL            string            `json:"url"`            // a path on the same host
	ContributionID any               `json:"contributionId"` // the event export's db_id
	SessionID      any               `json:"sessionId"`      // the event export's session.db_id
	SlotID         any               `json:"sessionSlotId"`
	SlotTitle      string            `json:"slotTitle"`
	IsPoster       bool              `json:"isPoster"`
	Conveners      []person          `json:"conveners"`
	Presenters     []person          `json:"presenters"`
	Authors        []person          `json:"authors"`
	Entries        map[string]*entry `json:"entries"`
	attached
}

// A person is written in three ways. The hash of the e-mail address, which
// lets an address be guessed, is not read.
type person struct {
	First       string `json:"first_name"`
	Last        string `json:"last_name"`
	FirstName   string `json:"firstName"`
	FamilyName  string `json:"familyName"`
	FullName    string `json:"fullName"` // "Last, First", perhaps with a title
	Name        string `json:"name"`     // "First Last", perhaps with a title
	Affiliation string `json:"affiliation"`
}

// What may hang on an item. Folders and Material are the new and the old way to
// say the same.
type attached struct {
	Folders     any `json:"folders"`
	Attachments any `json:"attachments"`
	Material    any `json:"material"`
	References  any `json:"references"`
}

// ident returns an id, which may be a number or a string.
func ident(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// words returns a list of words, which may be one string of several lines.
func words(v any) []string {
	var out []string
	switch v := v.(type) {
	case string:
		out = strings.FieldsFunc(v, func(r rune) bool { return r == '\n' || r == ',' || r == ';' })
	case []any:
		for _, w := range v {
			if s, ok := w.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}
