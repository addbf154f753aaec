package signin

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"graphconform/runner/target"
)

const tenantID = "11111111-1111-1111-1111-111111111111"

// authority is a token endpoint: it speaks https, counts tokens, and shows what it was sent.
type authority struct {
	*httptest.Server
	mutex   sync.Mutex
	tokens  int
	sent    url.Values
	lasts   int // seconds that a token is good for
	refuses bool
	away    string // where the token endpoint redirects to
}

func newAuthority(t *testing.T) *authority {
	a := &authority{lasts: 3600}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		base := a.URL + "/" + r.PathValue("tenant")
		answer(w, 200, map[string]any{"issuer": base + "/v2.0", "authorization_endpoint": base + "/oauth2/v2.0/authorize",
			"token_endpoint":                base + "/oauth2/v2.0/token",
			"device_authorization_endpoint": base + "/oauth2/v2.0/devicecode"})
	})
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/devicecode", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]any{"device_code": "d", "user_code": "ABC", "verification_uri": a.URL, "expires_in": 900, "interval": 1,
			"message": "enter ABC"})
	})
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", a.token)
	mux.HandleFunc("GET /github", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer job" || r.URL.Query().Get("audience") != audience {
			w.WriteHeader(403)
			return
		}
		answer(w, 200, map[string]any{"value": "assertion-of-github"})
	})
	mux.HandleFunc("POST /pipelines", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer system" || r.URL.Query().Get("serviceConnectionId") != "connection" {
			w.WriteHeader(403)
			return
		}
		answer(w, 200, map[string]any{"oidcToken": "assertion-of-pipelines"})
	})
	mux.HandleFunc("GET /managed", func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, map[string]any{"access_token": "token-of-identity", "expires_on": fmt.Sprint(time.Now().Add(time.Hour).Unix()),
			"resource": r.URL.Query().Get("resource"), "token_type": "Bearer"})
	})
	a.Server = httptest.NewTLSServer(mux)
	t.Cleanup(a.Close)
	return a
}

func (a *authority) token(w http.ResponseWriter, r *http.Request) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.away != "" {
		http.Redirect(w, r, a.away, http.StatusTemporaryRedirect)
		return
	}
	if err := r.ParseForm(); err != nil || a.refuses {
		answer(w, 401, map[string]any{"error": "invalid_client",
			"error_description": "AADSTS7000215: Invalid client secret provided: hunter2-the-secret."})
		return
	}
	a.tokens++
	a.sent = r.PostForm
	encode := base64.RawURLEncoding.EncodeToString
	answer(w, 200, map[string]any{"token_type": "Bearer", "expires_in": a.lasts, "ext_expires_in": a.lasts,
		"access_token": fmt.Sprintf("token-%d", a.tokens),
		"client_info":  encode([]byte(`{"uid":"u","utid":"` + tenantID + `"}`)),
		"id_token": encode([]byte(`{"alg":"none"}`)) + "." +
			encode([]byte(`{"sub":"s","tid":"`+tenantID+`","preferred_username":"p","oid":"o"}`)) + ".x",
		"scope": "https://graph.example/.default"})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck // the test would fail
}

func (a *authority) config(method string, set func(*Config), variables map[string]string) Config {
	config := Config{Tenant: tenantID, Authority: a.URL, Scope: "https://graph.example/.default", HTTP: a.Client(),
		Prompt: new(bytes.Buffer),
		Getenv: func(name string) string { return variables[name] }, SignIn: target.SignIn{Method: method, Client: "client"}}
	if set != nil {
		set(&config)
	}
	return config
}

func TestEveryWayToSignIn(t *testing.T) {
	dir := t.TempDir()
	federated := filepath.Join(dir, "federated")
	write(t, federated, "assertion-of-kubernetes")
	certificate := filepath.Join(dir, "certificate.pem")
	write(t, certificate, selfSigned(t, true))
	if runtime.GOOS != "windows" {
		expires := fmt.Sprint(time.Now().Add(time.Hour).Unix())
		write(t, filepath.Join(dir, "az"), "#!/bin/sh\necho '{\"accessToken\":\"token-of-cli\",\"expires_on\":"+expires+
			",\"expiresOn\":\"2099-01-01 00:00:00.000000\"}'\n")
		if err := os.Chmod(filepath.Join(dir, "az"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	a := newAuthority(t)
	for _, test := range []struct {
		method string
		set    func(*Config)
		env    map[string]string
		system map[string]string // what azidentity reads itself
		want   string            // token
		sent   map[string]string // what the authority got
	}{
		{method: "none", want: ""},
		{method: "token", env: map[string]string{"GRAPH_TOKEN": "given"}, want: "given"},
		{method: "client-secret", env: map[string]string{"AZURE_CLIENT_SECRET": "hunter2"}, want: "token-1",
			sent: map[string]string{"client_secret": "hunter2", "client_id": "client", "grant_type": "client_credentials"}},
		{method: "certificate", set: func(c *Config) { c.Certificate = certificate }, want: "token-1",
			sent: map[string]string{"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}},
		{method: "workload-identity", set: func(c *Config) { c.TokenFile = federated }, want: "token-1",
			sent: map[string]string{"client_assertion": "assertion-of-kubernetes"}},
		{method: "github-oidc", env: map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": a.URL + "/github?x=1",
			"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "job"}, want: "token-1", sent: map[string]string{"client_assertion": "assertion-of-github"}},
		{method: "azure-pipelines", set: func(c *Config) { c.ServiceConnection = "connection" },
			env:    map[string]string{"SYSTEM_ACCESSTOKEN": "system"},
			system: map[string]string{"SYSTEM_OIDCREQUESTURI": a.URL + "/pipelines"}, want: "token-1",
			sent: map[string]string{"client_assertion": "assertion-of-pipelines"}},
		{method: "managed-identity", system: map[string]string{"IDENTITY_ENDPOINT": a.URL + "/managed", "IDENTITY_HEADER": "h"},
			want: "token-of-identity"},
		{method: "azure-cli", system: map[string]string{"PATH": dir + string(os.PathListSeparator) + os.Getenv("PATH")},
			want: "token-of-cli"},
		{method: "device-code", want: "token-1", sent: map[string]string{"device_code": "d"}},
	} {
		t.Run(test.method, func(t *testing.T) {
			if test.method == "azure-cli" && runtime.GOOS == "windows" {
				t.Skip("the test's az is a shell script")
			}
			a.tokens, a.sent = 0, nil
			for name, value := range test.system {
				t.Setenv(name, value)
			}
			source, err := New(a.config(test.method, test.set, test.env))
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if token, err := source.Token(t.Context()); err != nil || token != test.want {
					t.Fatalf("token %q, %v; want %q", token, err, test.want)
				}
			}
			for name, value := range test.sent {
				if got := a.sent.Get(name); got != value {
					t.Errorf("sent %s = %q, want %q", name, got, value)
				}
			}
		})
	}
}

// A token that is about to end is replaced by a new one.
func TestTokensAreRenewed(t *testing.T) {
	a := newAuthority(t)
	a.lasts = 100
	source, err := New(a.config("client-secret", nil, map[string]string{"AZURE_CLIENT_SECRET": "hunter2"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"token-1", "token-2", "token-3"} {
		if token, err := source.Token(t.Context()); err != nil || token != want {
			t.Errorf("token %q, %v; want %q", token, err, want)
		}
	}
}

func TestARefusalShowsNoSecret(t *testing.T) {
	a := newAuthority(t)
	a.refuses = true
	source, err := New(a.config("client-secret", nil, map[string]string{"AZURE_CLIENT_SECRET": "hunter2-the-secret"}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token(t.Context())
	if err == nil || !strings.Contains(err.Error(), "401") || !strings.Contains(err.Error(), "AADSTS7000215") ||
		strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.pem")
	write(t, bad, selfSigned(t, false))
	for _, test := range []struct {
		method, tenant, certificate, want string
	}{
		{"token", "", "", "GRAPH_TOKEN is not set"},
		{"client-secret", "", "", "AZURE_TENANT_ID"},
		{"client-secret", "t", "", "AZURE_CLIENT_SECRET is missing"},
		{"certificate", "t", "", "the certificate"},
		{"certificate", "t", "nowhere.pem", "nowhere.pem"},
		{"certificate", tenantID, bad, "PKCS #12 with the private key"},
		{"workload-identity", "t", "", "AZURE_FEDERATED_TOKEN_FILE"},
		{"github-oidc", "t", "", "id-token: write"},
		{"azure-pipelines", "t", "", "service connection"},
		{"device-code", "", "", "AZURE_TENANT_ID"},
	} {
		_, err := New(Config{SignIn: target.SignIn{Method: test.method, Client: "c", Certificate: test.certificate}, Tenant: test.tenant,
			Getenv: func(string) string { return "" }})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.method, err, test.want)
		}
	}
}

func TestClaims(t *testing.T) {
	encode := func(payload string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".s"
	}
	claims, err := Read(encode(`{"aud":["https://graph.microsoft.com"],"tid":"t","roles":["A","B"],"scp":"C D","exp":1700000000}`))
	if err != nil || claims.Audience != "https://graph.microsoft.com" || claims.Tenant != "t" ||
		strings.Join(claims.Permissions(), " ") != "A B C D" || claims.Expires.Unix() != 1700000000 {
		t.Errorf("%+v, %v", claims, err)
	}
	for _, token := range []string{"", "opaque", "a.b", "a.%%%.c", encode("[]"), encode("{"), strings.Repeat("a", maxToken) + ".e30.x"} {
		if _, err := Read(token); err == nil {
			t.Errorf("%.20q is taken for a token with claims", token)
		}
	}
}

func FuzzClaims(f *testing.F) {
	f.Add("e30.eyJhdWQiOiJ4In0.s")
	f.Add("e30.eyJyb2xlcyI6MX0.s")
	f.Fuzz(func(t *testing.T, token string) { Read(token) }) //nolint:errcheck // it must not panic
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// selfSigned returns a certificate in PEM, with or without its key.
func selfSigned(t *testing.T, whole bool) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	out := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	if whole {
		out += string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	}
	return out
}

// A secret goes where it is addressed, by an encrypted way, and follows no redirect.
func TestSecretsFollowNoRedirect(t *testing.T) {
	stolen := 0
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		stolen++
		answer(w, 200, map[string]any{"access_token": "of the thief", "expires_in": 3600, "token_type": "Bearer", "value": "v"})
	}))
	defer thief.Close()
	a := newAuthority(t)
	a.away = thief.URL
	github := map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": "http://192.0.2.1/github", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "job"}
	redirecting := httptest.NewTLSServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer redirecting.Close()
	for method, env := range map[string]map[string]string{
		"client-secret": {"AZURE_CLIENT_SECRET": "hunter2"},
		"github-oidc":   {"ACTIONS_ID_TOKEN_REQUEST_URL": redirecting.URL, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "job"},
	} {
		source, err := New(a.config(method, nil, env))
		if err != nil {
			t.Fatal(err)
		}
		if token, err := source.Token(t.Context()); err == nil || stolen > 0 {
			t.Errorf("%s: token %q, %d requests to another host, %v", method, token, stolen, err)
		}
	}
	source, err := New(a.config("github-oidc", nil, github))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Token(t.Context()); err == nil {
		t.Error("asked over http")
	}
}
