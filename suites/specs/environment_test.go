package specs_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/plan"
)

// Names of environment variables. README has a chapter on them.
const (
	targetVariable  = "GRAPHCONFORM_TARGET"
	selectVariable  = "GRAPHCONFORM_SELECT"
	parentsVariable = "GRAPHCONFORM_PARENTS"
	seedVariable    = "GRAPHCONFORM_SEED"
	tokenVariable   = "GRAPH_TOKEN"

	prefix = "GRAPHCONFORM_" // of other variables too, such as those of pipelines
)

// embedded is the root of the embedded tenant, which is reached without a network.
const embedded = "http://localhost:0"

// environment says what the specs check.
type environment struct {
	root     string // empty for the embedded tenant
	token    string
	selected []string
	parents  map[string]string
	seed     uint64
}

// readEnvironment reads what the specs are to check. It refuses a target that is not the developer's own: `graphconform run` asks whether
// that one may be written to. Without a seed in the environment Ginkgo's is taken, which its processes share.
func readEnvironment(ctx context.Context, environ []string, ginkgo int64) (environment, error) {
	getenv, err := variables(environ)
	if err != nil {
		return environment{}, err
	}
	e := environment{root: getenv(targetVariable), token: getenv(tokenVariable), seed: uint64(ginkgo)}
	e.selected = strings.FieldsFunc(getenv(selectVariable), func(r rune) bool { return r == ',' || r == ' ' })
	if len(e.selected) == 0 {
		e.selected = []string{
			"beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**", "beta/hardwareConfigurationUserState/**",
		}
	}
	if text := getenv(seedVariable); text != "" {
		if e.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			return e, fmt.Errorf("%s=%s: not a number from 0 on", seedVariable, text)
		}
	}
	if e.parents, err = readParents(getenv(parentsVariable)); err != nil {
		return e, err
	}
	return e, e.refuse(ctx)
}

// variables returns what variables are set to. A target without a value, as of another variable that is not set, is refused, and so is a
// name like one of the specs' that is none: the embedded tenant would be checked in place of what is meant.
func variables(environ []string) (func(name string) string, error) {
	values := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	if value, set := values[targetVariable]; set && value == "" {
		return nil, fmt.Errorf("%s: set, and empty; give the service root, or unset it for the embedded tenant", targetVariable)
	}
	known := []string{targetVariable, selectVariable, parentsVariable, seedVariable}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(known, name) || !strings.HasPrefix(name, prefix) {
			continue
		}
		for _, right := range known {
			if alike(name, right) {
				return nil, fmt.Errorf("%s: no such variable; is %s meant?", name, right)
			}
		}
	}
	return func(name string) string { return values[name] }, nil
}

// alike reports whether two names differ in no more than two characters that stand side by side, or that are swapped.
func alike(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	start := 0
	for start < len(a) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return len(b)-start-end <= 2
}

func readParents(text string) (map[string]string, error) {
	parents := map[string]string{}
	for _, pair := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		name, id, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if name == "" || id == "" {
			return nil, fmt.Errorf("%s: %q is not name=id, as in deviceComplianceScriptId=1", parentsVariable, pair)
		}
		parents[name] = id
	}
	return parents, nil
}

// refuse returns why the target is not checked here, with the command that checks it.
func (e environment) refuse(ctx context.Context) error {
	switch {
	case e.root == "":
		return nil
	case wire.ByEntra(e.token):
		return fmt.Errorf("%s: Microsoft Entra issued this token, so that %s may act on a tenant with it; "+
			"to read what is there, run\n  %s --observe", tokenVariable, e.root, e.command())
	case !wire.Loopback(e.root):
		return fmt.Errorf("%s: %s is not on the loopback interface; run instead, which only reads unless more is allowed:\n  %s",
			targetVariable, e.root, e.command())
	}
	return nil
}

// command is the one that checks the same with all care.
func (e environment) command() string {
	var b strings.Builder
	fmt.Fprintf(&b, "graphconform run --target '%s'", e.root)
	for _, glob := range e.selected {
		fmt.Fprintf(&b, " --select '%s'", glob)
	}
	for _, name := range slices.Sorted(maps.Keys(e.parents)) {
		fmt.Fprintf(&b, " --parent '%s=%s'", name, e.parents[name])
	}
	return b.String()
}

// plan plans what is selected.
func (e environment) plan() (*plan.Plan, error) {
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: e.seed, Select: e.selected})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", selectVariable, err)
	}
	known := map[string]bool{}
	for _, unit := range p.Units {
		for _, name := range unit.Placeholders() {
			known[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.parents)) {
		if !known[name] {
			there := strings.Join(slices.Sorted(maps.Keys(known)), ", ")
			return nil, fmt.Errorf("%s: no selected resource has a parent %s; there are %s", parentsVariable, name, there)
		}
	}
	return p, nil
}

// sender returns the way to the target.
func (e environment) sender() (*wire.Sender, error) {
	if e.root != "" {
		return wire.New(wire.Config{Root: e.root, Token: e.token})
	}
	token, err := newID()
	if err != nil {
		return nil, err
	}
	return wire.New(wire.Config{Root: embedded, Token: token, Transport: wire.InProcess(tenant.New())})
}

// description names the suite. It bears the seed, so that every report says how its values are sent again.
func (e environment) description() string {
	root := e.root
	if root == "" {
		root = "the embedded tenant"
	}
	return fmt.Sprintf("conformance of %s, seed %d", root, e.seed)
}

// newID returns what no other run is called.
func newID() (string, error) {
	var id [4]byte
	if _, err := rand.Read(id[:]); err != nil {
		return "", errors.New("no random numbers")
	}
	return hex.EncodeToString(id[:]), nil
}

// runNames names what is created: by run, by process of Ginkgo's, and by resource, as each is exercised by itself.
type runNames struct {
	run     string
	process int
	n       int
}

func (r *runNames) next() string {
	r.n++
	return fmt.Sprintf("%s-p%d-%d", r.run, r.process, r.n)
}
