package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"graphconform/runner/catalog"
	"graphconform/runner/compare"
	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
	"graphconform/runner/profile"
	"graphconform/runner/recordings"
	"graphconform/runner/redact"
	"graphconform/runner/regular"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
	"graphconform/runner/waiver"
	"graphconform/suites/evidence"
	"graphconform/suites/recorded"
)

// judging is what commands are told that judge what others said.
type judging struct {
	Profile  string   `help:"Set of rules: documented, strict or observed; list --profiles explains them." placeholder:"NAME"`
	Side     string   `help:"Whose departures fail: the client's (request), the server's (answer), or both: ${enum}." enum:"request,answer,both" default:"both"`
	Select   []string `help:"Glob on check ids; ** crosses slashes. May be given again." placeholder:"GLOB" sep:"none"`
	Redact   []string `help:"JSONPath of a value that no report may show. May be given again." placeholder:"JSONPATH" sep:"none"`
	JSON     bool     `name:"json" help:"Print report.json."`
	Coverage bool     `help:"Print which documented operations, properties and members were seen of each resource."`
	Catalog  string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Report   *string  `help:"Folder to write the reports to." placeholder:"DIR"`
	Waivers  string   `help:"Waiver file: failures that are known and do not fail the run." placeholder:"FILE"`
	Baseline string   `help:"report.json of an earlier run: what failed in it does not fail this one." placeholder:"FILE"`
	settings.ReportModeFlag
}

type judgeCmd struct {
	Names   []string `arg:"" name:"file|dir" help:"Recordings and mocks: HAR, cassettes, Dev Proxy, WireMock and other mocks, .http, JSON Lines; files, folders of them, or - for standard input. Or the one folder that run --report wrote: its evidence is judged again."`
	Version string   `help:"Version of Graph of URLs that name none: beta or v1.0." enum:"beta,v1.0," default:""`
	judging `embed:""`
}

// Help shows how it is used.
func (judgeCmd) Help() string {
	return `Examples:

  graphconform judge calls.har
  graphconform judge mocks/ --version beta --side request
  graphconform judge report`
}

// Run judges recordings, or the evidence of an earlier run again, offline.
func (c *judgeCmd) Run(e *env) error {
	if err := c.makeFolder(); err != nil {
		return err
	}
	if dir, is := c.evidence(); is {
		return c.again(e, dir)
	}
	return c.recorded(e)
}

// evidence returns the folder of an earlier run, where that is what is named: itself, its report or its evidence.
func (c *judgeCmd) evidence() (dir string, is bool) {
	if len(c.Names) != 1 {
		return "", false
	}
	dir = c.Names[0]
	if name := filepath.Base(dir); name == "report.json" || name == evidence.FileName {
		dir = filepath.Dir(dir)
	}
	_, err := os.Stat(filepath.Join(dir, "report.json"))
	return dir, err == nil
}

// again judges the evidence of an earlier run.
func (c *judgeCmd) again(e *env, dir string) error {
	if c.Version != "" || c.Profile != "" || len(c.Select) > 0 || c.Side != "both" {
		return exit.Usagef("judge %s: it holds the evidence of a run, which says itself what is judged: leave out --version, --profile, "+
			"--select and --side", dir)
	}
	earlier, err := readRegular(filepath.Join(dir, "report.json"))
	if err != nil {
		return exit.With(exit.Usage, fmt.Errorf("%w; name the folder that `graphconform run --report` wrote", err))
	}
	if earlier.Recording != nil {
		return exit.Usagef("%s: holds the report on recordings, which are the evidence: judge them again: %s", dir, earlier.Target.Root)
	}
	path := filepath.Join(dir, evidence.FileName)
	file, err := regular.Open(path)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	defer file.Close()
	reader, err := evidence.NewReader(file)
	if err != nil {
		return exit.Usagef("%s: %v", path, err)
	}
	if h := reader.Header; h.RunID != earlier.RunID || h.Plan != earlier.Plan || h.Seed != earlier.Seed {
		return exit.Usagef("%s: is of run %s, and report.json beside it of run %s: one of them was put there; judge the folder of one run",
			path, h.RunID, earlier.RunID)
	}
	planned, err := c.plan(reader.Header, earlier)
	if err != nil {
		return err
	}
	result := planned.Run(e.ctx, &pipeline.Recorded{Reader: reader, Name: path, Report: earlier}, pipeline.About{
		Version: version(), RunID: earlier.RunID, Started: earlier.Started, Took: earlier.Took(),
		Target: earlier.Target, Configuration: earlier.Configuration, Rerun: earlier.Rerun, Stopped: earlier.Stopped, Shard: earlier.Shard,
	})
	if err := result.Ended.Err; err != nil {
		return exit.With(exit.Usage, err)
	}
	if err := c.publish(e, result.Report); err != nil {
		return err
	}
	if reader.Header.Plan != result.Report.Plan {
		fmt.Fprintf(e.err, "graphconform: the run was planned by %s and is judged by %s; what changed:\n", earlier.Version, version())
		printDifference(e.err, compare.Reports(earlier, result.Report, nil), result.Report)
	}
	return verdict(e, result)
}

// publish prints a report, and writes the files where a folder is named.
func (c *judging) publish(e *env, r *report.Report) error {
	out := e.out
	if c.JSON {
		if err := report.Write(e.out, r); err != nil {
			return exit.With(exit.Inconclusive, err)
		}
		out = io.Discard
	}
	if err := cmp.Or(report.Publish(out, value(c.Report), r, e.detail), report.Share(value(c.Report), c.ReportMode)); err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	return nil
}

// recorded judges recordings.
func (c *judgeCmd) recorded(e *env) error {
	session, err := c.begin(c.Version, strings.Join(c.Names, " "))
	if err != nil {
		return err
	}
	session.read.Stdin, session.read.Damaged = os.Stdin, func(err error) { fmt.Fprintln(e.err, "graphconform:", err) }
	session.read.Several = len(c.Names) > 1
	words := []string{"graphconform", "judge"}
	for _, name := range c.Names {
		switch err := session.read.Read(e.ctx, name); {
		case errors.Is(err, fs.ErrNotExist):
			return exit.Usagef("%s: there is no such file or folder; name the folder that `graphconform run --report` wrote, or recordings",
				name)
		case err != nil:
			return exit.With(exit.Usage, err)
		}
		words = append(words, report.Quote(name))
	}
	for _, why := range session.read.Skipped() {
		fmt.Fprintln(e.err, "graphconform: left out:", why)
	}
	if c.Version != "" {
		words = append(words, "--version", c.Version)
	}
	return session.conclude(e, words)
}

// readRegular reads a report where no pipe or device stands, which would be waited for.
func readRegular(path string) (*report.Report, error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	file.Close() //nolint:errcheck // nothing was written
	return report.Read(path)
}

// plan makes the plan of the run again. What the catalog of today does not know is left out, and shown as gone.
func (c *judgeCmd) plan(header evidence.Header, earlier *report.Report) (*pipeline.Planned, error) {
	inputs := pipeline.Pipeline{Known: waiver.Files{Waivers: c.Waivers, Baseline: c.Baseline, Target: earlier.Target}}
	var err error
	if inputs.Catalog, err = catalog.Open(c.Catalog); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if inputs.Profile, err = profile.Named(header.Profile); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	inputs.Options = pipeline.OptionsOf(header)
	inputs.Only = func(resource string) bool { return slices.Contains(header.Resources, resource) }
	inputs.Progress = nil
	planned, err := inputs.Plan()
	if err != nil && header.Catalog != inputs.Catalog.Digest() {
		return nil, exit.With(exit.Usage, fmt.Errorf("%w; the run was of catalog %s, and this one is %s: give --catalog",
			err, header.Catalog, inputs.Catalog.Digest()))
	}
	return planned, err
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// session judges what others said from its beginning to the report.
type session struct {
	*judging
	inputs   pipeline.Pipeline
	redactor *redact.Redactor
	read     *recordings.Reader
	target   report.Target // what is judged, in its place
	version  string        // of URLs that name none
	started  time.Time
}

// makeFolder makes the folder of the reports, where one is named.
func (c *judging) makeFolder() error {
	if c.Report == nil {
		return nil
	}
	if err := report.MakeFolder(*c.Report, c.ReportMode); err != nil {
		return exit.Usagef("--report %s: %v", *c.Report, err)
	}
	return nil
}

// begin reads what the flags name. version is that of URLs that name none, of names what is judged.
func (c *judging) begin(version, of string) (*session, error) {
	s := &session{judging: c, target: report.Target{Root: of}, version: version, started: time.Now()}
	s.inputs.Known = waiver.Files{Waivers: c.Waivers, Baseline: c.Baseline, Target: s.target}
	var err error
	if s.inputs.Catalog, err = catalog.Open(c.Catalog); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if s.inputs.Profile, err = profile.Named(c.Profile); err != nil {
		return nil, exit.Usagef("--profile: %v", err)
	}
	if s.redactor, err = redact.New(c.Redact); err != nil {
		return nil, exit.Usagef("--redact: %v", err)
	}
	s.read, err = recordings.New(s.inputs.Catalog, recordings.Options{
		Version: version, Side: recordings.Side(c.Side), Select: c.Select, Profile: s.inputs.Profile})
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	return s, nil
}

// conclude judges and reports. command holds the words of one that judges the same again, without the flags that are common.
func (s *session) conclude(e *env, command []string) error {
	found := s.read.Result()
	if s.inputs.Made = found.Plan; len(found.Outcomes) == 0 {
		return exit.With(exit.Inconclusive, fmt.Errorf("nothing was judged: %s", s.read.Nothing()))
	}
	planned, err := s.inputs.Plan()
	if err != nil {
		return err
	}
	for _, flag := range []struct{ name, value string }{
		{"--profile", s.Profile}, {"--side", strings.TrimSuffix(s.Side, string(recordings.Both))}, {"--catalog", s.Catalog},
	} {
		if flag.value != "" {
			command = append(command, flag.name, report.Quote(flag.value))
		}
	}
	source := &pipeline.Judged{Found: found.Outcomes, Redactor: s.redactor, Requests: int64(found.Exchanges)}
	result := planned.Run(context.WithoutCancel(e.ctx), source, pipeline.About{
		Version: version(), RunID: "recording", Started: s.started, Target: s.target, Configuration: s.configuration(),
		Rerun: strings.Join(command, " "), Recording: s.read.About(),
	})
	if s.Coverage && !s.JSON {
		if err := coverage(e, result.Report.Recording.Coverage); err != nil {
			return err
		}
	}
	if err := s.publish(e, result.Report); err != nil {
		return err
	}
	return verdict(e, result)
}

// coverage prints what was seen of each resource.
func coverage(e *env, all []recorded.Coverage) error {
	rows := [][]string{{"RESOURCE", "OPERATIONS", "PROPERTIES", "MEMBERS OF ENUMS"}}
	share := func(s recorded.Share) string {
		if s.Of == 0 {
			return "-"
		}
		return fmt.Sprintf("%d of %d", s.Seen, s.Of)
	}
	for _, c := range all {
		var seen []string
		for _, op := range c.Operations {
			if op.Count > 0 {
				seen = append(seen, fmt.Sprintf("%s %d", op.Name, op.Count))
			}
		}
		operations := fmt.Sprintf("%d of %d: %s", len(seen), len(c.Operations), strings.Join(seen, ", "))
		rows = append(rows, []string{c.Resource, operations, share(c.Properties), share(c.Members)})
	}
	return terminal.Table(e.out, append(rows, []string{}))
}

func (s *session) configuration() map[string]string {
	given := map[string]string{"version": s.version, "profile": s.Profile, "side": s.Side, "catalog": s.Catalog}
	maps.DeleteFunc(given, func(_, value string) bool { return value == "" })
	return given
}
