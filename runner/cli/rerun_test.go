package cli

import (
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"graphconform/runner/settings"
)

// flagsOf parses the arguments of run.
func flagsOf(t *testing.T, args ...string) settings.Flags {
	t.Helper()
	var all commands
	parser, err := kong.New(&all)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	return all.Run.Flags
}

// words splits a command line as a shell does, as far as report.Quote goes.
func words(line string) []string {
	var out []string
	var word strings.Builder
	quoted := false
	for _, r := range line + " " {
		switch {
		case r == '\'':
			quoted = !quoted
		case r == ' ' && !quoted:
			out = append(out, word.String())
			word.Reset()
		default:
			word.WriteRune(r)
		}
	}
	return out
}

// The printed command gives the flags of the run again, but for the token, values that may be secret, and what the report adds.
func TestRerunGivesTheSameFlags(t *testing.T) {
	t.Setenv("GRAPH_TOKEN", "")
	for _, args := range [][]string{
		{"--fault", "create_answers_200", "--variant", "times_utc", "--timeout", "3s"},
		{"--target", "http://127.0.0.1:8080", "--catalog", "a b", "--strict", "--parent", "a=1", "--parent", "b=c d", "--header", "X=…",
			"--timeout", "1m"},
		{"--cloud", "global", "--profile", "observed", "--claims", "c.yaml", "--allow-writes", "--tenant", "t", "--sign-in", "azure-cli",
			"--redact", "$..a[0,1]", "--observe"},
	} {
		before := flagsOf(t, append([]string{"run"}, args...)...)
		s, err := before.Resolve(settings.Inputs{})
		if err != nil {
			t.Fatal(err)
		}
		if after := flagsOf(t, words(s.Rerun)[1:]...); !reflect.DeepEqual(after, before) {
			t.Errorf("%s: %+v, want %+v", s.Rerun, after, before)
		}
	}
}
