package main_test

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// engine is a server that exists, laid under the paths of three resources.
type engine struct {
	dir   string   // in testdata/engines: what npm installs, what is served, and what a person finds wrong with it
	start []string // a script of npm's, and its arguments
	env   []string
	ends  bool   // at one of the defects
	below string // the path that is taken off before a request gets there, as it knows none but /NAME and /NAME/ID
}

func engines(port string) map[string]engine {
	lives := engine{dir: "cap", start: []string{"cds-serve", "all"},
		env: []string{"PORT=" + port, `CDS_CONFIG={"server":{"shutdown_on_uncaught_errors":false}}`}}
	ends := lives
	ends.ends, ends.env = true, lives.env[:1]
	return map[string]engine{
		"json-server": {dir: "json-server", start: []string{"json-server", "--port", port, "db.json"},
			env: []string{"NODE_ENV=production"}, below: "/v1.0/deviceManagement"},
		"CAP":                           lives,
		"CAP, which ends at its errors": ends,
	}
}

// defect is what a person finds wrong with an engine, or, where it is late, was shown by the suite and then held against the pages.
type defect struct {
	Defect, Tried, Source string
	Roots                 []string // globs on the checks that tell it, each of which must match one
	Difference            conform.Difference
	Got                   string // in one of the findings of each root
	Late                  bool
	Rare                  bool   // some runs do not meet it
	Open                  string // why no check tells it
}

// The findings about engines are what a person finds: each defect is told by the checks that it names, and each root is about a defect.
func TestEngines(t *testing.T) {
	if os.Getenv("GRAPHCONFORM_ENGINES") != "must" {
		t.Skip("installs engines by npm and starts them; `make test-engines` does")
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range engines(port) {
		t.Run(name, func(t *testing.T) {
			defects := e.known(t)
			for left := 2; ; left-- { // what a run meets by chance may have consequences that others do not have
				wrong, chance := held(checked(t, e, port), defects)
				if len(wrong) == 0 {
					return
				}
				if left == 0 || !chance {
					t.Fatal(strings.Join(wrong, "\n"))
				}
				t.Logf("again, as it met what is rare: %s", strings.Join(wrong, "\n"))
			}
		})
	}
}

// checked is the report of a run on a new installation with the claims that map finds.
func checked(t *testing.T, e engine, port string) *report.Report {
	t.Helper()
	target, stop := e.serve(t, e.install(t), port)
	defer stop()
	out := t.TempDir()
	claims := filepath.Join(out, "claims.yaml")
	if code, text := ran(t, "map", "--target", target, "--token", "any", "--claims", claims); code != exit.OK {
		t.Fatalf("map ends with %d: %s", code, text)
	}
	code, text := ran(t, "run", "--target", target, "--token", "any", "--claims", claims, "--seed", "1", "--report", out)
	if code != exit.Fail {
		t.Fatalf("run ends with %d: %s", code, text)
	}
	r, err := report.Read(filepath.Join(out, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	t.Log(lines[len(lines)-1])
	for _, g := range r.Groups() {
		t.Logf("  %s: %s", g.Title(), g.Extent())
	}
	return r
}

// held holds the roots of a report against defects, and reports whether one of the rare ones was met.
func held(r *report.Report, defects []defect) (wrong []string, chance bool) {
	explained := map[string]bool{}
	for _, d := range defects {
		if (len(d.Roots) == 0) == (d.Open == "") {
			wrong = append(wrong, d.Defect+": name its roots, or say why there are none")
		}
		for _, text := range d.Roots {
			ids := d.roots(r, text)
			for _, id := range ids {
				explained[id] = true
			}
			switch {
			case len(ids) > 0:
				chance = chance || d.Rare
			case !d.Rare:
				wrong = append(wrong, "missed: "+d.Defect+": no root is "+text)
			}
		}
	}
	for _, g := range r.Groups() {
		for _, m := range g.Members {
			if !explained[m.ID] {
				wrong = append(wrong, "no defect explains "+g.Title()+": "+conform.Render(r.Outcome(m.Check)))
			}
		}
	}
	return wrong, chance
}

// roots returns the roots that a glob of the defect matches.
func (d defect) roots(r *report.Report, text string) (ids []string) {
	glob, err := conform.ParseGlob(text)
	for _, g := range r.Groups() {
		for _, m := range g.Members {
			shown := slices.ContainsFunc(m.Findings, func(f report.Finding) bool { return strings.Contains(f.Got, d.Got) })
			if err == nil && glob.Match(m.ID) && shown && (d.Difference == "" || d.Difference == g.Difference) {
				ids = append(ids, m.ID)
			}
		}
	}
	return ids
}

// known returns what is known to be wrong with an engine. One that ends at it is held against all that stands before that, too.
func (e engine) known(t *testing.T) []defect {
	t.Helper()
	dir := filepath.Join("testdata", "engines", e.dir)
	if !e.ends {
		return read(t, filepath.Join(dir, "defects.yaml"))
	}
	defects := read(t, filepath.Join(dir, "ends.yaml"))
	for _, d := range read(t, filepath.Join(dir, "defects.yaml")) {
		d.Rare = true
		defects = append(defects, d)
	}
	return defects
}

func read(t *testing.T, path string) (defects []defect) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&defects); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return defects
}

// serve starts the engine, and returns its service root and how to stop it.
func (e engine) serve(t *testing.T, dir, port string) (root string, stop func()) {
	t.Helper()
	log := &bytes.Buffer{}
	process := exec.Command(filepath.Join(dir, "node_modules", ".bin", e.start[0]), e.start[1:]...)
	process.Dir, process.Env, process.Stdout, process.Stderr = dir, append(os.Environ(), e.env...), log, log
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() {
		process.Process.Kill() //nolint:errcheck // it may have ended
		process.Wait()         //nolint:errcheck // it was killed
	}
	if err := listens(port, 30*time.Second); err != nil {
		kill()
		t.Fatalf("%s: %v: %s", e.start[0], err, log)
	}
	if e.below == "" {
		return "http://127.0.0.1:" + port, kill
	}
	proxy := &httputil.ReverseProxy{Rewrite: e.rewrite(port),
		Transport: &http.Transport{DisableKeepAlives: true}} // no POST meets a connection that the engine just closed
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Type"] = nil // nor is one guessed where the engine says none
		proxy.ServeHTTP(w, r)
	}))
	return front.URL, func() {
		front.Close()
		kill()
	}
}

// install copies what is served to a folder of the test's own, and installs the engine there. No script of a package is run.
func (e engine) install(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "engines", e.dir))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "public"), 0o700); err != nil { // without it json-server does not start
		t.Fatal(err)
	}
	npm := exec.Command("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v: it takes Node 20 or later, npm, and a registry that npm reaches: %s", err, out)
	}
	return dir
}

// listens waits until somebody takes connections at a port.
func listens(port string, atMost time.Duration) error {
	for start := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		connection, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			return connection.Close()
		}
		if time.Since(start) > atMost {
			return err
		}
	}
}

// rewrite takes off the path that the engine does not know.
func (e engine) rewrite(port string) func(*httputil.ProxyRequest) {
	return func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: "127.0.0.1:" + port})
		rest, below := strings.CutPrefix(r.In.URL.EscapedPath(), e.below+"/")
		if to, err := url.Parse("/" + rest); below && err == nil {
			r.Out.URL.Path, r.Out.URL.RawPath = to.Path, to.RawPath
		}
	}
}
