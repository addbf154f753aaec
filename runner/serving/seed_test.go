package serving_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/runner/serving"
)

func contextOf(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithCancel(r.Context())
}

func equal(a, b []int) bool { return slices.Equal(a, b) }

// written writes files into a folder of the test's own.
func written(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// shown is what seeds were read, in order, each with its line.
func shown(seeds []serving.Seed, dir string) string {
	var all []string
	for _, s := range seeds {
		all = append(all, strings.TrimPrefix(filepath.ToSlash(s.At), filepath.ToSlash(dir)+"/")+" "+s.Path+" "+string(s.JSON))
	}
	return strings.Join(all, "\n")
}

func TestReadSeeds(t *testing.T) {
	dir := written(t, map[string]string{
		"one.json":                   "{\n\"/b/x/1/y\": {\"id\": \"2\"},\n\n\"/b/x/\": [{\"id\":\"1\"},\n\t{}]}\n",
		"all/beta/x.json":            "\n[{\"id\":\"1\"}]",
		"all/beta/x/1/y.json":        `{"n":1}`,
		"all/beta/x/1/readme.txt":    "no seed",
		"all/beta/single/thing.json": `{}`,
	})
	for name, want := range map[string]string{
		"one.json": "one.json:4 /b/x {\"id\":\"1\"}\none.json:5 /b/x {}\none.json:2 /b/x/1/y {\"id\": \"2\"}",
		"all": "all/beta/single/thing.json:1 /beta/single/thing {}\nall/beta/x.json:2 /beta/x {\"id\":\"1\"}\n" +
			"all/beta/x/1/y.json:1 /beta/x/1/y {\"n\":1}",
	} {
		got, err := serving.ReadSeeds(filepath.Join(dir, name))
		if err != nil || shown(got, dir) != want {
			t.Errorf("%s: %v\n%s\nnot\n%s", name, err, shown(got, dir), want)
		}
	}
}

// An error says in which file and line what is wrong, and why.
func TestSeedsThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "seed.json:1: no JSON object whose members are named by paths: it begins otherwise",
		"[]":                         "seed.json:1: no JSON object whose members are named by paths: it begins otherwise",
		"{}":                         `seed.json: no object: give a JSON object such as {"/beta/deviceManagement/deviceCategories": `,
		"{\n\"/x\": 7}":              "seed.json:2: /x: an object or a list of objects belongs there: not a number",
		"{\"/x\": [\n{},\nnull]}":    "seed.json:3: /x: an object or a list of objects belongs there: not null",
		"{\"/x\": [[]]}":             "seed.json:1: /x: an object or a list of objects belongs there: not a list in a list",
		"{\"/x\": [{}\n{}]}":         "seed.json:2: /x: no JSON: expected comma after array element",
		"{\"/x\": {\"a\":\n\"b\"":    "seed.json:1: /x: no JSON: it ends too soon",
		"{\"/x\": [{}],\n":           "seed.json:2: no JSON: it ends too soon",
		"{\"/x\": [{}":               "seed.json:1: no JSON: it ends too soon",
		"{\"/x\": {}}\n{\"/y\": {}}": "seed.json:2: more than one JSON value: keep one",
		"{\"/x\": {}},":              "seed.json:1: more than one JSON value: keep one",
		"{\"/x\": {}}\n]":            "seed.json:2: more than one JSON value: keep one",
	} {
		dir := written(t, map[string]string{"seed.json": text})
		_, err := serving.ReadSeeds(filepath.Join(dir, "seed.json"))
		if err == nil || !strings.HasPrefix(strings.TrimPrefix(err.Error(), dir+string(filepath.Separator)), want) {
			t.Errorf("%q: %v\nnot %s", text, err, want)
		}
	}
	if _, err := serving.ReadSeeds(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := serving.ReadSeeds(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no object") {
		t.Error(err)
	}
}

func TestSow(t *testing.T) {
	err := serving.Sow(tenant.New(), []serving.Seed{{Path: categories, JSON: []byte(`{"displayName":7}`), At: "seed.json:3"}})
	if want := "seed.json:3: " + categories + ": wrong JSON type: /displayName"; err == nil || err.Error() != want {
		t.Errorf("%v, not %s", err, want)
	}
}

// FuzzReadSeeds reads any bytes: they are seeds that stand in a line of the file, or an error names one.
func FuzzReadSeeds(f *testing.F) {
	for _, text := range []string{`{"/x":[{"id":"1"}]}`, `{"/x":{}} x`, `[`, `{"/x":[{},{`, `{"/x":1e999}`, "{\n}", ``} {
		f.Add([]byte(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(dir, "seed.json")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		seeds, err := serving.ReadSeeds(name)
		if err != nil {
			if !strings.HasPrefix(err.Error(), name+":") {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		for _, s := range seeds {
			if !strings.HasPrefix(s.At, name+":") || len(s.JSON) == 0 || s.JSON[0] != '{' {
				t.Errorf("%q: %+v", data, s)
			}
		}
	})
}
