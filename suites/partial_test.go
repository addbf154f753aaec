package suites_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// refusing lets those requests fail that a status is given for.
func refusing(handler http.Handler, status func(r *http.Request, body []byte) int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if code := status(r, body); code != 0 {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(code)
			fmt.Fprintf(w, `{"error":{"code":"%d","message":"No %s."}}`, code, r.URL.Path)
			return
		}
		handler.ServeHTTP(w, r)
	}
}

// verdicts counts the checks of each verdict, and fails the test with those that are not wanted.
func verdicts(t *testing.T, outcomes []conform.Outcome, unwanted ...conform.Verdict) map[conform.Verdict]int {
	t.Helper()
	count := map[conform.Verdict]int{}
	for _, o := range outcomes {
		count[o.Verdict]++
		for _, verdict := range unwanted {
			if o.Verdict == verdict && count[verdict] < 4 {
				t.Errorf("%s", conform.Render(o))
			}
		}
	}
	return count
}

// Pages show some collections at several paths: what a target serves at the second one is checked there.
func TestATargetThatServesAnotherPath(t *testing.T) {
	handler := refusing(tenant.New(), func(r *http.Request, _ []byte) int {
		if strings.Contains(r.URL.Path, "/deviceShellScripts") {
			return http.StatusNotFound
		}
		return 0
	})
	outcomes, _ := judge(t, planned(t, "beta/deviceManagementScriptAssignment/**"), handler, nil)
	verdicts(t, outcomes, conform.Fail, conform.Inconclusive)
}

// A collection of several types may take objects of one alone: that one is found, and serves as a parent.
func TestATargetThatTakesParentsOfOneType(t *testing.T) {
	var posts atomic.Int64
	handler := refusing(tenant.New(), func(r *http.Request, body []byte) int {
		posted := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/deviceCompliancePolicies")
		if posted && !bytes.Contains(body, []byte("windows10CompliancePolicy")) {
			posts.Add(1)
			return http.StatusBadRequest
		}
		return 0
	})
	outcomes, _ := judge(t, planned(t, "v1.0/deviceComplianceActionItem/**"), handler, nil)
	verdicts(t, outcomes, conform.Fail, conform.Inconclusive)
	if n := posts.Load(); n > 10 {
		t.Errorf("%d parents of other types were tried: once is enough", n)
	}
}

// Where the claims do not tell, and the target has no such collection, that is Unsupported and soon found out.
func TestWhatTheClaimsLeaveUnclear(t *testing.T) {
	for name, test := range map[string]struct{ resource, missing string }{
		"a collection":                     {"beta/deviceManagementScriptDeviceState", "/deviceRunStates"},
		"a single object":                  {"beta/deviceManagementScriptRunSummary", "/runSummary"},
		"one type of a collection's":       {"v1.0/windows81CompliancePolicy", "/deviceCompliancePolicies"},
		"a collection two levels further":  {"v1.0/deviceComplianceActionItem", "/scheduledActionsForRule"},
		"all that may be below the script": {"beta/windowsDeviceMalwareState", "/deviceRunStates"},
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int64
			handler := refusing(tenant.New(), func(r *http.Request, _ []byte) int {
				requests.Add(1)
				if strings.Contains(r.URL.Path, test.missing) {
					return http.StatusNotFound
				}
				return 0
			})
			claims := map[string]bool{}
			version, name, _ := strings.Cut(test.resource, "/")
			contract, err := schemas.Embedded().Contract(version, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range contract.Operations {
				claims[test.resource+" "+string(op.Kind)] = false
			}
			selected := []string{test.resource + "/**"}
			p, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Run: "test", Select: selected, Claims: claims})
			if err != nil {
				t.Fatal(err)
			}
			outcomes, _ := judge(t, p, handler, nil)
			count := verdicts(t, outcomes, conform.Fail, conform.Inconclusive)
			if count[conform.Unsupported] < len(outcomes)*9/10 {
				t.Errorf("%v of %d checks", count, len(outcomes))
			}
			if n := requests.Load(); n > 150 {
				t.Errorf("%d requests for what is not there", n)
			}
		})
	}
}
