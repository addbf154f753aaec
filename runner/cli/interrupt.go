package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"graphconform/runner/exit"
)

// interruptible names the commands that end in order when they are interrupted: they remove what they made, and write what they know. Any
// other is ended by the signal.
var interruptible = [...]string{"run", "judge", "proxy", "prove", "serve", "map", "doctor", "sweep", "certify", "verify"}

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
