package cli

import (
	"fmt"

	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/journal"
	"graphconform/runner/settings"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

type sweepCmd struct {
	Journal string `help:"The journal of the run that was killed." required:"" placeholder:"FILE"`
	settings.TargetFlags
}

// Run removes what the journal says that a run may have left.
func (c *sweepCmd) Run(e *env) error {
	header, left, err := journal.ReadFile(c.Journal)
	if err != nil {
		return exit.Usagef("--journal: %v", err)
	}
	s, err := named(&c.TargetFlags, "sweep: which target? Give --target as for the run; the journal is of %s", header.Target)
	if err != nil {
		return err
	}
	to, err := connection.Open(e.ctx, s, connection.Endpoint{}, e.environment())
	if err != nil {
		return err
	}
	defer to.Close()
	if to.Sender.Root() != header.Target {
		return exit.Usagef("--journal %s: is of target %s, not of %s", c.Journal, header.Target, to.Sender.Root())
	}
	switch refusal, err := to.WritePermission(e.ctx); {
	case err != nil:
		return err
	case refusal != "":
		return exit.Usagef("sweep deletes, and %s is not on the loopback interface: %s", to.Root(), refusal)
	}
	swept := cleanup.Sweep(e.ctx, guard.New(to.Sender, guard.Options{Tenant: !s.Loopback(), Run: header.ID, Name: header.Run}), left)
	for _, object := range swept.Removed {
		fmt.Fprintln(e.out, "removed", object)
	}
	for _, object := range swept.Left {
		fmt.Fprintln(e.out, "LEFT", conform.Printable(object))
	}
	fmt.Fprintf(e.out, "%d removed, %d left\n", len(swept.Removed), len(swept.Left))
	if len(swept.Left) > 0 {
		return exit.Quietly(exit.Inconclusive)
	}
	return journal.Settle(c.Journal)
}
