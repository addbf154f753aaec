package cli

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"graphconform/runner/catalog"
	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/journal"
	"graphconform/runner/pipeline"
	"graphconform/runner/redact"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/schemas/odata"
	"graphconform/suites/evidence"
	"graphconform/suites/exercise"
	"graphconform/suites/guard"
	"graphconform/suites/plan"
)

type runCmd struct{ settings.Flags }

// Help shows how it is used.
func (runCmd) Help() string {
	return `Examples:

  graphconform run --select 'beta/deviceCategory/**'
  graphconform run --target http://127.0.0.1:8080 --claims claims.yaml
  graphconform run --target http://127.0.0.1:8080 --select 'beta/**' --exclude '**/auth/**' --report report
  graphconform run --target emulator.yaml --waivers waivers.yaml --report report
  graphconform run --target http://127.0.0.1:8080 --only-failed report

It ends with 0 where the target conforms, 1 where it departs, 2 where a flag or a file is wrong, 3 where it could not be judged.`
}

// Run checks a target.
func (c *runCmd) Run(e *env) error {
	in, err := c.Read()
	if err != nil {
		return err
	}
	s, err := c.Resolve(in)
	if err != nil {
		return err
	}
	inputs, err := pipelineOf(s)
	if err != nil {
		return err
	}
	if e.detail != report.Brief {
		inputs.Progress = e.err
	}
	if s.DryRun {
		planAlone()
	}
	planned, err := inputs.Plan()
	switch {
	case err != nil:
		return err
	case s.DryRun:
		return printPlan(e, s, inputs.Options.Run, planned)
	case planned.Over() != nil:
		return sayAgain(e, s, planned.Over())
	}
	if err := announce(e, s, inputs.Options.Run, planned); err != nil {
		return err
	}
	return checkTarget(e, s, inputs, planned)
}

// checkTarget opens the target and checks it by a plan.
func checkTarget(e *env, s settings.Settings, inputs pipeline.Pipeline, planned *pipeline.Planned) error {
	debug.SetGCPercent(200) // a run makes much garbage and keeps little
	debug.SetMemoryLimit(softMemory(planned.Plan, s.MaxKept()))
	if err := makeRoom(s, planned.Plan); err != nil {
		return err
	}
	at, stop, err := connection.Embed(s, inputs.Catalog)
	if err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	defer stop()
	to, err := connection.Open(e.ctx, s, at, e.environment())
	if err != nil {
		return err
	}
	defer to.Close()
	e.ending.add(to.Close)
	if err := permit(e, s, to); err != nil {
		return err
	}
	return exerciseTarget(e, s, inputs, planned, to)
}

// sayAgain repeats the verdict of a run that had ended when it was started again, as an engine does that lost sight of it.
func sayAgain(e *env, s settings.Settings, over *report.Report) error {
	e.note("the run in %s had ended; nothing is sent", s.Report)
	if e.detail != report.Brief {
		report.Terminal(e.out, over)
	}
	report.Headline(e.out, over) //nolint:errcheck // the output keeps its errors
	return ended(over)
}

// makeRoom makes the folder of the reports, where one is named, and refuses one that they will not fit into.
func makeRoom(s settings.Settings, p *plan.Plan) error {
	if s.Report == "" {
		return nil
	}
	err := report.MakeFolder(s.Report, s.Mode, evidence.FileName)
	if err == nil {
		err = report.CheckRoom(s.Report, len(p.Checks()))
	}
	if err != nil {
		return exit.Usagef("--report %s: %v", s.Report, err)
	}
	return nil
}

// softMemory is from how many bytes on a run rather spends time than memory. By what its answers may take, a run of small resources stays
// within 400 MB on the loopback interface, the whole catalog within 850 MB.
func softMemory(p *plan.Plan, kept int64) int64 {
	const base, most = 150 << 20, 780 << 20
	limit := base + 2*kept
	for _, unit := range p.Units {
		if limit < most {
			limit = min(limit+2*exercise.Expected(unit), most)
		}
	}
	return limit
}

// pipelineOf fills in the inputs of a run.
func pipelineOf(s settings.Settings) (inputs pipeline.Pipeline, err error) {
	if inputs.Catalog, err = catalog.Open(s.Catalog); err != nil {
		return inputs, exit.With(exit.Usage, err)
	}
	inputs.Options = plan.Options{
		Select: s.Select, Exclude: s.Exclude, Seed: s.Seed,
		Strict: s.Profile.Strict, Claims: s.Claims, Observe: s.ReadOnly(), NoAuth: s.NoAuth(), Effort: s.Effort(),
	}
	if !s.Embedded { // whose objects are the run's own in any case
		inputs.Options.Run = runID()
	}
	inputs.FailFast = s.FailFast
	inputs.Parents, inputs.Shard, inputs.Profile, inputs.Known = s.Parents, s.Shard, s.Profile, s.Known
	inputs.Known.Target = describe(s, s.Root())
	inputs.Earlier = pipeline.Earlier{
		Folder: s.Report, Report: s.Earlier, PickUp: s.PickUp, Now: report.Report{Version: version(), Target: inputs.Known.Target,
			Configuration: map[string]string{"effort": string(s.Effort())}},
	}
	if s.Loopback() && len(s.Target.Redact) == 0 {
		return inputs, nil
	}
	// Personal values are taken out of what a target off this machine shows, and elsewhere where that is asked for.
	if inputs.Redactor, err = redact.New(s.Target.Redact); err != nil {
		return inputs, exit.Usagef("--redact: %v", err)
	}
	return inputs, nil
}

// permit makes sure that a run which writes may do so.
func permit(e *env, s settings.Settings, to *connection.Connection) error {
	switch {
	case s.Observe:
		return nil
	case s.ReadOnly():
		e.note("%s %s and is only read; --allow-writes, with its tenant among allow-tenants of the target file, changes that",
			to.Root(), whyTenant(s))
		return nil
	}
	_, err := to.WritePermission(e.ctx)
	return err
}

// whyTenant says why a target counts as a tenant.
func whyTenant(s settings.Settings) string {
	if s.Entra {
		return "is given a token that Microsoft Entra issued"
	}
	return "is not on the loopback interface"
}

// targetOf says how the suite has to treat the target.
func targetOf(s settings.Settings, run string) exercise.Target {
	run = cmp.Or(run, runID())
	prefix := exercise.Word(run)
	if s.Named() {
		prefix = exercise.Named
	}
	return exercise.Target{
		Parents: s.Target.Parents, RunID: run, Private: s.Embedded, Prefix: cmp.Or(s.Target.Prefix, prefix), Workers: s.Workers(),
		ReadOnly: s.ReadOnly(), Shared: !s.Loopback(), Consistent: s.Consistency(),
	}
}

// runID names what a run creates, so that two runs at once are told apart. Its marks stand in no text by chance.
func runID() string {
	for {
		var random [4]byte
		rand.Read(random[:]) //nolint:errcheck // never fails
		if id := hex.EncodeToString(random[:]); odata.Distinct(id) {
			return id
		}
	}
}

// carrier carries a run out.
type carrier struct {
	*env
	settings settings.Settings
	to       *connection.Connection
	sender   guard.Sender // through which all is sent that is evidence
	// record lets the evidence go where it is kept. done closes that.
	record func(source *pipeline.Exercise, header evidence.Header) (done func() error, err error)
}

// exerciseTarget runs the pipeline against the target, and publishes what comes of it.
func exerciseTarget(e *env, s settings.Settings, inputs pipeline.Pipeline, planned *pipeline.Planned, to *connection.Connection) error {
	carrier := carrier{e, s, to, to.Sender, func(source *pipeline.Exercise, header evidence.Header) (func() error, error) {
		return recordTo(s, source, header)
	}}
	result, _, unreached, err := carrier.carryOut(inputs, planned)
	if err != nil {
		return err
	}
	if unreached != nil { // said once, and in the reports
		if err := cmp.Or(report.PublishUnreached(s.Report, result.Report), share(s)); err != nil {
			return exit.With(exit.Inconclusive, err)
		}
		return exit.With(exit.Inconclusive, unreached)
	}
	if err := cmp.Or(report.Publish(e.out, s.Report, result.Report, e.detail), share(s)); err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	return verdict(e, result)
}

// carryOut keeps a journal of what the pipeline makes in the target. unreached says that the target is not.
func (c carrier) carryOut(inputs pipeline.Pipeline, planned *pipeline.Planned) (
	result *pipeline.Result, header evidence.Header, unreached, err error,
) {
	e, s, to := c.env, c.settings, c.to
	start, target := time.Now(), targetOf(s, inputs.Options.Run)
	target.Sender = c.sender
	if s.Target.Exec != "" {
		target.Restart = to.Restart
	}
	noted, err := openJournal(e, s, to, target, journalOf(inputs.Catalog.Digest(), planned.Plan, target))
	if err != nil {
		return nil, header, nil, err
	}
	if noted != nil {
		target.Journal = noted
		e.ending.add(func() { sayLeft(e.err, noted, s.Sweep) })
	}
	if s.Report != "" && s.Earlier == nil {
		if err := report.Clear(s.Report); err != nil {
			return nil, header, nil, exit.Usagef("--report %s: %v", s.Report, err)
		}
	}
	unreached = reach(e, s, to, planned.Plan, noted)
	source := &pipeline.Exercise{Target: target, Redactor: inputs.Redactor, Unreached: unreached, Requests: to.Sender.Sent}
	header = planned.Header(version(), target.RunID)
	recorded, err := c.record(source, header)
	if err != nil {
		return nil, header, nil, err
	}
	result = planned.Run(e.ctx, source, pipeline.About{
		Version: version(), RunID: target.RunID, Started: start, Target: describe(s, to.Sender.Root()),
		Configuration: s.Configuration(e.given), Rerun: s.Rerun,
	})
	if delay := result.Ended.Consistent; delay > 0 {
		e.note("writes could be read after up to %s", delay.Round(100*time.Millisecond))
	}
	closeJournal(e, s, noted)
	if err := cmp.Or(result.Ended.Err, recorded()); err != nil {
		return nil, header, nil, exit.With(exit.Inconclusive, err)
	}
	return result, header, unreached, nil
}

// reach examines the target, and says on the way what is worth knowing of it; the error is why it cannot be asked at all.
func reach(e *env, s settings.Settings, to *connection.Connection, p *plan.Plan, noted *journal.File) error {
	remark, unreached := to.Preflight(e.ctx, p, !s.ReadOnly())
	if noted != nil && unreached == nil && s.Report == "" {
		e.note("the journal is %s", noted.Path())
	}
	if remark != "" {
		e.note("%s", remark)
	}
	return unreached
}

// share lets others read what the run wrote, where that is asked for.
func share(s settings.Settings) error {
	if s.Report == "" {
		return nil
	}
	return report.Share(s.Report, s.Mode, evidence.FileName, filepath.Base(journal.Path(s.Report, "")))
}

// recordTo lets the evidence of a run go into the folder of its reports, where one is named. A run that goes on with an earlier one takes
// over what that one gathered. The function returned closes the file.
func recordTo(s settings.Settings, source *pipeline.Exercise, header evidence.Header) (done func() error, err error) {
	if s.Report == "" || source.Unreached != nil {
		return func() error { return nil }, nil
	}
	path := filepath.Join(s.Report, evidence.FileName)
	file, err := os.CreateTemp(s.Report, evidence.FileName+".*") // 0600
	if err != nil {
		return nil, exit.Usagef("--report: %v", err)
	}
	if s.Earlier != nil {
		source.Record, err = continueEvidence(file, path, header)
	} else {
		source.Record = evidence.NewWriter(file, header)
	}
	if err != nil {
		file.Close()           //nolint:errcheck // it is given up
		os.Remove(file.Name()) //nolint:errcheck // so is its name
		return nil, exit.With(exit.Usage, err)
	}
	return func() error { return errors.Join(file.Close(), os.Rename(file.Name(), path)) }, nil
}

// continueEvidence writes what an earlier run gathered of the resources that are not exercised again.
func continueEvidence(out io.Writer, path string, header evidence.Header) (*evidence.Writer, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return evidence.NewWriter(out, header), nil
	} else if err != nil {
		return nil, err
	}
	defer file.Close()
	earlier, err := evidence.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	again := header.Resources
	header.Resources = earlier.Header.Resources
	w := evidence.NewWriter(out, header)
	for {
		id, transcripts, err := earlier.Next()
		switch {
		case errors.Is(err, io.EOF):
			w.Sent(earlier.Requests)
			return w, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", path, err)
		case !slices.Contains(again, id):
			w.Write(id, transcripts)
		}
	}
}

// describe is the target as the report describes it.
func describe(s settings.Settings, root string) report.Target {
	facts := map[string]string{"cloud": s.Target.Cloud, "tenant": s.Target.Tenant}
	maps.DeleteFunc(facts, func(_, value string) bool { return value == "" })
	return report.Target{Root: root, Embedded: s.Embedded, Faults: s.Faults, Variants: s.Variants, Found: facts}
}

// verdict words the verdicts and the state of what is known as an exit code: a fault of the run itself comes first, as nothing that it
// says can be relied on.
func verdict(e *env, result *pipeline.Result) error {
	if result.Fault != nil {
		return exit.With(exit.Inconclusive, result.Fault)
	}
	if mended := result.Known.Mended(result.Outcomes); mended != "" {
		e.note("%s", mended)
	}
	return ended(result.Report)
}

// ended is the exit code of a report, with the waivers that are out of date.
func ended(r *report.Report) error {
	if stale := r.OutOfDate(); len(stale) > 0 {
		return exit.With(r.ExitCode(), fmt.Errorf("--waivers:\n%s", strings.Join(stale, "\n")))
	}
	return exit.Quietly(r.ExitCode())
}
