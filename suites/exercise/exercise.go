package exercise

import (
	"cmp"
	"context"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"graphconform/fixtures/wire"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
)

// atOnce is how many bytes the units that are under way may be expected to take together: near the limit of memory, collecting garbage
// would cost more than waiting does. A unit that is expected to take more is alone.
const atOnce = 384 << 20

// Run runs the plan's scenarios against the target and hands over the evidence of each resource. done may be called by several goroutines
// at once. Run returns when all is handed over and everything created is removed; when ctx ends it stops sending, removes what it made,
// and hands over what was gathered.
func Run(ctx context.Context, p *plan.Plan, target Target, done func(*plan.Unit, *conform.Evidence)) Tally {
	calls := map[string]bool{}
	if len(p.Units) > 0 {
		calls = p.Units[0].Resource.Index.Calls()
	}
	r := &run{
		target: target, seed: p.Seed, tagged: p.Run != "", access: map[string]*sync.RWMutex{}, bodies: map[string]*bodies{},
		guard: guard.New(target.Sender, guard.Options{
			ReadOnly: target.ReadOnly, Private: target.Private, Tenant: target.Shared, Run: p.Run, Name: target.Name(), Calls: calls,
			Consistent: target.Consistent, Restart: target.Restart,
		}),
		scenarios: make(chan struct{}, max(target.Workers, 1)),
	}
	var group sync.WaitGroup
	resources := make(chan struct{}, max(target.Workers, 2))
	room := semaphore.NewWeighted(atOnce) // what is not judged yet costs memory
	for _, units := range mixed(p.Seed, independent(p.Units)) {
		resources <- struct{}{}
		group.Go(func() {
			defer func() { <-resources }()
			for _, unit := range units {
				expected := Expected(unit)
				share := min(expected, atOnce)
				room.Acquire(context.WithoutCancel(ctx), share) //nolint:errcheck // it waits for units, which end
				together, judged := wire.Together(ctx, expected)
				done(unit, r.unit(together, unit))
				judged()
				room.Release(share)
			}
		})
	}
	group.Wait()
	return Tally{Left: r.remaining(ctx), Consistent: r.consistent, Refused: r.guard.Refused()}
}

// Expected is about how many bytes of memory the answers to the requests for a unit take, where the target is honest: each scenario sees
// objects of all properties some dozen times, and what prose restricts may have to be sent one by one.
func Expected(unit *plan.Unit) int64 {
	const property, others, dozen, apart = 1 << 10, 5, 12, 4
	of := unit.Resource
	objects := len(unit.Scenarios)*dozen + len(of.Rows)*len(of.Conditional)*apart
	return int64(objects) * int64(len(of.Contract.Properties)+others) * property
}

// independent groups the units by the outermost collection on their routes: those of one group would be in each other's way, and are run
// one after another. The largest group comes first, as it ends last.
func independent(all []*plan.Unit) [][]*plan.Unit {
	at := map[string]int{}
	var groups [][]*plan.Unit
	for _, unit := range all {
		entrance := unit.Resource.Entrance()
		if _, known := at[entrance]; !known {
			at[entrance] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[entrance]] = append(groups[at[entrance]], unit)
	}
	slices.SortStableFunc(groups, func(a, b []*plan.Unit) int { return weight(b) - weight(a) })
	return groups
}

// weight is how many checks a group has.
func weight(group []*plan.Unit) (n int) {
	for _, unit := range group {
		n += len(unit.Checks)
	}
	return n
}

// mixed puts all groups but the first into an order that the seed draws: a server shall not know by it what comes. Large ones stay before
// small ones by and large, as else the run would wait for one of them at its end.
func mixed(seed uint64, groups [][]*plan.Unit) [][]*plan.Unit {
	if len(groups) < 3 {
		return groups
	}
	random, place := draw(seed, "groups"), map[*plan.Unit]float64{}
	for _, group := range groups {
		place[group[0]] = float64(weight(group)+1) * (0.5 + random.Float64())
	}
	slices.SortStableFunc(groups[1:], func(a, b []*plan.Unit) int { return cmp.Compare(place[b[0]], place[a[0]]) })
	return groups
}

// draw returns what orders are drawn by: equal ones for equal seeds and names.
func draw(seed uint64, name string) *rand.Rand {
	hash := fnv.New64a()
	hash.Write([]byte(name)) //nolint:errcheck // never fails
	return rand.New(rand.NewPCG(seed, hash.Sum64()))
}

// run is the state of one exercise.
type run struct {
	target    Target
	seed      uint64
	tagged    bool // the values that are sent show whose they are
	guard     *guard.Guard
	scenarios chan struct{} // limits those at once
	names     atomic.Int64  // parents named so far
	existing  existing
	entrances entrances
	shaky     atomic.Bool // a step whose connection broke was answered at another time: it is not what was asked that broke it

	mutex      sync.Mutex
	left       []cleanup.Remains
	consistent time.Duration
	access     map[string]*sync.RWMutex // by outermost collection
	bodies     map[string]*bodies       // of parents, by template and level
}

// accessTo returns the lock of a route's outermost collection.
func (r *run) accessTo(version string, route resource.Route) *sync.RWMutex {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	at := version + route.First()
	if r.access[at] == nil {
		r.access[at] = &sync.RWMutex{}
	}
	return r.access[at]
}
