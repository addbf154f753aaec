package suites_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"graphconform/fixtures/hostile"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
	"graphconform/suites/scenario"
)

// attacked are resources of different shapes: below a parent that can be made, in a root collection of several types, in a root collection
// of one, with an action, and a singleton.
func attacked() []string {
	globs := []string{"beta/onPremisesConditionalAccessSettings/**", "beta/notificationMessageTemplate/*/call/**"}
	for _, name := range []string{"deviceComplianceScriptDeviceState", "androidOmaCpConfiguration", "deviceCategory",
		"notificationMessageTemplate"} {
		for _, family := range []string{"status", "readonly_id", "round_trip", "patch", "collection", "errors", "auth"} {
			globs = append(globs, "beta/"+name+"/*/"+family+"/**")
		}
	}
	return globs
}

// How long a run may take under attack: where requests go without an answer, and elsewhere.
const (
	silentTimeout = 400 * time.Millisecond
	longest       = 2 * time.Minute
)

// wrong are the ways in which a run under attack can go wrong, the gravest first.
type wrong map[string][]string

const (
	harm    = "harm"    // a write touched what the run did not create
	damage  = "damage"  // an object of others is gone or changed; the ledger must say so too
	slow    = "slow"    // it did not end in time
	lost    = "lost"    // a check has no verdict
	green   = "green"   // the tenant departs, and every check passed
	blame   = "blame"   // it does not, and a check failed
	left    = "left"    // what is left and what is listed differ
	phantom = "phantom" // what is listed is not there, or stands in two lines
)

func (w wrong) add(kind, format string, args ...any) {
	w[kind] = append(w[kind], fmt.Sprintf(format, args...))
}

func (w wrong) String() string {
	var lines []string
	for _, kind := range slices.Sorted(maps.Keys(w)) {
		lines = append(lines, fmt.Sprintf("%s (%d): %s", kind, len(w[kind]), strings.Join(w[kind][:min(3, len(w[kind]))], "; ")))
	}
	return strings.Join(lines, "\n")
}

func paths(t testing.TB) *hostile.Paths {
	t.Helper()
	paths, err := hostile.ReadPaths(schemas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// underAttack runs the plan against a lying tenant, and says what went wrong.
func underAttack(t testing.TB, p *plan.Plan, tenant *hostile.Tenant, attack hostile.Attack, shared bool) wrong {
	t.Helper()
	sender, err := wire.New(wire.Config{
		Root: hostile.Root, Token: "abc", Timeout: silentTimeout, MaxWait: 300 * time.Millisecond, Transport: tenant.Transport("run"),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	ctx, cancel := context.WithTimeout(t.Context(), longest)
	defer cancel()
	outcomes, tally := suites.Judge(ctx, p, exercise.Target{Sender: sender, RunID: "test", Workers: 4, Shared: shared})
	w := wrong{}
	if ctx.Err() != nil {
		w.add(slow, "it did not end in %s", longest)
	}
	for _, entry := range tenant.Harms(shared) {
		w.add(harm, "%s", entry)
	}
	for _, what := range tenant.Damage() {
		path, _, _ := strings.Cut(what, " is ")
		listed := func(line string) bool { return strings.HasPrefix(line, hostile.Root+path+": ") }
		if !attack.Late && !slices.ContainsFunc(tally.Left, listed) {
			w.add(damage, "%s", what)
		}
	}
	if attack.BeyondAt(shared) {
		if len(w) > 0 {
			t.Logf("no client can tell: %s", w)
		}
		delete(w, harm)
		delete(w, damage) // nor can it what is left below that
	} else {
		if !attack.Late && !attack.Blind {
			compareLeft(w, tenant.Left("run"), tally.Left)
		}
		if attack.Beyond == hostile.Nowhere && !attack.Blind { // else ids that nobody has may lead to what others hold
			comparePhantoms(t, w, tenant, tally.Left)
		}
	}
	judgeVerdicts(w, p, outcomes, attack, tenant.Told() > 0)
	return w
}

func judgeVerdicts(w wrong, p *plan.Plan, outcomes []conform.Outcome, attack hostile.Attack, told bool) {
	passed, failed := 0, []string{}
	for _, o := range outcomes {
		switch o.Verdict {
		case conform.Pass:
			passed++
		case conform.Fail:
			failed = append(failed, fmt.Sprintf("%s (%+v)", o.Check.ID, o.Findings[:min(1, len(o.Findings))]))
		case conform.Unsupported, conform.Inconclusive, conform.Disabled:
		default:
			w.add(lost, "a check has verdict %q", o.Verdict)
		}
	}
	if planned := len(p.Checks()); planned != len(outcomes) {
		w.add(lost, "%d checks are planned, %d have a verdict", planned, len(outcomes))
	}
	if attack.Departs && told && passed == len(outcomes) {
		w.add(green, "all %d checks passed", passed)
	}
	if attack.Conforms && len(failed) > 0 {
		w.add(blame, "%d checks failed, the first is %s", len(failed), failed[0])
	}
}

// compareLeft holds what is listed as left against what the tenant holds.
func compareLeft(w wrong, remains, listed []string) {
	for _, path := range remains {
		whole := hostile.Root + path
		collection := whole[:strings.LastIndexByte(whole, '/')]
		if !slices.ContainsFunc(listed, func(line string) bool {
			return strings.HasPrefix(line, whole) || strings.HasPrefix(line, collection+" (a collection, ")
		}) {
			w.add(left, "%s is left and not listed", path)
		}
	}
	for i, line := range listed {
		if slices.Contains(listed[:i], line) {
			w.add(left, "%s is listed twice", line)
		}
	}
}

// comparePhantoms holds each line that is listed as left against what the tenant shows: one line an object, and it is there.
func comparePhantoms(t testing.TB, w wrong, tenant *hostile.Tenant, listed []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, line := range listed {
		what, why, _ := strings.Cut(line, " ")
		what = strings.TrimSuffix(what, ":")
		if seen[what] {
			w.add(phantom, "%s stands in two lines", what)
		}
		seen[what] = true
		if strings.HasPrefix(why, "POST was") || strings.HasPrefix(why, "(a collection") || // no object is named
			strings.HasPrefix(why, "is not as it was") { // or a singleton, which cannot go
			continue
		}
		status, err := glance(t, tenant, what)
		if err != nil { // it answers nobody
			return
		}
		if status == http.StatusNotFound {
			w.add(phantom, "%s is listed and not there", line)
		}
	}
}

// glance asks the tenant for a URL, as the run does.
func glance(t testing.TB, tenant *hostile.Tenant, to string) (status int, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), silentTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, to, nil)
	if err != nil {
		return 0, nil
	}
	request.Header.Set("Authorization", "Bearer abc")
	response, err := tenant.Transport("run").RoundTrip(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// fewRows plans the attacked resources with the first row of values alone: the others send the same requests.
func fewRows(t testing.TB) *plan.Plan { return fewRowsOf(t, 7, "test", attacked()...) }

func fewRowsOf(t testing.TB, seed uint64, run string, globs ...string) *plan.Plan {
	t.Helper()
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: seed, Run: run, Select: globs, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range p.Units {
		unit.Scenarios = slices.DeleteFunc(unit.Scenarios, func(s scenario.Scenario) bool {
			return s.Key.Kind == scenario.Rows && s.Key.Row > 0
		})
	}
	return p
}

func TestNoAttackDoesHarm(t *testing.T) {
	paths := paths(t)
	p := fewRows(t)
	percent := debug.SetGCPercent(400)
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	for _, attack := range sample(hostile.Attacks(), 4, 40) {
		t.Run(attack.Name, func(t *testing.T) {
			t.Parallel()
			told := 0
			for _, shared := range []bool{false, true} {
				tenant := hostile.New(paths, attack)
				start := time.Now()
				w := underAttack(t, p, tenant, attack, shared)
				told += tenant.Told()
				what := fmt.Sprintf("%s\nshared %t, %d lies, %s: %s\n%s", attack.Text, shared, tenant.Told(),
					time.Since(start).Round(time.Millisecond),
					strings.Join(slices.Sorted(maps.Keys(w)), " "), w)
				if len(w) == 0 {
					t.Log(what)
				} else {
					t.Error(what)
				}
			}
			if told == 0 {
				t.Error("the lie was never told")
			}
		})
	}
}

// Without lies nothing goes wrong: what the tests below find is not of their own making.
func TestAnHonestTenantIsUnharmed(t *testing.T) {
	honest := hostile.Attack{Conforms: true}
	for _, shared := range []bool{false, true} {
		tenant := hostile.New(paths(t), honest)
		if w := underAttack(t, fewRows(t), tenant, honest, shared); len(w) > 0 {
			t.Errorf("shared %t:\n%s", shared, w)
		}
		if len(tenant.Entries()) < 100 {
			t.Errorf("the ledger has %d entries", len(tenant.Entries()))
		}
	}
}
