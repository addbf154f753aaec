package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"graphconform/runner/compare"
	"graphconform/runner/report"
	"graphconform/suites"
)

// shardFlag takes a part of the plan.
type shardFlag struct {
	Shard string `help:"Take part I of N of the resources; merge joins the reports. Needs --seed, the same for all parts." placeholder:"I/N"`

	shard *report.Shard // nil for the whole plan
}

// maxShards bounds the parts of a plan.
const maxShards = 1000

func (f *shardFlag) parse(plan *suites.Plan, seeded bool) error {
	if f.Shard == "" {
		return nil
	}
	i, n, _ := strings.Cut(f.Shard, "/")
	index, err := strconv.Atoi(i)
	count, err2 := strconv.Atoi(n)
	switch {
	case err != nil || err2 != nil || index < 1 || count < index || count > maxShards:
		return usage("--shard %s: want I/N, part I of N, such as 1/4; at most %d parts", f.Shard, maxShards)
	case !seeded:
		return usage("--shard %s: give --seed too, the same number for all parts: they are parts of one plan", f.Shard)
	}
	f.shard = &report.Shard{Index: index, Count: count, Planned: len(plan.Checks())}
	return nil
}

// part returns the part of the plan that the run takes.
func (f *shardFlag) part(plan *suites.Plan) *suites.Plan {
	if f.shard == nil {
		return plan
	}
	return plan.Shard(f.shard.Index, f.shard.Count)
}

type mergeCmd struct {
	Parts []string `arg:"" name:"dir" help:"Folders that run --shard --report wrote, one for each part."`
	Out   string   `required:"" help:"Folder to write the reports of the whole to." placeholder:"DIR"`
}

// Run joins reports. Its exit code is that of a run of the whole.
func (c *mergeCmd) Run(e *env) error {
	var parts []compare.Part
	for _, dir := range c.Parts {
		path := dir
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			path = filepath.Join(dir, "report.json")
		}
		r, err := report.Read(path)
		if err != nil {
			return exitError{exitUsage, err}
		}
		parts = append(parts, compare.Part{Name: dir, Report: r})
	}
	whole, err := compare.Merge(parts)
	if err != nil {
		return usage("merge: %w", err)
	}
	if err := writable(c.Out); err != nil {
		return usage("--out %s: %v; name a folder that can be written to", c.Out, err)
	}
	if err := report.WriteAll(c.Out, whole); err != nil {
		return exitError{exitInconclusive, fmt.Errorf("--out: %w", err)}
	}
	report.Terminal(e.out, whole)
	report.Headline(e.out, whole)
	if code := whole.ExitCode(); code != exitOK {
		return exitError{code: code}
	}
	return nil
}
