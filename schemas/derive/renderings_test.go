package derive

import (
	"encoding/json"
	"maps"
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
	titled  bool // whether it keeps the title
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

// untitled are pages whose type stands in the title alone; without it, only all pages together tell.
func untitled(p *Page) bool {
	return p.Kind == EnumPage || p.Kind == PageKind(schemas.Delete) && strings.HasPrefix(p.Name, "intune-cirrus-")
}

// TestRenderings holds every page to its promise in the other renderings: by itself, and after all pages were read.
func TestRenderings(t *testing.T) {
	dir := sharedPages(t, "graph-docs")
	files, err := list(dir, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]string{}
	for i, f := range files {
		if (thinned || testing.Short()) && i%10 != 0 {
			continue
		}
		data, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		sources[f.name] = string(data)
	}
	want := parsed(sources, func(page string) string { return page })
	alone := promises(t, want)
	derive(&Result{Pages: want}, nil)
	together := promises(t, want)
	for _, r := range renderings {
		t.Run(r.name, func(t *testing.T) {
			pages := parsed(sources, r.convert)
			got := promises(t, pages)
			for _, p := range want {
				if got[p.File] != alone[p.File] && (r.titled || !untitled(p)) {
					t.Errorf("%s alone:\nwant %s\ngot  %s", p.File, alone[p.File], got[p.File])
				}
			}
			derive(&Result{Pages: pages}, nil)
			got = promises(t, pages)
			nameless := 0
			for _, p := range want {
				switch {
				case got[p.File] == together[p.File]:
				case !r.titled && p.Kind == EnumPage && !thinned && !testing.Short():
					nameless++ // no property of the pages at hand uses it
				case !r.titled && untitled(p): // nor of the few that are read
				default:
					t.Errorf("%s:\nwant %s\ngot  %s", p.File, together[p.File], got[p.File])
				}
			}
			if nameless > 14 {
				t.Errorf("%d enum pages without a name; there were 14", nameless)
			}
		})
	}
}

// parsed reads pages in another form, in the order of their files.
func parsed(sources map[string]string, convert func(string) string) []*Page {
	files := slices.Sorted(maps.Keys(sources))
	found := make([]*Page, len(files))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, file := range files {
		group.Go(func() error {
			found[i] = Parse(file, []byte(convert(sources[file])), "graph-docs")
			return nil
		})
	}
	_ = group.Wait()
	return slices.DeleteFunc(found, func(p *Page) bool { return p == nil })
}

// promises returns what pages promise, by file.
func promises(t *testing.T, pages []*Page) map[string]string {
	found := map[string]string{}
	for _, p := range pages {
		found[p.File] = promise(t, p)
	}
	return found
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
		stripped[i].Conditions = slices.Clone(stripped[i].Conditions)
		for k := range stripped[i].Conditions {
			stripped[i].Conditions[k].Source = schemas.Source{Row: stripped[i].Conditions[k].Source.Row}
		}
	}
	return stripped
}

// failures returns what the diagnostics of severity error are about.
func failures(p *Page) (what []string) {
	for _, d := range p.Diagnostics {
		if d.Severity == Error {
			what = append(what, strings.Fields(d.What)[0])
		}
	}
	return what
}
