package main

import (
	"cmp"
	"fmt"
	"time"

	"graphconform/runner/claims"
	"graphconform/runner/profile"
	"graphconform/runner/target"
	"graphconform/suites"
)

// careFlags say what a run may do to its target.
type careFlags struct {
	Observe bool   `help:"Only read: list and get what exists. That is the default off the loopback interface."`
	Plan    bool   `help:"Print how much would be sent, with which permissions and in which time, and send nothing."`
	Profile string `help:"Set of rules: documented, strict or observed; list --profiles explains them." placeholder:"NAME"`
	Claims  string `help:"Claims file, as map writes it: an operation that it leaves out may be refused." placeholder:"FILE"`
}

// isLoopback tells whether a target file is of a target on this machine. The embedded tenant is.
func isLoopback(file *target.File) bool {
	return file.URL == "" && file.Cloud == "" || target.Loopback(file.URL) && (file.Proxy == "" || target.Loopback(file.Proxy))
}

func isGraph(file *target.File) bool {
	_, graph := target.CloudAt(file.URL)
	return graph || file.Cloud != ""
}

// care limits what is planned: reading alone where writing is not allowed, and no bad tokens for Microsoft Graph unless asked for,
// which would take them for an attack.
func (c *runCmd) care(file *target.File, options *suites.Options) error {
	file.Profile, file.Claims = cmp.Or(c.Profile, file.Profile), cmp.Or(c.Claims, file.Claims)
	if c.Strict {
		file.Profile = "strict"
	}
	rules, err := profile.Named(file.Profile)
	if err != nil {
		return usage("--profile: %v", err)
	}
	file.Profile, options.Strict = rules.Name, rules.Strict
	if file.Claims != "" {
		if options.Claims, err = claims.Read(file.Claims); err != nil {
			return usage("--claims: %v", err)
		}
	}
	options.Observe = c.Observe || !isLoopback(file) && !c.AllowWrites
	options.NoAuth = isGraph(file) && !file.Auth
	return nil
}

// leave makes sure that a run which writes may do so.
func (c *runCmd) leave(e *env, to *connection) error {
	switch {
	case c.Observe:
		return nil
	case !to.loopback && !c.AllowWrites:
		fmt.Fprintf(e.err, "graphconform: %s is not on the loopback interface and is only read; --allow-writes, with its tenant among allow-tenants of the target file, changes that\n", to.root)
		return nil
	}
	_, err := to.mayWrite(e.ctx, c.AllowWrites)
	return err
}

// consistency is how long Microsoft Graph may take to show what was created.
const consistency = 30 * time.Second

// careful says how the suite has to treat the target.
func (c *runCmd) careful(t suites.Target, to *connection) suites.Target {
	t.ReadOnly = c.Observe || !to.loopback && !c.AllowWrites
	t.Shared = !to.loopback
	if to.graph {
		t.Consistent = consistency
	}
	return t
}
