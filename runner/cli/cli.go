// Package cli is the command line: a file a command, which reads its flags, calls the packages below, and prints.
//
// It plans, sends and judges nothing itself; runner/pipeline strings that together.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"graphconform/fixtures/wire"
	"graphconform/runner/arguments"
	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/terminal"
	"graphconform/suites/conform"
)

// env is what commands see of the process.
type env struct {
	ctx      context.Context
	out, err io.Writer
	getenv   func(string) string
	given    map[string]string // flags that the command runs with, without secrets
	ending   *ending           // nil in tests
	detail   report.Detail     // how much is printed
}

type commands struct {
	Quiet   bool   `short:"q" group:"output" help:"Print the line that sums up, and nothing on the way."`
	Verbose bool   `short:"v" group:"output" help:"Print every check with its verdict, too."`
	Color   string `group:"output" enum:"auto,always,never" default:"auto" help:"When to colour: ${enum}. NO_COLOR is heeded."`

	Run     runCmd     `cmd:"" help:"Check a target against the reference pages. Without --target, the embedded fake tenant."`
	Judge   judgeCmd   `cmd:"" help:"Judge recordings and mocks, or the evidence of an earlier run again; nothing is sent."`
	Proxy   proxyCmd   `cmd:"" help:"Forward what a client sends to a target, and judge it as it goes by."`
	Diff    diffCmd    `cmd:"" help:"Say what changed between two reports; fails where a check fails newly."`
	Merge   mergeCmd   `cmd:"" help:"Join the reports of all parts of a run (run --shard) into the report of the whole."`
	Certify certifyCmd `cmd:"" help:"Check a product twice, and sign a certificate with its evidence where nothing fails."`
	Verify  verifyCmd  `cmd:"" help:"Check a certificate offline, by judging its evidence again."`
	Keygen  keygenCmd  `cmd:"" help:"Make the pair of keys that certificates are signed and checked with."`
	Waivers waiversCmd `cmd:"" help:"Work on waiver files."`
	List    listCmd    `cmd:"" help:"List checks, or with --rules the rule catalogue."`
	Explain explainCmd `cmd:"" help:"Say what a check or rule promises, what is sent and how it is judged."`
	Prove   proveCmd   `cmd:"" help:"Prove that every fault of the fake tenant is caught and no conformant variant is blamed."`
	Report  reportCmd  `cmd:"" help:"Render a report.json again."`
	Serve   serveCmd   `cmd:"" help:"Serve the fake tenant."`
	Map     mapCmd     `cmd:"" help:"Find out which documented operations a target answers at all."`
	Init    initCmd    `cmd:"" help:"Write a target file with comments, and its schema for editors."`
	Doctor  doctorCmd  `cmd:"" help:"Examine whether a target can be checked, and say what to do where it cannot."`
	Sweep   sweepCmd   `cmd:"" help:"Remove what a run left that was killed, as its journal tells."`
	Derive  deriveCmd  `cmd:"" help:"Derive contracts, schemas and documented pairs from reference pages."`
	Version versionCmd `cmd:"" help:"Print the version; so does --version."`

	Completion completionCmd `cmd:"" help:"Print a script that lets a shell complete commands, flags and their values."`
}

// groups are the headings under which flags stand, in the order of the help.
func groups() []kong.Group {
	return []kong.Group{
		{Key: "checked", Title: "What is checked:"}, {Key: "course", Title: "How the run goes:"}, {Key: "report", Title: "Reports:"},
		{Key: "known", Title: "What is known to fail:"}, {Key: "target", Title: "The target:"}, {Key: "sign-in", Title: "Signing in:"},
		{Key: "guards", Title: "What guards the target and the token:"}, {Key: "pace", Title: "Pace and bounds:"},
		{Key: "embedded", Title: "The embedded tenant, where no target is named:"}, {Key: "output", Title: "Output of all commands:"},
	}
}

// note says on the way what is worth knowing, and no verdict; nothing where that is not wished for.
func (e *env) note(format string, args ...any) {
	if e.detail != report.Brief {
		fmt.Fprintf(e.err, "graphconform: "+format+"\n", args...)
	}
}

// environment is what signing in needs.
func (e *env) environment() connection.Environment {
	return connection.Environment{Getenv: e.getenv, Prompt: e.err}
}

// Main runs the program and ends the process.
func Main() {
	log.SetOutput(io.Discard) // net/http logs what a target sends unasked, as it is
	ctx, stop := context.WithCancel(context.Background())
	out, messages := terminal.Output(os.Stdout, os.Getenv), terminal.Folding(terminal.Output(os.Stderr, os.Getenv))
	e := env{ctx: ctx, out: out, err: messages, getenv: os.Getenv, ending: &ending{err: messages, stop: stop}}
	os.Exit(run(e, os.Args[1:]))
}

// run parses the arguments, runs the command and returns the exit code.
func run(e env, args []string) (code int) {
	exited := 0
	given := &commands{}
	parser, err := kong.New(given, kong.Name("graphconform"), kong.Writers(e.out, e.err), kong.UsageOnError(),
		kong.Description("A conformance suite for Microsoft Graph's Intune APIs."), kong.ExplicitGroups(groups()),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Exit(func(code int) { exited = code; panic(unwind{}) }))
	if err != nil {
		fmt.Fprintln(e.err, "graphconform:", err)
		return exit.Usage
	}
	defer func() {
		if recovered := recover(); recovered != nil {
			if _, ok := recovered.(unwind); !ok {
				panic(recovered)
			}
			code = exited
		}
	}()
	secrets := wire.NewSecrets(append(arguments.Secrets(args), e.getenv("GRAPH_TOKEN"))...)
	if e.getenv(completing) != "" {
		completions(parser)
	}
	switch {
	case len(args) > 0 && args[0] == "help": // as many programs have it
		args = append(args[1:len(args):len(args)], "--help")
	case len(args) == 1 && args[0] == "--version":
		args = []string{"version"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(e.err, "graphconform:", shown(secrets, errors.New(arguments.Word(err, args, commandsOf(parser)))))
		return exit.Usage
	}
	if flag := arguments.Empty(command); flag != nil {
		fmt.Fprintf(e.err, "graphconform: --%s: empty; give %s, or leave the flag out\n", flag.Name, cmp.Or(flag.PlaceHolder, "a value"))
		return exit.Usage
	}
	name, _, _ := strings.Cut(command.Command(), " ")
	e.ending.watch(name)
	out := &watched{to: terminal.Coloured(e.out, given.Color, e.getenv)}
	e.out, e.given, e.detail = out, arguments.Given(command), given.detail()
	if err = out.withWriteError(command.Run(&e)); err != nil && err.Error() != "" {
		fmt.Fprintln(e.err, "graphconform:", shown(secrets, err))
	}
	return exit.Code(err)
}

func (c *commands) detail() report.Detail {
	switch {
	case c.Quiet:
		return report.Brief
	case c.Verbose:
		return report.Full
	}
	return report.Usual
}

// commandsOf returns the names of the commands.
func commandsOf(parser *kong.Kong) (names []string) {
	for _, command := range parser.Model.Children {
		names = append(names, command.Name)
	}
	return names
}

// shown is an error as it may be printed: without secrets, and without what a file or target wrote to steer a terminal.
func shown(secrets *wire.Secrets, err error) string {
	lines := strings.Split(secrets.CutText(err.Error()), "\n")
	for i, line := range lines {
		lines[i] = conform.Printable(line)
	}
	return strings.Join(lines, "\n")
}

// unwind leads back to run when kong wants to end the program, as --help does.
type unwind struct{}

// watched keeps the first error of an output, which the many prints of a command do not look at.
type watched struct {
	to  io.Writer
	err error
}

func (c *watched) Write(data []byte) (int, error) {
	n, err := c.to.Write(data)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// Styled reports whether texts may be coloured.
func (c *watched) Styled() bool { return terminal.Styled(c.to) }

// Width is how wide the terminal is that the output goes to; 0 where it is none.
func (c *watched) Width() int { return terminal.Width(c.to) }

// withWriteError adds to a command's error that its output could not be written: what nobody can read is no success.
func (c *watched) withWriteError(err error) error {
	if c.err == nil {
		return err
	}
	return exit.With(exit.Inconclusive, errors.Join(err, fmt.Errorf("the output could not be written: %w", c.err)))
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(e *env) error {
	fmt.Fprintln(e.out, "graphconform", version())
	return nil
}

// version is the module's version, or the commit that the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return setting.Value[:12]
		}
	}
	if info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
