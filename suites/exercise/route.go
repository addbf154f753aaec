package exercise

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// entrances remembers which outermost collections the target has, so that each is asked for once.
type entrances struct {
	mutex sync.Mutex
	there map[string]bool
}

// routed returns the scenarios of a unit on the routes that the target has: pages show some collections at several paths, and a partial
// target may serve any of them.
func (r *run) routed(ctx context.Context, unit *plan.Unit) []scenario.Scenario {
	scenarios := slices.Clone(unit.Scenarios)
	if r.target.Private || unit.Resource.Kind == resource.Singleton {
		return scenarios
	}
	for i, s := range scenarios {
		scenarios[i].Route = r.choose(ctx, unit.Resource.Contract.Version, append([]resource.Route{s.Route}, s.Others...))
	}
	return scenarios
}

// choose returns the first route with a parent that was given, else the first that begins with a collection that is there, else the first.
func (r *run) choose(ctx context.Context, version string, routes []resource.Route) resource.Route {
	if len(routes) == 1 {
		return routes[0]
	}
	given := func(route resource.Route) bool {
		return slices.ContainsFunc(route.Placeholders(), func(name string) bool { return r.target.Parents[name] != "" })
	}
	if at := slices.IndexFunc(routes, given); at >= 0 {
		return routes[at]
	}
	isThere := func(route resource.Route) bool { return r.hasEntrance(ctx, "/"+version+route.First()) }
	if at := slices.IndexFunc(routes, isThere); at >= 0 {
		return routes[at]
	}
	return routes[0]
}

// hasEntrance reports whether GET of an outermost collection is answered with anything but that nothing is there.
func (r *run) hasEntrance(ctx context.Context, path string) bool {
	r.entrances.mutex.Lock()
	defer r.entrances.mutex.Unlock()
	there, known := r.entrances.there[path]
	if !known {
		exchanges := r.guard.Send(ctx, fixtures.Request{
			Method: http.MethodGet, URL: r.guard.Root() + path, Header: http.Header{"Accept": {"application/json"}},
		})
		there = !conform.NoCollection(exchanges[len(exchanges)-1].Response)
		if r.entrances.there == nil {
			r.entrances.there = map[string]bool{}
		}
		r.entrances.there[path] = there
	}
	return there
}
