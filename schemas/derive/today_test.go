package derive

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

// TestSeveralLists reads descriptions with a list in prose beside the real one.
func TestSeveralLists(t *testing.T) {
	const base = "How it glows,\n\nor not. Possible values are: `off`, `on`, `dim`."
	for _, test := range []struct{ name, text, want string }{
		{"a sentence, then ticks", "Possible values are on and off. The possible values are: `on`, `off`, `unknownFutureValue`.",
			"on off unknownFutureValue"},
		{"a longer list in prose, then ticks", "Possible values are: on, off, dim, dark. The possible values are: `on`, `off`.", "on off"},
		{"prose behind ticks", "The possible values are: `on`, `off`. Possible values are: on, off, dim for old lamps.", "on off"},
		{"prose, then links", "Possible values are: on, off, dim. The possible values are: [on](x.md), [off](x.md).", "on off"},
		{"a sentence, then a list without ticks", "Possible values are on and off. The possible values are: on, off, unknownFutureValue.",
			"on off unknownFutureValue"},
		{"two lists without ticks", "Possible values are: on and off. The possible values are: on, off, unknownFutureValue.",
			"on off unknownFutureValue"},
		{"ticks twice", "Possible values are: `on`, `off`. Possible values are: `on`, `off`, `dim`.", "on off dim"},
		{"the same twice", "Possible values are: `on`, `off`. Possible values are: `on`, `off`.", "on off"},
		{"bold", "Possible values are on and off. **The possible values are:** `on`, `off`, `dim`.", "on off dim"},
	} {
		p := Parse("beta/intune-house-lamp-create.md", []byte(strings.Replace(lampPage, base, test.text, 1)), "")
		if got := strings.Join(p.Properties[1].Enum, " "); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestIncludedPermissions reads a page that includes its table of permissions.
func TestIncludedPermissions(t *testing.T) {
	from := strings.Index(lampPage, "|Permission type|")
	to := strings.Index(lampPage, "## HTTP Request")
	including := func(target string) string {
		return lampPage[:from] + "[!INCLUDE [permissions-table](" + target + ")]\n\n" + lampPage[to:]
	}
	const page, table = "new/beta/api/intune-house-lamp-create.md", "new/beta/includes/permissions/lamp-create-permissions.md"
	const rows = "---\nms.topic: x\n---\n\n|Permission type|Least privileged permissions|Higher privileged permissions|\n" +
		"|:---|:---|:---|\n|Delegated (work or school account)|Bulb.Read.All|Bulb.ReadWrite.All|\n" +
		"|Delegated (personal Microsoft account)|Not supported.|" +
		"Not supported.|\n|Application|Bulb.ReadWrite.All|Not available.|\n"
	const here = "../includes/permissions/lamp-create-permissions.md"
	old := map[string]string{"old/beta/api/intune-house-lamp-create.md": strings.Replace(lampPage, "ms.date: 8/1/2024\n", "", 1)}
	for _, test := range []struct {
		name, target string
		files        map[string]string
		want         string // least privileged first, of delegated
	}{
		{"the file is there", here, map[string]string{table: rows}, "Bulb.Read.All Bulb.ReadWrite.All"},
		{"it counts before an older edition", here, map[string]string{table: rows, "old/beta/api/intune-house-lamp-create.md": lampPage},
			"Bulb.Read.All Bulb.ReadWrite.All"},
		{"it is not there", here, old, "Lamp.Read.All Lamp.ReadWrite.All"},
		{"nowhere", here, map[string]string{"old/README.md": "x"}, ""},
		{"outside of the folder", "../../../elsewhere.md", map[string]string{"elsewhere.md": rows, "old/README.md": "x"}, ""},
	} {
		files := map[string]string{page: including(test.target), "old/README.md": "x"}
		for name, text := range test.files {
			files[name] = text
		}
		r := readFiles(t, []string{"old", "new"}, files)
		op, ok := find(t, r, "beta", "lamp").Operation(schemas.Create)
		got := ""
		if len(op.Permissions) > 0 {
			got = strings.Join(op.Permissions[0].Names, " ")
		}
		if !ok || got != test.want || len(r.Pages) != len(r.Contracts[0].Sources) {
			t.Errorf("%s: %q, want %q; %d pages", test.name, got, test.want, len(r.Pages))
		}
	}
}

// TestSpellings gives a type one name, in whatever case pages spell it.
func TestSpellings(t *testing.T) {
	resource := "# ceilinglamp resource type\n\n## Properties\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Key.|\n" +
		"|second|[ceilinglamp](x.md)|Another.|\n\n" +
		"## JSON Representation\n``` json\n{\"@odata.type\": \"#microsoft.graph.ceilingLamp\", \"id\": " +
		"\"String (identifier)\"}\n```\n"
	create := strings.ReplaceAll(lampPage, "[lamp]", "[ceilingLamp]")
	const list = "# List ceilinglamps\n\n## HTTP Request\n``` http\nGET /lamps\n```\n## Response\nIf successful, this method returns a " +
		"`200 OK` response code and a collection of [ceilingLamp](x.md) objects in the response body.\n"
	for _, name := range []string{"ceilinglamp", "ceilingLamp", "CeilingLamp"} {
		r := readFiles(t, []string{"a"}, map[string]string{
			"a/beta/resources/intune-house-ceilinglamp.md":  resource,
			"a/beta/api/intune-house-ceilinglamp-create.md": strings.Replace(create, "# Create lamp", "# Create "+name, 1),
			"a/beta/api/intune-house-ceilinglamp-list.md":   list,
		})
		var names []string
		for _, c := range r.Contracts {
			names = append(names, c.Name)
		}
		if !slices.Equal(names, []string{"ceilingLamp"}) {
			t.Errorf("%s: types %v", name, names)
			continue
		}
		second, _ := r.Contracts[0].Property("second")
		if second.Type != "ceilingLamp" || len(r.Contracts[0].Operations) != 2 {
			t.Errorf("%s: second is a %s; operations %+v", name, second.Type, r.Contracts[0].Operations)
		}
	}
}

// TestPrimitiveName refuses pages that name a primitive type, and keeps the rest.
func TestPrimitiveName(t *testing.T) {
	const table = "## Properties\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Key.|\n"
	for _, name := range []string{"String", "Int32", "DateTimeOffset", "Guid"} {
		r := readFiles(t, []string{"a"}, map[string]string{
			"a/beta/resources/intune-house-text.md":  "# " + name + " resource type\n\n" + table,
			"a/beta/api/intune-house-lamp-create.md": lampPage,
		})
		if len(r.Contracts) != 1 || r.Contracts[0].Name != "lamp" {
			t.Errorf("%s: %d contracts", name, len(r.Contracts))
		}
		if !slices.ContainsFunc(r.Diagnostics, func(d Diagnostic) bool {
			return d.Severity == Error && strings.Contains(d.String(), name+" is a primitive type")
		}) {
			t.Errorf("%s: diagnostics %v", name, r.Diagnostics)
		}
	}
}

// TestRowsTwice takes a row that stands twice once.
func TestRowsTwice(t *testing.T) {
	action := "# dim action\n\n## HTTP Request\n``` http\nPOST /lamps/{lampId}/dim\n```\n## Request body\n|Property|Type|Description|\n" +
		"|:---|:---|:---|\n|by|Int32|Light. Valid values 1 to 9.|\n|at|String|When.|\n|by|Int32|Light.|\n\n" +
		"## Response\nIf successful, this action returns a `204 No Content` response code.\n"
	twice := strings.Replace(lampPage, "|watts|Int32||\n", "|watts|Int32||\n|watts|Int32|Valid values 1 to 60.|\n", 1)
	r := readFiles(t, []string{"a"}, map[string]string{
		"a/beta/api/intune-house-lamp-create.md": twice, "a/beta/api/intune-house-lamp-dim.md": action,
	})
	lamp := find(t, r, "beta", "lamp")
	op, _ := lamp.Operation(schemas.Action)
	if len(op.Parameters) != 2 || op.Parameters[0].Name != "by" || *op.Parameters[0].Maximum != 9 || op.Parameters[1].Name != "at" {
		t.Errorf("parameters %+v", op.Parameters)
	}
	create, _ := lamp.Operation(schemas.Create)
	watts, _ := lamp.Property("watts")
	if got := strings.Join(create.Rows, " "); got != "id glow pattern rooms watts" || watts.Maximum == nil || *watts.Maximum != 60 {
		t.Errorf("rows %s, watts %+v", got, watts)
	}
}
