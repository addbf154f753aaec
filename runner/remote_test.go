package main_test

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/runner/exit"
)

// remote serves a handler at an address of this machine that is not on the loopback interface.
func remote(t *testing.T, handler http.Handler) string {
	t.Helper()
	return served(t, handler, func(ip net.IP) bool { return ip.To4() != nil })
}

// served serves a handler at an address off the loopback interface that is of use.
func served(t *testing.T, handler http.Handler, use func(net.IP) bool) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Skip(err)
	}
	for _, address := range addresses {
		ip, ok := address.(*net.IPNet)
		if !ok || ip.IP.IsLoopback() || !use(ip.IP) {
			continue
		}
		listener, err := net.Listen("tcp", net.JoinHostPort(ip.IP.String(), "0"))
		if err != nil {
			continue
		}
		server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: handler}}
		server.Start()
		t.Cleanup(server.Close)
		return server.URL
	}
	t.Skip("this machine has no address but loopback")
	return ""
}

// Off the loopback interface a run only reads, unless the flag and the target file's list of tenants both allow more; the tenant is the
// one that the token names.
func TestWritingTakesLeave(t *testing.T) {
	var writes atomic.Int32
	root := remote(t, writing(&writes))
	file := filepath.Join(t.TempDir(), "target.yaml")
	if err := os.WriteFile(file, []byte("url: "+root+"\nallow-tenants: [mine]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	token := func(tenant string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"tid":%q}`, tenant)) + ".s"
	}
	for _, test := range []struct {
		name, target, token string
		more                []string
		code                int
		says                string
		writes              bool
	}{
		{"by default", file, token("mine"), nil, exit.Inconclusive, "is only read", false},
		{"without a list", root, token("mine"), []string{"--allow-writes"}, exit.Usage, "not among allow-tenants", false},
		{"with a token that names no tenant", file, "opaque-token", []string{"--allow-writes"}, exit.Usage, "which tenant is", false},
		{"another tenant", file, token("theirs"), []string{"--allow-writes"}, exit.Usage,
			"tenant theirs is not among allow-tenants", false},
		{"not the one that is named", file, token("theirs"), []string{"--allow-writes", "--tenant", "mine"}, exit.Usage,
			"the token is for tenant theirs", false},
		{"allowed", file, token("mine"), []string{"--allow-writes"}, exit.OK, "CONFORMS", true},
		{"allowed, but told to read", file, token("mine"), []string{"--allow-writes", "--observe"}, exit.Inconclusive, "NOT JUDGED", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			writes.Store(0)
			args := append([]string{"run", "--insecure-http", "--target", test.target, "--token", test.token, "--report", t.TempDir(),
				"--select", "beta/deviceComplianceScriptDeviceState/create/status/**",
				"--select", "beta/deviceComplianceScriptDeviceState/list/**"}, test.more...)
			if test.code == exit.Inconclusive {
				args = []string{"run", "--insecure-http", "--target", test.target, "--token", test.token, "--report", t.TempDir(),
					"--select", "beta/deviceComplianceScriptDeviceState/**"}
				args = append(args, test.more...)
			}
			code, out := ran(t, args...)
			if code != test.code || !strings.Contains(out, test.says) || (writes.Load() > 0) != test.writes {
				t.Errorf("exit code %d, want %d; %d writes; %s", code, test.code, writes.Load(), out)
			}
		})
	}
}

// writing counts the requests to the fake tenant that write.
func writing(writes *atomic.Int32) http.Handler {
	inner := tenant.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			writes.Add(1)
		}
		inner.ServeHTTP(w, r)
	})
}

const statusOfCreate = "beta/deviceComplianceScriptDeviceState/create/status/**"

// A proxy on this machine may lead to Microsoft Graph: with a token of Microsoft Entra the target is a tenant, and one that is denied is
// never written to.
func TestEntraTokensMakeATenant(t *testing.T) {
	var writes atomic.Int32
	server := httptest.NewServer(writing(&writes))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "target.yaml")
	text := "url: " + server.URL + "\nallow-tenants: [t1, t2]\ndeny-tenants: [T2]\nemulator: true\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	token := func(issuer, tenant string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"iss":"%s%s/","tid":%q}`, issuer, tenant, tenant)) + ".s"
	}
	const entra = "https://sts.windows.net/"
	for _, test := range []struct {
		name, token string
		more        []string
		code        int
		says        string
		writes      bool
	}{
		{"only read", token(entra, "t1"), nil, exit.Inconclusive, "is given a token that Microsoft Entra issued and is only read", false},
		{"allowed", token(entra, "t1"), []string{"--allow-writes", "--rate", "1000"}, exit.OK, "CONFORMS", true},
		{"denied", token(entra, "t2"), []string{"--allow-writes"}, exit.Usage, "tenant t2 is among deny-tenants", false},
		{"denied, with a token of somebody else", token("https://idp.example/", "t2"), nil, exit.Usage,
			"tenant t2 is among deny-tenants", false},
		{"neither", token("https://idp.example/", "t3"), nil, exit.OK, "CONFORMS", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			writes.Store(0)
			selected := statusOfCreate
			if !test.writes {
				selected = "beta/deviceComplianceScriptDeviceState/**"
			}
			code, out := ran(t, append([]string{"run", "--target", file, "--token", test.token, "--report", t.TempDir(),
				"--select", selected}, test.more...)...)
			if code != test.code || !strings.Contains(out, test.says) || (writes.Load() > 0) != test.writes {
				t.Errorf("exit code %d, want %d; %d writes; %s", code, test.code, writes.Load(), out)
			}
		})
	}
}

// An emulator in a container is written to where its addresses are private, and nowhere else.
func TestEmulators(t *testing.T) {
	var writes atomic.Int32
	for _, test := range []struct {
		name    string
		private bool
		code    int
		says    string
	}{{"private", true, exit.OK, "CONFORMS"}, {"public", false, exit.Usage, "which is no private address"}} {
		t.Run(test.name, func(t *testing.T) {
			root := served(t, writing(&writes), func(ip net.IP) bool { return ip.IsPrivate() == test.private && !ip.IsLinkLocalUnicast() })
			writes.Store(0)
			code, out := ran(t, "run", "--target", root, "--token", "opaque-token", "--report", t.TempDir(),
				"--select", statusOfCreate, "--emulator")
			if code != exit.Usage || !strings.Contains(out, "--insecure-http") || writes.Load() != 0 {
				t.Errorf("a token is sent over http: %d, %s", code, out)
			}
			code, out = ran(t, "run", "--target", root, "--token", "opaque-token", "--report", t.TempDir(), "--select", statusOfCreate,
				"--emulator", "--insecure-http")
			if code != test.code || !strings.Contains(out, test.says) || (writes.Load() > 0) != test.private {
				t.Errorf("exit code %d, want %d; %d writes; %s", code, test.code, writes.Load(), out)
			}
		})
	}
}

// The token is sent in forms that must be refused only where it is of no tenant: to this machine, and not where Microsoft Entra issued it.
func TestOddCredentialsAreForLoopback(t *testing.T) {
	var odd atomic.Int32
	inner := tenant.New()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if strings.Contains(rest, ".s") && (!strings.EqualFold(scheme, "Bearer") || len(strings.Fields(rest)) > 1) {
			odd.Add(1)
		}
		inner.ServeHTTP(w, r)
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	for _, test := range []struct {
		name, root, issuer string
		odd                bool
	}{
		{"this machine", server.URL, "https://idp.example/", true},
		{"this machine, of Microsoft Entra", server.URL, "https://sts.windows.net/", false},
		{"another machine", remote(t, handler), "https://idp.example/", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			odd.Store(0)
			file := filepath.Join(t.TempDir(), "target.yaml")
			if err := os.WriteFile(file, []byte("url: "+test.root+"\nallow-tenants: [t1]\nauth: true\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			token := "e30." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"iss":"%st1/","tid":"t1"}`, test.issuer)) + ".s"
			code, out := ran(t, "run", "--insecure-http", "--target", file, "--token", token, "--report", t.TempDir(), "--allow-writes",
				"--rate", "1000", "--consistency", "10ms", "--select", "beta/deviceComplianceScriptDeviceState/get/auth/**")
			if code != exit.OK || (odd.Load() > 0) != test.odd {
				t.Errorf("exit code %d, %d times in another form; %s", code, odd.Load(), out)
			}
		})
	}
}
