package schemas

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestIndex(t *testing.T) {
	contracts := house()
	contracts[0].Operations = []Operation{
		{Kind: Create, Source: Source{File: "lamp-create"}}, {Kind: Action, Name: "dim", Source: Source{File: "lamp-dim"}},
	}
	contracts[0].Sources = []Source{{Page: `Create lamp],"sources":[`, SHA256: "00"}}
	contracts[1].Abstract = true
	catalog, dir := written(t, contracts)
	want := map[string]Entry{
		"lamp":       {Kind: Entity, Operations: []EntryOperation{{Kind: Create, File: "lamp-create"}, {Action, "dim", "lamp-dim"}}},
		"shade":      {Kind: Complex, Abstract: true},
		"paperShade": {Kind: Complex, Base: "shade"},
		"glow":       {Kind: Enum},
	}
	got, err := catalog.Index("beta")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("index %+v, %v", got, err)
	}
	if !got["lamp"].Has(Action) || got["lamp"].Has(Update) || got["absent"].Has(Create) {
		t.Error("Has does not tell which operations there are")
	}
	if none, err := catalog.Index("v1.0"); none != nil || err != nil {
		t.Errorf("a version without index: %v, %v", none, err)
	}
	lamp := catalog.Restrict(func(_, name string) bool { return name == "lamp" })
	if got, err := lamp.Index("beta"); err != nil || len(got) != 1 {
		t.Errorf("restricted: %v, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "beta", IndexName), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(os.DirFS(dir)).Index("beta"); err == nil {
		t.Error("a broken index is read")
	}
}

// TestIndexOfTheCommitted holds the index to the contracts, for it is what a plan sees first.
func TestIndexOfTheCommitted(t *testing.T) {
	catalog := Embedded()
	contracts, err := catalog.Contracts()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, version := range catalog.Versions() {
		index, err := catalog.Index(version)
		if err != nil {
			t.Fatal(err)
		}
		count += len(index)
	}
	if count != len(contracts) {
		t.Errorf("%d entries for %d contracts", count, len(contracts))
	}
	for _, c := range contracts {
		index, _ := catalog.Index(c.Version)
		entry := index[c.Name]
		if entry.Kind != c.Kind || entry.Base != c.Base || entry.Abstract != c.Abstract || len(entry.Operations) != len(c.Operations) {
			t.Errorf("%s/%s: %+v", c.Version, c.Name, entry)
		}
	}
}
