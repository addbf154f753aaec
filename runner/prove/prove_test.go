package prove_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/runner/prove"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// A few faults of every family, and variants that differ in ids, values, absence, paging, transport and refusals.
var (
	someFaults = []string{
		"create_answers_200", "create_adopts_id", "enum_keeps_case", "strings_trimmed", "times_cut_to_microseconds", "integers_as_strings",
		"patch_replaces", "list_of_all_parents", "delete_restored_side_by_side", "trailing_bytes_taken", "auth_takes_empty_token",
		"replay_documented",
	}
	someVariants = []string{"ids_composite", "times_padded", "unset_absent", "page_size_1", "sent_in_gzip", "undocumented_501"}
)

// run proves what is named, and returns what Print says and whether all came out as it must.
func run(t *testing.T, choose plan.Options, names ...string) (prove.Result, string, bool) {
	t.Helper()
	choose.Seed = 1
	options, err := prove.Prepare(schemas.Embedded(), choose)
	if err != nil {
		t.Fatal(err)
	}
	options.Only, options.Sampled = names, slices.Equal(choose.Select, prove.Select())
	result := prove.Run(t.Context(), options, nil)
	var out strings.Builder
	good := result.Print(&out, len(names) == 0)
	return result, out.String(), good
}

// blame fails the test with each line that says what is wrong.
func blame(t *testing.T, printed string, good bool) {
	t.Helper()
	for line := range strings.Lines(printed) {
		if strings.HasPrefix(line, "WRONG") || strings.HasPrefix(line, "IDLE") {
			t.Error(strings.TrimSpace(line))
		}
	}
	if !good && !t.Failed() {
		t.Error("the proof fails without a line that says why:\n" + printed)
	}
}

func TestSome(t *testing.T) {
	faults, variants := someFaults, someVariants
	if racing { // a third is enough to meet what races
		faults, variants = faults[len(faults)-4:], variants[len(variants)-2:]
	}
	names := slices.Concat(faults, variants)
	result, printed, good := run(t, plan.Options{Select: prove.Select()}, names...)
	blame(t, printed, good)
	if len(result.Cases) != 1+len(names) {
		t.Errorf("%d cases for %d names and the plain tenant", len(result.Cases), len(names))
	}
	want := fmt.Sprintf("%d of %[1]d faults caught by a check of their family; %d of %[2]d conformant tenants (plain, variants, pairs) "+
		"left in peace\n",
		len(faults), 1+len(variants))
	if !strings.HasSuffix(printed, want) {
		t.Errorf("the score is not %q:\n%s", want, printed)
	}
}

// Variants that show on few resources.
func TestLeftInPeace(t *testing.T) {
	content := []string{"v1.0/mobileAppContentFile/**", "v1.0/webApp/**"} // the outer parent can be made, the inner one only be found
	for name, selected := range map[string][]string{
		"parents_fixed_405": content, "parents_fixed_501": content, "parents_fixed_no_route": content,
		"equal_refused": {"v1.0/deviceCompliancePolicyAssignment/**", "v1.0/mobileAppContent/**", // nothing free in which they could differ
			"beta/groupPolicyDefinitionValue/**", "beta/user/**"},
		"unset_defaults":  {"beta/windowsOfficeClientConfiguration/**"}, // one of its properties is not sent
		"set_only_kept":   {"v1.0/localizedNotificationMessage/**"},
		"version_counted": {"v1.0/termsAndConditions/**"}, "version_counts_updates": {"beta/androidCompliancePolicy/**"},
		"version_of_its_own": {"v1.0/windows10CompliancePolicy/**"},
		"odata_type_absent":  {"v1.0/iosLobApp/**"},
	} {
		_, printed, good := run(t, plan.Options{Select: selected}, name)
		blame(t, printed, good)
	}
}

// A suite that looks at one family only must be told that it misses the faults of the others.
func TestMissedFaultIsToldOf(t *testing.T) {
	_, printed, good := run(t, plan.Options{Select: []string{"beta/deviceComplianceDeviceStatus/**/status/*"}}, "create_answers_200",
		"auth_not_checked")
	if good || !strings.Contains(printed, "\nWRONG fault auth_not_checked: not caught\n") ||
		strings.Contains(printed, "WRONG fault create_answers_200") {
		t.Errorf("want auth_not_checked, and it alone, told of as missed:\n%s", printed)
	}
}

// A fault can only be caught by rules that the suite has.
func TestFaultsNameRules(t *testing.T) {
	known := map[string]bool{}
	for _, rule := range plan.Rules() {
		known[rule.ID()] = true
	}
	for _, fault := range tenant.Faults() {
		if len(fault.Rules) == 0 {
			t.Errorf("%s names no rule", fault.Name)
		}
		for _, id := range fault.Rules {
			if !known[id] {
				t.Errorf("%s names the rule %q, which the suite does not have", fault.Name, id)
			}
		}
	}
}

// judged makes the outcome of a check.
func judged(rule, id string, level conform.Level, verdict conform.Verdict) conform.Outcome {
	family, _, _ := strings.Cut(rule, "/")
	return conform.Outcome{Check: &conform.Check{ID: id, Family: family, Rule: rule, Level: level}, Verdict: verdict, Reason: "a reason"}
}

func TestProblem(t *testing.T) {
	var (
		pass     = judged("status/documented", "a", conform.Documented, conform.Pass)
		fail     = judged("patch/null", "b", conform.Protocol, conform.Fail)
		advice   = judged("patch/null", "c", conform.Advisory, conform.Fail)
		unjudged = judged("auth/none", "d", conform.Protocol, conform.Inconclusive)
		outside  = judged("auth/none", "e", conform.Protocol, conform.Unsupported)
	)
	for _, test := range []struct {
		kind     string
		rules    []string
		outcomes []conform.Outcome
		err      error
		want     string
	}{
		{"plain", nil, []conform.Outcome{pass, outside}, nil, ""},
		{"plain", nil, []conform.Outcome{pass, advice}, nil, ""},
		{"plain", nil, []conform.Outcome{pass}, errors.New("no port"), "no port"},
		{"variant", nil, []conform.Outcome{pass, fail}, nil, "blamed: b"},
		{"variant", nil, []conform.Outcome{outside}, nil, "no check passed, so that nothing was shown"},
		{"plain", nil, nil, nil, "no check passed, so that nothing was shown"},
		{"pair", nil, []conform.Outcome{pass, unjudged}, nil, "not judged: d: a reason"},
		{"fault", []string{"patch/null"}, []conform.Outcome{pass, unjudged, fail}, nil, ""},
		{"fault", []string{"patch/null"}, []conform.Outcome{pass, unjudged}, nil, "not caught"},
		{"fault", []string{"patch/null"}, []conform.Outcome{pass, advice}, nil, "not caught"},
		{"fault", []string{"patch/single", "patch/null"}, []conform.Outcome{pass, fail}, nil, ""},
		{"fault", []string{"patch/single"}, []conform.Outcome{pass, fail}, nil, "not caught by patch/single, only by b"},
		{"fault", []string{"auth/none", "auth/empty"}, []conform.Outcome{pass, fail}, nil,
			"not caught by auth/none or auth/empty, only by b"},
	} {
		c := prove.Case{Kind: test.kind, Rules: test.rules, Outcomes: test.outcomes, Err: test.err}
		if got := c.Problem(); got != test.want {
			t.Errorf("%s %v: got %q, want %q", test.kind, test.rules, got, test.want)
		}
	}
}
