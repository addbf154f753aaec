package handmade

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// probe is what one fault or variant changes, seen from outside: see sends some requests to a fresh target, plain is
// what the plain target makes of them, changed is what the changed one does.
type probe struct {
	name           string
	see            func(c *client) string
	plain, changed string
}

// runProbes holds each probe against both targets, and checks that each name has a probe.
func runProbes(t *testing.T, names []string, probes []probe) {
	for _, p := range probes {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			if got := p.see(start(t)); got != p.plain {
				t.Errorf("plain:   %s\nwant:    %s", got, p.plain)
			}
			if got := p.see(start(t, With(p.name))); got != p.changed {
				t.Errorf("changed: %s\nwant:    %s", got, p.changed)
			}
			if p.plain == p.changed {
				t.Error("the probe expects no difference")
			}
		})
	}
	for _, name := range names {
		if !slices.ContainsFunc(probes, func(p probe) bool { return p.name == name }) {
			t.Errorf("%s has no probe", name)
		}
	}
}

// words writes values with one blank between them.
func words(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

// stored sends one property and reads it back by id.
func stored(path, name, value string) func(c *client) string {
	return func(c *client) string {
		posted := c.post(path, fmt.Sprintf(`{%q:%s}`, name, value))
		if posted.status >= 400 {
			return fmt.Sprint(posted.status)
		}
		return c.get(path + "/" + posted.text("id")).at(name)
	}
}

// seenAfter shows a property in the answers to POST, PATCH (of the same), GET and list.
func seenAfter(path, name, value string) func(c *client) string {
	return func(c *client) string {
		body := fmt.Sprintf(`{%q:%s}`, name, value)
		posted := c.post(path, body)
		at := path + "/" + posted.text("id")
		return strings.Join([]string{posted.field(name), c.patch(at, body).field(name), c.get(at).field(name), c.get(path).column(name)}, " ")
	}
}

// answered shows status and one member of the answer to POST, and of the answer to PATCH of an empty object.
func answered(path, name, value string) func(c *client) string {
	return func(c *client) string {
		at, body := c.made(path, `{}`), fmt.Sprintf(`{%q:%s}`, name, value)
		posted, patched := c.post(path, body), c.patch(at, body)
		return words(posted.status, posted.at(name), patched.status, patched.at(name))
	}
}

// sent shows the status and one member of one answer.
func sent(method, path, body, name string) func(c *client) string {
	return func(c *client) string {
		r := c.do(method, path, body)
		return fmt.Sprintf("%d %s", r.status, strings.Replace(r.at(name), c.origin, "ORIGIN", 1))
	}
}
