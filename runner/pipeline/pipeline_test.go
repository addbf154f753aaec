package pipeline_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/catalog"
	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
	"graphconform/runner/profile"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/waiver"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

const status = "beta/deviceComplianceDeviceStatus/*/status/*"

func inputs(t *testing.T, globs ...string) pipeline.Pipeline {
	t.Helper()
	from, err := catalog.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return pipeline.Pipeline{Catalog: from, Options: plan.Options{Seed: 1, Select: globs}, Progress: io.Discard}
}

func planned(t *testing.T, p pipeline.Pipeline) *pipeline.Planned {
	t.Helper()
	planned, err := p.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

// verdicts is a source that has every outcome already, but for those that are missing in it.
type verdicts map[string]conform.Outcome

func (v verdicts) Sent() int64 { return 7 }

func (v verdicts) Outcomes(_ context.Context, plan *plan.Plan, deliver func(conform.Outcome)) pipeline.Ended {
	for _, check := range plan.Checks() {
		if o, there := v[check.ID]; there {
			o.Check = check
			deliver(o)
		}
	}
	return pipeline.Ended{Left: []string{"u"}, Unclean: true}
}

// The steps follow each other: what the profile accepts needs no waiver, a waiver sees what the profile left, the report all of it.
func TestStepsFollowEachOther(t *testing.T) {
	waivers := filepath.Join(t.TempDir(), "waivers.yaml")
	text := "- {check: '*/deviceComplianceDeviceStatus/create/status/*', kind: known-failing, reason: r, expires: 2099-12-31}\n"
	if err := os.WriteFile(waivers, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := inputs(t, status)
	var err error
	if p.Profile, err = profile.Named("observed"); err != nil {
		t.Fatal(err)
	}
	p.Known = waiver.Files{Waivers: waivers}
	run := planned(t, p)
	source := verdicts{}
	for _, check := range run.Plan.Checks() {
		source[check.ID] = conform.Outcome{Verdict: conform.Pass}
	}
	const created, updated = "beta/deviceComplianceDeviceStatus/create/status/documented",
		"beta/deviceComplianceDeviceStatus/update/status/documented"
	fails := func(method, want, got string) conform.Outcome {
		return conform.Outcome{Verdict: conform.Fail, Findings: []conform.Finding{{
			At: "status", Want: want, Got: got, Exchange: &fixtures.Exchange{Request: fixtures.Request{Method: method}},
		}}}
	}
	source[created] = fails(http.MethodPost, "201 Created", "200 OK")
	source[updated] = fails(http.MethodPatch, "200 OK with the object", "204 No Content")
	missing := ""
	for id := range source {
		if strings.Contains(id, "/list/") || strings.Contains(id, "/get/") {
			missing = max(missing, id)
		}
	}
	delete(source, missing)
	result := run.Run(t.Context(), source, pipeline.About{RunID: "r", Started: time.Now(), Rerun: "again"})
	if result.Fault != nil {
		t.Error(result.Fault)
	}
	r := result.Report
	got := map[string]report.Check{}
	for _, check := range r.Checks {
		got[check.ID] = check
	}
	if c := got[created]; c.Verdict != conform.Disabled || len(c.Findings) != 1 {
		t.Errorf("what is waived: %+v", c)
	}
	if c := got[updated]; c.Verdict != conform.Pass || !strings.HasPrefix(c.Reason, "accepted: update-without-content") {
		t.Errorf("what the profile accepts: %+v", c)
	}
	if c := got[missing]; c.Verdict != conform.Inconclusive {
		t.Errorf("what has no outcome: %s: %+v", missing, c)
	}
	if len(r.Deviations) != 1 || r.Deviations[0].Met != 1 || len(r.Waivers) != 1 || !slices.Equal(r.Waivers[0].Checks, []string{created}) {
		t.Errorf("%+v, %+v", r.Deviations, r.Waivers)
	}
	if r.Summary.Planned != len(run.Plan.Checks()) || r.Summary.Requests != 7 || !r.Unclean || r.Profile != "observed" ||
		r.Rerun != "again" || r.Catalog == "" {
		t.Errorf("%+v", r)
	}
	if len(result.Outcomes) != r.Summary.Planned || len(r.Stale) != 1 || r.ExitCode() != 2 { // the other create passes
		t.Errorf("%d outcomes, and no waiver is out of date", len(result.Outcomes))
	}
}

func TestPlanRefuses(t *testing.T) {
	earlier := func(change func(*report.Report)) func(*pipeline.Pipeline) {
		return func(p *pipeline.Pipeline) {
			r := interrupted(t, planned(t, *p).Plan, *p)
			change(r)
			p.Earlier = pipeline.Earlier{
				Folder: "dir", Report: r, Now: report.Report{Version: "1", Target: report.Target{Root: "http://h"}},
			}
		}
	}
	for name, test := range map[string]struct {
		change func(*pipeline.Pipeline)
		want   string
	}{
		"nothing selected": {func(p *pipeline.Pipeline) { p.Options.Select = []string{"beta/nothing/**"} }, "matches no check"},
		"unknown parent": {func(p *pipeline.Pipeline) { p.Parents = map[string]string{"lampId": "1"} },
			"--parent lampId: no selected resource has such a parent"},
		"empty parent": {func(p *pipeline.Pipeline) { p.Parents = map[string]string{"deviceCompliancePolicyId": ""} },
			"the id is empty"},
		"no waivers":         {func(p *pipeline.Pipeline) { p.Known.Waivers = "nowhere.yaml" }, "--waivers: open nowhere.yaml"},
		"no baseline":        {func(p *pipeline.Pipeline) { p.Known.Baseline = "nowhere.json" }, "--baseline: open nowhere.json"},
		"no renames":         {func(p *pipeline.Pipeline) { p.Known.Renamed = "nowhere.yaml" }, "--renamed: open nowhere.yaml"},
		"a run that goes on": {earlier(func(*report.Report) {}), ""},
		"another plan":       {earlier(func(r *report.Report) { r.Plan = "p" }), "--resume dir: that run differs in its plan"},
		"another target": {earlier(func(r *report.Report) { r.Target.Root = "http://other" }),
			"--resume dir: that run differs in its target: http://other, not http://h"},
		"the tenant inside the program": {earlier(func(r *report.Report) { r.Target.Embedded = true }),
			"differs in its target: the embedded tenant"},
		"another condition": {earlier(func(r *report.Report) { r.Target.Faults = []string{"f"} }),
			"differs in its faults and variants"},
		"another catalog": {earlier(func(r *report.Report) { r.Catalog = "c" }), "differs in its catalog"},
		"another program": {earlier(func(r *report.Report) { r.Version = "2" }), "differs in its version of the suite: 2, not 1"},
		"another profile": {earlier(func(r *report.Report) { r.Profile = "strict" }), "differs in its profile"},
		"other claims":    {earlier(func(r *report.Report) { r.Claims = &report.Claims{Of: 1} }), "differs in its claims"},
		"a part of it": {earlier(func(r *report.Report) { r.Shard = &report.Shard{Index: 1, Count: 2} }),
			"differs in its number of parts: 2, not the whole"},
		"nothing left": {earlier(func(r *report.Report) { r.Checks[0].Verdict = conform.Fail }),
			"--resume dir: nothing is left of that run"},
		"stopped when all was judged": {func(p *pipeline.Pipeline) {
			of := planned(t, *p).Plan
			earlier(func(r *report.Report) { r.Stopped, r.Checks[0].Verdict = true, conform.Pass })(p)
			p.Earlier.Folder = pipeline.WriteEvidence(t, of)
		}, ""},
		"a verdict that its evidence does not bear out": {func(p *pipeline.Pipeline) {
			of := planned(t, *p).Plan
			earlier(func(r *report.Report) { r.Stopped, r.Checks[0].Verdict = true, conform.Pass })(p)
			p.Earlier.Folder = pipeline.WriteEvidence(t, of, tenant.WithFault("create_answers_200"))
		}, "its report says pass of beta/deviceComplianceDeviceStatus/create/status/documented, its evidence fail: one of them was edited"},
		"a check taken out": {earlier(func(r *report.Report) { r.Checks = r.Checks[:len(r.Checks)-1] }),
			"does not hold the checks of its plan: check beta/deviceComplianceDeviceStatus/update/status/"},
		"a check put in": {earlier(func(r *report.Report) { r.Checks = append(r.Checks, report.Check{ID: "beta/x/y/z/1"}) }),
			"does not hold the checks of its plan: check beta/x/y/z/1"},
		"a check twice": {earlier(func(r *report.Report) { r.Checks = append(r.Checks, r.Checks[0]) }), "does not hold the checks"},
	} {
		p := inputs(t, status)
		test.change(&p)
		_, err := p.Plan()
		if test.want == "" && err != nil || test.want != "" && (exit.Code(err) != exit.Usage || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// interrupted is the report of a run of which all but the first check was judged.
func interrupted(t *testing.T, of *plan.Plan, p pipeline.Pipeline) *report.Report {
	t.Helper()
	r := &report.Report{
		Plan: of.Digest(), Catalog: p.Catalog.Digest(),
		Version: "1", Profile: "default", Target: report.Target{Root: "http://h"},
	}
	for i, check := range of.Checks() {
		verdict := conform.Pass
		if i == 0 {
			verdict = conform.Inconclusive
		}
		r.Checks = append(r.Checks, report.Check{ID: check.ID, Level: check.Level, Verdict: verdict})
	}
	return r
}

// recorded returns a folder with the evidence of a run of the whole against the fake tenant.
func recorded(t *testing.T, p pipeline.Pipeline) (dir string) {
	t.Helper()
	dir = t.TempDir()
	file, err := os.Create(filepath.Join(dir, evidence.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	writer := evidence.NewWriter(file, evidence.Header{Run: p.Options.Run, Seed: p.Options.Seed})
	sender, err := wire.New(wire.Config{Root: "http://h.invalid", Token: "any", Transport: wire.InProcess(tenant.New())})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	target := exercise.Target{Sender: sender, RunID: "1a2b3c4d", Private: true, Workers: 4}
	exercise.Run(t.Context(), planned(t, p).Plan, target, func(unit *plan.Unit, gathered *conform.Evidence) {
		writer.Write(unit.Resource.ID(), gathered.Transcripts())
	})
	if err := writer.Close(sender.Sent()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What is left of a plan: a part of it, and of an interrupted run the resources of which something could not be judged.
func TestPlanNarrows(t *testing.T) {
	p := inputs(t, status, "beta/hardwareConfigurationUserState/*/status/*")
	whole := planned(t, p).Plan
	var resources []string
	for i := 1; i <= 2; i++ {
		p.Shard = settings.Shard{Index: i, Count: 2}
		part := planned(t, p).Plan
		for _, unit := range part.Units {
			resources = append(resources, unit.Resource.ID())
		}
		if part.Digest() != whole.Digest() {
			t.Error("a part is of another plan")
		}
	}
	slices.Sort(resources)
	if want := []string{"beta/deviceComplianceDeviceStatus", "beta/hardwareConfigurationUserState"}; !slices.Equal(resources, want) {
		t.Errorf("the parts hold %v, want %v", resources, want)
	}
	p.Shard = settings.Shard{}
	earlier := interrupted(t, whole, p)
	earlier.Checks[0].Verdict, earlier.Checks[len(earlier.Checks)-1].Verdict = conform.Pass, conform.Inconclusive
	p.Earlier = pipeline.Earlier{Folder: recorded(t, p), Report: earlier, Now: report.Report{Version: "1", Target: earlier.Target}}
	if rest := planned(t, p).Plan; len(rest.Units) != 1 || rest.Units[0] == whole.Units[0] ||
		rest.Units[0].Resource.ID() != whole.Units[1].Resource.ID() {
		t.Errorf("%d resources are left", len(rest.Units))
	}
	if len(earlier.Checks) != len(whole.Checks()) {
		t.Error("the earlier report was changed")
	}
}

func TestEstimate(t *testing.T) {
	p := inputs(t, "beta/deviceComplianceDeviceStatus/**")
	estimate := func(target exercise.Target) *pipeline.Estimate {
		target.RunID = "1a2b3c4d"
		e, err := planned(t, p).Estimate(t.Context(), target, func(*wire.Sender) {})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	writing := estimate(exercise.Target{Private: true})
	if writing.Requests < 100 || writing.Writes == 0 || writing.Methods["POST"] == 0 || writing.Resources != 1 ||
		len(writing.Permissions) == 0 {
		t.Errorf("%+v", writing)
	}
	if elsewhere := estimate(exercise.Target{}); elsewhere.Requests <= writing.Requests {
		t.Errorf("%d requests where nothing needs proof, %d where it does", writing.Requests, elsewhere.Requests)
	}
	p.Options.Observe = true
	reading := estimate(exercise.Target{ReadOnly: true, Shared: true})
	if reading.Requests == 0 || reading.Writes != 0 || reading.Requests >= writing.Requests {
		t.Errorf("%+v", reading)
	}
	var sent int64
	e, err := planned(t, p).Estimate(t.Context(), exercise.Target{ReadOnly: true}, func(to *wire.Sender) {
		connection.Rehearse(t.Context(), settings.Settings{Observe: true}, to, planned(t, p).Plan)
		sent = to.Sent()
	})
	if err != nil || sent == 0 || int64(e.Requests) != int64(reading.Requests)+sent {
		t.Errorf("%v: %d requests, %d and %d of them before the run", err, e.Requests, reading.Requests, sent)
	}
}

// A plan that is too large to be tried in a moment is tried in part; what is counted then is near what is counted of the whole.
func TestEstimateOfASample(t *testing.T) {
	if testing.Short() {
		t.Skip("carries out a tenth of the catalog")
	}
	p := inputs(t, "v1.0/*C*/**")
	sampled, err := planned(t, p).Estimate(t.Context(), exercise.Target{RunID: "1a2b3c4d", Private: true}, func(*wire.Sender) {})
	if err != nil || sampled.Checks < 20_000 {
		t.Fatalf("%d checks, %v", sampled.Checks, err)
	}
	sender, err := wire.New(wire.Config{Root: "http://h.invalid", Token: "any", Transport: wire.InProcess(tenant.New())})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	target := exercise.Target{Sender: sender, RunID: "1a2b3c4d", Private: true, Workers: 4}
	exercise.Run(t.Context(), planned(t, p).Plan, target, func(unit *plan.Unit, _ *conform.Evidence) { unit.Forget() })
	if off := float64(sampled.Requests)/float64(sender.Sent()) - 1; off < -0.15 || off > 0.15 {
		t.Errorf("about %d requests, %d were sent: %.0f %% off", sampled.Requests, sender.Sent(), off*100)
	}
}
