package resource

import (
	"slices"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// by returns a resource of the embedded catalog, planned by an effort.
func by(t *testing.T, effort Effort, version, name string) *Resource {
	t.Helper()
	catalog := schemas.Embedded()
	contracts, err := catalog.Contracts()
	if err != nil {
		t.Fatal(err)
	}
	for i, contract := range contracts {
		if contract.Version == version && contract.Name == name {
			pairs, err := fixtures.ReadPairs(fixtures.Embedded(), version, name)
			if err != nil {
				t.Fatal(err)
			}
			return New(NewIndex(catalog, contracts, fixtures.Embedded()), i, pairs, Options{Seed: 1, Effort: effort})
		}
	}
	t.Fatalf("%s/%s is not there", version, name)
	return nil
}

// held returns the labels of the samples of a property that objects are created from, and those that updates bring.
func held(r *Resource, property string) (created, updated []string) {
	for _, k := range r.Rows {
		created = append(created, r.Row(k).Samples[property].Label)
		updated = append(updated, r.Row(k + 1).Samples[property].Label)
	}
	return created, updated
}

// By turns, two texts share what is peculiar to one text, and both have what several peculiarities stand in.
func TestTurns(t *testing.T) {
	r := by(t, Standard, "beta", "deviceComplianceDeviceStatus")
	var all []string
	texts := 0
	for _, p := range r.Sent {
		if p.Type != "String" || p.Collection || len(p.Enum) > 0 {
			continue
		}
		texts++
		created, updated := held(r, p.Name)
		seen := slices.Concat(created, updated)
		for _, label := range []string{"plain", "blanks around quotes, backslashes and markup", "percent, plus, letter case and templates",
			"lines, tabs, combining characters and scripts"} {
			if !slices.Contains(seen, label) {
				t.Errorf("%s never holds %q: %q", p.Name, label, seen)
			}
		}
		all = append(all, seen...)
	}
	if texts < 2 {
		t.Fatalf("%d texts", texts)
	}
	for _, label := range []string{"empty", "digits", "looks like a timestamp", "the word null", "4096 characters", "leading equals sign",
		"beyond U+FFFF, joiners and separators", "control characters"} {
		if !slices.Contains(all, label) {
			t.Errorf("no text is %q", label)
		}
	}
	whole := by(t, Exhaustive, "beta", "deviceComplianceDeviceStatus")
	if len(r.Rows)*2 > len(whole.Rows) {
		t.Errorf("%d rows by turns, and %d of all", len(r.Rows), len(whole.Rows))
	}
	if created, _ := held(whole, "userName"); slices.Contains(created, "percent, plus, letter case and templates") {
		t.Error("an exhaustive run tries each peculiarity by itself")
	}
}

// Every member of an enum is tried on create and on update, also where there is an even number of them.
func TestMembersByTurns(t *testing.T) {
	for _, name := range []string{"deviceComplianceDeviceStatus", "deviceComplianceScriptDeviceState", "groupPolicyDefinitionValue"} {
		r := by(t, Standard, "beta", name)
		for _, p := range r.Sent {
			if len(p.Enum) == 0 || p.Collection {
				continue
			}
			created, updated := held(r, p.Name)
			for _, member := range p.Enum {
				if !slices.Contains(created, member) || !slices.Contains(updated, member) {
					t.Errorf("%s %s=%s: created %q, updated %q", name, p.Name, member, created, updated)
				}
				if !r.Tried(p, member, false) || !r.Tried(p, member, true) {
					t.Errorf("%s %s=%s is said not to be tried", name, p.Name, member)
				}
			}
		}
	}
}

// What rows do not hold is not said to be tried.
func TestMembersThatAreNotTried(t *testing.T) {
	for _, effort := range Efforts() {
		r := by(t, effort, "beta", "deviceComplianceDeviceStatus")
		p, _ := r.Contract.Property("status")
		created, updated := held(r, p.Name)
		for _, member := range p.Enum {
			if got, want := r.Tried(p, member, false), slices.Contains(created, member); got != want {
				t.Errorf("%s: %s is tried on create: %v, and rows hold it: %v", effort, member, got, want)
			}
			if got, want := r.Tried(p, member, true), slices.Contains(updated, member); got != want {
				t.Errorf("%s: %s is tried on update: %v, and rows hold it: %v", effort, member, got, want)
			}
		}
	}
}

// Each rule on wrong values is tried on create and on update, but by the least effort, which tries one of them.
func TestWrongValuesByTurns(t *testing.T) {
	for _, effort := range Efforts() {
		r := by(t, effort, "beta", "deviceComplianceDeviceStatus")
		for _, of := range r.Refused() {
			for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
				rules, tried := map[string]bool{}, map[string]bool{}
				for i, w := range of.Values {
					rules[w.Rule] = true
					tried[w.Rule] = tried[w.Rule] || of.On(i, op)
				}
				for rule := range rules {
					if of.Tried(rule, op) != tried[rule] {
						t.Errorf("%s: %s of %s is said to be tried on %s, and sent: %v", effort, rule, of.Name, op, tried[rule])
					}
					if !tried[rule] && effort != Quick {
						t.Errorf("%s: nothing that is wrong for %s by %s is sent on %s", effort, of.Name, rule, op)
					}
				}
			}
		}
	}
}

// Types of objects that have enums inside may come in one kind of write alone.
func TestEnumsInsideThatAreNotTried(t *testing.T) {
	left := 0
	properties := map[string]string{"managementConditionStatement": "expression", "mobileAppTroubleshootingEvent": "history"}
	for name, property := range properties {
		for _, effort := range Efforts() {
			r := by(t, effort, "beta", name)
			p, _ := r.Contract.Property(property)
			created, updated := false, false
			for _, k := range r.Rows {
				in := func(body fixtures.Object) bool {
					value, _ := body.Get(property)
					return r.EnumsIn(p, value) != nil
				}
				created, updated = created || in(r.Row(k).Body), updated || in(r.Row(k+1).Change)
			}
			if !updated {
				left++
			}
			if got := r.TriedInside(p, false); got != created {
				t.Errorf("%s: enums inside %s are tried on create: %v, and rows hold some: %v", effort, property, got, created)
			}
			if got := r.TriedInside(p, true); got != updated {
				t.Errorf("%s: enums inside %s are tried on update: %v, and rows hold some: %v", effort, property, got, updated)
			}
		}
	}
	if left != 3 { // by the least effort of both, by the middle one of the first
		t.Errorf("%d efforts update without enums inside, want 3", left)
	}
}
