package exercise

import (
	"slices"
	"strings"
	"testing"

	"graphconform/suites/plan"
)

// In a tenant people see whose objects are among theirs. Elsewhere names say nothing of the suite, and differ by run.
func TestNames(t *testing.T) {
	for _, test := range []struct {
		target Target
		want   string
	}{
		{Target{RunID: "1a2b3c4d", Shared: true}, "graphconform-1a2b3c4d"},
		{Target{RunID: "1a2b3c4d", Shared: true, Prefix: "nightly"}, "nightly-1a2b3c4d"},
		{Target{RunID: "1a2b3c4d", Prefix: "nightly"}, "nightly-1a2b3c4d"},
	} {
		if got := test.target.Name(); got != test.want {
			t.Errorf("%+v: %s, want %s", test.target, got, test.want)
		}
	}
	seen := map[string]bool{}
	for _, run := range []string{"1a2b3c4d", "00000000", "deadbeef", "7", "", "0badcafe"} {
		name := Target{RunID: run}.Name()
		word, found := strings.CutSuffix(name, "-"+run)
		if !found || strings.Contains(name, Named) || !slices.Contains(words[:], word) {
			t.Errorf("%s: %s", run, name)
		}
		seen[word] = true
	}
	if len(seen) < 3 {
		t.Errorf("six runs have %d words", len(seen))
	}
}

// The order in which resources and scenarios are begun is the seed's; the largest group stays first, and the documented scenario too.
func TestOrderVariesBySeed(t *testing.T) {
	groups := func() [][]*plan.Unit {
		all := make([][]*plan.Unit, 20)
		for i := range all {
			all[i] = []*plan.Unit{{}}
		}
		return all
	}
	all := groups()
	order := func(seed uint64) (at []int) {
		for _, group := range mixed(seed, slices.Clone(all)) {
			at = append(at, slices.IndexFunc(all, func(other []*plan.Unit) bool { return other[0] == group[0] }))
		}
		return at
	}
	if slices.Equal(order(1), order(2)) || !slices.Equal(order(1), order(1)) || order(1)[0] != 0 {
		t.Errorf("%v, %v", order(1), order(2))
	}
	sorted := slices.Sorted(slices.Values(order(3)))
	for i, at := range sorted {
		if i != at {
			t.Fatalf("not all groups are there: %v", sorted)
		}
	}
}
