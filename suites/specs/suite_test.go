package specs_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
	"graphconform/suites/specs"
)

// The specs run against the embedded fake tenant, or against the target that GRAPHCONFORM_TARGET names, with GRAPH_TOKEN.
func TestSpecs(t *testing.T) {
	root, token := os.Getenv("GRAPHCONFORM_TARGET"), os.Getenv("GRAPH_TOKEN")
	if root == "" {
		server := httptest.NewServer(tenant.New())
		defer server.Close()
		root, token = server.URL, "token-of-the-specs"
	}
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 1, Select: []string{
		"beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**", "beta/hardwareConfigurationUserState/**",
	}})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := wire.New(wire.Config{Root: root, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	store := specs.NewStore(p)
	go suites.Exercise(t.Context(), p, exercise.Target{Sender: sender, RunID: "specs", Workers: 4}, store.Post)
	specs.Declare(p, store)
	RegisterFailHandler(Fail)
	RunSpecs(t, "conformance of "+root)
}

func TestConformMatcher(t *testing.T) {
	check := &conform.Check{ID: "beta/x/create/status/documented", Level: conform.Documented, Promise: "the promise", Source: "Create x, Response"}
	passed := conform.Outcome{Check: check, Verdict: conform.Pass}
	failed := conform.Outcome{Check: check, Verdict: conform.Fail, Findings: []conform.Finding{{At: "status", Want: "201 Created", Got: "200 OK"}}}
	if ok, err := specs.Conform().Match(passed); !ok || err != nil {
		t.Errorf("a passed outcome: %t, %v", ok, err)
	}
	if ok, _ := specs.Conform().Match(failed); ok {
		t.Error("a failed outcome conforms")
	}
	for _, text := range []string{check.ID, "the promise", "Create x, Response", "201 Created", "200 OK"} {
		if message := specs.Conform().FailureMessage(failed); !strings.Contains(message, text) {
			t.Errorf("the message lacks %q:\n%s", text, message)
		}
	}
	if _, err := specs.Conform().Match("text"); err == nil {
		t.Error("a text can be matched")
	}
}
