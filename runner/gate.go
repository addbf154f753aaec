package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.yaml.in/yaml/v3"

	"graphconform/runner/waiver"
	"graphconform/schemas"
	"graphconform/suites"
)

// gateFlags say which failures are known and therefore do not fail a run.
type gateFlags struct {
	Waivers *string `help:"Waiver file: failures that are known and do not fail the run." placeholder:"FILE"`
	Renamed *string `help:"Names that derive --diff --renamed found spelt otherwise: waivers go on under the new ones." placeholder:"FILE"`
}

// gate sets known failures aside.
type gate struct {
	waivers *waiver.Set
}

// open reads what is known and holds it against the plan, before anything is sent. catalog tells of the checks that the run leaves out.
func (f gateFlags) open(from catalog, plan *suites.Plan) (*gate, error) {
	renames, err := readRenames(f.Renamed)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	g := &gate{}
	if f.Waivers == nil {
		return g, nil
	}
	waivers, err := waiver.Open(*f.Waivers)
	if err != nil {
		return nil, exitError{exitUsage, fmt.Errorf("--waivers: %w", err)}
	}
	scope := waiver.Scope{
		Former:    func(id string) string { return suites.FormerID(id, renames) },
		Elsewhere: func(g suites.Glob) bool { return from.holds(g, renames) },
		Today:     time.Now().Format(time.DateOnly),
	}
	for _, check := range plan.Checks() {
		scope.Planned = append(scope.Planned, check.ID)
	}
	if g.waivers, err = waiver.New(waivers, scope); err != nil {
		return nil, exitError{exitUsage, fmt.Errorf("--waivers:\n%w", err)}
	}
	return g, nil
}

// holds tells whether any check of the catalog matches, also of those that a run leaves out.
func (c catalog) holds(glob suites.Glob, renames []schemas.Rename) bool {
	options := c.options
	options.Select, options.Strict = []string{glob.String()}, true
	if plan, err := suites.NewPlan(c.contracts, options); err == nil && len(plan.Checks()) > 0 {
		return true
	}
	if len(renames) == 0 {
		return false
	}
	options.Select = nil
	plan, err := suites.NewPlan(c.contracts, options)
	if err != nil {
		return false
	}
	for _, check := range plan.Checks() {
		if glob.Match(suites.FormerID(check.ID, renames)) {
			return true
		}
	}
	return false
}

// judge returns the outcome as the run counts it.
func (g *gate) judge(o suites.Outcome) suites.Outcome { return waiver.SetAside(o, g.excuse) }

func (g *gate) excuse(id string) string {
	if g.waivers == nil {
		return ""
	}
	return g.waivers.Excuse(id)
}

// exit words the verdicts and the state of the waivers: a departure comes first, then a waiver that is out of date.
func (g *gate) exit(code int, outcomes []suites.Outcome) error {
	var stale error
	if g.waivers != nil {
		stale = g.waivers.Stale(outcomes)
	}
	switch {
	case stale != nil && code != exitFail:
		return exitError{exitUsage, fmt.Errorf("--waivers:\n%w", stale)}
	case stale != nil:
		return exitError{code, fmt.Errorf("--waivers:\n%w", stale)}
	case code != exitOK:
		return exitError{code: code}
	}
	return nil
}

func readRenames(path *string) ([]schemas.Rename, error) {
	if path == nil {
		return nil, nil
	}
	data, err := os.ReadFile(*path)
	if err != nil {
		return nil, fmt.Errorf("--renamed: %w", err)
	}
	var renames []schemas.Rename
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&renames); err != nil && !errors.Is(err, io.EOF) {
		var types *yaml.TypeError
		if errors.As(err, &types) {
			err = errors.New(types.Errors[0])
		}
		return nil, fmt.Errorf("--renamed %s: %w; `graphconform derive --diff --renamed %s OLD NEW` writes such a file", *path, err, *path)
	}
	return renames, nil
}
