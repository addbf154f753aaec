package settings

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"graphconform/runner/target"
	"graphconform/suites/resource"
)

// What Microsoft Graph is asked for at most, in requests a second: well below the limits of its Intune services.
const (
	graphRate      = 20
	graphWriteRate = 2
)

// defaultTimeout is the time limit of a request where none is given.
const defaultTimeout = 30 * time.Second

// Loopback reports whether nothing leaves this machine. Where a token that Microsoft Entra issued is given, something is meant to: the
// target may be a proxy that leads to Microsoft Graph.
func (s *Settings) Loopback() bool { return !s.Entra && s.onMachine() }

func (s *Settings) onMachine() bool {
	return (s.Embedded || target.Loopback(s.Target.URL)) && s.proxyIsHere()
}

// StaysHere reports whether what is sent to a URL never leaves this machine, whatever else is said of the target.
func (s *Settings) StaysHere(url string) bool {
	return target.Loopback(url) && s.proxyIsHere()
}

func (s *Settings) proxyIsHere() bool { return s.Target.Proxy == "" || target.Loopback(s.Target.Proxy) }

// Graph reports whether the target is a deployment of Microsoft Graph.
func (s *Settings) Graph() bool {
	_, graph := target.CloudAt(s.Target.URL)
	return graph || s.Target.Cloud != ""
}

// MaybeGraph reports whether the target is a deployment of Microsoft Graph, or may lead to one: its token is one for that.
func (s *Settings) MaybeGraph() bool { return s.Graph() || s.Entra }

// Emulator reports whether the target is said to hold nobody's objects, and its token does not speak against it.
func (s *Settings) Emulator() bool { return s.Target.Emulator && !s.Entra && !s.Graph() }

// Named reports whether requests say who sends them: people of a tenant must be able to see whose objects stand among theirs. Elsewhere
// nothing in a request names the suite, so that no server can behave for it alone.
func (s *Settings) Named() bool { return !s.Loopback() && !s.Emulator() }

// ReadOnly reports whether nothing may be sent that writes: because that is wished for, or because nobody allowed more.
func (s *Settings) ReadOnly() bool {
	return s.Observe || !s.Loopback() && !s.AllowWrites && !s.Emulator()
}

// NoAuth reports whether no bad tokens are sent: Microsoft Graph would take them for an attack.
func (s *Settings) NoAuth() bool { return s.MaybeGraph() && !s.Target.Auth }

// Effort is how much of what is worth trying is tried.
func (s *Settings) Effort() resource.Effort {
	effort := resource.Exhaustive
	if s.MaybeGraph() { // where two writes a second are carried out
		effort = resource.Standard
	}
	return cmp.Or(s.Tried, effort)
}

// graphConsistency is how long Microsoft Graph may take to show a write.
const graphConsistency = 30 * time.Second

// Consistency is how long a write may take to show in reads and lists; 0 where it has to show at once.
func (s *Settings) Consistency() time.Duration {
	delay := time.Duration(0)
	if s.MaybeGraph() {
		delay = graphConsistency
	}
	return cmp.Or(time.Duration(s.Target.Consistency), delay)
}

// Workers is how many scenarios run at once.
func (s *Settings) Workers() int {
	switch {
	case s.Target.Workers > 0:
		return s.Target.Workers
	case s.Embedded:
		return 3
	case s.Loopback():
		return 16
	}
	return 4
}

// Rates returns how many requests a second this process sends, and how many that write; 0 for any number. Limits are a tenant's: who
// share one take a share each.
func (s *Settings) Rates() (all, writes float64) {
	all, writes = s.Target.Rate, s.Target.Rate
	if s.MaybeGraph() {
		all, writes = cmp.Or(all, graphRate), cmp.Or(writes, graphWriteRate)
		if s.SharedRate {
			writes = min(writes, graphWriteRate)
		}
	}
	sharers := float64(max(s.Sharers, 1))
	return all / sharers, writes / sharers
}

// What one request is taken to cost where nothing limits their rate, and how many are taken to be under way.
const (
	localRoundTrip  = 2 * time.Millisecond
	localAtOnce     = 16
	remoteRoundTrip = 150 * time.Millisecond
	remoteAtOnce    = 4
)

// Duration is a guess of how long so many requests take, of which some write: the longest of what the rates and the round trips take.
func (s *Settings) Duration(requests, writes int) time.Duration {
	trip, atOnce := localRoundTrip, localAtOnce
	if !s.Loopback() {
		trip, atOnce = remoteRoundTrip, remoteAtOnce
	}
	took := time.Duration(requests) * trip / time.Duration(cmp.Or(s.Target.Workers, atOnce))
	if rate, writeRate := s.Rates(); rate > 0 {
		seconds := max(float64(requests)/rate, float64(writes)/writeRate)
		took = max(took, time.Duration(seconds*float64(time.Second)))
	}
	return max(took, time.Second)
}

// How many MiB of memory the answers of one resource may take beyond what the plan lets expect: an emulator holds what the run made, and a
// tenant thousands of objects.
const (
	localMaxKept  = 64
	remoteMaxKept = 256
)

// MaxKept is how many bytes the answers of one resource may take in memory beyond what the plan lets expect.
func (s *Settings) MaxKept() int64 {
	most := int64(remoteMaxKept)
	if s.Loopback() {
		most = localMaxKept
	}
	return cmp.Or(s.Target.MaxKept, most) << 20
}

// Configuration is what a report says that the run used: the flags as they were given, and over them what the target file and the kind
// of target decide. It holds no secrets where the flags hold none.
func (s *Settings) Configuration(flags map[string]string) map[string]string {
	out := maps.Clone(flags)
	if out == nil {
		out = map[string]string{}
	}
	out["effort"] = string(s.Effort())
	out["workers"], out["timeout"] = strconv.Itoa(s.Workers()), cmp.Or(time.Duration(s.Target.Timeout), defaultTimeout).String()
	for name, value := range map[string]string{
		"cloud": s.Target.Cloud, "tenant": s.Target.Tenant, "profile": s.Target.Profile, "claims": s.Target.Claims,
		"prefix":  s.Target.Prefix,
		"sign-in": s.Target.SignIn.Method, "allow-tenants": strings.Join(s.Target.AllowTenants, ", "),
		"deny-tenants": strings.Join(s.Target.DenyTenants, ", "),
	} {
		if value != "" {
			out[name] = value
		}
	}
	if s.Target.Rate > 0 {
		out["rate"] = Rate{s.Target.Rate, s.Sharers}.String()
	}
	if s.Target.Emulator {
		out["emulator"] = "true"
	}
	if delay := s.Consistency(); delay > 0 {
		out["consistency"] = delay.String()
	}
	if s.Target.MaxRequests > 0 {
		out["max-requests"] = fmt.Sprint(s.Target.MaxRequests)
	}
	if s.Target.MaxKept > 0 {
		out["max-kept"] = fmt.Sprint(s.Target.MaxKept)
	}
	return out
}
