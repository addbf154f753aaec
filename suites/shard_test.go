package suites_test

import (
	"testing"

	"pgregory.net/rapid"

	"graphconform/suites"
)

// Whatever the plan, its parts share no check, hold all, know the whole, and differ in size by one resource at most.
func TestShardsPartitionThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := &suites.Plan{Seed: 1}
		for k, size := range rapid.SliceOfN(rapid.IntRange(1, 9), 0, 12).Draw(t, "sizes") {
			unit := &suites.Unit{}
			for c := range size {
				unit.Checks = append(unit.Checks, &suites.Check{ID: string(rune('a'+k)) + string(rune('0'+c))})
			}
			plan.Units = append(plan.Units, unit)
		}
		n := rapid.IntRange(1, 6).Draw(t, "parts")
		seen := map[string]int{}
		smallest, largest := len(plan.Checks()), 0
		for i := 1; i <= n; i++ {
			shard := plan.Shard(i, n)
			if shard.Digest() != plan.Digest() {
				t.Errorf("part %d has a digest of its own", i)
			}
			for _, check := range shard.Checks() {
				seen[check.ID]++
			}
			smallest, largest = min(smallest, len(shard.Checks())), max(largest, len(shard.Checks()))
		}
		for _, check := range plan.Checks() {
			if seen[check.ID] != 1 {
				t.Errorf("%s stands in %d parts", check.ID, seen[check.ID])
			}
		}
		if len(seen) != len(plan.Checks()) || largest-smallest > 9 {
			t.Errorf("%d checks of %d, from %d to %d a part", len(seen), len(plan.Checks()), smallest, largest)
		}
	})
}
