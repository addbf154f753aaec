package report

import (
	"fmt"
	"strings"
	"testing"

	"graphconform/suites/conform"
)

// A link to a check that the report does not hold says so, and one to a check that it holds does not.
func TestPageSaysWhereALinkLeadsNowhere(t *testing.T) {
	b := browser(t)
	b.open(mixed(), "#beta/nosuch/create/status/x%3Cb%3E")
	if says := b.text(`document.getElementById("lost").textContent`); b.truth(`document.getElementById("lost").hidden`) ||
		!strings.Contains(says, "no check beta/nosuch/create/status/x<b>") {
		t.Errorf("%q", says)
	}
	for _, fragment := range []string{"#beta/y/create/status/1", "#?verdict=pass", "#departures", "#"} {
		b.text(fmt.Sprintf(`(location.hash = %q, dispatchEvent(new Event("hashchange")), "")`, fragment))
		if !b.truth(`document.getElementById("lost").hidden`) {
			t.Errorf("%s is said to lead nowhere", fragment)
		}
	}
	b.quiet()
}

// The first twenty checks of a kind show their exchange; how many more there are is said.
func TestPageShowsTheFirstOfAKind(t *testing.T) {
	var outcomes []conform.Outcome
	for i := range 150 {
		outcomes = append(outcomes, outcome(fmt.Sprintf("beta/y%03d/create/status/2", i), conform.Fail, conform.Documented))
	}
	p := newPage(report(outcomes...))
	shown := 0
	for _, d := range p.Departures {
		for _, o := range d.Others {
			if o.Finding != nil {
				shown++
			}
		}
	}
	if len(p.Departures) != 1 || shown != 19 || p.Departures[0].Beyond != 49 {
		t.Errorf("%d kinds, %d exchanges beside the first, %d checks beyond", len(p.Departures), shown, p.Departures[0].Beyond)
	}
	if text := render(t, p.Report, "html"); !strings.Contains(text, "100 other checks and 49 more of this kind") {
		t.Error("how many more there are is not said")
	}
}
