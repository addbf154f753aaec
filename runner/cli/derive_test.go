package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphconform/runner/exit"
)

const lampPage = "# Create lamp\n\nNamespace: microsoft.graph\n\n## HTTP Request\n``` http\nPOST /lamps\n```\n\n## Request body\n" +
	"|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Key. Read-only.|\n|watts|Int32|Light.|\n\n" +
	"## Response\nIf successful, this method returns a `201 Created` response code and a [lamp](lamp.md) object in the response body.\n\n" +
	"## Example\n### Request\n``` http\nPOST https://graph.microsoft.com/beta/lamps\nContent-type: application/json\n\n{\n  \"watts\": " +
	"5\n}\n```\n\n" +
	"### Response\n``` http\nHTTP/1.1 201 Created\nContent-Type: application/json\n\n{\n  \"id\": \"7\",\n  \"watts\": 5\n}\n```\n"

// pagesIn writes one page into a folder of its own.
func pagesIn(t *testing.T, text string) string {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "intune-house-lamp-create.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// code runs a derive command and returns its exit code and what it printed.
func code(t *testing.T, c deriveCmd) (int, string) {
	t.Helper()
	var out bytes.Buffer
	err := c.Run(&env{ctx: t.Context(), out: &out, err: &out})
	var known exit.Error
	switch {
	case err == nil:
		return exit.OK, out.String()
	case errors.As(err, &known):
		return known.Code, out.String() + known.Error()
	}
	t.Fatalf("an error without exit code: %v", err)
	return 0, ""
}

func TestDeriveCommand(t *testing.T) {
	good := pagesIn(t, lampPage)
	bad := pagesIn(t, strings.Replace(lampPage, "POST /lamps", "POST nowhere", 1))
	broken := pagesIn(t, strings.Replace(lampPage, "Int32", "String", 1))
	respelt := pagesIn(t, strings.ReplaceAll(lampPage, "watts", "Watts"))
	out, changed, renamed := t.TempDir(), t.TempDir(), t.TempDir()
	names := filepath.Join(renamed, "renamed.yaml")
	facts := filepath.Join(t.TempDir(), "facts")
	tests := []struct {
		name    string
		command deriveCmd
		code    int
		text    string
	}{
		{"nothing named", deriveCmd{}, exit.Usage, "--from: name a folder"},
		{"no output", deriveCmd{From: []string{good}}, exit.Usage, "--out: name a folder"},
		{"check without folder", deriveCmd{From: []string{good}, Check: true}, exit.Usage, "--check: name the folder"},
		{"folder as argument", deriveCmd{From: []string{good}, Out: out, Catalogs: []string{"x"}}, exit.Usage, `unexpected argument "x"`},
		{"absent folder", deriveCmd{From: []string{good + "/absent"}, Out: out}, exit.Usage, "absent"},
		{"derived", deriveCmd{From: []string{good}, Out: out, Facts: facts}, exit.OK, "1 types from 1 pages"},
		{"no drift", deriveCmd{From: []string{good}, Out: out, Check: true}, exit.OK, ""},
		{"drift", deriveCmd{From: []string{broken}, Out: out, Check: true}, exit.Fail, "drift  schemas/beta/lamp.json"},
		{"page without path", deriveCmd{From: []string{bad}, Stats: true}, exit.Fail,
			"intune-house-lamp-create.md:7: HTTP request: the page gives no path"},
		{"derived otherwise", deriveCmd{From: []string{broken}, Out: changed}, exit.OK, ""},
		{"no difference", deriveCmd{Diff: true, Catalogs: []string{out, out}}, exit.OK, ""},
		{"difference", deriveCmd{Diff: true, Catalogs: []string{out, changed}}, exit.Fail,
			"breaking  beta/lamp watts: type changed from Int32 to String"},
		{"difference as JSON", deriveCmd{Diff: true, JSON: true, Catalogs: []string{out, changed}}, exit.Fail, `"what": "type changed"`},
		{"spelt otherwise", deriveCmd{From: []string{respelt}, Out: renamed}, exit.OK, ""},
		{"names to follow", deriveCmd{Diff: true, Catalogs: []string{out, renamed}, Renamed: names}, exit.Fail, "property removed Int32"},
		{"names once", deriveCmd{Diff: true, Catalogs: []string{out, renamed}, Renamed: names}, exit.Fail, ""},
		{"names unread", deriveCmd{Diff: true, Catalogs: []string{out, renamed},
			Renamed: filepath.Join(good, "intune-house-lamp-create.md")},
			exit.Usage, "--renamed: "},
		{"difference of one", deriveCmd{Diff: true, Catalogs: []string{out}}, exit.Usage, "name two catalog folders"},
		{"difference of nothing", deriveCmd{Diff: true, Catalogs: []string{out, good}}, exit.Usage, "holds no catalog"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, text := code(t, test.command)
			if got != test.code || !strings.Contains(text, test.text) {
				t.Errorf("exit code %d with %q, want %d with %q", got, text, test.code, test.text)
			}
		})
	}
	if got, err := os.ReadFile(names); err != nil || string(got) != "- version: beta\n  type: lamp\n  old: watts\n  new: Watts\n" {
		t.Errorf("names %s, %v", got, err)
	}
	want := `{"page":"intune-house-lamp-create","version":"beta","kind":"create","method":"POST","path":"/lamps",` +
		`"paths":[{"method":"POST","path":"/lamps"}],"resource":"lamp",` +
		`"properties":[{"name":"id","type":"String","collection":false,"readOnly":true,"enum":[]},{"name":"watts","type":"Int32",` +
		`"collection":false,"readOnly":false,"enum":[]}],"successStatus":201}` + "\n"
	if got, err := os.ReadFile(facts); err != nil || string(got) != want {
		t.Errorf("facts %s, %v", got, err)
	}
}

// committedFrom are the folders of pages that the committed files are derived from.
var committedFrom = []string{"graph-docs@db3ad7292b82", "graph-docs-newer", "seeds"}

// TestCommittedFiles: what is committed is what the pages give, where they are present.
func TestCommittedFiles(t *testing.T) {
	c := deriveCmd{Out: filepath.Join("..", ".."), Check: true}
	for _, folder := range committedFrom {
		dir := filepath.Join("..", "..", "..", "shared", folder)
		plain, _, _ := strings.Cut(dir, "@")
		if _, err := os.Stat(plain); err != nil {
			t.Skipf("no reference pages: %v", err)
		}
		c.From = append(c.From, dir)
	}
	if got, text := code(t, c); got != exit.OK {
		t.Errorf("exit code %d: %s", got, text)
	}
}
