package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/suites/conform"
)

func TestHeldBack(t *testing.T) {
	many := map[string]int{}
	for i := range shownReasons + 2 {
		many[fmt.Sprintf("reason %02d", i)] = 1
	}
	for _, test := range []struct {
		writes map[string]int
		want   string
	}{
		{nil, ""},
		{map[string]int{"the URL names an action": 1}, "1 write held back: the URL names an action (1)"},
		{map[string]int{"b": 2, "a": 2, "c": 7}, "11 writes held back: c (7), a (2), b (2)"},
		{many, "12 writes held back: reason 00 (1), reason 01 (1), reason 02 (1), reason 03 (1), reason 04 (1), reason 05 (1), " +
			"reason 06 (1), reason 07 (1), reason 08 (1), reason 09 (1), … and 2 more reasons"},
		{map[string]int{strings.Repeat("x", 300): 1}, "1 write held back: " + strings.Repeat("x", 200) + "… (1)"},
	} {
		if got := (&Report{HeldBack: test.writes}).heldBack(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// A person learns of writes that were held back wherever the report is read; of a text that somebody else wrote nothing but text is left.
func TestHeldBackIsShown(t *testing.T) {
	r := mixed()
	for format, plain := range map[string]string{
		"text": "\n2 writes held back: <b>·[31m`x` (2)\n",
		"md":   "\n- 2 writes held back&#58; &#60;b&#62;&#183;&#91;31m&#96;x&#96; &#40;2&#41;\n",
		"html": "<dt>write guard</dt><dd>2 writes held back: &lt;b&gt;\\u001b[31m`x` (2)</dd>",
		"json": " \"heldBack\": {\n  \"\\u003cb\\u003e\\u001b[31m`x`\": 2\n },\n",
	} {
		r.HeldBack = nil
		if text := render(t, r, format); strings.Contains(text, "held back") || strings.Contains(text, "heldBack") {
			t.Errorf("%s: something is held back where nothing was", format)
		}
		r.HeldBack = map[string]int{"<b>\x1b[31m`x`": 2}
		if text := render(t, r, format); !strings.Contains(text, plain) {
			t.Errorf("%s lacks %q:\n%s", format, plain, text)
		}
	}
}

// Properties that are alike stand in one line, with all that any of their checks found refused.
func TestLimitsFound(t *testing.T) {
	limit := func(at string, taken int, refused ...string) conform.Limit {
		return conform.Limit{At: at, Taken: taken, Refused: refused}
	}
	r := &Report{Checks: []Check{
		{ID: "beta/deviceCategory/create/round_trip/displayName", Limits: []conform.Limit{limit("/displayName", 255, "4096 characters")}},
		{ID: "beta/deviceCategory/get/round_trip/displayName",
			Limits: []conform.Limit{limit("/displayName", 255, "4096 characters", "empty")}},
		{ID: "beta/deviceCategory/create/round_trip/description", Limits: []conform.Limit{limit("/description", 0, "null")}},
		{ID: "beta/roleScopeTag/create/round_trip/description", Limits: []conform.Limit{limit("/description", 0, "null")}},
		{ID: "beta/roleScopeTag/create/collection/two", Limits: []conform.Limit{limit("", 0, "the values of another object")}},
		{ID: "beta/roleScopeTag/create/status/varied"},
	}}
	want := []string{
		"beta/deviceCategory/description and 1 more: refused: null",
		"beta/deviceCategory/displayName: 255 characters taken; refused: 4096 characters, empty",
		"beta/roleScopeTag: refused: the values of another object",
	}
	if got := r.Limits(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for format, line := range map[string]string{
		"text": "\nLIMIT beta/deviceCategory/description and 1 more: refused: null\n",
		"md":   "\n- limit found: beta/deviceCategory/description and 1 more&#58; refused&#58; null\n",
		"html": "<li>beta/deviceCategory/description and 1 more: refused: null</li>",
	} {
		shown := mixed()
		shown.Checks = append(shown.Checks, r.Checks...)
		if text := render(t, shown, format); !strings.Contains(text, line) {
			t.Errorf("%s lacks %q", format, line)
		}
	}
}
