package suites

// Only returns the part of the plan that is about the resources which keep tells, by id, with the digest of the whole.
func (p *Plan) Only(keep func(resource string) bool) *Plan {
	part := &Plan{Seed: p.Seed, digest: p.Digest()}
	for _, unit := range p.Units {
		if keep(unit.Resource.ID()) {
			part.Units = append(part.Units, unit)
		}
	}
	return part
}
