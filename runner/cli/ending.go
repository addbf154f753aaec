package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/journal"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// interruptible names the commands that end in order when they are interrupted: they remove what they made, and write what they know. Any
// other is ended by the signal.
var interruptible = [...]string{"run", "judge", "merge", "proxy", "prove", "serve", "map", "doctor", "sweep", "certify", "verify"}

// cleaning are those of them that first remove what they made, which takes a while.
var cleaning = [...]string{"run", "certify"}

// endingTimeout is how long what is said last may take.
const endingTimeout = 700 * time.Millisecond

// ending is what is done when a command is interrupted again and ends at once. Nil does nothing; it is safe for concurrent use.
type ending struct {
	err  io.Writer
	stop context.CancelFunc

	mutex sync.Mutex
	last  []func()
}

// add has something done when the command ends at once.
func (g *ending) add(last func()) {
	if g == nil {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.last = append(g.last, last)
}

// watch begins to take signals for a command: the first one stops it, the second one ends the process. A hang-up that the process was
// started to ignore, as by nohup, stays ignored; an interrupt does not: shells let background jobs of scripts ignore it, and who sends it
// there means it.
func (g *ending) watch(command string) {
	if g == nil || !slices.Contains(interruptible[:], command) {
		return
	}
	handled := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		handled = append(handled, syscall.SIGHUP)
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, handled...)
	go func() {
		<-signals
		g.stop()
		if slices.Contains(cleaning[:], command) {
			if terminal.Width(g.err) > 0 {
				fmt.Fprintln(g.err) // behind the line of progress
			}
			fmt.Fprintln(g.err, "graphconform: stopping; what was made is removed first. Interrupt again to end at once")
		}
		<-signals
		g.end()
		os.Exit(exit.Inconclusive)
	}()
}

// end does what is to be done last, as long as it does not take long.
func (g *ending) end() {
	g.mutex.Lock()
	last := slices.Clone(g.last)
	g.mutex.Unlock()
	done := make(chan bool)
	go func() {
		defer close(done)
		fmt.Fprintln(g.err, "graphconform: interrupted again; ended at once, without a report")
		for _, each := range slices.Backward(last) {
			each()
		}
	}()
	select {
	case <-done:
	case <-time.After(endingTimeout):
	}
}

// openJournal begins the journal of a run. The embedded tenant ends with the run and needs none, and nor does a run that only reads.
func openJournal(e *env, s settings.Settings, to *connection.Connection, target exercise.Target, header journal.Header) (*journal.File,
	error) {
	if s.Embedded || target.ReadOnly || len(header.Versions) == 0 {
		return nil, nil
	}
	folder, err := journal.Folder(e.getenv)
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	key, err := journal.KeepKey(folder)
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if header.Tenants, err = to.Tenants(e.ctx); err != nil {
		return nil, err
	}
	path := journal.Path(s.Report, target.RunID)
	if s.PickUp {
		if err := pickUp(e, s, to, path, key); err != nil {
			return nil, wordJournal(path, err)
		}
	}
	file, err := journal.Begin(path, key, header)
	return file, wordJournal(path, err)
}

// journalOf says what the journal is of.
func journalOf(catalog string, planned *plan.Plan, target exercise.Target) journal.Header {
	header := journal.Header{Target: target.Sender.Root(), Run: target.Name(), ID: target.RunID, Catalog: catalog}
	for _, unit := range planned.Units {
		if version := unit.Resource.Contract.Version; !slices.Contains(header.Versions, version) {
			header.Versions = append(header.Versions, version)
		}
	}
	slices.Sort(header.Versions)
	return header
}

// wordJournal words why a journal cannot begin, with what to do about it.
func wordJournal(path string, err error) error {
	var unread *journal.UnreadError
	var worded exit.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &worded):
		return err
	case errors.Is(err, journal.ErrLeft):
		return exit.Usagef("--report: %s %w; `graphconform sweep --journal %s` with that run's target removes them", path, err, path)
	case errors.Is(err, journal.ErrGoesOn):
		return exit.Usagef("--report: %s %w, or name another folder", path, err)
	case errors.As(err, &unread):
		return exit.Usagef("--report: %v; move the file away, or name another folder", err)
	}
	return exit.Usagef("the journal cannot be kept: %v; name a folder for it with --report", err)
}

// closeJournal ends the journal. One in the cache folder goes where nothing is left; else it is named with the command that uses it.
func closeJournal(e *env, s settings.Settings, file *journal.File) {
	switch {
	case file == nil:
	case file.End():
		fmt.Fprintf(e.err, "graphconform: something may be left; `graphconform sweep --journal %s%s` removes it\n", file.Path(), s.Sweep)
	case s.Report == "":
		os.Remove(file.Path()) //nolint:errcheck // an empty journal does no harm
	}
}

// mostLeft is how many of the objects are named that a run leaves which ends at once.
const mostLeft = 20

// sayLeft says what a run leaves that ends at once, as its journal has it.
func sayLeft(out io.Writer, file *journal.File, flags string) {
	left, err := file.Left()
	if err != nil {
		fmt.Fprintf(out, "graphconform: what is left stands in %s\n", file.Path())
		return
	}
	if left.None() {
		fmt.Fprintln(out, "graphconform: nothing is left")
		return
	}
	objects := []string{}
	for _, made := range left.Made {
		if !left.Removed[made.URL] {
			objects = append(objects, made.URL)
		}
	}
	for _, object := range slices.Sorted(maps.Keys(left.Changed)) {
		objects = append(objects, object+" (not as it was before)")
	}
	for i, object := range objects {
		if i == mostLeft {
			fmt.Fprintf(out, "  and %d more\n", len(objects)-i)
			break
		}
		fmt.Fprintln(out, "  left", conform.Printable(object))
	}
	fmt.Fprintf(out, "graphconform: %d objects are left, and %d requests to create had no answer; "+
		"`graphconform sweep --journal %s%s` removes them\n", len(objects), len(left.Unanswered), file.Path(), flags)
}
