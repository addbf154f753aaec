package main

import (
	"fmt"

	"graphconform/runner/journal"
	"graphconform/suites"
)

type sweepCmd struct {
	Journal string `help:"The journal of the run that was killed." required:"" placeholder:"FILE"`
	targetFlags
}

// Run removes what the journal says that a run may have left.
func (c *sweepCmd) Run(e *env) error {
	header, left, err := readJournal(c.Journal)
	if err != nil {
		return usage("--journal: %v", err)
	}
	file, err := c.named("sweep: which target? Give --target as for the run; the journal is of %s", header.Target)
	if err != nil {
		return err
	}
	to, err := c.connect(e, file)
	if err != nil {
		return err
	}
	defer to.close()
	if to.sender.Root() != header.Target {
		return usage("--journal %s: is of target %s, not of %s", c.Journal, header.Target, to.sender.Root())
	}
	switch why, err := to.mayWrite(e.ctx, c.AllowWrites); {
	case err != nil:
		return err
	case why != "":
		return usage("sweep deletes, and %s is not on the loopback interface: %s", to.root, why)
	}
	swept := suites.Sweep(e.ctx, to.sender, left)
	for _, object := range swept.Removed {
		fmt.Fprintln(e.out, "removed", object)
	}
	for _, object := range swept.Left {
		fmt.Fprintln(e.out, "LEFT", suites.Printable(object))
	}
	fmt.Fprintf(e.out, "%d removed, %d left\n", len(swept.Removed), len(swept.Left))
	if len(swept.Left) > 0 {
		return exitError{code: exitInconclusive}
	}
	return journal.Settle(c.Journal)
}
