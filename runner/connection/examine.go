package connection

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures/wire"
	"graphconform/runner/doctor"
	"graphconform/runner/settings"
	"graphconform/schemas"
	"graphconform/suites/plan"
)

// Examine looks whether the target can be checked by the plan, with writing or without.
func (c *Connection) Examine(ctx context.Context, plan *plan.Plan, writes bool) []doctor.Finding {
	subject := doctor.Subject{
		Sender: c.Sender, Token: c.tokens, Graph: c.settings.Graph(), Scope: c.scope(), Tenant: c.settings.Target.Tenant,
		Paths: entrances(plan), Needs: doctor.Needs(plan), Now: time.Now,
	}
	if c.settings.Embedded { // which has them all
		subject.Paths = subject.Paths[:1]
	}
	if !writes && !c.settings.Loopback() {
		subject.Needs = doctor.Needs(plan, schemas.Get, schemas.List)
	}
	return doctor.Examine(ctx, subject)
}

// entrances are the outermost collections above the resources of a plan, each once. What has nothing but actions has none.
func entrances(plan *plan.Plan) []string {
	var paths []string
	for _, unit := range plan.Units {
		if path := unit.Resource.Entrance(); unit.Resource.First() != "" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		paths = append(paths, plan.Units[0].Resource.Entrance())
	}
	return paths
}

// Rehearse sends what Preflight would send to the target of the settings, by another sender.
func Rehearse(ctx context.Context, s settings.Settings, to *wire.Sender, plan *plan.Plan) {
	c := &Connection{Sender: to, settings: s, tokens: func(context.Context) (string, error) { return "", nil }}
	c.Preflight(ctx, plan, !s.ReadOnly()) //nolint:errcheck // what is found there is none of the target's
}

// Preflight examines the target before anything else is sent, so that what stands in the way of all checks is said once. It returns as
// well what is to be said of collections that are not there: the rest can be checked.
func (c *Connection) Preflight(ctx context.Context, plan *plan.Plan, writes bool) (remark string, err error) {
	if len(plan.Units) == 0 { // an empty part
		return "", nil
	}
	var texts []string
	for _, finding := range c.Examine(ctx, plan, writes) {
		switch {
		case finding.Name == doctor.Collections:
			remark = finding.Text
		case finding.State == doctor.Fail:
			texts = append(texts, finding.Text)
		}
	}
	if len(texts) > 0 {
		return "", errors.New(strings.Join(texts, "\n"))
	}
	return remark, nil
}
