package people

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Ada Lovelace", "Ada Lovelace"},
		{"last, first", "Lovelace, Ada", "Ada Lovelace"},
		{"last, first with more", "van der Berg, Jan Piet", "Jan Piet van der Berg"},
		{"last, first and affiliation", "Lovelace, Ada (Engine, Ltd)", "Ada Lovelace (Engine, Ltd)"},
		{"white space", "  Ada\u00a0 \tLovelace\n", "Ada Lovelace"},
		{"stray bracket", "Ada Lovelace (", "Ada Lovelace"},
		{"empty brackets", "Ada ( ) Lovelace", "Ada Lovelace"},
		{"torn bracket in front", ") Ada Lovelace", "Ada Lovelace"},
		{"nickname stays", "William (Bill) Smith", "William (Bill) Smith"},
		{"quoted nickname stays", `John "duke" Hall`, `John "duke" Hall`},
		{"quotes", `"Ada Lovelace"`, "Ada Lovelace"},
		{"address", "Ada Lovelace <ada@engine.example>", "Ada Lovelace"},
		{"address in brackets", "Ada Lovelace (ada@engine.example)", "Ada Lovelace"},
		{"pronouns", "Ada Lovelace (she/her)", "Ada Lovelace"},
		{"title", "Dr. Ada Lovelace", "Ada Lovelace"},
		{"title and comma", "Prof. Lovelace, Ada", "Ada Lovelace"},
		{"title that is the name", "Dr. Who", "Dr. Who"},
		{"suffix", "Sammy Davis, Jr.", "Sammy Davis Jr."},
		{"last, first, suffix", "Davis, Sammy, Jr.", "Sammy Davis Jr."},
		{"last, suffix, first", "Davis, Jr., Sammy", "Sammy Davis Jr."},
		{"initial keeps its stop", "Lovelace, Ada B.", "Ada B. Lovelace"},
		{"end of a sentence", "Ada Lovelace.", "Ada Lovelace"},
		{"bullet", "- Ada Lovelace", "Ada Lovelace"},
		{"accents", "Ångström, Anders Jonas", "Anders Jonas Ångström"},
		{"one word", "Voltaire", "Voltaire"},
		{"nobody", "TBD", ""}, {"nobody at length", "To be announced.", ""}, {"nothing", " ( ", ""},
		{"three commas are left", "a, b, c, d", "a, b, c, d"},
	} {
		if got := Name(c.in); got != c.want {
			t.Errorf("%s: Name(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"one", "Ada Lovelace", "Ada Lovelace"},
		{"none", " ", ""},
		{"commas", "Ada Lovelace, Alan Turing,Grace Hopper", "Ada Lovelace|Alan Turing|Grace Hopper"},
		{"and", "Ada Lovelace and Alan Turing", "Ada Lovelace|Alan Turing"},
		{"comma and", "Ada Lovelace, Alan Turing, and Grace Hopper", "Ada Lovelace|Alan Turing|Grace Hopper"},
		{"or", "Ada Lovelace or Alan Turing", "Ada Lovelace|Alan Turing"},
		{"ampersand, semicolon", "Ada Lovelace & Alan Turing; Grace Hopper", "Ada Lovelace|Alan Turing|Grace Hopper"},
		{"and, or within names", "Orla Andersen and Sandor Orban", "Orla Andersen|Sandor Orban"},
		{"affiliations", "Ada Lovelace (Engine), Alan Turing (NPL)", "Ada Lovelace (Engine)|Alan Turing (NPL)"},
		{"separators in affiliations", "Ada Lovelace (Babbage, Engine & Co; London and Paris), Alan Turing", "Ada Lovelace (Babbage, Engine & Co; London and Paris)|Alan Turing"},
		{"nested brackets", "Ada Lovelace (Engine (Analytical), Ltd) and Alan Turing (NPL)", "Ada Lovelace (Engine (Analytical), Ltd)|Alan Turing (NPL)"},
		{"no space before", "Ada Lovelace(Engine),Alan Turing(NPL)", "Ada Lovelace (Engine)|Alan Turing (NPL)"},
		{"and after a bracket", "Ada Lovelace (Engine)and Alan Turing", "Ada Lovelace (Engine)|Alan Turing"},
		{"comma before affiliation", "Ada Lovelace, (Engine), Alan Turing", "Ada Lovelace (Engine)|Alan Turing"},
		{"dash before affiliation", "Ada Lovelace - Engine, Alan Turing – NPL", "Ada Lovelace (Engine)|Alan Turing (NPL)"},
		{"stray brackets", "Ada B. Lovelace ( and Alan Turing (", "Ada B. Lovelace|Alan Turing"},
		{"empty and stray brackets", "Ada Lovelace ( ) or Alan Turing (", "Ada Lovelace|Alan Turing"},
		{"stray bracket before a whole one", "Ada Lovelace ( and Alan Turing (NPL)", "Ada Lovelace|Alan Turing (NPL)"},
		{"torn affiliation", "Alan Turing, Ada Lovelace (Engi", "Alan Turing|Ada Lovelace (Engi)"},
		{"initials", "J. R. R. Tolkien, Jose E. Perez", "J. R. R. Tolkien|Jose E. Perez"},
		{"suffix", "Sammy Davis, Jr., Ada Lovelace", "Sammy Davis Jr.|Ada Lovelace"},
		{"lines", "Ada Lovelace\nAlan Turing (NPL)\n", "Ada Lovelace|Alan Turing (NPL)"},
		{"bullets", "• Ada Lovelace • Alan Turing", "Ada Lovelace|Alan Turing"},
		{"addresses", "Ada Lovelace <ada@engine.example>, Alan Turing (alan@npl.example)", "Ada Lovelace|Alan Turing"},
		{"last, first between semicolons", "Lovelace, Ada; van der Berg, Jan;", "Ada Lovelace|Jan van der Berg"},
		{"full names at commas and semicolons", "Ada Lovelace, Alan Turing; Grace Hopper, Kurt Gödel", "Ada Lovelace|Alan Turing|Grace Hopper|Kurt Gödel"},
		{"nobody", "Ada Lovelace, TBD, et al.", "Ada Lovelace"},
		{"et al", "Ada Lovelace et al.", "Ada Lovelace"},
		{"sentence end", "Ada Lovelace and Alan Turing.", "Ada Lovelace|Alan Turing"},
		{"accents", "Stéphane Mallarmé, and Björk", "Stéphane Mallarmé|Björk"},
		{"shouted and", "Ada Lovelace AND Alan Turing", "Ada Lovelace|Alan Turing"},
		{"pronouns", "Ada Lovelace (she/her) (Engine), Alan Turing (he / him)", "Ada Lovelace (Engine)|Alan Turing"},
		{"nickname", "William (Bill) Smith (ACME)", "William (Bill) Smith (ACME)"},
	} {
		var got []string
		for _, p := range List(c.in) {
			if p.Affiliation != "" {
				p.Name += " (" + p.Affiliation + ")"
			}
			got = append(got, p.Name)
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("%s: List(%q)\n got %s\nwant %s", c.name, c.in, got, c.want)
		}
	}
}
