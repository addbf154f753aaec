package schemas

import (
	"slices"
	"testing"
)

func TestDiff(t *testing.T) {
	before, after := house(), house()
	low := int64(0)
	lamp := after[0]
	lamp.Properties = slices.Delete(lamp.Properties, 1, 2) // label
	lamp.Properties[1].Enum = []string{"on", "dim"}
	lamp.Properties[2].Minimum = &low
	lamp.Properties[3].Type = "Int64"
	before[0].Properties[7].MaxItems, lamp.Properties[6].MaxItems = 3, 2 // rooms
	after[2].Properties[0].Conditions = []Condition{{Kind: Unique}}
	after[2].Properties[0].MaxLength, before[2].Properties[0].MaxLength = 9, 8
	lamp.Properties = append(lamp.Properties, Property{Name: "height", Type: "Double"})
	before[0].Operations = []Operation{{Kind: Create, Method: "POST", Paths: []string{"/lamps", "/rooms/{id}/lamps"}, Status: 201},
		{Kind: Action, Name: "dim"}}
	lamp.Operations = []Operation{{Kind: Create, Method: "POST", Paths: []string{"/lamps"}, Status: 200, Returns: &Returns{Type: "lamp"}},
		{Kind: Action, Name: "dim", Parameters: []Property{{Name: "by", Type: "Int32"}}}}
	after = append(after[:1], after[2:]...) // shade
	after = append(after, &Contract{Version: "v1.0", Name: "lamp", Kind: Entity})
	old, _ := written(t, before)
	fresh, _ := written(t, after)
	changes, err := Diff(old, fresh)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, c.String())
	}
	want := []string{
		"breaking  beta/lamp count: type changed from Int32 to Int64",
		"breaking  beta/lamp glow: member removed off",
		"additive  beta/lamp glow: member added dim",
		"additive  beta/lamp height: property added Double",
		"breaking  beta/lamp label: property removed String",
		"breaking  beta/lamp rooms: most elements changed from 3 to 2",
		"additive  beta/lamp watts: least value changed from 1 to 0",
		"breaking  beta/lamp action dim(by): parameter added Int32",
		"breaking  beta/lamp create: status changed from 201 to 200",
		"breaking  beta/lamp create: answer changed from none to lamp",
		"breaking  beta/lamp create: path gone /rooms/{id}/lamps",
		"additive  beta/paperShade colour: conditions changed from none to unique",
		"additive  beta/paperShade colour: greatest length changed from 8 to 9",
		"breaking  beta/shade: type removed",
		"additive  v1.0/lamp: type added",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if same, err := Diff(old, old); err != nil || len(same) > 0 {
		t.Errorf("a catalog differs from itself: %v, %v", same, err)
	}
}

func TestRenames(t *testing.T) {
	before, after := house(), house()
	after[0].Properties[1].Name = "Label"
	after[0].Properties[2].Enum = []string{"Off", "on"}
	after[1].Name = "Shade"
	old, _ := written(t, before)
	fresh, _ := written(t, after)
	changes, err := Diff(old, fresh)
	if err != nil {
		t.Fatal(err)
	}
	want := []Rename{
		{Version: "beta", Old: "shade", New: "Shade"},
		{Version: "beta", Type: "lamp", At: "glow", Old: "off", New: "Off"},
		{Version: "beta", Type: "lamp", Old: "label", New: "Label"},
	}
	got := Renames(changes)
	slices.SortFunc(got, func(a, b Rename) int { return len(a.Type+a.At) - len(b.Type+b.At) })
	slices.SortFunc(want, func(a, b Rename) int { return len(a.Type+a.At) - len(b.Type+b.At) })
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestParseRenames(t *testing.T) {
	if _, err := Renamed(); err != nil {
		t.Errorf("the committed list: %v", err)
	}
	got, err := ParseRenames([]byte("# comment\n- {version: beta, type: lamp, property: glow, old: off, new: Off}\n"))
	if want := (Rename{Version: "beta", Type: "lamp", At: "glow", Old: "off", New: "Off"}); err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, text := range []string{"- {colour: red}", "{"} {
		if _, err := ParseRenames([]byte(text)); err == nil {
			t.Errorf("%q is taken for renames", text)
		}
	}
}
