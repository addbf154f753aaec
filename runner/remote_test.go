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
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Skip(err)
	}
	for _, address := range addresses {
		ip, ok := address.(*net.IPNet)
		if !ok || ip.IP.IsLoopback() || ip.IP.To4() == nil {
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
	inner := tenant.New()
	var writes atomic.Int32
	root := remote(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			writes.Add(1)
		}
		inner.ServeHTTP(w, r)
	}))
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
		{"another tenant", file, token("theirs"), []string{"--allow-writes"}, exit.Usage, "tenant theirs is not among allow-tenants", false},
		{"not the one that is named", file, token("theirs"), []string{"--allow-writes", "--tenant", "mine"}, exit.Usage,
			"the token is for tenant theirs", false},
		{"allowed", file, token("mine"), []string{"--allow-writes"}, exit.OK, "CONFORMS", true},
		{"allowed, but told to read", file, token("mine"), []string{"--allow-writes", "--observe"}, exit.Inconclusive, "NOT JUDGED", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			writes.Store(0)
			args := append([]string{"run", "--target", test.target, "--token", test.token, "--report", t.TempDir(), "--select",
				"beta/deviceComplianceScriptDeviceState/create/status/**",
				"--select", "beta/deviceComplianceScriptDeviceState/list/**"}, test.more...)
			if test.code == exit.Inconclusive {
				args = []string{"run", "--target", test.target, "--token", test.token, "--report", t.TempDir(), "--select",
					"beta/deviceComplianceScriptDeviceState/**"}
				args = append(args, test.more...)
			}
			code, out := ran(t, args...)
			if code != test.code || !strings.Contains(out, test.says) || (writes.Load() > 0) != test.writes {
				t.Errorf("exit code %d, want %d; %d writes; %s", code, test.code, writes.Load(), out)
			}
		})
	}
}
