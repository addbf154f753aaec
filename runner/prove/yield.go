package prove

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Place is where requests are sent: an act of the scenarios of a kind.
type Place struct {
	Kind conform.ScenarioKind
	Act  conform.Act
}

// Cost is what the requests of a place are, against the plain tenant.
type Cost struct{ Requests, Writes int }

// count counts the requests of a resource by their places.
func (c *Case) count(e *conform.Evidence) {
	if c.Kind != "plain" {
		return
	}
	sent := &Cost{}
	for _, r := range e.All() {
		at := Place{r.Step.Scenario.Kind, r.Step.Act}
		cost := c.Costs[at]
		for _, x := range r.Exchanges {
			cost.add(x)
			sent.add(x)
		}
		c.Costs[at] = cost
	}
	c.Sent[e.Resource.ID()] = *sent
}

func (c *Cost) add(x fixtures.Exchange) {
	c.Requests++
	if !fixtures.Safe(x.Request.Method) {
		c.Writes++
	}
}

// shownBy returns the places whose answers show a fault, by the rules that it names.
func (c *Case) shownBy() []Place {
	shown := map[Place]bool{}
	for _, o := range c.Failed() {
		if !slices.Contains(c.Rules, o.Check.Rule) {
			continue
		}
		for _, f := range o.Findings {
			shown[Place{f.Step.Scenario.Kind, f.Step.Act}] = true
		}
	}
	return slices.SortedFunc(maps.Keys(shown), comparePlaces)
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Act, b.Act))
}

// Yield is what an effort sends and finds.
type Yield struct {
	Effort         resource.Effort
	Most           Cost // of one resource
	Seeds          Cost // of the three resources of make run together
	Caught, Faults int
	Missed         []string // faults, by name
	Overlooked     []string // variants that break a strict rule unseen
	Disturbed      []string // conformant tenants that are not left in peace
}

// Yield sums up a result.
func (r Result) Yield(effort resource.Effort) Yield {
	y := Yield{Effort: effort}
	for i := range r.Cases {
		c := &r.Cases[i]
		switch {
		case c.Kind == kindFault && c.Problem() == "":
			y.Caught++
		case c.Kind == kindFault:
			y.Missed = append(y.Missed, c.Name)
		case c.overlooked():
			y.Overlooked = append(y.Overlooked, c.Name)
		case c.Kind != kindTwo && c.Problem() != "":
			y.Disturbed = append(y.Disturbed, c.Name)
		}
		if c.Kind != "plain" {
			continue
		}
		for id, cost := range c.Sent {
			if slices.Contains(seeds[:], id) {
				y.Seeds.Requests, y.Seeds.Writes = y.Seeds.Requests+cost.Requests, y.Seeds.Writes+cost.Writes
			}
			if cost.Requests > y.Most.Requests {
				y.Most = cost
			}
		}
	}
	y.Faults = y.Caught + len(y.Missed)
	return y
}

// PrintYields prints, as Markdown, what each effort sends and finds, and what the steps of the last one show.
func PrintYields(out io.Writer, yields []Yield, last Result) {
	fmt.Fprintf(out, "# What is sent, and what it finds\n\nDerived by `make cost`. Requests are those to a conformant tenant, "+
		"without those that remove what was made at the end.\n\n"+
		"| Effort | Requests to the three resources of `make run` | Of these writes | Most to one resource | Faults caught | "+
		"Conformant tenants blamed |\n"+
		"| --- | ---: | ---: | ---: | ---: | ---: |\n")
	for _, y := range yields {
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d of %d | %d |\n", y.Effort, y.Seeds.Requests, y.Seeds.Writes, y.Most.Requests,
			y.Caught, y.Faults, len(y.Disturbed))
	}
	for _, y := range yields {
		if len(y.Missed) > 0 {
			fmt.Fprintf(out, "\n`%s` does not catch: %s.\n", y.Effort, strings.Join(y.Missed, ", "))
		}
		if len(y.Overlooked) > 0 {
			fmt.Fprintf(out, "\nOf variants that only a strict rule finds fault with, `%s` does not see: %s.\n",
				y.Effort, strings.Join(y.Overlooked, ", "))
		}
		if len(y.Disturbed) > 0 {
			fmt.Fprintf(out, "\n`%s` blames: %s.\n", y.Effort, strings.Join(y.Disturbed, ", "))
		}
	}
	fmt.Fprintf(out, "\n## Steps of `%s`, of all resources of the proof\n\n", yields[len(yields)-1].Effort)
	last.printPlaces(out)
}

// mostNamed is how many faults a line of the table names.
const mostNamed = 3

// printPlaces prints, as Markdown, what each place costs, how many faults its answers show, and which of them no other place shows.
func (r Result) printPlaces(out io.Writer) {
	shows, alone := map[Place]int{}, map[Place][]string{}
	costs := map[Place]Cost{}
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Kind == "plain" {
			costs = c.Costs
		}
		if c.Kind != kindFault {
			continue
		}
		places := c.shownBy()
		for _, at := range places {
			shows[at]++
		}
		if len(places) == 1 {
			alone[places[0]] = append(alone[places[0]], c.Name)
		}
	}
	fmt.Fprintf(out, "| Scenario | Step | Requests | Writes | Faults shown | By it alone |\n| --- | --- | ---: | ---: | ---: | --- |\n")
	for _, at := range slices.SortedFunc(maps.Keys(costs), comparePlaces) {
		names := alone[at]
		only := strings.Join(names[:min(mostNamed, len(names))], ", ")
		if more := len(names) - mostNamed; more > 0 {
			only += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(out, "| %s | %s | %d | %d | %d | %s |\n", at.Kind, at.Act, costs[at].Requests, costs[at].Writes, shows[at], only)
	}
}
