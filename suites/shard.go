package suites

import (
	"cmp"
	"slices"
)

// Shard returns part i of n of the plan, i counting from 1, with the digest of the whole. The parts share no check, together hold all,
// and are of about the same size. A part is empty where there are fewer resources than parts.
//
// A part holds whole resources. Scenarios of one resource are judged together: what one of them shows explains what another one
// saw, and some rules look at every answer of the resource. Cutting a resource would change verdicts, or run its scenarios in
// every part.
func (p *Plan) Shard(i, n int) *Plan {
	units := slices.Clone(p.Units)
	slices.SortStableFunc(units, func(a, b *Unit) int { return cmp.Compare(len(b.Checks), len(a.Checks)) })
	load, part := make([]int, n), map[*Unit]int{}
	for _, unit := range units { // the largest first, each to the part that has least
		least := slices.Index(load, slices.Min(load))
		load[least] += len(unit.Checks)
		part[unit] = least + 1
	}
	shard := &Plan{Seed: p.Seed, digest: p.Digest()}
	for _, unit := range p.Units {
		if part[unit] == i {
			shard.Units = append(shard.Units, unit)
		}
	}
	return shard
}
