package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/journal"
	"graphconform/runner/settings"
	"graphconform/runner/target"
	"graphconform/runner/terminal"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

type sweepCmd struct {
	Journal string `help:"The journal of the run that was killed." required:"" placeholder:"FILE"`
	Remove  bool   `help:"Remove what is found in a tenant; else it is only listed."`
	settings.TargetFlags
}

// Run removes what the journal says that a run may have left. In a tenant it lists that, and removes it where it is told to.
func (c *sweepCmd) Run(e *env) error {
	of, err := c.open(e)
	if err != nil {
		return err
	}
	defer of.Close() //nolint:errcheck // all is written
	s, err := named(&c.TargetFlags, "sweep: which target? Give --target as for the run; the journal is of %s", of.Header.Target)
	if err != nil {
		return err
	}
	to, err := connection.Open(e.ctx, s, connection.Endpoint{}, e.environment())
	if err != nil {
		return err
	}
	defer to.Close()
	if err := sameTarget(e, c.Journal, of.Header, to); err != nil {
		return err
	}
	options := sweeping(s, of.Header)
	if !s.Loopback() && !c.Remove {
		options.ReadOnly = true
		return c.list(e, s, to.Root(), cleanup.Preview(e.ctx, guard.New(to.Sender, options), of.Left))
	}
	switch refusal, err := to.WritePermission(e.ctx); {
	case err != nil:
		return err
	case refusal != "":
		return exit.Usagef("sweep --remove deletes, and %s %s: %s", to.Root(), whyTenant(s), refusal)
	}
	swept := cleanup.Sweep(e.ctx, guard.New(to.Sender, options), of.Left)
	show(e.out, "removed", swept)
	fmt.Fprintf(e.out, "%d removed, %d left\n", len(swept.Removed), len(swept.Left))
	if len(swept.Left) > 0 || e.ctx.Err() != nil {
		return exit.Quietly(exit.Inconclusive)
	}
	return of.Settle()
}

// open reads the journal, once its seals show that a run of this user wrote it, and keeps others away from it.
func (c *sweepCmd) open(e *env) (*journal.Ended, error) {
	folder, err := journal.Folder(e.getenv)
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	key, err := journal.ReadKey(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // else no run of this user wrote any journal
		return nil, exit.With(exit.Usage, err)
	}
	of, err := journal.Open(c.Journal, key)
	switch {
	case errors.Is(err, journal.ErrGoesOn):
		return nil, exit.Usagef("--journal %s: %w", c.Journal, err)
	case err != nil:
		return nil, exit.Usagef("--journal: %w", err)
	}
	return of, nil
}

// sameTarget refuses another target or tenant than the run's: what the journal names is somebody else's there.
func sameTarget(e *env, path string, header journal.Header, to *connection.Connection) error {
	if to.Sender.Root() != header.Target {
		return exit.Usagef("--journal %s: is of target %s, not of %s; give --target %s, %s", path, header.Target, to.Sender.Root(),
			header.Target, asNamed(header.Target, to.Sender.Root()))
	}
	tenants, err := to.Tenants(e.ctx)
	if err != nil {
		return err
	}
	if !slices.Equal(tenants, header.Tenants) {
		return exit.Usagef("--journal %s: is of tenant %s, and the token is for %s; sign in to the run's tenant", path,
			tenantsText(header.Tenants), tenantsText(tenants))
	}
	return nil
}

// asNamed says why the run's target is to be given as the run named it. Two names of this machine may be two servers.
func asNamed(run, given string) string {
	if target.Loopback(run) && target.Loopback(given) {
		return "as the run named it: localhost and addresses of this machine may lead to different servers"
	}
	return "or the target file or --cloud of the run: what it made is nowhere else"
}

func tenantsText(ids []string) string { return cmp.Or(strings.Join(ids, ", "), "none that it names") }

// list says what would be removed from a tenant.
func (c *sweepCmd) list(e *env, s settings.Settings, root string, found cleanup.Swept) error {
	show(e.out, "would remove", found)
	fmt.Fprintf(e.out, "%d would be removed, %d would be left\n", len(found.Removed), len(found.Left))
	if len(found.Removed) > 0 {
		fmt.Fprintf(e.err, "graphconform: %s %s, so nothing was removed; give --remove to remove what is listed\n", root, whyTenant(s))
	}
	if len(found.Removed)+len(found.Left) > 0 || e.ctx.Err() != nil {
		return exit.Quietly(exit.Inconclusive)
	}
	return nil
}

// sweeping is how the requests are guarded that remove what a run left.
func sweeping(s settings.Settings, of journal.Header) guard.Options {
	return guard.Options{Tenant: !s.Loopback(), Run: of.ID, Name: of.Run}
}

// pickUp removes what an earlier start of the run left which was killed, so that its journal can begin anew. Who may write to the target
// may remove that.
func pickUp(e *env, s settings.Settings, to *connection.Connection, path string, key journal.Key) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 { // killed before it sent anything, if there was a start at all
		return nil
	}
	of, err := journal.Open(path, key)
	switch {
	case errors.Is(err, journal.ErrGoesOn):
		return err
	case err != nil:
		return &journal.UnreadError{Cause: err}
	}
	defer of.Close() //nolint:errcheck // all is written
	if of.Left.None() {
		return nil
	}
	if err := sameTarget(e, path, of.Header, to); err != nil {
		return err
	}
	swept := cleanup.Sweep(e.ctx, guard.New(to.Sender, sweeping(s, of.Header)), of.Left)
	e.note("picked up: of what an earlier start left, %d objects are removed, and %d are left", len(swept.Removed), len(swept.Left))
	if len(swept.Left) > 0 || e.ctx.Err() != nil {
		show(e.err, "removed", swept)
		return journal.ErrLeft
	}
	return of.Settle()
}

func show(out io.Writer, word string, swept cleanup.Swept) {
	line := func(word, text string) {
		fmt.Fprintln(out, terminal.Fold(word+" "+conform.Printable(text), terminal.Width(out)))
	}
	for _, object := range swept.Removed {
		line(word, object)
	}
	for _, object := range swept.Restored {
		line("brought back", object)
	}
	for _, object := range swept.Left {
		line("LEFT", object.String())
	}
}
