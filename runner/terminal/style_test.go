package terminal

import (
	"bytes"
	"testing"
)

func TestColoured(t *testing.T) {
	plain, set := func(string) string { return "" }, func(string) string { return "1" }
	for _, test := range []struct {
		width  int
		when   string
		getenv func(string) string
		want   bool
	}{
		{80, "auto", plain, true}, {0, "auto", plain, false}, {80, "auto", set, false}, {80, "never", plain, false},
		{0, "always", set, true}, {80, "always", set, true},
	} {
		out := Coloured(&board{width: test.width}, test.when, test.getenv)
		if Styled(out) != test.want || Width(out) != test.width || Styled(Folding(out)) != test.want {
			t.Errorf("%d, %s: %t at %d", test.width, test.when, Styled(out), Width(out))
		}
	}
	if Styled(&bytes.Buffer{}) {
		t.Error("a buffer has colours")
	}
}

func TestPaint(t *testing.T) {
	words := map[string]Style{"FAIL": Bad, "NOT JUDGED": Care, "CONFORMS": Good}
	for text, want := range map[string]string{
		"FAIL beta/x/create":          "\x1b[1;31mFAIL\x1b[0m beta/x/create",
		"NOT JUDGED: 2 checks":        "\x1b[33mNOT JUDGED\x1b[0m: 2 checks",
		"CONFORMS":                    "\x1b[1;32mCONFORMS\x1b[0m",
		"  want      201\n  got  200": "  \x1b[2mwant\x1b[0m      201\n  \x1b[2mgot\x1b[0m  200",
		"FAILED to":                   "FAILED to",
		"words, FAIL":                 "words, FAIL",
		"  beta/x/create  200":        "  beta/x/create  200",
		"":                            "",
	} {
		if got := Paint(text, words); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestMiddle(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{{"abcdef", 6, "abcdef"}, {"abcdefg", 6, "ab…efg"}, {"äöüßabc", 5, "äö…bc"}, {"abcdef", 0, "a…f"}, {"", 0, ""}} {
		if got := Middle(test.text, test.width); got != test.want {
			t.Errorf("%q at %d: %q, want %q", test.text, test.width, got, test.want)
		}
	}
	if Link("a", "") != "a" || Link("a", "https://h/") != "\x1b]8;;https://h/\x1b\\a\x1b]8;;\x1b\\" {
		t.Error("links")
	}
}
