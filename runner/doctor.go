package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"graphconform/runner/doctor"
	"graphconform/schemas"
	"graphconform/suites"
)

type doctorCmd struct {
	Catalog string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Select  []string `help:"Glob on check ids: what is to be checked. May be given again." placeholder:"GLOB" sep:"none"`
	targetFlags
}

// Run examines a target and says what to do about what it finds.
func (c *doctorCmd) Run(e *env) error {
	plan, to, err := c.aim(e, "doctor", c.Catalog, c.Select)
	if err != nil {
		return err
	}
	defer to.close()
	findings := to.examine(e.ctx, plan, c.AllowWrites)
	table := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	for _, finding := range findings {
		fmt.Fprintf(table, "%s\t%s\t%s\n", finding.State, finding.Name, finding.Text)
	}
	table.Flush() //nolint:errcheck // the exit code says it
	if len(doctor.Failed(findings)) > 0 {
		return exitError{code: exitInconclusive}
	}
	return nil
}

// examine looks whether the target can be checked.
func (c *connection) examine(ctx context.Context, plan *suites.Plan, writes bool) []doctor.Finding {
	patient := doctor.Patient{Sender: c.sender, Token: c.tokens, Graph: c.graph, Scope: c.root + "/.default", Tenant: c.Tenant, Now: time.Now}
	if c.SignIn.Scope != "" {
		patient.Scope = c.SignIn.Scope
	}
	patient.Path = plan.Units[0].Resource.Entrance()
	patient.Needs = doctor.Needs(plan)
	if !writes && !c.loopback {
		patient.Needs = doctor.Needs(plan, schemas.Get, schemas.List)
	}
	return doctor.Examine(ctx, patient)
}

// preflight examines the target before anything else is sent, so that what stands in the way of all checks is said once.
func (c *connection) preflight(ctx context.Context, plan *suites.Plan, writes bool) error {
	if len(plan.Units) == 0 { // an empty part
		return nil
	}
	failed := doctor.Failed(c.examine(ctx, plan, writes))
	if len(failed) == 0 {
		return nil
	}
	var texts []string
	for _, finding := range failed {
		texts = append(texts, finding.Text)
	}
	return errors.New(strings.Join(texts, "\n"))
}
