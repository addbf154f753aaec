package derive

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

// lampPage is a small page of our own in the Markdown of 2021, with the defects that rows of such pages have.
const lampPage = "---\ntitle: \"Create lamp\"\nms.date: 8/1/2024\n---\n\n# Create lamp\n\nNamespace: microsoft.graph\n\n" +
	"Create a new [lamp](../resources/intune-house-lamp.md) object.\n\n" +
	"## Prerequisites\nText.\n\n|Permission type|Permissions (from most to least privileged)|\n|:---|:---|\n" +
	"|Delegated (work or school account)||\n|&nbsp;&nbsp; **Living room**|Lamp.ReadWrite.All, Lamp.Read.All|\n" +
	"|Delegated (personal Microsoft account)|Not supported.|\n|Application|Lamp.ReadWrite.All|\n\n" +
	"## HTTP Request\n<!-- {\n  \"blockType\": \"ignored\"\n}\n-->\n``` http\nPOST /houses/{houseId}/lamps\nPOST /lamps/\n```\n\n" +
	"## Request headers\n|Header|Value|\n|:---|:---|\n|Accept|application/json|\n\n" +
	"## Request body\nSome text.\n\n|Property|Type|Description|\n|:---|:---|:---|\n" +
	"|id|String|Key of the lamp. This property is read-only.|\n" +
	"|**Looks**|\n" +
	"|glow|[glow](../resources/intune-house-glow.md)|How it glows,\n\nor not. Possible values are: `off`, `on`, `dim`.|\n" +
	"|pattern|String|A pattern such as (*.a|*.b).|\n" +
	"|rooms|String collection|Rooms. This collection can contain a maximum of 3 elements.|\n" +
	"|watts|Int32||\n\n\n" +
	"## Response\nIf successful, this method returns a `201 Created` response code and a [lamp](../resources/intune-house-lamp.md) " +
	"object in the response body.\n\n" +
	"## Example\n### Request\nHere it is.\n``` http\nPOST https://graph.microsoft.com/beta/houses/{houseId}/lamps\nContent-type: " +
	"application/json\nContent-length: 21\n\n" +
	"{\n  \"glow\": \"dim\"\n}\n```\n\n### Response\n``` http\nHTTP/1.1 201 Created\n" +
	"Content-Type: application/json\n\n{\n  \"id\": \"7\",\n  \"glow\": \"dim\"\n}\n```\n"

func TestParse(t *testing.T) {
	for _, r := range append(renderings, struct {
		name    string
		convert func(string) string
		titled  bool
	}{"source", func(s string) string { return s }, true}) {
		t.Run(r.name, func(t *testing.T) {
			p := Parse("intune-house-lamp-create.md", []byte(r.convert(lampPage)), "pages")
			if p == nil {
				t.Fatal("no page")
			}
			if len(p.Diagnostics) > 0 {
				t.Errorf("diagnostics: %v", p.Diagnostics)
			}
			checkLamp(t, p)
		})
	}
}

func checkLamp(t *testing.T, p *Page) {
	if p.Version != "beta" || p.Kind != "create" || p.Resource != "lamp" || p.Title != "Create lamp" || p.Status != 201 {
		t.Errorf("version %q, kind %q, resource %q, title %q, status %d", p.Version, p.Kind, p.Resource, p.Title, p.Status)
	}
	if p.Method != "POST" || !slices.Equal(p.Paths, []string{"/houses/{houseId}/lamps", "/lamps"}) {
		t.Errorf("%s %q", p.Method, p.Paths)
	}
	var rows []string
	for _, property := range p.Properties {
		rows = append(rows, property.Name+" "+property.Type)
	}
	if got := strings.Join(rows, ", "); got != "id String, glow glow, pattern String, rooms String, watts Int32" {
		t.Fatalf("properties %s", got)
	}
	if p.Properties[0].ReadOnly != schemas.ReadOnlyDocumented || !slices.Equal(p.Properties[1].Enum, []string{"off", "on", "dim"}) ||
		!p.Properties[3].Collection || p.Properties[3].MaxItems != 3 {
		t.Errorf("properties %+v", p.Properties)
	}
	names := []string{"Lamp.Read.All", "Lamp.ReadWrite.All"}
	if len(p.Permissions) != 3 || p.Permissions[0].Workflow != "Living room" || !slices.Equal(p.Permissions[0].Names, names) {
		t.Errorf("permissions %+v", p.Permissions)
	}
	if got := string(p.Example.Request.Body); got != "{\n  \"glow\": \"dim\"\n}" {
		t.Errorf("request body %q", got)
	}
}

func TestDiagnostics(t *testing.T) {
	tests := []struct {
		name, old, new string
		severity       Severity
		want           string
	}{
		{"checksum", "Content-length: 21", "Content-length: 22", Warning, "Content-Length says 22, the body has 21 bytes"},
		{"no path", "POST /houses/{houseId}/lamps\nPOST /lamps/", "POST ** not found", Error, "the page gives no path"},
		{"status", "201 Created`", "200 Created`", Warning, "the example says 201, the text says 200"},
		{"type", "|watts|Int32|", "|watts|** Unknown Type `x` **|", Error, "names no type"},
		{"table", "|Property|Type|Description|", "|What|Type|Description|", Error, "no table in the section Request body"},
		{"JSON", "{\n  \"glow\": \"dim\"\n}\n```\n\n###", "{\n  \"glow\"\n}\n```\n\n###", Warning, "no valid JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(lampPage, test.old, test.new, 1)
			if text == lampPage {
				t.Fatal("nothing replaced")
			}
			p := Parse("intune-house-lamp-create.md", []byte(text), "pages")
			found := slices.ContainsFunc(p.Diagnostics, func(d Diagnostic) bool {
				return d.Severity == test.severity && strings.Contains(d.String(), test.want)
			})
			if !found {
				t.Errorf("no %s %q in %v", test.severity, test.want, p.Diagnostics)
			}
		})
	}
}

func TestNoPage(t *testing.T) {
	for _, text := range []string{"", "# A concept\n\nText.", "Response\n", "---\ntitle: x"} {
		if p := Parse("README.md", []byte(text), ""); p != nil {
			t.Errorf("%q is taken for a page of kind %s", text, p.Kind)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(lampPage)
	for _, r := range renderings {
		f.Add(r.convert(lampPage))
	}
	f.Add("# x enum type\n## Members\n|Member|Value|\n|a|1|\n|")
	f.Add("## Properties\nProperty Type Description\n|\nx")
	f.Fuzz(func(t *testing.T, text string) {
		p := Parse("beta/page.md", []byte(text), "pages")
		if p == nil {
			return
		}
		r := &Result{Pages: []*Page{p}}
		derive(r, nil)
		for _, property := range p.Properties {
			if property.Name == "" {
				t.Error("a property without a name")
			}
		}
	})
}

// TestHostilePages reads pages that repeat one thing without end; what took more than linear time would not come back.
func TestHostilePages(t *testing.T) {
	const size = 1 << 20
	again := func(s string) string { return strings.Repeat(s, size/len(s)) }
	counted := func(format string) string {
		var text strings.Builder
		for i := 0; text.Len() < size; i++ {
			fmt.Fprintf(&text, format, i)
		}
		return text.String()
	}
	head := "# Create x\n\n## Permissions\n|Permission type|Permissions|\n|--|--|\n|Application|"
	row := "# Create x\n\n## Request body\n|Property|Type|Description|\n|--|--|--|\n|a|b|"
	for name, text := range map[string]string{
		"brackets":    row + again("["),
		"links":       row + again("[a]("),
		"tags":        row + again("<a "),
		"value lists": row + again("Possible values are: a and "),
		"values":      row + "Possible values are: " + counted("v%d, "),
		"more lines":  row + "\n" + again("x\n"),
		"rows":        row + "\n" + counted("|a%d|String|x|\n"),
		"open rows":   "# Create x\n\n## Request body\nProperty | Type\n-|-\n" + again("a | b\n"),
		"permissions": head + counted("a.b%d, "),
		"headings":    "# Create x\n" + again(" ## Permissions "),
		"paths":       "# Create x\n## HTTP Request\nPOST " + again("/a POST "),
		"nested JSON": "# Create x\n## Example\n### Response\nHTTP/1.1 200 OK\n\n" + again(`{"a":`),
	} {
		p := Parse("beta/page.md", []byte(text), "")
		if p == nil {
			t.Errorf("%s: no page", name)
			continue
		}
		derive(&Result{Pages: []*Page{p}}, nil)
	}
}
