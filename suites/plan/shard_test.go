package plan_test

import (
	"testing"

	"pgregory.net/rapid"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Whatever the plan, its parts share no check, hold all, know the whole, and differ in size by one resource at most.
func TestShardsPartitionThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &plan.Plan{Seed: 1}
		for k, size := range rapid.SliceOfN(rapid.IntRange(1, 9), 0, 12).Draw(t, "sizes") {
			unit := &plan.Unit{Resource: &resource.Resource{}}
			for c := range size {
				unit.Scenarios = append(unit.Scenarios, scenario.Scenario{Key: scenario.RowKey(c)})
				unit.Checks = append(unit.Checks, &conform.Check{ID: string(rune('a'+k)) + string(rune('0'+c))})
			}
			p.Units = append(p.Units, unit)
		}
		n := rapid.IntRange(1, 6).Draw(t, "parts")
		seen := map[string]int{}
		smallest, largest := len(p.Checks()), 0
		for i := 1; i <= n; i++ {
			shard := p.Shard(i, n)
			if shard.Digest() != p.Digest() {
				t.Errorf("part %d has a digest of its own", i)
			}
			for _, check := range shard.Checks() {
				seen[check.ID]++
			}
			smallest, largest = min(smallest, len(shard.Checks())), max(largest, len(shard.Checks()))
		}
		for _, check := range p.Checks() {
			if seen[check.ID] != 1 {
				t.Errorf("%s stands in %d parts", check.ID, seen[check.ID])
			}
		}
		if len(seen) != len(p.Checks()) || largest-smallest > 9 {
			t.Errorf("%d checks of %d, from %d to %d a part", len(seen), len(p.Checks()), smallest, largest)
		}
	})
}

// The sixteen parts of the whole catalog send about the same: none a tenth more than their mean.
func TestSixteenShards(t *testing.T) {
	if testing.Short() {
		t.Skip("plans the whole catalog")
	}
	for _, effort := range []resource.Effort{resource.Standard, resource.Exhaustive} {
		p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 1, Effort: effort})
		if err != nil {
			t.Fatal(err)
		}
		const parts = 16
		var most, all int
		for i := 1; i <= parts; i++ {
			weight := 0
			for _, unit := range p.Shard(i, parts).Units {
				weight += unit.Weight()
			}
			most, all = max(most, weight), all+weight
		}
		if mean := all / parts; most*10 > mean*11 {
			t.Errorf("%s: a part weighs %d, and the mean is %d", effort, most, mean)
		}
	}
}
