package prove_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphconform/runner/prove"
	"graphconform/schemas"
	"graphconform/suites"
)

// A few faults of every family, and variants that differ in ids, values, absence, paging, transport and refusals.
var (
	someFaults = []string{
		"create_answers_200", "create_adopts_id", "enum_keeps_case", "strings_trimmed", "times_cut_to_microseconds", "integers_as_strings",
		"patch_replaces", "list_of_all_parents", "delete_restored_side_by_side", "trailing_bytes_taken", "auth_takes_empty_token", "replay_documented",
	}
	someVariants = []string{"ids_composite", "times_padded", "unset_absent", "page_size_1", "sent_in_gzip", "undocumented_501"}
)

// run proves what is named, or the core set, and returns what Print says and whether all came out as it must.
func run(t *testing.T, choose suites.Options, names ...string) (prove.Result, string, bool) {
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

func TestCore(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("proves some two hundred cases")
	}
	result, printed, good := run(t, suites.Options{Select: prove.Select()})
	blame(t, printed, good)
	faults := 0
	for _, c := range result.Cases {
		if c.Kind == "fault" {
			faults++
		}
	}
	if others := len(result.Cases) - faults; faults < 110 || others < 40 {
		t.Errorf("%d faults and %d conformant tenants are too few to stand for all", faults, others)
	}
}

func TestSome(t *testing.T) {
	faults, variants := someFaults, someVariants
	if racing { // a third is enough to meet what races
		faults, variants = faults[len(faults)-4:], variants[len(variants)-2:]
	}
	names := slices.Concat(faults, variants)
	result, printed, good := run(t, suites.Options{Select: prove.Select()}, names...)
	blame(t, printed, good)
	if len(result.Cases) != 1+len(names) {
		t.Errorf("%d cases for %d names and the plain tenant", len(result.Cases), len(names))
	}
	want := fmt.Sprintf("%d of %[1]d faults caught by a check of their family; %d of %[2]d conformant tenants (plain, variants, pairs) left in peace\n",
		len(faults), 1+len(variants))
	if !strings.HasSuffix(printed, want) {
		t.Errorf("the score is not %q:\n%s", want, printed)
	}
}

// A suite that looks at one family only must be told that it misses the faults of the others.
func TestMissedFaultIsToldOf(t *testing.T) {
	_, printed, good := run(t, suites.Options{Select: []string{"beta/deviceComplianceDeviceStatus/**/status/*"}}, "create_answers_200", "auth_not_checked")
	if good || !strings.Contains(printed, "\nWRONG fault auth_not_checked: not caught\n") || strings.Contains(printed, "WRONG fault create_answers_200") {
		t.Errorf("want auth_not_checked, and it alone, told of as missed:\n%s", printed)
	}
}

// judged makes the outcome of a check.
func judged(rule, id string, level suites.Level, verdict suites.Verdict) suites.Outcome {
	family, _, _ := strings.Cut(rule, "/")
	return suites.Outcome{Check: &suites.Check{ID: id, Family: family, Rule: rule, Level: level}, Verdict: verdict, Reason: "a reason"}
}

func TestProblem(t *testing.T) {
	var (
		pass     = judged("status/documented", "a", suites.Documented, suites.Pass)
		fail     = judged("patch/null", "b", suites.Protocol, suites.Fail)
		advice   = judged("patch/null", "c", suites.Advisory, suites.Fail)
		unjudged = judged("auth/none", "d", suites.Protocol, suites.Inconclusive)
		outside  = judged("auth/none", "e", suites.Protocol, suites.Unsupported)
	)
	for _, test := range []struct {
		kind, family string
		outcomes     []suites.Outcome
		err          error
		want         string
	}{
		{"plain", "", []suites.Outcome{pass, outside}, nil, ""},
		{"plain", "", []suites.Outcome{pass, advice}, nil, ""},
		{"plain", "", []suites.Outcome{pass}, errors.New("no port"), "no port"},
		{"variant", "", []suites.Outcome{pass, fail}, nil, "blamed: b"},
		{"pair", "", []suites.Outcome{pass, unjudged}, nil, "not judged: d: a reason"},
		{"fault", "patch", []suites.Outcome{pass, unjudged, fail}, nil, ""},
		{"fault", "patch", []suites.Outcome{pass, unjudged}, nil, "not caught"},
		{"fault", "patch", []suites.Outcome{pass, advice}, nil, "not caught"},
		{"fault", "auth", []suites.Outcome{pass, fail}, nil, "caught only by b"},
	} {
		c := prove.Case{Kind: test.kind, Family: test.family, Outcomes: test.outcomes, Err: test.err}
		if got := c.Problem(); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.kind, test.family, got, test.want)
		}
	}
}
