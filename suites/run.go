package suites

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"testing"

	"graphconform/fixtures/wire"
	"graphconform/schemas"
)

// Run checks a target as part of a Go test, against the contracts in this package's catalog: one subtest a check, named by its id.
// A subtest fails where the target departs and where the check could not be judged; it is skipped where the target validly lacks
// what the check needs. selection are globs on check ids, a union; none selects the whole catalog.
//
// Values differ from run to run; the seed is logged. [Plan.Test] repeats one, and takes other options.
func Run(t *testing.T, target Target, selection ...string) {
	t.Helper()
	var seed uint64
	if n, err := rand.Int(rand.Reader, big.NewInt(1<<53)); err == nil {
		seed = n.Uint64()
	}
	plan, err := NewPlan(schemas.Embedded(), Options{Seed: seed, Select: selection})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d checks, seed %d", len(plan.Checks()), seed)
	plan.Test(t, target)
}

// Test checks the target as part of a Go test, as [Run] does, with the checks of this plan in plan order.
func (p *Plan) Test(t *testing.T, target Target) {
	t.Helper()
	if target.Sender == nil {
		sender, err := target.dial()
		if err != nil {
			t.Fatal(err)
		}
		defer sender.Close()
		target.Sender = sender
	}
	if target.RunID == "" {
		var id [4]byte
		rand.Read(id[:]) //nolint:errcheck // never fails
		target.RunID = hex.EncodeToString(id[:])
	}
	if target.Workers == 0 {
		target.Workers = 4
	}
	outcomes, tally := p.Judge(t.Context(), target)
	if reason := unjudged(outcomes); reason != "" {
		t.Fatalf("target %s: not one check could be judged: %s", target.Sender.Root(), reason)
	}
	for _, o := range outcomes {
		t.Run(o.Check.ID, func(t *testing.T) {
			switch {
			case o.Verdict == Unsupported || o.Verdict == Disabled:
				t.Skip(o.Reason)
			case o.Verdict == Fail && o.Check.Level == Advisory:
				t.Log(Render(o))
			case o.Verdict != Pass:
				t.Error(Render(o))
			}
		})
	}
	for _, object := range tally.Left {
		t.Errorf("left behind: %s", object)
	}
}

// unjudged returns why not one check was judged; empty where any was.
func unjudged(outcomes []Outcome) string {
	for _, o := range outcomes {
		if o.Verdict != Inconclusive {
			return ""
		}
	}
	if len(outcomes) == 0 {
		return "none is planned"
	}
	return outcomes[0].Reason
}

// dial returns a sender for the target's URL. Objects are made on other machines only where the target says so.
func (t Target) dial() (*wire.Sender, error) {
	root, err := url.Parse(t.URL)
	if err == nil && !t.AllowWrites && root.Hostname() != "localhost" && !net.ParseIP(root.Hostname()).IsLoopback() {
		return nil, fmt.Errorf("target %s: not on this machine; set AllowWrites where objects may be made and removed there", t.URL)
	}
	return wire.New(wire.Config{Root: t.URL, Token: t.Token})
}

// GiveUp delivers every planned check as Inconclusive, for a target that cannot be reached at all.
func (p *Plan) GiveUp(reason string, deliver func(Outcome)) {
	for _, check := range p.Checks() {
		deliver(Outcome{Check: check, Verdict: Inconclusive, Reason: reason})
	}
}

// Judge runs the plan and returns the outcomes in plan order, for callers that want verdicts rather than a test.
func (p *Plan) Judge(ctx context.Context, target Target) ([]Outcome, Tally) {
	byID := map[string]Outcome{}
	tally := p.Exercise(ctx, target, func(o Outcome) { byID[o.Check.ID] = o })
	var out []Outcome
	for _, check := range p.Checks() {
		out = append(out, byID[check.ID])
	}
	return out, tally
}
