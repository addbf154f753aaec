package suites_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/plan"
)

// A vendor checks its emulator in its own `go test`, from a test function such as this conformance.
func ExampleRun() {
	emulator := httptest.NewServer(tenant.New()) // stands for the vendor's own
	defer emulator.Close()

	conformance := func(t *testing.T) {
		target := suites.Target{URL: emulator.URL, Token: "any"}
		suites.Run(t, target, "beta/deviceComplianceDeviceStatus/create/**")
	}

	fmt.Println("conforms:", passes(conformance))
	// Output: conforms: true
}

// passes runs a test function outside of `go test`, quietly.
func passes(test func(*testing.T)) bool {
	verbose := flag.Lookup("test.v").Value
	defer verbose.Set(verbose.String()) //nolint:errcheck // what it was
	verbose.Set("false")                //nolint:errcheck // a flag of package testing
	all := func(string, string) (bool, error) { return true, nil }
	return testing.RunTests(all, []testing.InternalTest{{Name: "Test", F: test}})
}

// A plan of the seed's own values has no marks, and what its objects hold is not replaced by any. A singleton is brought back.
func TestAPlanWithoutARun(t *testing.T) {
	server := httptest.NewServer(tenant.New())
	defer server.Close()
	p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7,
		Select: []string{"beta/deviceCategory/**", "beta/deviceCompliancePolicyDeviceStateSummary/**"}})
	if err != nil {
		t.Fatal(err)
	}
	suites.RunPlan(t, p, suites.Target{URL: server.URL, Token: "any"})
}

// vendors are test functions that must fail, and what they must say. Each runs in a process of its own.
var vendors = map[string]struct {
	test func(*testing.T)
	want string
}{
	"departs": {func(t *testing.T) {
		server := httptest.NewServer(tenant.New(tenant.WithFault("create_answers_200")))
		defer server.Close()
		suites.Run(t, suites.Target{URL: server.URL, Token: "any"}, "beta/deviceComplianceDeviceStatus/create/status/*")
	}, "--- FAIL: TestVendor/beta/deviceComplianceDeviceStatus/create/status/documented"},
	"unreached": {func(t *testing.T) {
		suites.Run(t, suites.Target{URL: "http://127.0.0.1:1"}, "beta/deviceComplianceDeviceStatus/create/status/*")
	}, "target http://127.0.0.1:1 is not reached: GET http://127.0.0.1:1/beta/deviceManagement/deviceCompliancePolicies: no connection: "},
	"remote": {func(t *testing.T) {
		suites.Run(t, suites.Target{URL: "http://example.com"}, "beta/deviceComplianceDeviceStatus/create/status/*")
	}, "set AllowWrites"},
	"a tenant by its token": {func(t *testing.T) { // issued by https://sts.windows.net/t1/
		suites.Run(t, suites.Target{URL: "http://127.0.0.1:1", Token: "e30.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC90MS8ifQ.c2ln"},
			"beta/deviceComplianceDeviceStatus/create/status/*")
	}, "may lead to a tenant; set AllowWrites"},
	"a token over http": {func(t *testing.T) {
		suites.Run(t, suites.Target{URL: "http://example.com", Token: "any", AllowWrites: true},
			"beta/deviceComplianceDeviceStatus/create/status/*")
	}, "set OverHTTP"},
	"nothing": {func(t *testing.T) { suites.Run(t, suites.Target{URL: "http://127.0.0.1:1"}, "beta/nothing/**") }, "matches no check"},
	"nothing shown": {func(t *testing.T) { // all that was selected is unsupported: each subtest would be skipped
		server := httptest.NewServer(http.NotFoundHandler())
		defer server.Close()
		suites.Run(t, suites.Target{URL: server.URL, Token: "any"}, "beta/deviceCategory/update/collection/revived")
	}, "not one of 1 checks passed or failed: unsupported: "},
	"a client departs": {watched("POST", states, `{"detectionState":"sucess"}`, `{"id":"1","detectionState":"success"}`),
		"create/request/detectionState"},
	"a server departs":   {watched("GET", states+"/1", "", `{"id":"1","detectionState":"sucess"}`), "get/schema/detectionState"},
	"nothing is watched": {watched("GET", "/other", "", `{}`), "none of 1 exchanges is of an operation that a page documents"},
	"a recording departs": {recordingOf(`{"method":"GET","url":"http://h` + states + `/1","status":200,"body":{"id":7}}`),
		"recording.jsonl#1"},
	"a recording is damaged": {recordingOf(`{"method":"GET"`), "recording.jsonl: "},
	"a recording of nothing": {recordingOf(""), "none of 0 exchanges"},
	"no URL": {func(t *testing.T) {
		suites.Run(t, suites.Target{}, "beta/deviceComplianceDeviceStatus/create/status/*")
	}, "target"},
}

const vendorVariable = "GRAPHCONFORM_TEST_VENDOR"

func TestVendor(t *testing.T) {
	vendor, ok := vendors[os.Getenv(vendorVariable)]
	if !ok {
		t.Skip("is run by TestRunFails")
	}
	vendor.test(t)
}

func TestRunFails(t *testing.T) {
	for name, vendor := range vendors {
		command := exec.Command(os.Args[0], "-test.run=^TestVendor$")
		command.Env = append(os.Environ(), vendorVariable+"="+name)
		out, err := command.CombinedOutput()
		if err == nil || !strings.Contains(string(out), vendor.want) {
			t.Errorf("%s: %v; want %q in:\n%s", name, err, vendor.want, out)
		}
	}
}
