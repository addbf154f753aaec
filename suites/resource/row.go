package resource

import (
	"graphconform/fixtures"
)

// Row is one sample row: a value for every property, each with the reason for trying it.
type Row struct {
	Body   fixtures.Object // of a create
	Change fixtures.Object // what of it an update may carry
	// What prose restricts is sent apart, so that its refusal takes nothing else along.
	Restricted, RestrictedChange fixtures.Object
	Samples                      map[string]fixtures.Sample
}

// Apart returns what of a body of the row every server takes, and what no page promises to be taken.
func (r Row) Apart(body fixtures.Object) (moderate, extreme fixtures.Object) {
	for _, member := range body {
		if r.Samples[member.Name].Extreme {
			extreme = append(extreme, member)
		} else {
			moderate = append(moderate, member)
		}
	}
	return moderate, extreme
}

// samples returns the sample values of each property that is sent, and the length of the longest list, which is the number of rows.
func (r *Resource) samples() (samples [][]fixtures.Sample, count int) {
	values := r.Sampler("rows")
	samples = make([][]fixtures.Sample, len(r.Sent))
	for i, p := range r.Sent {
		samples[i] = values.Samples(p)
		count = max(count, len(samples[i]))
	}
	return samples, count
}

// fillRows builds the sample rows. Row k takes the k-th sample of every property, shifted by the property's place among those
// of its type, so that properties of one type always get different values and swapped ones show.
func (r *Resource) fillRows() []Row {
	var rows []Row
	samples, count := r.samples()
	shift := make([]int, len(r.Sent))
	ordinal := map[string]int{}
	for i, p := range r.Sent {
		kind := p.Type
		if len(p.Enum) > 0 {
			kind = "enum " + p.Type
		}
		shift[i] = ordinal[kind]
		ordinal[kind]++
	}
	for k := range count {
		next := Row{Body: r.Typed(), Change: r.Typed(), Samples: make(map[string]fixtures.Sample, len(r.Sent))}
		for i, p := range r.Sent {
			if len(samples[i]) == 0 {
				continue
			}
			sample := samples[i][(k+shift[i])%len(samples[i])]
			body, change := &next.Body, &next.Change
			if r.Restricted(p.Name) {
				body, change = &next.Restricted, &next.RestrictedChange
			}
			next.Samples[p.Name] = sample
			*body = append(*body, fixtures.Member{Name: p.Name, Value: sample.Value})
			if r.Updatable[p.Name] {
				*change = append(*change, fixtures.Member{Name: p.Name, Value: sample.Value})
			}
		}
		rows = append(rows, next)
	}
	return rows
}

// Row returns sample row k, counted round.
func (r *Resource) Row(k int) Row {
	r.filling.Lock()
	defer r.filling.Unlock()
	if r.rows == nil {
		r.rows = r.fillRows()
	}
	return r.rows[k%len(r.rows)]
}

// Release drops the sample rows: a whole catalog of them is large.
func (r *Resource) Release() {
	r.filling.Lock()
	defer r.filling.Unlock()
	r.rows = nil
}
