package compare_test

import (
	"reflect"
	"strings"
	"testing"

	"graphconform/runner/compare"
	"graphconform/runner/report"
	"graphconform/suites/conform"
)

// of returns a report with a check for each "id=verdict". A waived failure is called known.
func of(checks ...string) *report.Report {
	r := &report.Report{}
	for _, text := range checks {
		id, verdict, _ := strings.Cut(text, "=")
		c := report.Check{ID: id, Level: conform.Documented, Verdict: conform.Verdict(verdict)}
		switch verdict {
		case "known":
			c.Verdict, c.Findings = conform.Disabled, []report.Finding{{Want: "1", Got: "2"}}
		case "advised":
			c.Verdict, c.Level = conform.Fail, conform.Advisory
		}
		r.Checks = append(r.Checks, c)
	}
	return r
}

func TestReports(t *testing.T) {
	old := of("a=pass", "b=pass", "c=fail", "d=fail", "e=known", "f=known", "g=pass", "h=fail", "i=unsupported", "j=disabled", "k=pass",
		"l=pass", "Old=fail", "z=pass")
	now := of("a=pass", "b=fail", "c=pass", "d=fail", "e=fail", "f=known", "g=inconclusive", "h=unsupported",
		"i=inconclusive", "j=disabled",
		"k=advised", "l=known", "m=pass", "n=fail", "new=fail")
	former := func(id string) []string {
		if id == "new" {
			return []string{"Older", "Old"}
		}
		return nil
	}
	want := compare.Difference{
		NewlyFailing: []string{"b", "l", "n"}, Fixed: []string{"c"}, StillFailing: []string{"d", "e", "f", "new"},
		Unjudged: []string{"g", "h"},
		New:      []string{"m", "n"}, Gone: []string{"z"},
	}
	if got := compare.Reports(old, now, former); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := compare.Reports(now, now, nil); len(got.NewlyFailing)+len(got.Fixed)+len(got.New)+len(got.Gone)+len(got.Unjudged) > 0 {
		t.Errorf("a report differs from itself: %+v", got)
	}
}
