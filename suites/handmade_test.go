package suites_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"graphconform/fixtures/handmade"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
	"graphconform/suites/scenario"
)

// seeds selects the resources that the handmade target serves.
var seeds = []string{"beta/deviceComplianceScriptDeviceState/**", "beta/deviceComplianceDeviceStatus/**",
	"beta/hardwareConfigurationUserState/**"}

func planned(t testing.TB, selected ...string) *plan.Plan {
	t.Helper()
	if len(selected) == 0 {
		selected = seeds
	}
	plan, err := plan.New(schemas.Embedded(), plan.Options{Seed: 7, Run: "test", Select: selected})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// judge runs a plan against a handler over loopback HTTP.
func judge(t testing.TB, plan *plan.Plan, handler http.Handler, parents map[string]string) ([]conform.Outcome, exercise.Tally) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc", Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	return suites.Judge(t.Context(), plan, exercise.Target{Sender: sender, RunID: "test", Workers: 8, Parents: parents})
}

// sample returns some of many cases: each of them where `make prove` asks for all, else each nth, and with -short each other nth.
func sample[T any](all []T, nth, short int) (some []T) {
	switch {
	case testing.Short(): // the race detector sees enough in a few
		nth = short
	case os.Getenv("GRAPHCONFORM_PROOFS") == "all":
		nth = 1
	}
	for i := 0; i < len(all); i += nth {
		some = append(some, all[i])
	}
	return some
}

func idsOf(outcomes []conform.Outcome, verdict conform.Verdict) []string {
	var ids []string
	for _, o := range outcomes {
		if o.Verdict == verdict {
			ids = append(ids, strings.TrimPrefix(o.Check.ID, "beta/"))
		}
	}
	return ids
}

func TestHandmadeTargetConforms(t *testing.T) {
	outcomes, tally := judge(t, planned(t), handmade.New(handmade.Token("abc")), nil)
	for _, o := range outcomes {
		if o.Verdict != conform.Pass && o.Verdict != conform.Unsupported {
			t.Error(conform.Render(o))
		}
		says := func(text string) bool { return strings.Contains(o.Reason, text) }
		refused := o.Check.Family == "query" && (says("$") || says("options"))
		known := slices.ContainsFunc([]string{"parent", "others may write", "one page", scenario.NoTags}, says)
		if o.Verdict == conform.Unsupported && !known && !refused {
			t.Errorf("%s is unsupported for another reason than shared parents, a query option, pages or tags: %s", o.Check.ID, o.Reason)
		}
	}
	if len(tally.Left) > 0 {
		t.Errorf("left behind: %v", tally.Left)
	}
}

func TestHandmadeVariantsAreLeftInPeace(t *testing.T) {
	plan := planned(t)
	for _, variant := range sample(handmade.Variants(), 4, 16) {
		t.Run(variant.Name, func(t *testing.T) {
			t.Parallel()
			outcomes, _ := judge(t, plan, handmade.New(handmade.With(variant.Name)), nil)
			for _, o := range outcomes {
				if o.Verdict != conform.Pass && o.Verdict != conform.Unsupported {
					t.Errorf("%s\n%s", variant.Description, conform.Render(o))
				}
			}
		})
	}
}

func TestHandmadeFaultsAreCaught(t *testing.T) {
	plan := planned(t)
	for _, fault := range sample(handmade.Faults(), 4, 40) {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			outcomes, _ := judge(t, plan, handmade.New(handmade.With(fault.Name)), nil)
			if len(idsOf(outcomes, conform.Fail)) == 0 {
				t.Errorf("not caught: %s", fault.Description)
			}
		})
	}
}

// What some faults must fail, written by hand from the pages: these checks and no others.
var exactly = map[string][]string{
	"post-answers-200": {
		"deviceComplianceDeviceStatus/create/status/documented", "deviceComplianceDeviceStatus/create/status/varied",
		"deviceComplianceScriptDeviceState/create/status/documented", "deviceComplianceScriptDeviceState/create/status/varied",
		"hardwareConfigurationUserState/create/status/documented", "hardwareConfigurationUserState/create/status/varied",
	},
	// The page of deviceComplianceDeviceStatus does not call its id read-only, so nobody may be blamed there.
	"adopts-client-id": {
		"deviceComplianceScriptDeviceState/create/readonly_id/client_id", "hardwareConfigurationUserState/create/readonly_id/client_id",
	},
	"refuses-one-enum-member": {
		"deviceComplianceScriptDeviceState/create/enum_values/detectionState=scriptError",
		"deviceComplianceScriptDeviceState/update/enum_values/detectionState=scriptError",
	},
	// These two have update pages, which say 200; without one 204 is right.
	"patch-answers-204": {
		"deviceComplianceDeviceStatus/update/status/documented", "deviceComplianceDeviceStatus/update/status/varied",
		"deviceComplianceScriptDeviceState/update/status/documented", "deviceComplianceScriptDeviceState/update/status/varied",
	},
	"delete-keeps-in-list": {
		"deviceComplianceDeviceStatus/list/collection/removed", "deviceComplianceScriptDeviceState/list/collection/removed",
		"hardwareConfigurationUserState/list/collection/removed",
	},
	"first-page-only": {
		"deviceComplianceDeviceStatus/list/collection/paged", "deviceComplianceScriptDeviceState/list/collection/paged",
		"hardwareConfigurationUserState/list/collection/paged",
	},
}

func TestFindingsStayOnTopic(t *testing.T) {
	plan := planned(t)
	for name, want := range exactly {
		t.Run(name, func(t *testing.T) {
			outcomes, _ := judge(t, plan, handmade.New(handmade.With(name)), nil)
			got := slices.DeleteFunc(idsOf(outcomes, conform.Fail), func(id string) bool {
				return strings.Contains(id, "/query/") // what is wrong with every list is so with options too
			})
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("failed:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// about lists, for faults of values, the properties that every failed check must name.
var about = map[string][]string{
	"timestamps-cut-to-milliseconds": {"lastStateUpdateDateTime", "expectedStateUpdateDateTime", "lastSyncDateTime",
		"complianceGracePeriodExpirationDateTime", "lastReportedDateTime"},
	"swaps-two-counters": {"failedDeviceCount", "pendingDeviceCount"},
}

func TestFindingsNameTheProperty(t *testing.T) {
	plan := planned(t)
	for name, properties := range about {
		t.Run(name, func(t *testing.T) {
			outcomes, _ := judge(t, plan, handmade.New(handmade.With(name)), nil)
			named := map[string]bool{}
			for _, o := range outcomes {
				if o.Verdict != conform.Fail {
					continue
				}
				for _, finding := range o.Findings {
					property := finding.At[strings.LastIndex(finding.At, "/")+1:]
					named[property] = true
					if !slices.Contains(properties, property) {
						t.Errorf("%s finds something at %s", o.Check.ID, finding.At)
					}
				}
				if o.Follows == "" && !slices.Contains([]string{"round_trip", "patch", "collection"}, o.Check.Family) {
					t.Errorf("%s is a root; only those that write values of their own should be", o.Check.ID)
				}
			}
			for _, property := range properties {
				if !named[property] {
					t.Errorf("no finding at %s", property)
				}
			}
		})
	}
}

func TestGivenParentsAreUsed(t *testing.T) {
	parents := map[string]string{
		"deviceComplianceScriptId": handmade.DeviceComplianceScriptID, "deviceCompliancePolicyId": handmade.DeviceCompliancePolicyID,
		"hardwareConfigurationId": handmade.HardwareConfigurationID,
	}
	outcomes, _ := judge(t, planned(t), handmade.New(), parents)
	if failed := append(idsOf(outcomes, conform.Fail), idsOf(outcomes, conform.Inconclusive)...); len(failed) > 0 {
		t.Errorf("failed or not judged: %v", failed)
	}
	parents["hardwareConfigurationId"] = "no-such-parent"
	outcomes, _ = judge(t, planned(t, "beta/hardwareConfigurationUserState/**"), handmade.New(), parents)
	if len(idsOf(outcomes, conform.Pass)) > 40 {
		t.Errorf("a parent that is not there lets %d checks pass", len(idsOf(outcomes, conform.Pass)))
	}
}

func TestOverHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(handmade.New())
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	trusted := server.Client().Transport.(*http.Transport).TLSClientConfig
	sender, err := wire.New(wire.Config{Root: server.URL, Token: "abc", TLS: trusted.Clone()})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	outcomes, _ := suites.Judge(t.Context(), planned(t), exercise.Target{Sender: sender, RunID: "test", Workers: 8})
	spoken := map[string]bool{}
	for _, o := range outcomes {
		if o.Verdict != conform.Pass && o.Verdict != conform.Unsupported {
			t.Error(conform.Render(o))
		}
		for _, e := range o.Exchanges {
			if e.Response != nil {
				spoken[e.Response.Proto] = true
			}
		}
	}
	if !spoken["HTTP/2.0"] || len(spoken) != 1 {
		t.Errorf("spoke %v", spoken)
	}
}
