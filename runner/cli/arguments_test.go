package cli

import (
	"bytes"
	"strings"
	"testing"

	"graphconform/runner/exit"
)

// What is mistyped is answered by what was meant where that is close, and by nothing that is not.
func TestMistypedArguments(t *testing.T) {
	for arguments, want := range map[string]string{
		"run --selct x": `unknown flag --selct; did you mean "--select"? ` +
			"`graphconform run --help` shows its flags",
		"run --Select x":                   `did you mean "--select"?`,
		"run --only_failed x":              `did you mean "--only-failed"?`,
		"list --rule":                      `did you mean "--rules"?`,
		"run -select x":                    "unknown flag -select; the name of a flag stands behind two dashes: --select",
		"run -select=x":                    "behind two dashes: --select",
		"run --url http://x":               "unknown flag --url; `graphconform run --help`",
		"run http://127.0.0.1:1":           "give a target as --target http://127.0.0.1:1. ",
		"run http://u:hush-hush@127.0.0.1": "a URL with a user or password, which is not shown",
		"list beta/x/**":                   "give a glob as --select 'beta/x/**', for each glob anew. `graphconform list --help`",
		"runs": `unexpected argument runs; did you mean "run"? ` +
			"`graphconform --help` shows commands and flags",
		"Run":            `did you mean "run"?`,
		"test":           "unexpected argument test; `graphconform --help`",
		"x":              "unexpected argument x; `graphconform --help`",
		"waivers sugest": `did you mean "suggest"?`,
	} {
		var out bytes.Buffer
		e := env{ctx: t.Context(), out: &out, err: &out, getenv: func(string) string { return "" }}
		code := run(e, strings.Fields(arguments))
		if code != exit.Usage || !strings.Contains(out.String(), want) || strings.Contains(out.String(), "hush-hush") {
			t.Errorf("%s: %d, %s, want %s", arguments, code, out.String(), want)
		}
	}
}
