package recordings

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures/recording"
	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/suites/conform"
)

const states = "/beta/deviceManagement/deviceComplianceScripts/1/deviceRunStates"

// proxied sends requests through a proxy to a target, and returns their statuses and what was recorded.
func proxied(t *testing.T, target http.Handler, writes bool, requests ...*http.Request) (statuses []int, p *Proxy, recorded string) {
	t.Helper()
	behind := httptest.NewServer(target)
	defer behind.Close()
	from, err := catalog.Open("")
	if err != nil {
		t.Fatal(err)
	}
	reader, err := New(from, Options{Side: Both})
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(behind.URL)
	if err != nil {
		t.Fatal(err)
	}
	var har bytes.Buffer
	p = &Proxy{Reader: reader, To: to, Writes: writes, Record: recording.NewHARWriter(&har, "test"), Base: http.DefaultTransport}
	front := httptest.NewServer(p.Handler())
	defer front.Close()
	for _, request := range requests {
		if request.URL, err = url.Parse(front.URL + request.URL.Path); err != nil {
			t.Fatal(err)
		}
		request.RequestURI = ""
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body) //nolint:errcheck // it is judged, not read
		response.Body.Close()              //nolint:errcheck // nothing was written
		statuses = append(statuses, response.StatusCode)
	}
	front.Close()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return statuses, p, har.String()
}

func request(method, body string) *http.Request {
	r := httptest.NewRequest(method, states, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer a-token-that-is-secret")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-For", "10.0.0.1")
	return r
}

// What goes through reaches the target as it was sent, is judged, and is recorded without the token.
func TestProxy(t *testing.T) {
	var reached []string
	fake := tenant.New(tenant.WithFault("create_answers_200"))
	statuses, p, har := proxied(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached = append(reached, r.Header.Get("Authorization")+" "+r.Header.Get("X-Forwarded-For"))
		fake.ServeHTTP(w, r)
	}), true, request("GET", ""), request("POST", `{"displayName":"x"}`))
	if !slices.Equal(statuses, []int{404, 404}) && !slices.Equal(statuses, []int{200, 200}) {
		t.Errorf("answered %v", statuses)
	}
	for _, got := range reached {
		if got != "Bearer a-token-that-is-secret 10.0.0.1" {
			t.Errorf("the target got %q", got)
		}
	}
	if strings.Contains(har, "a-token-that-is-secret") || !strings.Contains(har, states) {
		t.Errorf("recorded: %s", har)
	}
	found := p.Reader.Result()
	if found.Matched != 2 || !slices.ContainsFunc(found.Outcomes, func(o conform.Outcome) bool {
		return o.Check.Rule == "request/undeclared" && o.Verdict == conform.Fail
	}) {
		t.Errorf("%d of %d matched, %d checks", found.Matched, found.Exchanges, len(found.Outcomes))
	}
}

// Off this machine nothing is changed unless that is asked for.
func TestProxyForwardsReadsAlone(t *testing.T) {
	reached := 0
	statuses, _, _ := proxied(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached++
		w.WriteHeader(http.StatusNoContent)
	}), false, request("GET", ""), request("HEAD", ""), request("POST", "{}"), request("PATCH", "{}"),
		request("DELETE", ""), request("PUT", "{}"),
		request("ODD", ""))
	if !slices.Equal(statuses, []int{204, 204, 403, 403, 403, 403, 403}) || reached != 2 {
		t.Errorf("answered %v, %d reached the target", statuses, reached)
	}
}

// A request that names another method inside may change something too.
func TestProxyTakesNoOtherMethod(t *testing.T) {
	r := request("GET", "")
	r.Header.Set("X-HTTP-Method-Override", "DELETE")
	statuses, _, _ := proxied(t, tenant.New(), false, r)
	if !slices.Equal(statuses, []int{403}) {
		t.Errorf("answered %v", statuses)
	}
}
