package suites_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "graphconform/"

// floors are the four folders of the module, the lowest first. A package imports its own floor and those below.
var floors = []string{"schemas", "fixtures", "suites", "runner"}

// goPackage is what go list says of a package, and its source without tests.
type goPackage struct {
	Name, Dir, ImportPath              string
	Imports, TestImports, XTestImports []string
	Deps                               []string // all that it imports, and what those import
	GoFiles, TestGoFiles, XTestGoFiles []string
	IgnoredGoFiles                     []string
	files                              map[string]*ast.File // by name
	set                                *token.FileSet
}

// room is the path of the package below the module.
func (p *goPackage) room() string { return strings.TrimPrefix(p.ImportPath, module) }

func (p *goPackage) floor() int { return floorOf(p.ImportPath) }

// floorOf is the floor of a package of the module, and -1 for any other.
func floorOf(importPath string) int {
	rest, ours := strings.CutPrefix(importPath, module)
	if !ours {
		return -1
	}
	top, _, _ := strings.Cut(rest, "/")
	return slices.Index(floors, top)
}

// at is where a node stands: file and line, as an editor opens it.
func (p *goPackage) at(n ast.Node) string {
	position := p.set.Position(n.Pos())
	return p.room() + "/" + filepath.Base(position.Filename) + ":" + strconv.Itoa(position.Line)
}

// house returns all packages by the path below the module. go list refuses cycles of imports.
var house = sync.OnceValues(func() (map[string]*goPackage, error) {
	list := exec.Command("go", "list", "-json", "./...")
	list.Dir = ".."
	var told bytes.Buffer
	list.Stderr = &told
	out, err := list.Output()
	if err != nil {
		return nil, errors.New(err.Error() + ": " + told.String())
	}
	packages := map[string]*goPackage{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		p := &goPackage{files: map[string]*ast.File{}, set: token.NewFileSet()}
		if err := decoder.Decode(p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if p.files[name], err = parser.ParseFile(p.set, filepath.Join(p.Dir, name), nil, parser.ParseComments); err != nil {
				return nil, err
			}
		}
		packages[p.room()] = p
	}
})

func packages(t *testing.T) map[string]*goPackage {
	t.Helper()
	all, err := house()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Fatalf("go list names %d packages of the module", len(all))
	}
	return all
}

// familyRooms are the packages below suites that plan imports and that export Family.
func familyRooms(t *testing.T) []string {
	t.Helper()
	all := packages(t)
	var rooms []string
	for _, imported := range all["suites/plan"].Imports {
		p := all[strings.TrimPrefix(imported, module)]
		if p != nil && p.floor() == slices.Index(floors, "suites") && p.declares("Family") {
			rooms = append(rooms, p.room())
		}
	}
	if len(rooms) < 11 {
		t.Fatalf("plan imports %d families: %v", len(rooms), rooms)
	}
	return rooms
}

func (p *goPackage) declares(function string) bool {
	for _, file := range p.files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == function {
				return true
			}
		}
	}
	return false
}

func TestImportsPointDown(t *testing.T) {
	vague := regexp.MustCompile(`(?i)^(utils?|commons?|helpers?|misc|shared|base|lib)$`)
	for room, p := range packages(t) {
		if p.floor() < 0 {
			t.Errorf("%s is on none of the floors %v", room, floors)
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			up := floorOf(imported) > p.floor()
			if strings.HasPrefix(imported, module) && floorOf(imported) < 0 || up {
				t.Errorf("%s imports %s: imports only point down", room, imported)
			}
		}
		for name := range strings.SplitSeq(room, "/") {
			if vague.MatchString(name) || vague.MatchString(p.Name) {
				t.Errorf("%s: the name says nothing of what is inside", room)
			}
		}
	}
}

// The rooms that the house keeps apart, each with what it must not import itself, and what must not be reached from it.
func TestRoomsKeepApart(t *testing.T) {
	families, all := familyRooms(t), packages(t)
	machines := []string{"suites/exercise", "suites/cleanup", "suites/guard", "fixtures/wire"}
	effects := []string{"net", "context", "sync", "testing", "os", "io/fs", "math/rand", "math/rand/v2", "log"}
	others := func(room string) []string {
		return slices.DeleteFunc(slices.Clone(families), func(f string) bool { return f == room })
	}
	type wall struct{ direct, reached []string }
	walls := map[string]wall{
		"suites/judge":      {slices.Concat(machines, effects), slices.Concat(machines, families, []string{"testing"})},
		"suites/conform":    {nil, slices.Concat(machines, families, []string{"testing"})},
		"suites/resource":   {nil, slices.Concat(machines, families, []string{"testing", "suites/conform"})},
		"suites/scenario":   {effects, slices.Concat(machines, families, []string{"testing"})},
		"suites/plan":       {nil, slices.Concat(machines, []string{"testing"})},
		"suites/recorded":   {[]string{"net", "context", "sync", "os", "log"}, slices.Concat(machines, []string{"testing"})},
		"suites/evidence":   {nil, slices.Concat(machines, families, []string{"testing"})},
		"suites/guard":      {nil, append([]string{"suites/exercise", "suites/cleanup", "testing"}, families...)},
		"suites/cleanup":    {nil, append([]string{"suites/exercise", "testing"}, families...)},
		"fixtures/handmade": {nil, []string{"fixtures", "schemas"}},
	}
	for _, room := range families {
		walls[room] = wall{slices.Concat(machines, effects),
			slices.Concat(machines, others(room), []string{"testing", "suites/judge", "suites/plan"})}
	}
	for _, room := range slices.Sorted(maps.Keys(walls)) {
		p := all[room]
		if p == nil {
			t.Errorf("there is no room %s", room)
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(walls[room].direct, strings.TrimPrefix(imported, module)) {
				t.Errorf("%s imports %s", room, imported)
			}
		}
		for _, reached := range p.Deps {
			if slices.Contains(walls[room].reached, strings.TrimPrefix(reached, module)) {
				t.Errorf("%s sees %s, by way of %v", room, reached, between(all, room, reached))
			}
		}
	}
	for room, p := range all {
		for _, family := range families {
			if room != "suites/plan" && room != "suites/recorded" && slices.Contains(p.Imports, module+family) {
				t.Errorf("%s imports the family %s: only plan does, and recorded for what recordings are held against", room, family)
			}
		}
	}
}

// between returns the packages of the module that lead from one to another.
func between(all map[string]*goPackage, from, to string) []string {
	var out []string
	for _, imported := range all[from].Imports {
		next := all[strings.TrimPrefix(imported, module)]
		if next != nil && (imported == to || slices.Contains(next.Deps, to)) {
			out = append(out, next.room())
		}
	}
	return out
}

// What judges is a pure function of the evidence: it sends nothing, and does not look at the clock.
func TestJudgingIsPure(t *testing.T) {
	clock := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
	term := regexp.MustCompile(`^(Method[A-Z]\w*|Status[A-Z]\w*|Header|ParseTime)$`)
	all := packages(t)
	for _, room := range append(familyRooms(t), "suites/judge", "suites/conform", "suites/resource", "suites/scenario") {
		for _, file := range all[room].files {
			ast.Inspect(file, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				of, name := imported(file, selector), selector.Sel.Name
				if of == "time" && slices.Contains(clock, name) || of == "net/http" && !term.MatchString(name) {
					t.Errorf("%s: %s.%s: no clock, and of net/http the names of methods and statuses alone", all[room].at(n), of, name)
				}
				return true
			})
		}
	}
}

// imported returns the path of the package that a selector names, "" where it is none.
func imported(file *ast.File, selector *ast.SelectorExpr) string {
	name, ok := selector.X.(*ast.Ident)
	if !ok || name.Obj != nil {
		return ""
	}
	for _, spec := range file.Imports {
		full, _ := strconv.Unquote(spec.Path.Value)
		if spec.Name != nil && spec.Name.Name == name.Name || spec.Name == nil && path.Base(full) == name.Name {
			return full
		}
	}
	return ""
}

func TestDotImportsAreGinkgo(t *testing.T) {
	allowed := []string{"github.com/onsi/ginkgo/v2", "github.com/onsi/gomega"}
	for room, p := range packages(t) {
		for _, name := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range file.Imports {
				full, _ := strconv.Unquote(spec.Path.Value)
				if spec.Name != nil && spec.Name.Name == "." && !slices.Contains(allowed, full) {
					t.Errorf("%s/%s imports %s with a dot", room, name, full)
				}
			}
		}
	}
}
