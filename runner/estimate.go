package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/doctor"
	"graphconform/runner/prove"
	"graphconform/runner/target"
	"graphconform/schemas"
	"graphconform/suites"
)

// counting counts requests by method on their way.
type counting struct {
	http.RoundTripper
	mutex   sync.Mutex
	methods map[string]int
}

func (c *counting) RoundTrip(request *http.Request) (*http.Response, error) {
	c.mutex.Lock()
	c.methods[request.Method]++
	c.mutex.Unlock()
	return c.RoundTripper.RoundTrip(request)
}

// roundTrip is what one request is taken to cost where nothing limits their rate.
const (
	localRoundTrip  = 2 * time.Millisecond
	remoteRoundTrip = 150 * time.Millisecond
)

// printPlan says what a run would send, and sends nothing to the target: the plan is carried out against the fake tenant inside this
// program, and its requests are counted. A target that refuses more, or less, gets others.
func (c *runCmd) printPlan(e *env, file *target.File, from catalog, plan *suites.Plan) error {
	count := &counting{RoundTripper: prove.InProcess(tenant.New(tenant.WithCatalog(from.contracts))), methods: map[string]int{}}
	sender, err := wire.New(wire.Config{Root: "http://plan.invalid", Token: "plan", Transport: count})
	if err != nil {
		return err
	}
	plan.Exercise(e.ctx, suites.Target{Sender: sender, RunID: runID(), Prefix: file.Prefix, Workers: 4, ReadOnly: from.options.Observe, Shared: !isLoopback(file)}, func(suites.Outcome) {})
	if e.ctx.Err() != nil {
		return exitError{exitInconclusive, context.Cause(e.ctx)}
	}
	total, writes := 0, 0
	table := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "checks\t%d\n", len(plan.Checks()))
	fmt.Fprintf(table, "resources\t%d\n", len(plan.Units))
	for _, method := range slices.Sorted(maps.Keys(count.methods)) {
		fmt.Fprintf(table, "%s\tabout %d\n", method, count.methods[method])
		total += count.methods[method]
		if method != http.MethodGet {
			writes += count.methods[method]
		}
	}
	fmt.Fprintf(table, "requests\tabout %d\n", total)
	fmt.Fprintf(table, "time\tabout %s\n", estimate(file, total, writes).Round(time.Second))
	needs := doctor.Needs(plan)
	if from.options.Observe {
		needs = doctor.Needs(plan, schemas.Get, schemas.List)
	}
	fmt.Fprintf(table, "permissions\t%s\n", cmp.Or(strings.Join(doctor.Least(needs), ", "), "none documented"))
	return table.Flush()
}

// estimate is the longest of what the rates and the round trips take.
func estimate(file *target.File, total, writes int) time.Duration {
	trip, workers := localRoundTrip, 16
	if !isLoopback(file) {
		trip, workers = remoteRoundTrip, 4
	}
	took := time.Duration(total) * trip / time.Duration(cmp.Or(file.Workers, workers))
	rate, writeRate := file.Rate, file.Rate
	if isGraph(file) {
		rate, writeRate = cmp.Or(rate, graphRate), cmp.Or(writeRate, graphWriteRate)
	}
	if rate > 0 {
		took = max(took, time.Duration(float64(total)/rate*float64(time.Second)), time.Duration(float64(writes)/writeRate*float64(time.Second)))
	}
	return max(took, time.Second)
}
