package profile

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// answer is one that a tenant gave, with its JSON; whoever deviates changes it.
type answer struct {
	method, path string
	status       int
	value        any
}

// objects are those of the answer: itself, or what it lists.
func (a *answer) objects() (all []map[string]any) {
	object, _ := a.value.(map[string]any)
	if object == nil || a.status/100 != 2 {
		return nil
	}
	items, isList := object["value"].([]any)
	if !isList {
		return []map[string]any{object}
	}
	for _, item := range items {
		if each, ok := item.(map[string]any); ok {
			all = append(all, each)
		}
	}
	return all
}

func (a *answer) lists() bool {
	object, _ := a.value.(map[string]any)
	_, isList := object["value"].([]any)
	return isList && a.method == http.MethodGet
}

// showing changes the members of shown objects whose names match.
func showing(names string, change func(value any) any) func(*answer) {
	named := regexp.MustCompile(names)
	return func(a *answer) {
		for _, object := range a.objects() {
			for name, value := range object {
				if named.MatchString(name) {
					object[name] = change(value)
				}
			}
		}
	}
}

func null(any) any { return nil }

// deviating says how a tenant deviates in each known way, and on which resources that shows.
var deviating = map[string]struct {
	resources []string
	does      func(*answer)
}{
	"update-without-content": {[]string{"deviceComplianceScriptDeviceState", "notificationMessageTemplate"}, func(a *answer) {
		if a.method == http.MethodPatch && a.status == http.StatusOK {
			a.status, a.value = http.StatusNoContent, nil
		}
	}},
	"write-only": {[]string{"deviceManagementScript", "groupPolicyObjectFile", "androidTrustedRootCertificate"},
		showing(`^(content|\w+Content|trustedRootCertificate|preSharedKey)$`, null)},
	"inline-children": {[]string{"groupPolicyPresentationDropdownList", "mobileAppPolicySetItem"}, func(a *answer) {
		if a.method == http.MethodPost {
			showing(`^(items|settings)$`, null)(a)
		}
	}},
	"locale-case": {[]string{"localizedNotificationMessage", "notificationMessageTemplate"},
		showing(`^(locale|defaultLocale)$`, func(value any) any {
			if text, ok := value.(string); ok {
				return strings.ToLower(text)
			}
			return value
		})},
	"default-locale": {[]string{"notificationMessageTemplate"}, showing(`^defaultLocale$`, null)},
	"empty-text": {[]string{"deviceComplianceScriptDeviceState"}, showing(`^[a-z]\w+$`, func(value any) any {
		if value == "" {
			return nil
		}
		return value
	})},
	"empty-error-code": {[]string{"deviceComplianceScriptDeviceState", "deviceManagementScript"}, func(a *answer) {
		if object, _ := a.value.(map[string]any); a.status == http.StatusBadRequest && object != nil {
			if inner, ok := object["error"].(map[string]any); ok {
				inner["code"] = ""
			}
		}
	}},
	"backend-error": {[]string{"deviceComplianceScriptDeviceState", "deviceManagementScript"}, func(a *answer) {
		if a.status == http.StatusNotFound || a.status == http.StatusUnauthorized {
			a.value = map[string]any{"ErrorCode": "Forbidden", "Message": "of a backend"}
		}
	}},
	"unknown-member": {[]string{"deviceComplianceScriptDeviceState", "deviceManagementScript"}, func(a *answer) {
		if a.lists() {
			showing(`^(detectionState|runAsAccount)$`, func(value any) any {
				if value == nil {
					return "notSetUp"
				}
				return value
			})(a)
		}
	}},
}

// deviant is a tenant that deviates.
func deviant(ways ...func(*answer)) http.Handler {
	handler := tenant.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		value, err := schemas.Decode(recorder.Body.Bytes())
		a := &answer{r.Method, r.URL.Path, recorder.Code, value}
		for _, deviate := range ways {
			deviate(a)
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		var body []byte
		if err == nil && a.value != nil {
			body, _ = fixtures.Marshal(a.value)
		} else {
			w.Header().Del("Content-Type")
		}
		w.WriteHeader(a.status)
		w.Write(body) //nolint:errcheck // the client is gone
	})
}

// accepted checks a deviant tenant by a profile, and returns what does not end well.
func accepted(t *testing.T, p Profile, resources []string, ways ...func(*answer)) (bad []conform.Outcome, met []string) {
	t.Helper()
	var selected []string
	for _, name := range resources {
		selected = append(selected, "beta/"+name+"/**")
	}
	slices.Sort(selected)
	planned, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Run: "test", Select: slices.Compact(selected)})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := wire.New(wire.Config{Root: "http://tenant.example", Token: "abc", Transport: wire.InProcess(deviant(ways...))})
	if err != nil {
		t.Fatal(err)
	}
	outcomes, _ := suites.Judge(t.Context(), planned, exercise.Target{Sender: sender, RunID: "test", Workers: 4, Private: true})
	processor := NewProcessor(p)
	for _, o := range outcomes {
		if o = processor.Process(o); o.Verdict == conform.Fail || o.Verdict == conform.Inconclusive {
			bad = append(bad, o)
		}
	}
	for _, m := range processor.Met() {
		met = append(met, m.ID)
	}
	return bad, met
}

// Each deviation that the profile accepts is accepted wherever it shows, alone and beside all others, and nothing hangs on it. What the
// default profile makes of it shows that the tenant deviates at all.
func TestEachDeviationIsAcceptedEverywhere(t *testing.T) {
	observed, err := Named("observed")
	if err != nil {
		t.Fatal(err)
	}
	documented, err := Named("documented")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range observed.Deviations {
		t.Run(d.ID, func(t *testing.T) {
			way, known := deviating[d.ID]
			if !known {
				t.Fatal("no tenant deviates so; add one")
			}
			bad, met := accepted(t, observed, way.resources, way.does)
			for _, o := range bad {
				t.Errorf("%s", conform.Render(o))
			}
			if !slices.Equal(met, []string{d.ID}) {
				t.Errorf("accepted %v", met)
			}
			if bad, _ := accepted(t, documented, way.resources, way.does); len(bad) == 0 {
				t.Error("the tenant does not deviate")
			}
		})
	}
}

func TestAllDeviationsAtOnceAreAccepted(t *testing.T) {
	observed, err := Named("observed")
	if err != nil {
		t.Fatal(err)
	}
	var resources []string
	var ways []func(*answer)
	for _, d := range observed.Deviations {
		resources, ways = append(resources, deviating[d.ID].resources...), append(ways, deviating[d.ID].does)
	}
	bad, met := accepted(t, observed, resources, ways...)
	for _, o := range bad {
		t.Errorf("%s", conform.Render(o))
	}
	if len(met) != len(observed.Deviations) {
		t.Errorf("accepted only %v", met)
	}
}
