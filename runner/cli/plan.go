package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures/wire"
	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
)

// mostUnasked is how many requests a run sends without anybody having said what it is to check.
const mostUnasked = 20_000

// announce says what a run is about to send that nobody narrowed to a part of the reference, and refuses one that is large, or goes to what
// is not on this machine, unless it is asked for by name. No question is asked: pipelines have nobody to answer it.
func announce(e *env, s settings.Settings, run string, planned *pipeline.Planned) error {
	if s.Embedded || s.Narrowed || len(planned.Plan.Units) == 0 {
		return nil
	}
	estimate, err := estimateOf(e.ctx, s, run, planned)
	if err != nil {
		return err
	}
	took := s.Duration(estimate.Requests, estimate.Writes).Round(time.Second)
	text := fmt.Sprintf("all %d resources of the reference are selected: %d checks, %s %d requests, %s, at %s",
		estimate.Resources, estimate.Checks, about(s), estimate.Requests, took, treatment(s))
	if s.All || s.Loopback() && estimate.Requests <= mostUnasked {
		e.note("%s", text)
		return nil
	}
	return exit.Usagef("%s; nothing is sent. `graphconform map%s --claims claims.yaml` finds out what of it is implemented, "+
		"and run --claims claims.yaml checks that; --select 'beta/deviceCategory/**' checks one resource; --all checks everything",
		text, s.Sweep)
}

// about says how near an estimate is: nobody knows how much there is to read.
func about(s settings.Settings) string {
	if s.ReadOnly() {
		return "at least"
	}
	return "about"
}

func estimateOf(ctx context.Context, s settings.Settings, run string, planned *pipeline.Planned) (*pipeline.Estimate, error) {
	return planned.Estimate(ctx, targetOf(s, run), func(to *wire.Sender) { connection.Rehearse(ctx, s, to, planned.Plan) })
}

// printPlan prints how much the run would send and where, with which permissions and in which time.
func printPlan(e *env, s settings.Settings, run string, planned *pipeline.Planned) error {
	estimate, err := estimateOf(e.ctx, s, run, planned)
	if err != nil {
		return err
	}
	pairs := [][]string{
		{"target", treatment(s)}, {"checks", fmt.Sprint(estimate.Checks)}, {"resources", fmt.Sprint(estimate.Resources)},
	}
	for _, method := range slices.Sorted(maps.Keys(estimate.Methods)) {
		pairs = append(pairs, []string{method, fmt.Sprintf("%s %d", about(s), estimate.Methods[method])})
	}
	return terminal.Pairs(e.out, append(pairs,
		[]string{"requests", fmt.Sprintf("%s %d", about(s), estimate.Requests)},
		[]string{"time", fmt.Sprintf("%s %s", about(s), s.Duration(estimate.Requests, estimate.Writes).Round(time.Second))},
		[]string{"permissions", cmp.Or(strings.Join(estimate.Permissions, ", "), "none documented")}))
}

// treatment says which target would be checked, and what may be done there: the requests depend on both.
func treatment(s settings.Settings) string {
	name := report.Target{Root: s.Root(), Embedded: s.Embedded}.Name()
	switch {
	case s.Observe:
		return name + ", only read: --observe"
	case s.ReadOnly():
		return name + ", only read: it " + whyTenant(s)
	}
	return name
}
