package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/runner/prove"
	"graphconform/runner/report"
	"graphconform/runner/target"
	"graphconform/schemas"
	"graphconform/suites"
)

type runCmd struct {
	Catalog string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Select  []string `help:"Glob on check ids; ** crosses slashes. May be given again." placeholder:"GLOB" sep:"none"`
	Seed    *uint64  `help:"Seed of the values that are sent; else a new one, which is printed." placeholder:"N"`
	Report  *string  `help:"Folder to write the reports to: report.json, report.html and more." placeholder:"DIR"`
	Strict  bool     `help:"Also check what the real service itself is known to break."`
	Fault   []string `help:"Fault of the embedded tenant, by name. May be given again." placeholder:"NAME"`
	Variant []string `help:"Variant of the embedded tenant, by name. May be given again." placeholder:"NAME"`

	againFlag
	gateFlags
	shardFlag
	careFlags
	resume
	targetFlags

	embedded bool // the target is the tenant that the run started
}

// Run checks a target.
func (c *runCmd) Run(e *env) error {
	file, err := c.validate()
	if err != nil {
		return err
	}
	from, err := openCatalog(c.Catalog)
	if err != nil {
		return err
	}
	again, err := c.againFlag.selection()
	if err != nil {
		return err
	}
	from.options.Select = append(again, c.Select...)
	if err := c.care(file, &from.options); err != nil {
		return err
	}
	from.options.Seed = mathrand.Uint64() >> 11
	if err := c.resume.open(c); err != nil {
		return err
	}
	if c.Seed != nil {
		from.options.Seed = *c.Seed
	}
	plan, err := suites.NewPlan(from.contracts, from.options)
	if err != nil {
		return exitError{exitUsage, err}
	}
	plan.Once = true
	debug.SetGCPercent(200) // a run makes much garbage and keeps little
	debug.SetMemoryLimit(softMemory)
	if len(plan.Checks()) == 0 {
		return usage("no check is planned: the catalog holds no resource with a create operation")
	}
	if err := c.shardFlag.parse(plan, c.Seed != nil); err != nil {
		return err
	}
	known, err := c.gateFlags.open(from, plan)
	if err != nil {
		return err
	}
	if err := c.checkParents(plan); err != nil {
		return err
	}
	if plan, err = c.rest(c.part(plan)); err != nil {
		return err
	}
	if c.Plan {
		return c.printPlan(e, file, from, plan)
	}
	stop, err := c.embed(file, from.contracts)
	if err != nil {
		return exitError{exitInconclusive, err}
	}
	defer stop()
	to, err := c.connect(e, file)
	if err != nil {
		return err
	}
	defer to.close()
	if err := c.leave(e, to); err != nil {
		return err
	}
	return c.exercise(e, from, plan, known, to)
}

// softMemory is from how many bytes on a run rather spends time than memory: the whole catalog stays within 800 MB.
const softMemory = 730 << 20

// validate looks at the flags before anything is read or sent, and returns the target with all that is known of it.
func (c *runCmd) validate() (*target.File, error) {
	switch {
	case (c.Target != nil || c.Cloud != "") && len(c.Fault)+len(c.Variant) > 0:
		return nil, usage("--fault and --variant are of the embedded tenant; leave --target out")
	case c.Report != nil && *c.Report == "":
		return nil, usage("--report: empty; name a folder")
	}
	file, err := c.settle()
	if err != nil {
		return nil, err
	}
	if err := tenant.Check(c.Fault, c.Variant); err != nil {
		return nil, exitError{exitUsage, err}
	}
	if c.Report != nil {
		if err := writable(*c.Report); err != nil {
			return nil, usage("--report %s: %v; name a folder that can be written to", *c.Report, err)
		}
	}
	return file, nil
}

// writable makes the folder and tries to write to it, before anything is sent.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return err
	}
	probe.Close() //nolint:errcheck // it is empty
	return os.Remove(probe.Name())
}

// checkParents refuses parents that no planned resource has, and empty ids.
func (c *runCmd) checkParents(plan *suites.Plan) error {
	known := map[string]bool{}
	for _, unit := range plan.Units {
		for _, name := range unit.Placeholders() {
			known[name] = true
		}
	}
	names := slices.Sorted(maps.Keys(known))
	for _, name := range slices.Sorted(maps.Keys(c.Parent)) {
		switch {
		case !known[name]:
			return usage("--parent %s: no selected resource has such a parent; there are %s", name, strings.Join(names, ", "))
		case c.Parent[name] == "":
			return usage("--parent %s=: the id is empty", name)
		}
	}
	return nil
}

// embed starts the fake tenant where no target was given: in this process where it is as it should be, else on a free port of the
// loopback interface.
func (c *runCmd) embed(file *target.File, contracts *schemas.Catalog) (stop func(), err error) {
	if file.URL != "" || file.Cloud != "" {
		return func() {}, nil
	}
	if c.Token == nil {
		token := "embedded-tenant"
		c.Token = &token
	}
	c.embedded = true
	if file.Workers == 0 {
		file.Workers = 3
	}
	fake := tenant.New(tenant.WithCatalog(contracts), tenant.WithToken(*c.Token), tenant.WithFault(c.Fault...), tenant.WithVariant(c.Variant...))
	if len(c.Fault)+len(c.Variant) == 0 { // nothing that it does shows on the wire alone
		file.URL, c.inProcess = "http://localhost:0", prove.InProcess(fake)
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("embedded tenant: %w", err)
	}
	server := tenant.Server(fake)
	go server.Serve(listener) //nolint:errcheck // ends with the run
	file.URL = "http://" + listener.Addr().String()
	return func() { server.Close() }, nil
}

// exercise runs the plan beside the specs that show its verdicts, reports, and words the result as an exit code.
func (c *runCmd) exercise(e *env, from catalog, plan *suites.Plan, known *gate, to *connection) error {
	start, sender := time.Now(), to.sender
	target := c.careful(suites.Target{Sender: sender, Parents: to.Parents, RunID: runID(), Prefix: to.Prefix, Workers: to.workers()}, to)
	noted, err := c.openJournal(e, to, target)
	if err != nil {
		return err
	}
	if noted != nil {
		target.Journal = noted
	}
	seen, err := newLens(to)
	if err != nil {
		return err
	}
	target.Sender = seen.watch(sender)
	builder := report.NewBuilder(plan, from.pairs)
	board := newBoard(plan, builder)
	unreached := to.preflight(e.ctx, plan, !from.options.Observe)
	ended := make(chan suites.Tally, 1)
	go func() {
		if unreached != nil { // said once, and every check says why it was not judged
			plan.GiveUp(unreached.Error(), board.post)
			ended <- suites.Tally{}
			return
		}
		ended <- plan.Exercise(e.ctx, target, func(o suites.Outcome) { board.post(known.judge(seen.judge(o))) })
	}()
	progress := startProgress(e.err, board, sender, len(plan.Checks()))
	runSpecs(plan, board)
	tally := <-ended
	progress.stop()
	if tally.Settled > 0 {
		fmt.Fprintf(e.err, "graphconform: created objects could be read after up to %s\n", tally.Settled.Round(100*time.Millisecond))
	}
	outcomes := board.close()
	result := builder.Report(report.Run{
		Version: version(), Catalog: from.digest(), Shard: c.shard, RunID: target.RunID, Profile: to.Profile, Deviations: seen.deviations(), Configuration: configuration(e.settings, to), Rerun: c.rerun(), Target: c.found(to),
		Requests: sender.Sent(), Left: tally.Left, Unclean: len(tally.Left) > 0 && !to.loopback, Started: start, Duration: time.Since(start), Stopped: e.ctx.Err() != nil, Waivers: known.used(outcomes), Editions: from.editions,
	})
	c.join(result)
	c.closeJournal(e, noted)
	if err := c.publish(e, result, unreached == nil); err != nil {
		return err
	}
	if unreached != nil {
		return exitError{exitInconclusive, unreached}
	}
	return known.exit(e, result.ExitCode(), outcomes)
}

// rerun is the start of a command line that checks the same target again.
func (c *runCmd) rerun() string {
	command := "graphconform run"
	if c.Catalog != "" {
		command += " --catalog " + report.Quote(c.Catalog)
	}
	if c.Strict {
		command += " --strict"
	}
	if !c.embedded {
		return command + c.targetFlags.rerun()
	}
	for _, name := range c.Fault {
		command += " --fault " + name
	}
	for _, name := range c.Variant {
		command += " --variant " + name
	}
	return command
}

// runID names what a run creates, so that two runs at once are told apart.
func runID() string {
	var id [4]byte
	rand.Read(id[:]) //nolint:errcheck // never fails
	return hex.EncodeToString(id[:])
}
