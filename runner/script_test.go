package main_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"graphconform/fixtures/handmade"
	"graphconform/fixtures/tenant"
	"graphconform/runner/cli"
	"graphconform/schemas"
)

var update = flag.Bool("update", false, "write what the scripts' commands print into the scripts")

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		cli.Main()
	}
	testscript.Main(atHome{m}, map[string]func(){"graphconform": cli.Main})
}

// atHome gives the programs of the tests a folder of their own for what belongs to the user.
type atHome struct{ *testing.M }

// Run runs the tests.
func (m atHome) Run() int {
	home, err := os.MkdirTemp("", "graphconform-home-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(home)
	os.Setenv("XDG_STATE_HOME", home)
	return m.M.Run()
}

// Each script has targets of its own: HANDMADE conforms, each of the others is hostile in the way of its name.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if racing && testing.Short() { // the others take minutes then, and race in the same places
		files = []string{"testdata/run.txt", "testdata/interrupt.txt", "testdata/target.txt"}
	}
	scripts(t, slices.DeleteFunc(files, func(file string) bool { return file == everything })...)
}

const everything = "testdata/all.txt"

// It is planned, and counted what that would send, again and again.
func TestScriptOfEverything(t *testing.T) {
	byProve(t, "plans everything many times")
	scripts(t, everything)
}

func scripts(t *testing.T, files ...string) {
	testscript.Run(t, testscript.Params{
		Files:         files,
		UpdateScripts: *update,
		Setup:         serveTargets,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "sleep": sleep, "fits": fits},
	})
}

// serveTargets starts all targets and names their URLs to the script.
func serveTargets(e *testscript.Env) error {
	for name, handler := range targets() {
		server := httptest.NewServer(handler)
		e.Defer(server.Close)
		e.Setenv(name, server.URL)
	}
	e.Setenv("HOME", e.WorkDir+"/home")
	port, err := freePort()
	if err != nil {
		return err
	}
	e.Setenv("PORT", port)
	recordings, err := filepath.Abs("testdata/recordings")
	if err != nil {
		return err
	}
	e.Setenv("RECORDINGS", recordings)
	e.Setenv("NOBODY", "http://127.0.0.1:1") // a port that nobody is given
	return nil
}

// freePort returns a port that nobody listens on.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

func targets() map[string]http.Handler {
	return map[string]http.Handler{
		"HANDMADE":  handmade.New(),
		"TENANT":    tenant.New(),
		"WRONG":     handmade.New(handmade.With("post-answers-200")),
		"NOCONTENT": handmade.New(handmade.With("patch-answers-204")),
		"NOPOST":    without(http.MethodPost, handmade.New()),
		"PERSONAL":  personal(handmade.New()),
		"DIES":      dies(tenant.New(), 100),
		"ATONCE":    dies(tenant.New(), 1),
		"STRANGE":   strange(tenant.New()),
		"ONETYPE":   oneType(tenant.New()),
		"SLOW":      slow(handmade.New()),
		"LATE":      tenant.New(tenant.WithFault("writes_show_late")),
		"CLOSED":    http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }),
		"FORBIDS":   status(http.StatusForbidden),
		"FAILS":     status(http.StatusInternalServerError),
		"BUSY":      status(http.StatusServiceUnavailable),
		"NOTHING":   http.NotFoundHandler(),
		"WEBSITE":   website(http.StatusOK),
		"EXPRESS":   website(http.StatusNotFound),
		"LOGIN":     login(),
		"SAME":      constant(`{"value":[]}`),
		"OBJECT":    constant(`{"status":"up"}`),
		"HANGS": http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}),
		"GARBAGE": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "\x1b[31mgarbage\x00"+strings.Repeat("[", 100000))
		}),
	}
}

// without refuses a method, as the service does what it has no route for.
func without(method string, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == method {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":{"code":"No method match route template","message":"No OData route exists that match template"}}`)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// personal answers GET of a list with somebody's name and a wrong type, so that it stands in findings.
func personal(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/userRunStates") {
			handler.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w,
			`{"value":[{"id":"1","upn":"ann@contoso.com","userName":["bob@contoso.com"],"serialNumber":"SN-12345","internalState":7,`+
				`"secretive":"hush-hush"}]}`)
	})
}

// dies answers so many requests, then breaks every connection.
func dies(handler http.Handler, after int32) http.Handler {
	var asked atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > after {
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	})
}

// strange answers GET of a category with one that the run did not make, so that nothing proves which are the run's own.
func strange(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, "/deviceCategories/") {
			handler.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":"7","displayName":"Payroll"}`)
	})
}

// oneType takes device configurations of one type alone, and knows no other collection.
func oneType(handler http.Handler) http.Handler {
	const collection, known = "/beta/deviceManagement/deviceConfigurations", "#microsoft.graph.androidCustomConfiguration"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var object struct {
			Type *string `json:"@odata.type"`
		}
		other := r.Method == http.MethodPost && json.Unmarshal(body, &object) == nil && object.Type != nil && *object.Type != known
		if r.Body = io.NopCloser(bytes.NewReader(body)); err == nil && strings.HasPrefix(r.URL.Path, collection) && !other {
			handler.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(map[bool]int{true: http.StatusBadRequest, false: http.StatusNotFound}[other])
		fmt.Fprint(w, `{"error":{"code":"BadRequest","message":"That is not known."}}`)
	})
}

// website answers every path with a page of HTML.
func website(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<!DOCTYPE html><title>Welcome</title><pre>%s %s</pre>", r.Method, r.URL.Path)
	})
}

// login sends everybody who asks to a page to sign in.
func login() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/login", website(http.StatusOK))
	mux.Handle("/", http.RedirectHandler("/login", http.StatusFound))
	return mux
}

// status answers everything with an error as it should be.
func status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"error":{"code":"%d","message":"%s %s","innerError":{"request-id":"1","date":"2030-01-01T00:00:00"}}}`,
			code, r.Method, r.URL.Path)
	})
}

// constant answers everything alike.
func constant(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	})
}

// slow delays every answer, so that a run can be interrupted in its midst.
func slow(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(30 * time.Millisecond)
		handler.ServeHTTP(w, r)
	})
}

// exits CODE COMMAND...: the command ends with that code, or with one of several: 0|1.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if !slices.Contains(strings.Split(args[0], "|"), got) {
		ts.Fatalf("%s ended with %s, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// sleep MILLISECONDS waits for a run in the background to be under way.
func sleep(ts *testscript.TestScript, _ bool, args []string) {
	pause, err := time.ParseDuration(args[0] + "ms")
	ts.Check(err)
	time.Sleep(pause)
}

// fits SCHEMA FILE: the file fits the JSON Schema, which is named from the folder of this test.
func fits(ts *testscript.TestScript, neg bool, args []string) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat = true
	schema, err := compiler.Compile(args[0])
	ts.Check(err)
	value, err := schemas.Decode([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	if err := schema.Validate(value); (err != nil) != neg {
		ts.Fatalf("%s: %#v", args[1], err)
	}
}
