package serving_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"graphconform/fixtures/recording"
	"graphconform/fixtures/tenant"
	"graphconform/runner/serving"
)

const categories = "/beta/deviceManagement/deviceCategories"

// ask sends a request with header name and value pairs.
func ask(handler http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, request)
	return w
}

const authorization, token = "Authorization", "Bearer abc"

func TestForwarded(t *testing.T) {
	handler := serving.Around(tenant.New(), serving.Forwarded)
	for _, test := range []struct{ proto, host, want string }{
		{"", "", "http://example.com/"}, {"https", "", "https://example.com/"},
		{"HTTPS, http", "a.example:8443, b.example", "https://a.example:8443/"},
		{"", "[::1]:80", "http://[::1]:80/"}, {"gopher", "a/b", "http://example.com/"}, {"", "a\"b", "http://example.com/"},
		{"", "user@a", "http://example.com/"},
	} {
		got := ask(handler, "GET", categories, authorization, token, "X-Forwarded-Proto", test.proto, "X-Forwarded-Host", test.host)
		if !strings.Contains(got.Body.String(), `"@odata.context":"`+test.want+"beta/") {
			t.Errorf("%+v: %s", test, got.Body)
		}
	}
	request := httptest.NewRequest("GET", "https://example.com"+categories, nil) // the connection is TLS up to a proxy that speaks http
	request.Header.Set(authorization, token)
	request.Header.Set("X-Forwarded-Proto", "http")
	w := httptest.NewRecorder()
	if handler.ServeHTTP(w, request); !strings.Contains(w.Body.String(), `"http://example.com/`) || request.TLS == nil {
		t.Errorf("%s", w.Body)
	}
}

func TestAnyAuth(t *testing.T) {
	handler := serving.Around(tenant.New(), serving.AnyAuth)
	for _, credentials := range []string{"", "Basic YTpi", "Bearer", "Bearer two words"} {
		if got := ask(handler, "GET", categories, authorization, credentials); got.Code != 200 {
			t.Errorf("%q: %d", credentials, got.Code)
		}
		if got := ask(tenant.New(), "GET", categories, authorization, credentials); got.Code != 401 {
			t.Errorf("%q, without the layer: %d", credentials, got.Code)
		}
	}
}

func TestCORS(t *testing.T) {
	handler := serving.Around(tenant.New(), serving.CORS)
	origin := "Access-Control-Allow-Origin"
	if got := ask(handler, "GET", categories, authorization, token); got.Code != 200 || got.Header().Get(origin) != "" {
		t.Errorf("no browser: %d %v", got.Code, got.Header())
	}
	if got := ask(handler, "GET", categories, "Origin", "http://a.example"); got.Code != 401 || got.Header().Get(origin) != "*" {
		t.Errorf("a page without token: %d %v", got.Code, got.Header())
	}
	got := ask(handler, "OPTIONS", categories, "Origin", "http://a.example", "Access-Control-Request-Method", "PATCH",
		"Access-Control-Request-Headers", "authorization,content-type")
	if got.Code != 204 || got.Header().Get("Access-Control-Allow-Headers") != "authorization,content-type" ||
		!strings.Contains(got.Header().Get("Access-Control-Allow-Methods"), "PATCH") ||
		got.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("before a request: %d %v", got.Code, got.Header())
	}
	if got := ask(handler, "OPTIONS", categories, "Origin", "http://a.example", authorization, token); got.Code != 405 {
		t.Errorf("OPTIONS for its own sake: %d", got.Code)
	}
}

// What chaos does depends on its seed and on the number of the request alone; its share is what was asked for.
func TestChaos(t *testing.T) {
	calm := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	gone, cancel := withoutClient()
	cancel()
	codes := func(rate float64, seed int64) (all []int) {
		handler := serving.Around(calm, serving.Chaos(rate, seed))
		for range 400 {
			w := httptest.NewRecorder()
			w.Code = 0 // a late answer to nobody
			handler.ServeHTTP(w, gone.Clone(gone.Context()))
			if all = append(all, w.Code); w.Code >= 400 {
				checkTrouble(t, w)
			}
		}
		return all
	}
	count := func(all []int) map[int]int {
		n := map[int]int{}
		for _, code := range all {
			n[code]++
		}
		return n
	}
	first, again, other := codes(0.25, 7), codes(0.25, 7), codes(0.25, 8)
	if !equal(first, again) || equal(first, other) {
		t.Error("the seed does not decide")
	}
	n := count(first)
	if n[204] < 260 || n[204] > 340 || n[429] < 20 || n[503] < 8 || n[204]+n[429]+n[503] > 399 {
		t.Errorf("a quarter of 400: %v", n)
	}
	if n := count(codes(0, 7)); n[204] != 400 {
		t.Errorf("none: %v", n)
	}
	if n := count(codes(1, 7)); n[204] != 0 {
		t.Errorf("all: %v", n)
	}
}

func withoutClient() (*http.Request, func()) {
	r := httptest.NewRequest("GET", categories, nil)
	ctx, cancel := contextOf(r)
	return r.WithContext(ctx), cancel
}

func checkTrouble(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	var read struct {
		Error struct {
			Code, Message string
			InnerError    map[string]string
		}
	}
	err := json.Unmarshal(w.Body.Bytes(), &read)
	if err != nil || read.Error.Code == "" || !strings.HasPrefix(read.Error.Message, "chaos: ") ||
		read.Error.InnerError["request-id"] == "" || w.Header().Get("Request-Id") != read.Error.InnerError["request-id"] {
		t.Errorf("%d %s: %v", w.Code, w.Body, err)
	}
	if w.Code == 429 && w.Header().Get("Retry-After") != "1" {
		t.Errorf("429 does not say when to come again: %v", w.Header())
	}
}

// What a control resets is as it was at the start; nobody else is let through, and without the layer there is no such path.
func TestControl(t *testing.T) {
	fake := renewable(t, []serving.Seed{{Path: categories, JSON: []byte(`{"id":"1","displayName":"one"}`)}})
	handler := serving.Around(fake, serving.Control("abc", fake.Reset))
	const reset = "/__graphconform/reset"
	if got := ask(handler, "DELETE", categories+"/1", authorization, token); got.Code != 204 {
		t.Fatal(got.Code)
	}
	for _, test := range []struct {
		method, path, token string
		status              int
	}{
		{"POST", reset, "", 401}, {"POST", reset, "Bearer abcd", 401}, {"GET", reset, token, 405}, {"POST", reset + "/x", token, 404},
		{"POST", "/__graphconform/", token, 404}, {"GET", categories + "/1", token, 404},
	} {
		if got := ask(handler, test.method, test.path, authorization, test.token); got.Code != test.status {
			t.Errorf("%+v: %d %s", test, got.Code, got.Body)
		}
	}
	if got := ask(handler, "POST", reset, authorization, token); got.Code != 204 {
		t.Fatal(got.Code)
	}
	if got := ask(handler, "GET", categories+"/1", authorization, token); got.Code != 200 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if got := ask(fake, "POST", reset, authorization, token); got.Code != 404 {
		t.Errorf("without control: %d", got.Code)
	}
}

func renewable(t *testing.T, seeds []serving.Seed) *serving.Renewable {
	t.Helper()
	fake, err := serving.NewRenewable(func() (*tenant.Tenant, error) {
		made := tenant.New()
		return made, serving.Sow(made, seeds)
	})
	if err != nil {
		t.Fatal(err)
	}
	return fake
}

// A recording is read again with what was asked and answered, and without the token.
func TestRecorder(t *testing.T) {
	const secret = "a-token-that-nobody-may-see"
	var out bytes.Buffer
	recorder := serving.NewRecorder(&out, "1")
	server := httptest.NewServer(serving.Around(tenant.New(), recorder.Layer))
	defer server.Close()
	for method, body := range map[string]string{"GET": "", "POST": `{"displayName":"one"}`} {
		request, err := http.NewRequest(method, server.URL+categories, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(authorization, "Bearer "+secret)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body) //nolint:errcheck // its end is what counts
		response.Body.Close()
	}
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), secret) {
		t.Errorf("the token is in the recording: %s", &out)
	}
	var seen []string
	for entry, err := range recording.Read("r.har", &out, nil) {
		if err != nil {
			t.Fatal(err)
		}
		e := entry.Exchange
		seen = append(seen, e.Request.Method+" "+e.Request.URL+" "+http.StatusText(e.Response.Status))
	}
	slices.Sort(seen)
	if want := "GET " + server.URL + categories + " OK, POST " + server.URL + categories + " Created"; strings.Join(seen, ", ") != want {
		t.Errorf("%q, not %s", seen, want)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestARecordingThatCannotBeWritten(t *testing.T) {
	recorder := serving.NewRecorder(full{}, "1")
	if got := ask(serving.Around(tenant.New(), recorder.Layer), "GET", categories, authorization, token); got.Code != 200 {
		t.Errorf("the client minds: %d", got.Code)
	}
	if err := recorder.Close(); err == nil || !strings.HasPrefix(err.Error(), "--record: ") {
		t.Error(err)
	}
}

// A client that trusts the certificate, and nothing else, is served under each of its names, by HTTP/2; another one is not.
func TestCertificate(t *testing.T) {
	made, pem, err := serving.Certificate(time.Now(), "fake.example", "192.0.2.7")
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(pem) || bytes.Contains(pem, []byte("PRIVATE")) {
		t.Fatalf("%s", pem)
	}
	leaf, err := x509.ParseCertificate(made.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, right := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "fake.example": true, "192.0.2.7": true,
		"graph.microsoft.com": false, "127.0.0.2": false,
	} {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: trusted, DNSName: name}); (err == nil) != right {
			t.Errorf("%s: %v", name, err)
		}
	}
	if leaf.IsCA {
		t.Error("who trusts it trusts others that it signs")
	}
	server := httptest.NewUnstartedServer(tenant.New())
	server.Config = tenant.Server(tenant.New())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of who does not trust it
	server.TLS, server.EnableHTTP2 = &tls.Config{Certificates: []tls.Certificate{made}}, true
	server.StartTLS()
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, ForceAttemptHTTP2: true}}
	response, err := client.Get(server.URL + "/v1.0/$metadata")
	if err != nil || response.StatusCode != 200 || response.ProtoMajor != 2 {
		t.Fatalf("%+v: %v", response, err)
	}
	response.Body.Close()
	if _, err := http.Get(server.URL); err == nil {
		t.Error("who trusts nothing is served")
	}
}
