package derive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

// readFiles derives files, given as folder/path: text, from the folders in order.
func readFiles(t *testing.T, folders []string, files map[string]string) *Result {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var dirs []string
	for _, folder := range folders {
		dirs = append(dirs, filepath.Join(root, folder))
	}
	result, err := Read(dirs)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func find(t *testing.T, r *Result, version, name string) *schemas.Contract {
	t.Helper()
	for _, c := range r.Contracts {
		if c.Version == version && c.Name == name {
			return c
		}
	}
	t.Fatalf("no contract of %s/%s", version, name)
	return nil
}

// dated returns the lamp page with another date, or without one, and another type of watts.
func dated(date, watts string) string {
	page := strings.Replace(lampPage, "|watts|Int32||", "|watts|"+watts+"||", 1)
	if date == "" {
		return strings.Replace(page, "ms.date: 8/1/2024\n", "", 1)
	}
	return strings.Replace(page, "8/1/2024", date, 1)
}

func TestNewestEdition(t *testing.T) {
	tests := []struct {
		name          string
		first, second string // pages of the first and the second folder
		want          string // type of watts
	}{
		{"both undated: the later folder", dated("", "Int32"), dated("", "Int64"), "Int64"},
		{"both dated: the later date", dated("08/01/2024", "Int32"), dated("07/01/2023", "Int64"), "Int32"},
		{"one dated: the later folder", dated("08/01/2024", "Int32"), dated("", "Int64"), "Int64"},
		{"same date: the later folder", dated("08/01/2024", "Int32"), dated("08/01/2024", "Int64"), "Int64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := readFiles(t, []string{"a", "b"}, map[string]string{
				"a/beta/api/intune-house-lamp-create.md": test.first, "b/beta/api/intune-home-lamp-create.md": test.second,
			})
			c := find(t, r, "beta", "lamp")
			p, _ := c.Property("watts")
			if p.Type != test.want || len(c.Sources) != 2 || len(c.Operations) != 1 {
				t.Errorf("type %s, %d sources, %d operations", p.Type, len(c.Sources), len(c.Operations))
			}
			if !slices.ContainsFunc(r.Diagnostics, func(d Diagnostic) bool { return d.Severity == Note && d.What == "edition" }) {
				t.Errorf("the disagreement is not reported: %v", r.Diagnostics)
			}
		})
	}
}

const (
	baseLamp = "# baseLamp resource type\n\n## Methods\n|Method|Return Type|Description|\n|:---|:---|:---|\n|[dim " +
		"action](../api/x.md)|None||\n\n" +
		"## Properties\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Key.|\n|watts|Int32|Light.|\n\n" +
		"## Relationships\n|Relationship|Type|Description|\n|:---|:---|:---|\n|rooms|[room](room.md) collection|Rooms.|\n\n" +
		"## JSON Representation\n<!-- {\n  \"blockType\": \"resource\",\n  \"keyProperty\": \"id\"\n}\n-->\n``` json\n{\n  " +
		"\"@odata.type\": \"#microsoft.graph.baseLamp\",\n  \"id\": \"String (identifier)\",\n  \"watts\": 1024\n}\n```\n"
	glowEnum = "# glow enum type\n\n## Members\n|Member|Value|Description|\n|:---|:---|:---|\n|off|0|x|\n|on|1|x|\n|dim|2|x|\n|warm|4|x|\n"
	dimPage  = "# dim action\n\n## HTTP Request\n``` http\nPOST /house/lights/{lightId}/dim\n```\n\n## Request " +
		"body\n|Property|Type|Description|\n|:---|:---|:---|\n|by|Int32|Amount.|\n\n" +
		"## Response\nIf successful, this action returns a `204 No Content` response code.\n\n## Example\n### Request\n``` http\nPOST " +
		"https://graph.microsoft.com/beta/house/lights/{lightId}/dim\n\nContent-type: application/json\n\n{\n  \"by\": 1\n}\n```\n\n" +
		"### Response\n``` http\nHTTP/1.1 204 No Content\n```\n"
)

func TestDerivedContracts(t *testing.T) {
	lamp := strings.Replace(lampPage, "|watts|Int32||", "|watts|Int32||\n|rooms2|[room](room.md)||", 1)
	lampResource := strings.NewReplacer("# baseLamp", "# lamp", "graph.baseLamp", "graph.lamp", "|rooms|", "|rooms2|",
		"## Methods", "Inherits from [baseLamp](baselamp.md)\n\n## Methods", "dim action", "glare action").Replace(baseLamp)
	r := readFiles(t, []string{"."}, map[string]string{
		"beta/resources/intune-house-baselamp.md":   baseLamp,
		"beta/resources/intune-house-lamp.md":       lampResource,
		"beta/resources/intune-house-glow.md":       glowEnum,
		"beta/api/intune-house-lamp-create.md":      lamp,
		"beta/api/page.md":                          dimPage,
		"v1.0/api/intune-house-lamp-create-copy.md": lampPage,
	})
	base, glow, derived := find(t, r, "beta", "baseLamp"), find(t, r, "beta", "glow"), find(t, r, "beta", "lamp")
	if base.Kind != schemas.Entity || !base.Abstract || derived.Base != "baseLamp" || derived.Abstract {
		t.Errorf("base %+v, derived %+v", base, derived)
	}
	if glow.Kind != schemas.Enum || !glow.Flags || len(glow.Members) != 4 {
		t.Errorf("enum %+v", glow)
	}
	if p, _ := derived.Property("glow"); !slices.Equal(p.Enum, []string{"off", "on", "dim", "warm"}) {
		t.Errorf("members %q: the page of the enum has more than the list", p.Enum)
	}
	if _, ok := derived.Property("rooms2"); ok || len(derived.Relationships) != 1 {
		t.Errorf("a relationship stands among the properties: %+v", derived.Relationships)
	}
	dim, ok := base.Operation(schemas.Action)
	if !ok || dim.Name != "dim" || dim.Status != 204 || len(dim.Parameters) != 1 {
		t.Errorf("the action is not with the type that lists it: %+v", base.Operations)
	}
	if other := find(t, r, "v1.0", "lamp"); len(other.Operations) != 1 {
		t.Errorf("the folder tells the version: %+v", other)
	}
}

// TestObserved: what is in every response and in no request is taken for read-only, yet not as documented.
func TestObserved(t *testing.T) {
	page := strings.Replace(lampPage, " This property is read-only.", "", 1)
	r := readFiles(t, []string{"."}, map[string]string{"beta/intune-house-lamp-create.md": page})
	c := find(t, r, "beta", "lamp")
	id, _ := c.Property("id")
	glow, _ := c.Property("glow")
	watts, _ := c.Property("watts")
	if id.ReadOnly != schemas.ReadOnlyObserved || glow.ReadOnly != schemas.Writable || watts.ReadOnly != schemas.Writable {
		t.Errorf("id %q, glow %q, watts %q", id.ReadOnly, glow.ReadOnly, watts.ReadOnly)
	}
}

func TestFacets(t *testing.T) {
	facet := func(property string) string {
		return strings.Replace(baseLamp, "|watts|Int32|Light.|", "|"+property+"|Int32|Light.|", 1)
	}
	r := readFiles(t, []string{"a", "b"}, map[string]string{
		"a/beta/resources/intune-house-baselamp.md":  facet("watts"),
		"a/beta/resources/intune-garden-baselamp.md": facet("volts"),
		"b/beta/resources/intune-garden-baselamp.md": facet("lumen"),
	})
	var names []string
	for _, p := range find(t, r, "beta", "baseLamp").Properties {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "id lumen watts" {
		t.Errorf("properties %s: each facet has its own editions", got)
	}
}

// TestOwnerInName: an action whose type stands nowhere but in the file name is kept.
func TestOwnerInName(t *testing.T) {
	page := strings.ReplaceAll(dimPage, "/house/lights/{lightId}/dim", "/dim")
	r := readFiles(t, []string{"a"}, map[string]string{"a/beta/api/intune-house-kitchen-dim.md": page})
	if c := find(t, r, "beta", "kitchen"); len(c.Operations) != 1 || c.Operations[0].Name != "dim" {
		t.Errorf("operations %v", c.Operations)
	}
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Severity != Warning || r.Diagnostics[0].What != "type" {
		t.Errorf("diagnostics %v", r.Diagnostics)
	}
}
