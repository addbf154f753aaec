package claims

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/guard"
	"graphconform/suites/plan"
)

const categories = "/beta/deviceManagement/deviceCategories"

// refuse answers with an error as frameworks word it.
func refuse(w http.ResponseWriter, status int, format string, args ...any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"code":"%d","message":%q}}`, status, fmt.Sprintf(format, args...))
}

// categoryServer has device categories with one object, or none, and answers the rest as it is told to.
func categoryServer(empty bool, elsewhere http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == categories && r.Method == http.MethodGet && empty:
			fmt.Fprint(w, `{"value":[]}`)
		case r.URL.Path == categories && r.Method == http.MethodGet:
			fmt.Fprint(w, `{"value":[{"id":"one"}]}`)
		case r.URL.Path == categories && r.Method == http.MethodPost:
			refuse(w, 400, "This is no JSON.")
		case r.URL.Path == categories+"/one" && r.Method == http.MethodGet && !empty:
			fmt.Fprint(w, `{"id":"one"}`)
		case strings.HasPrefix(r.URL.Path, categories+"/") && (r.Method == http.MethodPatch || r.Method == http.MethodGet):
			refuse(w, 404, "There is no category %s.", strings.TrimPrefix(r.URL.Path, categories+"/"))
		case strings.HasPrefix(r.URL.Path, categories+"/"):
			refuse(w, 405, "%s is not allowed.", r.Method)
		default:
			elsewhere(w, r)
		}
	}
}

// What one answer shows is what the controls do not get.
func TestOperationsAreHeldAgainstControls(t *testing.T) {
	notFound := func(w http.ResponseWriter, r *http.Request) { refuse(w, 404, "Cannot %s %s", r.Method, r.URL.Path) }
	byMethod := func(w http.ResponseWriter, r *http.Request) {
		refuse(w, 404, "%s", map[string]string{http.MethodGet: "not found", http.MethodPost: "nowhere"}[r.Method]+" no")
	}
	jsonFirst := func(handler http.HandlerFunc) http.HandlerFunc { // as express.json() does
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost || r.Method == http.MethodPatch {
				refuse(w, 400, "Unexpected end of JSON input")
				return
			}
			handler(w, r)
		}
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		want    string // results of create, delete, get, list, update of categories, and of a resource elsewhere
	}{
		{"everything is told apart", categoryServer(false, notFound), "implemented refused implemented implemented implemented; refused"},
		{"no object yet", categoryServer(true, notFound), "implemented refused implemented implemented implemented; refused"},
		{"JSON is read before the path", jsonFirst(categoryServer(false, notFound)),
			"unclear refused implemented implemented unclear; refused"},
		{"one 404 for all", categoryServer(true, func(w http.ResponseWriter, r *http.Request) {
			refuse(w, 404, "There is no category %s.", r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
		}), "implemented refused unclear implemented unclear; refused"},
		{"segments are not known", categoryServer(true, func(w http.ResponseWriter, r *http.Request) {
			refuse(w, 400, "Resource not found for the segment '%s'.", r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
		}), "implemented refused implemented implemented implemented; refused"},
		{"404 in words of the method", categoryServer(true, byMethod), "implemented refused implemented implemented implemented; refused"},
		{"nothing but 404 in words of the method", byMethod, "refused refused refused refused refused; refused"},
		{"nothing but 404", notFound, "refused refused refused refused refused; refused"},
		{"an empty list everywhere", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"value":[]}`) },
			"unclear unclear unclear unclear unclear; unclear"},
		{"an error everywhere", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, "Oh") },
			"unclear unclear unclear unclear unclear; unclear"},
		{"HTML everywhere", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!DOCTYPE html><p>Hello") },
			"unclear unclear unclear unclear unclear; unclear"},
		{"redirects everywhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://login.example/", http.StatusFound)
		},
			"unclear unclear unclear unclear unclear; unclear"},
		{"sign-in everywhere", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 401, "Who?") },
			"forbidden unclear forbidden forbidden forbidden; forbidden"}, // nothing proves that the id is nobody's
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := mapOf(t, test.handler)
			var results []string
			elsewhere := map[Result]bool{}
			for _, row := range rows {
				if _, known := strings.CutPrefix(row.Operation, "beta/deviceCategory "); known {
					results = append(results, string(row.Result))
				} else {
					elsewhere[row.Result] = true
				}
				if row.Result == Unclear && row.Detail == "" {
					t.Errorf("%s is unclear, and nothing says why", row.Operation)
				}
			}
			for result := range elsewhere {
				results[len(results)-1] += "; " + string(result)
			}
			if got := strings.Join(results, " "); got != test.want {
				text, _ := json.MarshalIndent(rows, "", " ")
				t.Errorf("%s, want %s\n%s", got, test.want, text)
			}
		})
	}
}

// Where the body is read before the path, and what is no JSON is an error of the server, a path beside gets the same: then the collection
// tells, as it does where the error is the client's.
func TestAnErrorThatEverythingGets(t *testing.T) {
	const elsewhere = "beta/mobileThreatDefenseConnector"
	for _, status := range []int{400, 500} {
		rows := mapOf(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost || r.Method == http.MethodPatch {
				http.Error(w, "Unexpected end of JSON input", status)
				return
			}
			categoryServer(false, http.NotFound)(w, r)
		}, elsewhere+"/**")
		for _, row := range rows {
			want := Refused
			if slices.Contains([]string{"beta/deviceCategory create", "beta/deviceCategory update"}, row.Operation) {
				want = Unclear
			}
			if writes := row.Method == http.MethodPost || row.Method == http.MethodPatch; writes && row.Result != want {
				t.Errorf("%d: %s is %s (%s), want %s", status, row.Operation, row.Result, row.Detail, want)
			}
		}
	}
}

// Actions are not asked for: they are unclear where anything else of their type is there, and not spoken of elsewhere.
func TestCallsAreUnclear(t *testing.T) {
	const script, elsewhere = "beta/deviceManagementScript", "beta/deviceShellScript"
	rows := mapOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/beta/deviceManagement/deviceManagementScripts" && r.Method == http.MethodGet {
			fmt.Fprint(w, `{"value":[]}`)
			return
		}
		refuse(w, 404, "Cannot %s %s", r.Method, r.URL.Path)
	}, script+"/**", elsewhere+"/**")
	var calls []string
	for _, row := range rows {
		if strings.HasSuffix(row.Operation, " assign") {
			calls = append(calls, row.Operation+" "+string(row.Result)+" "+row.Method+" "+row.Path)
		}
	}
	want := script + " assign unclear POST /beta/deviceManagement/deviceManagementScripts/{deviceManagementScriptId}/assign"
	if got := strings.Join(calls, "; "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// mapOf maps categories and a resource below parents.
func mapOf(t *testing.T, handler http.HandlerFunc, more ...string) []Row {
	t.Helper()
	var written []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			written = append(written, r.Method+" "+r.URL.Path)
		}
		handler(w, r)
	}))
	defer server.Close()
	p, err := plan.New(schemas.Embedded(), plan.Options{
		Select: append(more, "beta/deviceCategory/**", "beta/deviceComplianceDeviceStatus/**")})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	probe := Probe{Sender: guard.New(sender, guard.Options{}), Writes: true}
	rows := probe.Map(t.Context(), p)
	if slices.ContainsFunc(written, func(request string) bool { return strings.HasSuffix(request, "/one") }) {
		t.Errorf("it wrote to an object: %v", written)
	}
	return rows
}
