package ui

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestContrast computes the contrast of all pairs of colours that text is written
// in (WCAG 2.2, 1.4.3: 4.5 or more).
func TestContrast(t *testing.T) {
	sheet := string(read("style/base.css"))
	light, dark, _ := strings.Cut(sheet, "@media (prefers-color-scheme: dark)")
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(css, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, pair := range [][2]string{
			{"text", "ground"}, {"text", "raised"}, {"text", "tint"}, {"text", "mark"}, {"soft", "ground"}, {"soft", "raised"}, {"soft", "tint"},
			{"accent", "ground"}, {"accent", "raised"}, {"accent", "tint"}, {"accent", "mark"}, {"ground", "accent"}, {"warn-text", "warn"},
		} {
			a, b := colours[pair[0]], colours[pair[1]]
			if colours[pair[0]] == 0 && colours[pair[1]] == 0 {
				t.Fatalf("%s: no colours %v", scheme, pair)
			}
			if ratio := (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", scheme, pair[0], pair[1], ratio)
			}
		}
	}
}

// luminance returns a colour's relative luminance (WCAG 2.2, glossary).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(n>>16) + 0.7152*channel(n>>8) + 0.0722*channel(n)
}

// TestNoInlineStyle checks that the templates keep to the content security policy,
// which allows neither inline styles nor scripts.
func TestNoInlineStyle(t *testing.T) {
	for _, dir := range []string{"templates", "templates/pages"} {
		entries, err := files.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			html := string(read(dir + "/" + e.Name()))
			for _, bad := range []string{" style=", "<style", " onclick=", " onchange=", "javascript:", `src="http`, `href="http`} {
				if strings.Contains(html, bad) {
					t.Errorf("%s has %s", e.Name(), bad)
				}
			}
		}
	}
}
