package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/certificate"
	"graphconform/runner/exit"
)

// certified are the checks that products of the tests are certified for.
const certified = "beta/deviceComplianceDeviceStatus/**"

// certify runs the command against what a handler serves, and returns its exit code, what it said, and the folder of the certificate.
func certify(ctx context.Context, t *testing.T, handler http.Handler, globs ...string) (code int, said, bundle string) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	dir := t.TempDir()
	private, public, err := certificate.Generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"key.pem": private, "pub.pem": public, "product.yaml": []byte(
		"name: Emulator\nversion: '1'\nvendor: Contoso\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bundle = filepath.Join(dir, "bundle")
	args := []string{"certify", "--target", server.URL, "--token", "any", "--product", filepath.Join(dir, "product.yaml"),
		"--key", filepath.Join(dir, "key.pem"), "--out", bundle}
	for _, glob := range globs {
		args = append(args, "--select", glob)
	}
	code, said = runHere(ctx, t, args...)
	left, err := filepath.Glob(filepath.Join(dir, ".certify-*"))
	if _, missing := os.Stat(bundle); err != nil || len(left) > 0 || (code == exit.OK) != (missing == nil) {
		t.Errorf("exit %d: left %v, the bundle: %v", code, left, missing)
	}
	return code, said, bundle
}

// runHere runs a command in this process.
func runHere(ctx context.Context, t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	home := t.TempDir()
	var out bytes.Buffer
	e := env{ctx: ctx, out: &out, err: &out, getenv: func(name string) string {
		return map[string]string{"XDG_STATE_HOME": home, "HOME": home}[name]
	}}
	return run(e, args), out.String()
}

// aKey is what differs in paths by chance.
var aKey = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{8,}`)

// shape is a request without what differs by chance.
func shape(r *http.Request) string { return r.Method + " " + aKey.ReplaceAllString(r.URL.Path, "*") }

// aName is the name of an object in a body.
var aName = regexp.MustCompile(`"(?:deviceD|d)isplayName":"[^"]+"`)

// earlier is what a server knows of the suite: a whole run that it has seen, with its own right answers.
type earlier struct {
	mutex   sync.Mutex
	order   []string // shapes of the requests, as they came
	names   map[string]bool
	answers map[string]*httptest.ResponseRecorder // by request, and by its shape
}

// see lets a right server answer, and remembers all of it.
func (e *earlier) see() http.Handler {
	e.names, e.answers = map[string]bool{}, map[string]*httptest.ResponseRecorder{}
	right := tenant.New()
	return read(func(w http.ResponseWriter, r *http.Request, body string) {
		answer := httptest.NewRecorder()
		right.ServeHTTP(answer, r)
		e.mutex.Lock()
		e.order = append(e.order, shape(r))
		for _, name := range aName.FindAllString(body, -1) {
			e.names[name] = true
		}
		e.answers[r.Method+r.URL.String()+body], e.answers[shape(r)] = answer, answer
		e.mutex.Unlock()
		give(w, answer)
	})
}

func give(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes()) //nolint:errcheck // the suite says what it lacks
}

// read gives a handler the body of each request beside it.
func read(handle func(http.ResponseWriter, *http.Request, string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		handle(w, r, string(body))
	})
}

// behaves is right for whom it takes for the suite, and careless else.
func behaves(forSuite func(r *http.Request, body string) bool) http.Handler {
	right, careless := tenant.New(), tenant.New(tenant.WithFault("create_answers_200"))
	return read(func(w http.ResponseWriter, r *http.Request, body string) {
		if forSuite(r, body) {
			right.ServeHTTP(w, r)
			return
		}
		careless.ServeHTTP(w, r)
	})
}

// byName knows the suite by its name, wherever it stands in a request.
func byName(*earlier, *testing.T) http.Handler {
	return behaves(func(r *http.Request, body string) bool {
		return strings.Contains(strings.ToLower(fmt.Sprint(r.Method, r.URL, r.Header, r.Host, body)), "graphconform")
	})
}

// byOrder takes for the suite who asks in the order of the earlier run, until somebody does not.
func byOrder(e *earlier, _ *testing.T) http.Handler {
	next := 0
	return behaves(func(r *http.Request, _ string) bool {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		if next >= 0 && next < len(e.order) && e.order[next] == shape(r) {
			next++
			return true
		}
		next = -1
		return false
	})
}

// byNames takes for the suite who creates objects that are called as those of the earlier run.
func byNames(e *earlier, _ *testing.T) http.Handler {
	return behaves(func(_ *http.Request, body string) bool {
		return slices.ContainsFunc(aName.FindAllString(body, -1), func(name string) bool { return e.names[name] })
	})
}

// replaying gives the answers of the earlier run: to the same request, else to one of the same shape.
func replaying(e *earlier, _ *testing.T) http.Handler {
	return read(func(w http.ResponseWriter, r *http.Request, body string) {
		answer := cmp.Or(e.answers[r.Method+r.URL.String()+body], e.answers[shape(r)])
		if answer == nil {
			unknown(w)
			return
		}
		give(w, answer)
	})
}

func unknown(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(w, `{"error":{"code":"NotFound","message":"That is not here."}}`)
}

// canned gives the answers that the pages document.
func canned(_ *earlier, t *testing.T) http.Handler {
	from, err := catalog.Open("")
	if err != nil {
		t.Fatal(err)
	}
	type known struct {
		method string
		path   *regexp.Regexp
		answer *fixtures.Response
	}
	var all []known
	for _, resource := range []string{"beta/deviceComplianceDeviceStatus", "beta/deviceCompliancePolicy"} {
		for _, pair := range from.Pairs(resource) {
			if pair.Exchange.Response == nil {
				continue
			}
			to, err := url.Parse(pair.Exchange.Request.URL)
			if err != nil {
				t.Fatal(err)
			}
			form := regexp.MustCompile(`\\\{[^/]*\\\}`).ReplaceAllString(regexp.QuoteMeta(to.Path), "[^/]+")
			all = append(all, known{pair.Exchange.Request.Method, regexp.MustCompile("^" + form + "$"), pair.Exchange.Response})
		}
	}
	if len(all) < 5 {
		t.Fatalf("%d documented pairs", len(all))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, k := range all {
			if k.method == r.Method && k.path.MatchString(r.URL.Path) {
				maps.Copy(w.Header(), k.answer.Header)
				w.Header().Del("Content-Length")
				w.WriteHeader(k.answer.Status)
				w.Write(k.answer.Body) //nolint:errcheck // the suite says what it lacks
				return
			}
		}
		unknown(w)
	})
}

// Who gives what is documented, or recorded, and who behaves for the suite alone, gets no certificate: nothing in a request names the
// suite, and order, names and values are those of no earlier run.
func TestCheatsGetNoCertificate(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a product six times")
	}
	seen := &earlier{}
	if code, said, _ := certify(t.Context(), t, seen.see(), certified); code != exit.OK {
		t.Fatalf("an honest server: exit %d\n%s", code, said)
	}
	if len(seen.order) < 1000 || len(seen.names) < 20 {
		t.Fatalf("saw %d requests and %d names", len(seen.order), len(seen.names))
	}
	for name, cheat := range map[string]func(*earlier, *testing.T) http.Handler{
		"by its name": byName, "by its order": byOrder, "by its names": byNames, "a recorded run": replaying,
		"the documented examples": canned,
	} {
		if code, said, _ := certify(t.Context(), t, cheat(seen, t), certified); code == exit.OK ||
			!strings.Contains(said, "no certificate: ") {
			t.Errorf("%s: exit %d\n%.3000s", name, code, said)
		}
	}
}

// A certification that is interrupted leaves nothing: no half of a bundle, and no folder that it was gathered in.
func TestInterruptedCertificationLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	right, requests := tenant.New(), atomic.Int64{}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 100 {
			cancel()
		}
		right.ServeHTTP(w, r)
	})
	if code, said, _ := certify(ctx, t, handler, certified); code != exit.Inconclusive {
		t.Errorf("exit %d\n%s", code, said)
	}
}

// What is certified and then changed is exposed by a sample, with values that nobody knew before; what is not is left in peace.
func TestSpotExposesChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("judges three times again")
	}
	code, said, bundle := certify(t.Context(), t, tenant.New(), certified)
	if code != exit.OK {
		t.Fatalf("exit %d\n%s", code, said)
	}
	for _, test := range []struct {
		handler http.Handler
		code    int
		say     string
	}{
		{tenant.New(), exit.OK, ": 0 changed, 0 could not be judged"},
		{tenant.New(tenant.WithFault("create_answers_200")), exit.Fail, "CHANGED beta/deviceComplianceDeviceStatus/create/"},
		{http.NotFoundHandler(), exit.Inconclusive, "0 changed"},
	} {
		server := httptest.NewServer(test.handler)
		code, said := runHere(t.Context(), t, "verify", bundle, "--key", filepath.Join(filepath.Dir(bundle), "pub.pem"),
			"--spot", "200", "--target", server.URL, "--token", "any")
		server.Close()
		if code != test.code || !strings.Contains(said, test.say) {
			t.Errorf("want %d and %q: %d\n%s", test.code, test.say, code, said)
		}
	}
}

// A private key is for its user alone, is written over by nothing, and stands in no output.
func TestKeygen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	code, said := runHere(t.Context(), t, "keygen", "--out", dir)
	info, err := os.Stat(filepath.Join(dir, "key.pem"))
	if err != nil || code != exit.OK || info.Mode().Perm() != 0o600 {
		t.Fatalf("%d, %v: %v", code, err, info)
	}
	before, err := os.ReadFile(filepath.Join(dir, "key.pem"))
	if err != nil || strings.Contains(said, strings.Split(string(before), "\n")[1]) {
		t.Errorf("%v: %s", err, said)
	}
	for _, gone := range []string{"", "pub.pem"} {
		if err := os.Remove(filepath.Join(dir, gone)); gone != "" && err != nil {
			t.Fatal(err)
		}
		if code, said = runHere(t.Context(), t, "keygen", "--out", dir); code != exit.Usage || !strings.Contains(said, "is there already") {
			t.Errorf("%d: %s", code, said)
		}
	}
	after, err := os.ReadFile(filepath.Join(dir, "key.pem"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key was written over: %v", err)
	}
}
