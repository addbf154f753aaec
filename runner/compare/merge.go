package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"graphconform/runner/report"
)

// Part is the report of one part of a run, and what it is called in errors.
type Part struct {
	Name   string
	Report *report.Report
}

// Merge joins the reports of all parts of one plan into the report of the whole. A part or check that is missing or there twice is
// an error, and so are parts of different plans, catalogs or programs, and of different targets unless these are said to be copies of one.
func Merge(parts []Part, copies bool) (*report.Report, error) {
	parts, err := ordered(parts, copies)
	if err != nil {
		return nil, err
	}
	first := parts[0].Report
	whole := &report.Report{
		Format: first.Format, Version: first.Version, Catalog: first.Catalog, Plan: first.Plan, Seed: first.Seed, Profile: first.Profile,
		Configuration: maps.Clone(first.Configuration), Rerun: first.Rerun, Target: first.Target, Claims: first.Claims,
		Started: first.Started,
		Waivers: []report.Waiver{}, Deviations: []report.Deviation{}, Resources: []report.Resource{},
	}
	for _, own := range []string{"shard", "report", "pick-up"} { // of a part
		delete(whole.Configuration, own)
	}
	holder := map[string]string{} // of each check
	var runs, roots []string
	for _, part := range parts {
		for i := range part.Report.Checks {
			id := part.Report.Checks[i].ID
			if other, twice := holder[id]; twice {
				return nil, fmt.Errorf("check %s stands in %s and in %s", id, other, part.Name)
			}
			holder[id] = part.Name
		}
		whole.Append(part.Report)
		joinHead(whole, part.Report)
		runs, roots = append(runs, part.Report.RunID), append(roots, part.Report.Target.Root)
	}
	if planned := first.Shard.Planned; len(whole.Checks) != planned {
		return nil, fmt.Errorf("the parts hold %d checks, the plan has %d: a report is not whole", len(whole.Checks), planned)
	}
	whole.RunID, whole.Target.Root = distinct(runs), distinct(roots) // the names of one host
	slices.Sort(whole.Left)
	whole.Recount()
	return whole, nil
}

// ordered returns the parts by number, where they are parts of one plan and none is missing.
func ordered(parts []Part, copies bool) ([]Part, error) {
	parts = slices.Clone(parts)
	for _, part := range parts {
		if part.Report.Shard == nil {
			return nil, fmt.Errorf("%s: the report of a whole run, not of a part; `graphconform run --shard I/N` takes one", part.Name)
		}
	}
	slices.SortStableFunc(parts, func(a, b Part) int { return a.Report.Shard.Index - b.Report.Shard.Index })
	first := parts[0]
	for i, part := range parts {
		r := part.Report
		if copies && !r.Target.Embedded && !first.Report.Target.Embedded {
			compared := *r
			compared.Target.Root, r = first.Report.Target.Root, &compared
		}
		if what, a, b := Differ(first.Report, r); what != "" {
			remedy := "run all parts with one program, --seed, --effort, --select, --claims and --catalog"
			if what == "target" {
				remedy = "run all parts against one; --copies says that they are copies of one"
			}
			return nil, fmt.Errorf("%s and %s differ in their %s: %s, %s; %s", first.Name, part.Name, what, a, b, remedy)
		}
		switch index := r.Shard.Index; {
		case i > 0 && index == parts[i-1].Report.Shard.Index:
			return nil, fmt.Errorf("part %d of %d stands in %s and in %s", index, r.Shard.Count, parts[i-1].Name, part.Name)
		case index != i+1:
			return nil, fmt.Errorf("part %d of %d is missing", i+1, r.Shard.Count)
		}
	}
	if count := first.Report.Shard.Count; len(parts) != count {
		return nil, fmt.Errorf("part %d of %d is missing", len(parts)+1, count)
	}
	return parts, nil
}

// Differ says in what two reports differ that are of one run, or of parts of one, and how; empty where they may be.
func Differ(one, other *report.Report) (what, a, b string) {
	claims := func(r *report.Report) string {
		if r.Claims == nil {
			return "all"
		}
		return r.Claims.String()
	}
	parts := func(r *report.Report) string {
		if r.Shard == nil {
			return "the whole"
		}
		return fmt.Sprint(r.Shard.Count)
	}
	condition := func(r *report.Report) string {
		return strings.Join(slices.Sorted(slices.Values(slices.Concat(r.Target.Faults, r.Target.Variants))), ", ")
	}
	for _, same := range []struct{ what, a, b string }{
		{"plan", one.Plan, other.Plan}, {"catalog", one.Catalog, other.Catalog}, {"version of the suite", one.Version, other.Version},
		{"profile", one.Profile, other.Profile},
		{"effort", one.Configuration["effort"], other.Configuration["effort"]}, {"claims", claims(one), claims(other)},
		{"number of parts", parts(one), parts(other)},
		{"target", one.Target.Name(), other.Target.Name()}, {"faults and variants", condition(one), condition(other)},
	} {
		if same.a != same.b && !(same.what == "target" && one.Target.Same(other.Target)) {
			return same.what, same.a, same.b
		}
	}
	return "", "", ""
}

// joinHead adds what a part says beside its checks.
func joinHead(whole, part *report.Report) {
	whole.Stopped = whole.Stopped || part.Stopped
	whole.Left = append(whole.Left, part.Left...)
	ends := func(r *report.Report) time.Time {
		return r.Started.Add(time.Duration(r.Seconds * float64(time.Second)))
	}
	end := ends(part)
	if whole.Seconds > 0 && ends(whole).After(end) {
		end = ends(whole)
	}
	if part.Started.Before(whole.Started) {
		whole.Started = part.Started
	}
	whole.Seconds = end.Sub(whole.Started).Seconds()
	for _, w := range part.Waivers {
		i := slices.IndexFunc(whole.Waivers, func(known report.Waiver) bool { return known.At == w.At && known.Check == w.Check })
		if i < 0 {
			w.Checks = slices.Clone(w.Checks)
			whole.Waivers = append(whole.Waivers, w)
			continue
		}
		whole.Waivers[i].Checks = append(whole.Waivers[i].Checks, w.Checks...)
	}
	for _, s := range part.Stale {
		i := slices.IndexFunc(whole.Stale, func(known report.Stale) bool { return known.At == s.At && known.Check == s.Check })
		if i < 0 {
			s.Passed = slices.Clone(s.Passed)
			whole.Stale = append(whole.Stale, s)
			continue
		}
		whole.Stale[i].Passed = append(whole.Stale[i].Passed, s.Passed...)
	}
	for _, d := range part.Deviations {
		i := slices.IndexFunc(whole.Deviations, func(known report.Deviation) bool { return known.ID == d.ID })
		if i < 0 {
			whole.Deviations = append(whole.Deviations, d)
			continue
		}
		whole.Deviations[i].Met += d.Met
	}
}

// distinct lists each text once, in order.
func distinct(texts []string) string {
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), ", ")
}
