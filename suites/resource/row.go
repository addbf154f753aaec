package resource

import (
	"slices"

	"graphconform/fixtures"
	"graphconform/schemas"
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

// common is how many of the first samples every property takes, where those of one kind share the others among them.
const common = 4

// pick says which sample a property takes in which row.
type pick struct {
	own, shared int // how many of the first samples it takes, and how many behind them are shared
	nth, of     int // its place among the properties of its kind
	swaps       bool
	enumsIn     []bool // which samples have enums inside, where not every write brings each; nil where every one does
}

// rows returns how many rows it takes to try all.
func (p pick) rows() int {
	if p.shared == 0 {
		return p.own
	}
	return p.own + (p.shared+p.of-1)/p.of
}

// at returns which sample stands in row k. Properties of one kind take different ones, so that swapped ones show. Each time round,
// samples of even rows come to stand in odd ones where it swaps them: objects are created from even rows then.
func (p pick) at(k int) int {
	rows := p.rows()
	lap := k / rows
	if k %= rows; p.swaps && rows%2 == 0 {
		k = (k + lap) % rows
	}
	if k < p.own {
		return (k + p.nth) % p.own
	}
	return p.own + ((k-p.own)*p.of+p.nth)%p.shared
}

// samples returns the sample values of each property that is sent.
func (r *Resource) samples() [][]fixtures.Sample {
	values := r.Sampler("rows")
	samples := make([][]fixtures.Sample, len(r.Sent))
	for i, p := range r.Sent {
		samples[i] = values.Samples(p)
	}
	return samples
}

// arrange decides which samples stand in which rows, and how many rows that takes.
func (r *Resource) arrange() {
	samples, amounts, count := r.samples(), r.Effort.Amounts(), map[string]int{}
	kind := func(p schemas.Property) string {
		if len(p.Enum) > 0 {
			return "enum " + p.Type
		}
		return p.Type
	}
	r.picks = make([]pick, len(r.Sent))
	for i, p := range r.Sent {
		r.picks[i] = pick{own: len(samples[i]), nth: count[kind(p)], swaps: amounts.Turns}
		count[kind(p)]++
	}
	for i, p := range r.Sent {
		pick := &r.picks[i]
		pick.of = count[kind(p)]
		if amounts.Turns && pick.of > 1 {
			pick.own, pick.shared = min(common, len(samples[i])), max(0, len(samples[i])-common)
		}
		r.RowCount = max(r.RowCount, pick.rows())
		if amounts.Turns && (p.Collection || fixtures.IsComplex(p)) {
			for _, sample := range samples[i] {
				pick.enumsIn = append(pick.enumsIn, r.EnumsIn(p, sample.Value) != nil)
			}
		}
		if amounts.Turns && (len(p.Enum) > 0 || p.Collection || fixtures.IsComplex(p)) {
			r.RowCount = max(r.RowCount, 2*pick.rows()) // each member, and each type of object, on create and on update
		}
	}
	if amounts.Rows > 0 {
		r.RowCount = min(r.RowCount, amounts.Rows)
	}
	step := 1
	if amounts.Turns {
		step = 2
	}
	for k := 0; k < r.RowCount; k += step {
		r.Rows = append(r.Rows, k)
	}
}

// manyRows is how many rows are enough that each property is touched also where not every row is.
const manyRows = 6

// touches returns which of the rows whose objects are updated once more row k is; false where it is none.
func (r *Resource) touches(k int) (nth int, is bool) {
	each := r.Effort.Amounts().Touch
	if len(r.Rows) < manyRows {
		each = 1 // else some properties would be in no update of another one
	}
	nth = slices.Index(r.Rows, k)
	return nth / each, nth%each == 0
}

// Tried reports whether the rows hold a member of an enum in what a write carries: that is an object which is created, or else an update.
func (r *Resource) Tried(p schemas.Property, member string, update bool) bool {
	return r.carries(p, update, func(_ pick, sample int) bool { return p.Enum[sample] == member })
}

// TriedInside reports whether a value that a write carries has enums inside. Not every type of object has some, and where properties share
// their values, not every write brings each: it is known where they do.
func (r *Resource) TriedInside(p schemas.Property, update bool) bool {
	return r.carries(p, update, func(of pick, sample int) bool { return of.enumsIn == nil || of.enumsIn[sample] })
}

// carries reports whether a write carries a sample of a property.
func (r *Resource) carries(p schemas.Property, update bool, is func(of pick, sample int) bool) bool {
	of := r.picks[slices.IndexFunc(r.Sent, func(q schemas.Property) bool { return q.Name == p.Name })]
	later := 0
	if update {
		later = 1 // an update brings the values of the next row
	}
	return slices.ContainsFunc(r.Rows, func(k int) bool { return is(of, of.at((k+later)%r.RowCount)) })
}

// fillRows builds the sample rows.
func (r *Resource) fillRows() []Row {
	var rows []Row
	samples := r.samples()
	for k := range r.RowCount {
		next := Row{Body: r.Typed(), Change: r.Typed(), Samples: make(map[string]fixtures.Sample, len(r.Sent))}
		for i, p := range r.Sent {
			if len(samples[i]) == 0 {
				continue
			}
			sample := samples[i][r.picks[i].at(k)]
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
