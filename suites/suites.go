package suites

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/guard"
	"graphconform/suites/judge"
	"graphconform/suites/plan"
)

// Target is what a Go test checks.
type Target struct {
	URL         string            // service root without version segment, such as http://127.0.0.1:8080
	Token       string            // bearer token; empty for none
	AllowWrites bool              // also where it is a tenant: not on this machine, or with a token that Microsoft Entra issued
	OverHTTP    bool              // send the token over http to another machine, where everybody on the way can read it
	Parents     map[string]string // id by placeholder, for parents that are given
	Workers     int               // scenarios at once; 0 means 4
	Sender      guard.Sender      // in place of URL and Token; nil for one that is made of them
}

// Run checks a target as part of a Go test, against the contracts in the embedded catalog: one subtest a check, named by its id.
// A subtest fails where the target departs and where the check could not be judged; it is skipped where the target validly lacks
// what the check needs. selection are globs on check ids, a union; none selects the whole catalog.
//
// Values differ from run to run; the seed is logged. [RunPlan] repeats one, and takes other options.
func Run(t *testing.T, target Target, selection ...string) {
	t.Helper()
	var seed uint64
	if n, err := rand.Int(rand.Reader, big.NewInt(1<<53)); err == nil {
		seed = n.Uint64()
	}
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: seed, Run: runID(), Select: selection})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d checks, seed %d", len(p.Checks()), seed)
	RunPlan(t, p, target)
}

// RunPlan checks the target as part of a Go test, as [Run] does, with the checks of a plan in plan order.
func RunPlan(t *testing.T, p *plan.Plan, target Target) {
	t.Helper()
	if target.Sender == nil {
		sender, err := target.dial()
		if err != nil {
			t.Fatal(err)
		}
		defer sender.Close()
		target.Sender = sender
	}
	if why := unreached(t.Context(), p, target.Sender); why != "" {
		t.Fatal(why)
	}
	prefix := ""
	if target.tenant() {
		prefix = exercise.Named
	}
	outcomes, tally := Judge(t.Context(), p, exercise.Target{
		Sender: target.Sender, Parents: target.Parents, RunID: cmp.Or(p.Run, runID()), Prefix: prefix, Workers: cmp.Or(target.Workers, 4),
	})
	if reason := unjudged(outcomes); reason != "" {
		t.Fatalf("target %s: not one of %d checks passed or failed: %s", target.Sender.Root(), len(outcomes), reason)
	}
	for _, o := range outcomes {
		t.Run(o.Check.ID, func(t *testing.T) { report(t, o) })
	}
	for _, object := range tally.Left {
		t.Errorf("left behind: %s", object)
	}
}

// unreached says why the target cannot be asked at all, by one look before anything else is sent.
func unreached(ctx context.Context, p *plan.Plan, sender guard.Sender) string {
	if len(p.Units) == 0 {
		return ""
	}
	exchanges := sender.Send(ctx, fixtures.Request{Method: http.MethodGet, URL: sender.Root() + p.Units[0].Resource.Entrance(),
		Header: http.Header{"Accept": {"application/json"}}})
	return wire.Unreached(sender.Root(), exchanges[len(exchanges)-1])
}

// report ends a subtest by its outcome.
func report(t *testing.T, o conform.Outcome) {
	t.Helper()
	switch {
	case o.Verdict == conform.Unsupported || o.Verdict == conform.Disabled:
		t.Skip(o.Reason)
	case o.Verdict == conform.Fail && o.Check.Level == conform.Advisory:
		t.Log(conform.Render(o))
	case o.Verdict != conform.Pass:
		t.Error(conform.Render(o))
	}
}

// unjudged returns why nothing was shown: not one check passed, and none failed. Else it is empty.
func unjudged(outcomes []conform.Outcome) string {
	for _, o := range outcomes {
		if o.Verdict == conform.Pass || o.Verdict == conform.Fail {
			return ""
		}
	}
	if len(outcomes) == 0 {
		return "none is planned"
	}
	return fmt.Sprintf("%s: %s", outcomes[0].Verdict, outcomes[0].Reason)
}

// dial returns a sender for the target's URL. Objects are made in tenants only where the target says so.
func (t Target) dial() (*wire.Sender, error) {
	here, agent := wire.Loopback(t.URL), ""
	if t.tenant() {
		agent = exercise.Named
	}
	sender, err := wire.New(wire.Config{Root: t.URL, Token: t.Token, Agent: agent})
	if err != nil {
		return nil, err
	}
	switch {
	case !here && !t.AllowWrites:
		return nil, fmt.Errorf("target %s: not on this machine; set AllowWrites where objects may be made and removed there", t.URL)
	case !t.AllowWrites && wire.ByEntra(t.Token):
		return nil, fmt.Errorf("target %s: its token is one that Microsoft Entra issued, so that it may lead to a tenant; "+
			"set AllowWrites where objects may be made and removed there", t.URL)
	case !here && t.Token != "" && !t.OverHTTP && strings.HasPrefix(strings.ToLower(t.URL), "http:"):
		return nil, fmt.Errorf("target %s: a token over http can be read by everybody on the way; give an https URL, or set OverHTTP",
			t.URL)
	}
	return sender, nil
}

// tenant reports whether others may rely on what the target holds.
func (t Target) tenant() bool { return t.URL != "" && (!wire.Loopback(t.URL) || wire.ByEntra(t.Token)) }

// runID names what a run creates, so that two at once are told apart.
func runID() string {
	var id [4]byte
	rand.Read(id[:]) //nolint:errcheck // never fails
	return hex.EncodeToString(id[:])
}

// Exercise runs a plan against a target, judges what it recorded, and delivers the outcome of every check, resource by resource.
// deliver is called by one goroutine at a time.
func Exercise(ctx context.Context, p *plan.Plan, target exercise.Target, deliver func(conform.Outcome)) exercise.Tally {
	var mutex sync.Mutex
	return exercise.Run(ctx, p, target, func(unit *plan.Unit, evidence *conform.Evidence) {
		outcomes := judge.Judge(unit.Checks, evidence)
		if p.Once {
			unit.Forget()
		} else {
			unit.Resource.Release()
		}
		mutex.Lock()
		defer mutex.Unlock()
		for _, outcome := range outcomes {
			deliver(outcome)
		}
	})
}

// Judge runs the plan and returns the outcomes in plan order, for callers that want verdicts rather than a test.
func Judge(ctx context.Context, p *plan.Plan, target exercise.Target) ([]conform.Outcome, exercise.Tally) {
	byID := map[string]conform.Outcome{}
	tally := Exercise(ctx, p, target, func(o conform.Outcome) { byID[o.Check.ID] = o })
	var out []conform.Outcome
	for _, check := range p.Checks() {
		out = append(out, byID[check.ID])
	}
	return out, tally
}
