package report

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
)

// axe finds nothing that keeps people from reading the page, in light and in dark, with all details open.
func TestPageIsAccessible(t *testing.T) {
	script := os.Getenv("GRAPHCONFORM_AXE")
	if script == "" {
		t.Skip("GRAPHCONFORM_AXE names no axe.min.js; `make test-browser` gets it by npm")
	}
	axe, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	b := browser(t)
	for _, scheme := range []string{"light", "dark"} {
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		b.open(villain(), "")
		b.truth(`document.querySelectorAll("details").forEach((d) => d.open = true), true`)
		b.truth(string(axe) + `; axe.run(document, {resultTypes: ["violations"]}).then(
			(r) => window.violations = r.violations.map(
				(v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.target.join(" ")).join(", ")),
			(e) => window.violations = ["axe: " + e]); true`)
		for !b.truth(`!!window.violations`) {
			time.Sleep(50 * time.Millisecond) // the browser's own time limit ends it
		}
		if found := b.list(`violations`); len(found) > 0 {
			t.Errorf("%s:\n%s", scheme, strings.Join(found, "\n"))
		}
	}
}
