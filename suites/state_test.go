package suites_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// No package has state of its own: no init, and of variables only what is given a value once: tables, compiled expressions, embedded
// files, sentinel errors.
func TestNoPackageState(t *testing.T) {
	for _, p := range packages(t) {
		for _, finding := range stateOf(p) {
			t.Error(finding)
		}
	}
}

// stateOf returns what a package keeps between calls, or could keep.
func stateOf(p *goPackage) []string {
	var found []string
	variables := map[string]*ast.ValueSpec{}
	for _, file := range p.files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				found = append(found, p.at(fn)+": init registers what a value can say")
			}
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.VAR {
				continue
			}
			for _, spec := range general.Specs {
				value := spec.(*ast.ValueSpec)
				if why := mutable(file, general, value); why != "" {
					found = append(found, p.at(value)+": "+value.Names[0].Name+": "+why)
				}
				for _, name := range value.Names {
					variables[name.Name] = value
				}
			}
		}
	}
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			for _, changed := range changes(n) {
				// Names of other files are not resolved by the parser; a local variable of the same name is.
				name := root(changed)
				if name != nil && variables[name.Name] != nil && (name.Obj == nil || name.Obj.Decl == variables[name.Name]) {
					found = append(found, p.at(n)+": the variable "+name.Name+" of the package is changed")
				}
			}
			return true
		})
	}
	return found
}

// What the test above looks for, it finds.
func TestPackageStateIsFound(t *testing.T) {
	const source = `package p
import ("regexp"; "sync")
var ( state int; Table = []string{"a"}; table = map[string]int{}; filled = make(map[string]int); pointer = &state; lock = sync.Mutex{} )
var ( Number = regexp.MustCompile("[0-9]+"); once = sync.OnceValue(func() int { return 1 }); _ = table; _ int )
func init() {}
func change() { table["a"]++; state = 2; delete(filled, "a"); other(&Table) }
func local() { table := map[string]int{}; table["a"] = 1 }`
	p := &goPackage{ImportPath: module + "p", files: map[string]*ast.File{}, set: token.NewFileSet()}
	file, err := parser.ParseFile(p.set, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	p.files["p.go"] = file
	want := []string{
		"p/p.go:3: state: a variable without a value waits for one",
		"p/p.go:3: Table: others could assign to it",
		"p/p.go:3: filled: made empty, to be filled",
		"p/p.go:3: pointer: a pointer",
		"p/p.go:3: lock: sync.Mutex guards state",
		"p/p.go:5: init registers what a value can say",
		"p/p.go:3: the variable state of the package is changed",
		"p/p.go:6: the variable table of the package is changed",
		"p/p.go:6: the variable state of the package is changed",
		"p/p.go:6: the variable filled of the package is changed",
		"p/p.go:6: the variable Table of the package is changed",
	}
	if got := stateOf(p); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// mutable says why a variable of a package could hold state.
func mutable(file *ast.File, decl *ast.GenDecl, spec *ast.ValueSpec) string {
	embedded := hasDirective(decl.Doc) || hasDirective(spec.Doc)
	if len(spec.Values) == 0 {
		if embedded || spec.Names[0].Name == "_" {
			return ""
		}
		return "a variable without a value waits for one"
	}
	exported, why := spec.Names[0].IsExported(), ""
	ast.Inspect(spec, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // what runs later has variables of its own
		case *ast.ChanType:
			why = "a channel"
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				why = "a pointer"
			}
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && (name.Name == "make" || name.Name == "new") {
				why = "made empty, to be filled"
			}
		case *ast.SelectorExpr:
			of, name := imported(file, n), n.Sel.Name
			if of == "sync/atomic" || of == "sync" && !strings.HasPrefix(name, "Once") || name == "Once" {
				why = of + "." + name + " guards state"
			}
			if of == "regexp" || of == "errors" {
				exported = false
			}
		}
		return true
	})
	if exported && why == "" {
		why = "others could assign to it"
	}
	return why
}

func hasDirective(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// changes returns the expressions that a node assigns to, or hands out to be assigned to.
func changes(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.UnaryExpr:
		if _, literal := n.X.(*ast.CompositeLit); n.Op == token.AND && !literal {
			return []ast.Expr{n.X}
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && (name.Name == "delete" || name.Name == "clear" || name.Name == "copy") {
			return n.Args[:1]
		}
	}
	return nil
}

// root is the variable that an expression begins with.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}
