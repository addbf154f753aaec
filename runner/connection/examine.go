package connection

import (
	"context"
	"errors"
	"strings"
	"time"

	"graphconform/runner/doctor"
	"graphconform/schemas"
	"graphconform/suites/plan"
)

// Examine looks whether the target can be checked by the plan, with writing or without.
func (c *Connection) Examine(ctx context.Context, plan *plan.Plan, writes bool) []doctor.Finding {
	subject := doctor.Subject{
		Sender: c.Sender, Token: c.tokens, Graph: c.settings.Graph(), Scope: c.scope(), Tenant: c.settings.Target.Tenant,
		Path: plan.Units[0].Resource.Entrance(), Needs: doctor.Needs(plan), Now: time.Now,
	}
	if !writes && !c.settings.Loopback() {
		subject.Needs = doctor.Needs(plan, schemas.Get, schemas.List)
	}
	return doctor.Examine(ctx, subject)
}

// Preflight examines the target before anything else is sent, so that what stands in the way of all checks is said once.
func (c *Connection) Preflight(ctx context.Context, plan *plan.Plan, writes bool) error {
	if len(plan.Units) == 0 { // an empty part
		return nil
	}
	failed := doctor.Failed(c.Examine(ctx, plan, writes))
	if len(failed) == 0 {
		return nil
	}
	var texts []string
	for _, finding := range failed {
		texts = append(texts, finding.Text)
	}
	return errors.New(strings.Join(texts, "\n"))
}
