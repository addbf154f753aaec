package terminal

import (
	"bytes"
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"short enough":                               "short enough",
		"one two three four five six seven":          "one two three four\n  five six seven",
		"  want      one two three four":             "  want      one two\n            three\n            four",
		"  - one two three four":                     "  - one two three\n    four",
		"FAIL  x  one two three":                     "FAIL  x  one two\n         three",
		"a word-that-is-longer-than-a-line is left":  "a word-that-is-longer-than-a-line\n  is left",
		"give `a command that is long` then":         "give `a command that is long`\n  then",
		"one ` two three fours":                      "one ` two three\n  fours",
		"graphconform run --select 'a b' --seed 1":   "graphconform run \\\n  --select 'a b' \\\n  --seed 1",
		"größere Wörter würden":                      "größere Wörter\n  würden",
		"line of text, 1\nline of text that goes on": "line of text, 1\nline of text that\n  goes on",
	} {
		if got := Fold(text, 20); got != want {
			t.Errorf("%q is folded to\n%s\nwant\n%s", text, got, want)
		}
		if got := Fold(text, 0); got != text {
			t.Errorf("where there is no terminal %q is folded to %q", text, got)
		}
	}
	if got := Fold("  rerun     graphconform run --seed 7 --select 'beta/x/y'", 40); got !=
		"  rerun     graphconform run --seed 7 \\\n            --select 'beta/x/y'" {
		t.Error(got)
	}
}

// Nothing is lost but blanks and the backslashes of commands.
func FuzzFold(f *testing.F) {
	for _, text := range []string{"", " ", "a  b", "  x  `y z` 'p q'  graphconform run ' a", "``` ` `", "\n\n", "ä ö  ü\x00\xff"} {
		f.Add(text, 7)
	}
	bare := strings.NewReplacer(" ", "", "\n", "", `\`, "")
	f.Fuzz(func(t *testing.T, text string, width int) {
		if got := Fold(text, width); bare.Replace(got) != bare.Replace(text) {
			t.Errorf("%q at %d: %q", text, width, got)
		}
	})
}

// board is as wide as it says.
type board struct {
	bytes.Buffer
	width int
}

func (s *board) Width() int { return s.width }

func TestTable(t *testing.T) {
	rows := [][]string{{"NAME", "KIND", "TEXT"}, {"a_long_name", "first", "what it is, in some words"}, {"b", "", "more"}, {}, {"c"}}
	for width, want := range map[int]string{
		0:  "NAME         KIND   TEXT\na_long_name  first  what it is, in some words\nb                   more\n\nc\n",
		45: "NAME         KIND   TEXT\na_long_name  first  what it is, in some words\nb                   more\n\nc\n",
		44: "NAME         KIND\n    TEXT\na_long_name  first\n    what it is, in some words\nb\n    more\n\nc\n",
		20: "NAME         KIND\n    TEXT\na_long_name  first\n    what it is, in\n      some words\nb\n    more\n\nc\n",
		15: "NAME\n    KIND\n    TEXT\na_long_name\n    first\n    what it is,\n      in some\n      words\nb\n    more\n\nc\n",
	} {
		out := &board{width: width}
		if err := Table(out, rows); err != nil || out.String() != want {
			t.Errorf("at %d: %v\n%s\nwant\n%s", width, err, out.String(), want)
		}
	}
	short := &board{width: 20}
	if err := Table(short, [][]string{{"a", "400", "POST /things"}, {"b", "no parent is there", "GET /things"}}); err != nil ||
		short.String() != "a  400\n    POST /things\nb\n    no parent is\n      there\n    GET /things\n" {
		t.Errorf("%v\n%s", err, short.String())
	}
	out := &board{width: 24}
	if err := Pairs(out, [][]string{{"time", "about 1s"}, {"permissions", "One, Two, Three"}}); err != nil ||
		out.String() != "time         about 1s\npermissions  One, Two,\n             Three\n" {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestWidth(t *testing.T) {
	for _, test := range []struct {
		said     int
		variable string
		want     int
	}{{0, "", 80}, {132, "", 132}, {132, "90", 90}, {132, "wide", 132}, {132, "-1", 132}, {0, "100", 100}, {3, "", 20}} {
		if got := widthOf(test.said, test.variable); got != test.want {
			t.Errorf("%d and %q: %d, want %d", test.said, test.variable, got, test.want)
		}
	}
	out := &board{width: 12}
	if n, err := Folding(out).Write([]byte("one two three\n")); n != 14 || err != nil || out.String() != "one two\n  three\n" ||
		Width(Folding(out)) != 12 {
		t.Errorf("%d, %v, %q", n, err, out.String())
	}
	if got := Width(&bytes.Buffer{}); got != 0 {
		t.Errorf("a buffer is %d wide", got)
	}
}
