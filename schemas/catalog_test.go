package schemas

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// house is a small catalog: an entity with one property of each sort, and a complex type with a derived one.
func house() []*Contract {
	low, high := int64(1), int64(100)
	return []*Contract{
		{Version: "beta", Name: "lamp", Kind: Entity, Sources: []Source{}, Properties: []Property{
			{Name: "id", Type: "String", ReadOnly: ReadOnlyDocumented},
			{Name: "label", Type: "String", MaxLength: 5},
			{Name: "glow", Type: "glow", Enum: []string{"off", "on"}},
			{Name: "watts", Type: "Int32", Minimum: &low, Maximum: &high},
			{Name: "count", Type: "Int32"},
			{Name: "since", Type: "DateTimeOffset"},
			{Name: "weight", Type: "Double"},
			{Name: "rooms", Type: "String", Collection: true, MaxItems: 2},
			{Name: "shade", Type: "shade"},
			{Name: "neighbour", Type: "lamp"},
		}},
		{Version: "beta", Name: "shade", Kind: Complex, Sources: []Source{}, Properties: []Property{{Name: "colour", Type: "String"}}},
		{Version: "beta", Name: "paperShade", Kind: Complex, Base: "shade", Sources: []Source{}, Properties: []Property{
			{Name: "colour", Type: "String"}, {Name: "sheets", Type: "Byte"}, {Name: "inner", Type: "shade"},
		}},
		{Version: "beta", Name: "glow", Kind: Enum, Sources: []Source{}, Members: []Member{{"off", 0}, {"on", 1}}},
	}
}

func written(t *testing.T, contracts []*Contract) (*Catalog, string) {
	dir := t.TempDir()
	if err := Write(dir, contracts); err != nil {
		t.Fatal(err)
	}
	return Open(os.DirFS(dir)), dir
}

func TestSchema(t *testing.T) {
	catalog, _ := written(t, house())
	tests := []struct {
		name string
		use  Use
		json string
		want string // violations as "at keyword", joined by commas; "" for none
	}{
		{"whole", ForCreate, `{"@odata.type":"#microsoft.graph.lamp","label":"x","glow":"on","watts":1,"rooms":["a"],` +
			`"shade":{"colour":"red"}}`,
			""},
		{"nulls", ForAnswer, `{"id":"1","label":null,"glow":null,"watts":null,"since":null,"weight":null,"rooms":null,"shade":null}`, ""},
		{"unknown property sent", ForCreate, `{"lable":"x"}`, " additionalProperties"},
		{"unknown property answered", ForAnswer, `{"id":"1","lable":"x"}`, ""},
		{"no id", ForAnswer, `{}`, " required"},
		{"empty id", ForAnswer, `{"id":""}`, "/id minLength"},
		{"null id", ForAnswer, `{"id":null}`, "/id type"},
		{"id as number", ForAnswer, `{"id":7}`, "/id type"},
		{"no object", ForAnswer, `[]`, " type"},
		{"unknown member", ForAnswer, `{"id":"1","glow":"ON"}`, "/glow enum"},
		{"member by number", ForUpdate, `{"glow":1}`, "/glow enum"},
		{"below the range", ForUpdate, `{"watts":0}`, "/watts minimum"},
		{"integer written as a fraction", ForUpdate, `{"watts":5.0}`, ""},
		{"fraction", ForUpdate, `{"watts":5.5}`, "/watts type"},
		{"beyond 32 bits", ForAnswer, `{"id":"1","count":2147483648}`, "/count maximum"},
		{"least Int32", ForAnswer, `{"id":"1","count":-2147483648}`, ""},
		{"number as text", ForAnswer, `{"id":"1","count":"5"}`, "/count type"},
		{"bad day", ForUpdate, `{"since":"2017-02-29T00:00:00Z"}`, "/since format"},
		{"too long", ForCreate, `{"label":"abcdef"}`, "/label maxLength"},
		{"too many", ForCreate, `{"rooms":["a","b","c"]}`, "/rooms maxItems"},
		{"limits bind requests alone", ForAnswer, `{"id":"1","watts":0,"label":"abcdef","rooms":["a","b","c"]}`, ""},
		{"no number", ForAnswer, `{"id":"1","weight":"1.5"}`, "/weight pattern"},
		{"infinity", ForAnswer, `{"id":"1","weight":"INF"}`, ""},
		{"other type", ForAnswer, `{"id":"1","@odata.type":"#microsoft.graph.chair"}`, "/@odata.type pattern"},
		{"type without mark", ForAnswer, `{"id":"1","@odata.type":"microsoft.graph.lamp"}`, ""},
		{"type as address", ForAnswer, `{"id":"1","@odata.type":"https://x.example/beta/$metadata#microsoft.graph.lamp"}`, ""},
		{"derived", ForCreate, `{"shade":{"@odata.type":"#microsoft.graph.paperShade","sheets":3,"inner":{"colour":"red"}}}`, ""},
		{"derived, wrong", ForCreate, `{"shade":{"@odata.type":"microsoft.graph.paperShade","sheets":300}}`, "/shade/sheets maximum"},
		{"derived, within derived", ForAnswer,
			`{"id":"1","shade":{"@odata.type":"#microsoft.graph.paperShade","inner":{"@odata.type":"#microsoft.graph.paperShade",` +
				`"sheets":-1}}}`,
			"/shade/inner/sheets minimum"},
		{"base with a derived type's property", ForCreate, `{"shade":{"sheets":3}}`, "/shade additionalProperties"},
		{"relationships are not followed", ForAnswer, `{"id":"1","neighbour":{"id":7}}`, ""},
		{"absurd number", ForAnswer, `{"id":"1","count":1e999999999}`, "/count type"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			schema, err := catalog.Schema("beta", "lamp", test.use)
			if err != nil {
				t.Fatal(err)
			}
			value, err := Decode([]byte(test.json))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range schema.Validate(value) {
				got = append(got, v.At+" "+v.Keyword)
			}
			if strings.Join(got, ",") != test.want {
				t.Errorf("%s: got %q, want %q", test.json, strings.Join(got, ","), test.want)
			}
		})
	}
}

func TestRestrict(t *testing.T) {
	whole, _ := written(t, house())
	lamp := whole.Restrict(func(version, name string) bool { return version == "beta" && name == "lamp" })
	if names, err := lamp.Names("beta"); err != nil || !slices.Equal(names, []string{"lamp"}) {
		t.Errorf("names %v, %v", names, err)
	}
	if _, err := lamp.Contract("beta", "shade"); err != nil {
		t.Errorf("a type that a property refers to: %v", err)
	}
	if _, err := lamp.Schema("beta", "lamp", ForAnswer); err != nil {
		t.Errorf("a schema that refers to others: %v", err)
	}
}

func TestWriteRoundTrip(t *testing.T) {
	contracts := house()
	catalog, dir := written(t, contracts)
	got, err := catalog.Contracts()
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(contracts, func(a, b *Contract) int { return strings.Compare(a.Name, b.Name) })
	if !reflect.DeepEqual(got, contracts) {
		t.Errorf("contracts changed on their way")
	}
	stale := filepath.Join(dir, "beta", "stale.json")
	if err := os.WriteFile(stale, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, contracts); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a stale file stays: %v", err)
	}
	if got := Open(os.DirFS(dir)).Versions(); !slices.Equal(got, []string{"beta"}) {
		t.Errorf("versions %q", got)
	}
}

func TestContractErrors(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "beta"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"broken": "{", "bare": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, "beta", name+".json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	catalog := Open(os.DirFS(dir))
	for _, name := range []string{"absent", "../beta/broken", ""} {
		if _, err := catalog.Contract("beta", name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v, want fs.ErrNotExist", name, err)
		}
	}
	for _, name := range []string{"broken", "bare"} {
		_, err := catalog.Contract("beta", name)
		if err == nil || !strings.Contains(err.Error(), "beta/"+name+".json") {
			t.Errorf("%s: %v does not name the file", name, err)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, text := range []string{"", " ", "{", "{} {}", "[1,]", "{}x", "nul"} {
		if _, err := Decode([]byte(text)); err == nil {
			t.Errorf("%q is taken for JSON", text)
		}
	}
	for _, text := range []string{"null", " {} \n", "9007199254740993"} {
		if _, err := Decode([]byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
