package suites_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What a reader has to take in at once is bounded.
const (
	maxColumns  = 140 // of a line, a tab counted as four
	maxLines    = 400 // of a file without tests
	maxFunction = 50  // lines of a function without tests
	maxFrame    = 15  // lines of a longer function beside its tables
	maxFiles    = 20  // of a package, without tests
)

func TestForm(t *testing.T) {
	for room, p := range packages(t) {
		if finding := sizeOf(p); finding != "" {
			t.Error(finding)
		}
		for _, name := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles, p.IgnoredGoFiles) {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, finding := range formOf(t, room+"/"+name, string(source)) {
				t.Error(finding)
			}
		}
	}
}

// sizeOf says that a package has more files than it may; empty where it has not.
func sizeOf(p *goPackage) string {
	if n := len(p.GoFiles); n > maxFiles {
		return fmt.Sprintf("%s: %d files, more than %d", p.room(), n, maxFiles)
	}
	return ""
}

// formOf returns where a file is longer than it may be: in tests, only its lines.
func formOf(t *testing.T, name, source string) (found []string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	tagged := tagLines(set, file)
	lines := strings.Split(strings.TrimSuffix(source, "\n"), "\n")
	for i, line := range lines {
		columns := utf8.RuneCountInString(line) + 3*strings.Count(line, "\t")
		if columns > maxColumns && !tagged[i+1] {
			found = append(found, fmt.Sprintf("%s:%d: %d columns, more than %d", name, i+1, columns, maxColumns))
		}
	}
	if strings.HasSuffix(name, "_test.go") {
		return found
	}
	if len(lines) > maxLines {
		found = append(found, fmt.Sprintf("%s: %d lines, more than %d", name, len(lines), maxLines))
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || isTable(set, fn) {
			continue
		}
		first, last := set.Position(fn.Pos()).Line, set.Position(fn.End()).Line
		if n := last - first + 1; n > maxFunction {
			found = append(found, fmt.Sprintf("%s:%d: %s has %d lines, more than %d", name, first, fn.Name.Name, n, maxFunction))
		}
	}
	return found
}

// tagLines are the lines of struct tags: the language knows no way to break them.
func tagLines(set *token.FileSet, file *ast.File) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Tag != nil {
			lines[set.Position(field.Tag.Pos()).Line] = true
		}
		return true
	})
	return lines
}

// isTable reports whether a function is a table: composite literals, outside of which stand at most maxFrame lines.
func isTable(set *token.FileSet, fn *ast.FuncDecl) bool {
	span := func(n ast.Node) int { return set.Position(n.End()).Line - set.Position(n.Pos()).Line }
	frame := span(fn) + 1
	ast.Inspect(fn, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if ok {
			frame -= span(literal)
		}
		return !ok
	})
	return frame <= maxFrame
}

// What the test above looks for, it finds.
func TestFormIsFound(t *testing.T) {
	wide := "// " + strings.Repeat("ü", maxColumns-3)
	statements := func(n int) string { return strings.Repeat("\tprintln()\n", n) }
	for source, want := range map[string][]string{
		wide + "\npackage p\n":                                                 nil,
		wide + "ü\npackage p\n":                                                {"p/p.go:1: 141 columns, more than 140"},
		"package p\n\n\t" + wide + "\n":                                        {"p/p.go:3: 144 columns, more than 140"},
		"package p\nvar v = `\n" + wide + "ü\n`\n":                             {"p/p.go:3: 141 columns, more than 140"},
		"package p\ntype s struct {\n\tField int `help:\"" + wide + "\"`\n}\n": nil,
		"package p\nfunc f() {\n" + statements(48) + "}\n":                     nil,
		"package p\nfunc f() {\n" + statements(49) + "}\n":                     {"p/p.go:2: f has 51 lines, more than 50"},
		"package p\nfunc f() []int {\n" + statements(12) + "return []int{\n" + strings.Repeat("1,\n", 60) + "}\n}": nil,
		"package p\nfunc f() []int {\n" + statements(13) + "return []int{\n" + strings.Repeat("1,\n", 60) + "}\n}": {
			"p/p.go:2: f has 77 lines, more than 50"},
		"package p\nfunc f() int {\n\treturn g(\n" + strings.Repeat("1,\n", 60) + ")\n}": {"p/p.go:2: f has 64 lines, more than 50"},
		"package p\n" + strings.Repeat("\n", 399):                                        nil,
		"package p\n" + strings.Repeat("\n", 400):                                        {"p/p.go: 401 lines, more than 400"},
	} {
		if got := formOf(t, "p/p.go", source); !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %q\nwant %q", source, got, want)
		}
	}
	source := wide + "ü\npackage p\nfunc f() {\n" + statements(500) + "}\n"
	if got := formOf(t, "p/p_test.go", source); !slices.Equal(got, []string{"p/p_test.go:1: 141 columns, more than 140"}) {
		t.Errorf("of a test: %q", got)
	}
	p := &goPackage{ImportPath: module + "p", GoFiles: make([]string, 20), TestGoFiles: make([]string, 5)}
	if got := sizeOf(p); got != "" {
		t.Error(got)
	}
	p.GoFiles = append(p.GoFiles, "one.go")
	if got := sizeOf(p); got != "p: 21 files, more than 20" {
		t.Errorf("of a package: %q", got)
	}
}
