package derive

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"graphconform/schemas"
)

// renderings are the forms in which a page may come besides Markdown source.
var renderings = []struct {
	name    string
	convert func(string) string
	types   bool // whether pages about types, too, keep what they promise
}{
	{"site text", toSiteText, true},
	{"HTML to Markdown", toHTMLMarkdown, false},
	{"scraped Markdown", toScraped, true},
}

// sharedPages returns the folder of reference pages beside the repository, or skips the test.
func sharedPages(t testing.TB, folder string) string {
	dir := filepath.Join("..", "..", "..", "shared", folder)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no reference pages: %v", err)
	}
	return dir
}

// untyped are pages that name their type in the title alone, which one rendering lacks: all pages together
// tell it.
var untyped = map[string]bool{
	"intune-cirrus-windowsofficeclientconfiguration-delete":         true,
	"intune-cirrus-windowsofficeclientsecurityconfiguration-delete": true,
}

// TestRenderings holds every page to its promise in the other renderings.
func TestRenderings(t *testing.T) {
	dir := sharedPages(t, "graph-docs")
	files, err := list(dir, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		if (thinned || testing.Short()) && i%10 != 0 {
			continue
		}
		group.Go(func() error {
			data, err := os.ReadFile(f.path)
			if err == nil {
				checkRenderings(t, f.name, data)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

func checkRenderings(t *testing.T, name string, data []byte) {
	source := Parse(name, data, "graph-docs")
	if source == nil {
		return
	}
	want := promise(t, source)
	for _, r := range renderings {
		if !r.types && (source.Kind == ResourcePage || source.Kind == EnumPage || untyped[source.Name]) {
			continue
		}
		converted := Parse(name, []byte(r.convert(string(data))), "graph-docs")
		if got := promise(t, converted); want != got {
			t.Errorf("%s as %s:\nwant %s\ngot  %s", name, r.name, want, got)
		}
	}
}

// promise is all that must not depend on the rendering, as text.
func promise(t *testing.T, p *Page) string {
	if p == nil {
		return "no page"
	}
	promised := map[string]any{
		"facts": p.facts(), "returns": p.Returns, "permissions": p.Permissions, "base": p.Base,
		"bounds": bounds(p.Properties), "relationships": bounds(p.Relationships),
		"request": string(p.Example.Request.Body), "response": string(p.Example.Response.Body),
		"url": p.Example.Request.URL, "errors": failures(p),
	}
	data, err := json.Marshal(promised)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func bounds(properties []schemas.Property) []schemas.Property {
	stripped := slices.Clone(properties)
	for i := range stripped {
		stripped[i].Source = schemas.Source{}
	}
	return stripped
}

// failures tells what the diagnostics of severity error are about.
func failures(p *Page) (what []string) {
	for _, d := range p.Diagnostics {
		if d.Severity == Error {
			what = append(what, strings.Fields(d.What)[0])
		}
	}
	return what
}
