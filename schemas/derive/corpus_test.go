package derive

import (
	"os"
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
)

// TestExamplesFit holds schemas and examples of all pages to each other: what a page shows must be valid by what the
// pages promise. It is a witness against both a wrong schema and a wrong reading of a table.
func TestExamplesFit(t *testing.T) {
	if thinned || testing.Short() {
		t.Skip("compiles every schema")
	}
	result, err := Read([]string{sharedPages(t, "graph-docs"), sharedPages(t, "graph-docs-newer"), sharedPages(t, "seeds")})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := schemas.Write(dir, result.Contracts); err != nil {
		t.Fatal(err)
	}
	catalog := schemas.Open(os.DirFS(dir))
	checked := 0
	for _, p := range result.Pages {
		if !p.isCRUD() {
			continue
		}
		if body := p.Example.Request.Body; body != nil {
			use := schemas.ForCreate
			if p.Kind == PageKind(schemas.Update) {
				use = schemas.ForUpdate
			}
			checkExample(t, catalog, p, use, body)
			checked++
		}
		if p.Example.Response.Body != nil && !p.operation().Wrapped && p.Kind != PageKind(schemas.List) {
			checkExample(t, catalog, p, schemas.ForAnswer, p.Example.Response.Body)
			checked++
		}
	}
	t.Logf("%d examples", checked)
}

// unfit are examples that do not fit the pages at hand: one is of a derived type whose page is not among
// them, one has a member that its type's page lacks.
var unfit = []string{"iosDeviceFeaturesConfiguration/contentFilterSettings", "mobileAppPolicySetItem/settings"}

func checkExample(t *testing.T, catalog *schemas.Catalog, p *Page, use schemas.Use, body []byte) {
	schema, err := catalog.Schema(p.Version, p.Resource, use)
	if err != nil {
		t.Fatal(err)
	}
	value, err := schemas.Decode(body)
	if err != nil {
		t.Error(err)
		return
	}
	for _, v := range schema.Validate(value) {
		if v.Keyword == "minimum" || v.Keyword == "maximum" {
			continue // the pages' examples are generated without regard to "Valid values"
		}
		if slices.Contains(unfit, p.Resource+strings.TrimSuffix(v.At, "/@odata.type")) {
			continue
		}
		t.Errorf("%s, %s: %s %s: %s", p.File, use, v.At, v.Keyword, v.Message)
	}
}
