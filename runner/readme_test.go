package main_test

import (
	"fmt"
	"iter"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// printed is a command of the README, and the lines that stand below it.
type printed struct {
	command string
	exit    string
	output  []string
}

var exitComment = regexp.MustCompile(`\s+# exit (\d)$`)

// chapters are the README and what it leads to, by name.
func chapters(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d chapters, %v", len(files), err)
	}
	all := map[string][]string{}
	for _, file := range append(files, "../README.md") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".md")] = strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	}
	return all
}

// walkThrough returns the commands of a chapter that stand behind a dollar sign.
func walkThrough(lines []string) []printed {
	var steps []printed
	inside := false // a block that begins with a command
	for _, line := range lines {
		block, indented := strings.CutPrefix(line, "    ")
		command, isCommand := strings.CutPrefix(block, "$ ")
		switch {
		case indented && isCommand:
			step := printed{command: command, exit: "0"}
			if m := exitComment.FindStringSubmatch(command); m != nil {
				step.command, step.exit = strings.TrimSuffix(command, m[0]), m[1]
			}
			steps, inside = append(steps, step), true
		case inside && (indented || line == ""):
			last := &steps[len(steps)-1]
			last.output = append(last.output, block)
		default:
			inside = false
		}
	}
	return steps
}

// The commands of each chapter work as they are printed: pasted as one into a plain shell, and line by line into the interactive bash of a
// terminal, each ends with its exit code and prints what stands below it.
func TestReadmeWalkThrough(t *testing.T) {
	if testing.Short() {
		t.Skip("runs dozens of commands")
	}
	built, walks := partial(t), 0
	for name, lines := range chapters(t) {
		steps := walkThrough(lines)
		if len(steps) == 0 {
			continue
		}
		walks++
		shells := map[string]string{"sh": "exec sh pasted.sh\n"}
		if _, err := exec.LookPath("bash"); err == nil && runtime.GOOS == "linux" {
			shells["bash"] = "ttyin -stdin pasted.sh\nexec bash --norc --noprofile -i\n"
		}
		for shell, run := range shells {
			if shell == "sh" && len(shells) > 1 && name != "README" && !provesAll() {
				continue // what differs between shells shows in the longest one
			}
			t.Run(name+"/"+shell, func(t *testing.T) { walk(t, steps, built, run) })
		}
	}
	if walks < 3 {
		t.Errorf("%d chapters show commands with their output", walks)
	}
}

// walk pastes the commands into a shell that a line of a script runs.
func walk(t *testing.T, steps []printed, built, shell string) {
	pasted, checks := &strings.Builder{}, &strings.Builder{}
	here := strings.NewReplacer("127.0.0.1:8080", freeAddress(t),
		"go build -o bin ./fixtures/partial", "PATH="+filepath.Dir(built)+":$PATH").Replace
	for i, step := range steps {
		command := here(step.command)
		if started, isBackground := strings.CutSuffix(command, " &"); isBackground {
			fmt.Fprintf(pasted, "%s >%d.out 2>%d.err &\necho 0 >%d.exit\n", started, i, i, i)
		} else {
			fmt.Fprintf(pasted, "{ %s\n} >%d.out 2>%d.err\necho $? >%d.exit\n", command, i, i, i)
		}
		fmt.Fprintf(checks, "printed %d %s %s %s\n", i, step.exit, quoted(command), quoted(here(strings.Join(step.output, "\n"))))
	}
	pasted.WriteString("exit 0\n")
	dir := t.TempDir()
	script := shell + checks.String() + "-- pasted.sh --\n" + pasted.String()
	if err := os.WriteFile(filepath.Join(dir, "readme.txt"), []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: dir,
		Setup: func(e *testscript.Env) error { e.Setenv("HOME", e.WorkDir+"/home"); return nil },
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"printed": printedBy}})
}

// partial builds the emulator that has one resource, and returns its path.
func partial(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "partial")
	if out, err := exec.Command("go", "build", "-o", program, "../fixtures/partial").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// quoted makes one line and one word of a text, for a script.
func quoted(text string) string {
	return "'" + strings.NewReplacer("'", "''", "\n", "¶").Replace(text) + "'"
}

// jobNotice is what an interactive shell says of what it started in the background.
var jobNotice = regexp.MustCompile(`(?m)^\[\d+\][+-]? .*\n`)

// printedBy N CODE COMMAND OUTPUT: the Nth command ended with that code and printed that. … stands for anything within a line, alone for
// any lines.
func printedBy(ts *testscript.TestScript, _ bool, args []string) {
	file := func(name string) string { return ts.ReadFile(args[0] + name) }
	if code := strings.TrimSpace(file(".exit")); code != args[1] {
		ts.Fatalf("%s ended with %s, want %s: %s", args[2], code, args[1], file(".out")+file(".err"))
	}
	printed := jobNotice.ReplaceAllString(file(".out")+file(".err"), "")
	got := strings.Split(strings.Trim(printed, "\n"), "\n")
	at, skip := 0, false
	for want := range strings.SplitSeq(strings.Trim(args[3], "¶"), "¶") {
		if skip = skip || want == "…"; want == "…" {
			continue
		}
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*") + "$")
		for skip && at < len(got) && !pattern.MatchString(got[at]) {
			at++
		}
		if at == len(got) || !pattern.MatchString(got[at]) {
			ts.Fatalf("the README prints what %s does not, or not here: %s", args[2], want)
		}
		at, skip = at+1, false
	}
	if at < len(got) && !skip {
		ts.Fatalf("%s prints more than the README: %s", args[2], got[at])
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

var flagName = regexp.MustCompile(`--[a-z-]+`)

// Every other command that the README prints is run by a script, with the same flags; every make target is there.
func TestReadmeCommandsAreScripted(t *testing.T) {
	scripts := map[string]bool{} // lines
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(data), "\n") {
			scripts[line] = true
		}
	}
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range commands(t) {
		block, indented := strings.CutPrefix(line, "    ")
		block, _, _ = strings.Cut(block, "  #")
		words := strings.Fields(block)
		switch {
		case !indented || len(words) < 2:
		case words[0] == "make":
			found++
			if !strings.Contains(string(makefile), "\n"+words[1]+": ") {
				t.Errorf("the Makefile has no %s", words[1])
			}
		case words[0] == "bin/graphconform":
			found++
			if !scripted(scripts, words[1], flagName.FindAllString(block, -1)) {
				t.Errorf("no script runs: %s", block)
			}
		}
	}
	if found < 10 {
		t.Errorf("the README prints %d commands; there were more", found)
	}
}

// commands are the lines of all chapters.
func commands(t *testing.T) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, lines := range chapters(t) {
			for _, line := range lines {
				if !yield(line) {
					return
				}
			}
		}
	}
}

// What a chapter leads to is there, and the README is short enough to be read.
func TestReadmeLeadsSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)\)`)
	for name, lines := range chapters(t) {
		folder := "docs"
		if name == "README" {
			if folder = ".."; len(lines) > 200 {
				t.Errorf("the README has %d lines", len(lines))
			}
		}
		for i, line := range lines {
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				if _, err := os.Stat(filepath.Join(folder, m[1])); err != nil {
					t.Errorf("%s, line %d: %v", name, i+1, err)
				}
			}
		}
	}
}

// scripted reports whether a line of a script runs the command with the flags.
func scripted(lines map[string]bool, command string, flags []string) bool {
	for line := range lines {
		if strings.Contains(line, "graphconform "+command) &&
			!slices.ContainsFunc(flags, func(flag string) bool { return !strings.Contains(line, flag) }) {
			return true
		}
	}
	return false
}
