package auth_test

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/auth"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const (
	id       = "beta/deviceComplianceScriptDeviceState"
	object   = `{"id":"1","scriptOutput":"one of the run's own"}`
	stranger = `{"id":"2","scriptOutput":"sent without credentials"}`
	envelope = `{"error":{"code":"InvalidAuthenticationToken","message":"sign in"}}`
)

func after(status int, body string) *conform.Record {
	return conformtest.Record(schemas.Get, scenario.After.Once(), status, "", body)
}

// attempt is the record of an operation without credentials.
func attempt(op schemas.OperationKind, rule string, status int, sent, body string) *conform.Record {
	r := conformtest.Record(op, scenario.AuthAct(op).About(rule), status, sent, body)
	r.Probe = true
	return r
}

func TestJudges(t *testing.T) {
	base := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, object)
	before := conformtest.Record(schemas.Get, scenario.Before.Once(), 200, "", object)
	noToken := conformtest.NotSent(scenario.NoToken.Once(), conform.NoToken, "the run has no token")
	posted := attempt(schemas.Create, "none", 401, stranger, envelope)
	taken := func(op schemas.OperationKind) *conform.Record { return attempt(op, "empty", 200, stranger, `{}`) }
	list := func(objects ...string) *conform.Record {
		return conformtest.List(scenario.AfterList.Once(), `{"value":[`+strings.Join(objects, ",")+`]}`)
	}
	for _, test := range []struct {
		name, rule string
		operation  schemas.OperationKind
		shared     bool
		records    []*conform.Record
		want       conform.Verdict
		says       string // of the reason, or of the first finding
	}{
		{"401", "none", schemas.Get, false, []*conform.Record{base, attempt(schemas.Get, "none", 401, "", envelope)}, conform.Pass, ""},
		{"403", "none", schemas.Get, false, []*conform.Record{base, attempt(schemas.Get, "none", 403, "", envelope)}, conform.Fail,
			"401 Unauthorized | 403 Forbidden"},
		{"shown", "scheme", schemas.List, false, []*conform.Record{base, attempt(schemas.List, "scheme", 200, "", `{}`)},
			conform.Fail, "200 OK"},
		{"of another rule", "empty", schemas.Get, false, []*conform.Record{base, attempt(schemas.Get, "none", 401, "", envelope)},
			conform.Inconclusive, "step auth/get/empty"},
		{"no token", "none", schemas.Get, false, []*conform.Record{noToken}, conform.Unsupported, "the run has no token"},
		{"no object", "none", schemas.Get, false,
			[]*conform.Record{conformtest.Record(schemas.Create, scenario.Base.Once(), 500, `{}`, "")},
			conform.Inconclusive, "POST base answered 500"},

		{"envelope", "envelope", schemas.Update, false, []*conform.Record{base, attempt(schemas.Update, "none", 401, `{}`, envelope)},
			conform.Pass, ""},
		{"no envelope", "envelope", schemas.Update, false,
			[]*conform.Record{base, attempt(schemas.Update, "empty", 401, `{}`, "")}, conform.Fail,
			"401 without a body"},
		{"no 401", "envelope", schemas.Update, false, []*conform.Record{base, attempt(schemas.Update, "none", 403, `{}`, "")},
			conform.Unsupported, "nothing was answered with 401"},
		{"envelope, no token", "envelope", schemas.Update, false, []*conform.Record{noToken}, conform.Unsupported, "the run has no token"},

		{"nothing created", "unchanged", schemas.Create, false, []*conform.Record{base, posted, list(object)}, conform.Pass, ""},
		{"created", "unchanged", schemas.Create, false, []*conform.Record{base, posted, list(object, stranger)}, conform.Fail, "| 1 more"},
		{"created by others", "unchanged", schemas.Create, true,
			[]*conform.Record{base, posted, list(object, `{"id":"3"}`)}, conform.Pass, ""},
		{"created beside others", "unchanged", schemas.Create, true, []*conform.Record{base, posted, list(object, stranger)},
			conform.Fail, "| 1 more"},
		{"created as said", "unchanged", schemas.Create, false,
			[]*conform.Record{base, posted, taken(schemas.Create), list(object, stranger)},
			conform.Inconclusive, "POST without credentials was accepted"},
		{"no list", "unchanged", schemas.Create, false, []*conform.Record{base, posted}, conform.Inconclusive, "step after/list"},

		{"nothing changed", "unchanged", schemas.Update, false, []*conform.Record{base, before, after(200, object)}, conform.Pass, ""},
		{"changed", "unchanged", schemas.Update, false, []*conform.Record{base, before, after(200, `{"id":"1","scriptOutput":"x"}`)},
			conform.Fail,
			"/scriptOutput"},
		{"changed as said", "unchanged", schemas.Update, false,
			[]*conform.Record{base, before, taken(schemas.Update), after(200, `{"id":"1","scriptOutput":"x"}`)},
			conform.Inconclusive, "PATCH without credentials was accepted"},
		{"accepted without effect", "unchanged", schemas.Update, false,
			[]*conform.Record{base, before, taken(schemas.Update), after(200, object)}, conform.Pass, ""},
		{"gone as said", "unchanged", schemas.Update, false, []*conform.Record{base, before, taken(schemas.Delete), after(404, "")},
			conform.Inconclusive, "DELETE without credentials was accepted"},
		{"gone", "unchanged", schemas.Update, false, []*conform.Record{base, before, after(404, "")},
			conform.Inconclusive, "the object is gone"},
		{"not removed", "unchanged", schemas.Delete, false, []*conform.Record{base, before, after(200, object)}, conform.Pass, ""},
		{"removed", "unchanged", schemas.Delete, false, []*conform.Record{base, before, after(404, "")},
			conform.Fail, "the object still there | 404"},
		{"removed as said", "unchanged", schemas.Delete, false, []*conform.Record{base, before, taken(schemas.Delete), after(404, "")},
			conform.Inconclusive, "DELETE without credentials was accepted"},
		{"not read", "unchanged", schemas.Delete, false, []*conform.Record{base, after(404, "")}, conform.Inconclusive, "step before"},
	} {
		t.Run(test.name, func(t *testing.T) {
			transcript := conformtest.Transcript(scenario.Auth.Key(), test.records...)
			transcript.Shared = test.shared
			e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{transcript})
			out := conformtest.Judge(t, auth.Family(), test.rule, test.rule, test.operation, e)
			text := out.Reason
			if len(out.Findings) > 0 {
				text = out.Findings[0].At + " " + out.Findings[0].Want + " | " + out.Findings[0].Got
			}
			if out.Verdict != test.want || !strings.Contains(text, test.says) {
				t.Errorf("verdict %s, %q; want %s, %q", out.Verdict, text, test.want, test.says)
			}
		})
	}
}

// To be let in without credentials is one kind of departure, whatever the operation's own status is. What a DELETE without credentials
// removed is looked up in vain.
func TestAcceptedIsOneDifference(t *testing.T) {
	base := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, object)
	removed := attempt(schemas.Delete, "none", 204, "", "")
	for _, test := range []struct {
		operation schemas.OperationKind
		status    int
		records   []*conform.Record
		want      conform.Difference
	}{
		{schemas.List, 200, nil, conform.Accepted},
		{schemas.Create, 201, nil, conform.Accepted},
		{schemas.Delete, 204, nil, conform.Accepted},
		{schemas.Get, 404, []*conform.Record{removed}, conform.Accepted},
		{schemas.Get, 404, nil, "status 404"},
		{schemas.Get, 403, []*conform.Record{removed}, "status 403"},
		{schemas.Get, 500, nil, "status 500"},
	} {
		records := append(test.records, base, attempt(test.operation, "scheme", test.status, "", `{}`))
		transcript := conformtest.Transcript(scenario.Auth.Key(), records...)
		e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{transcript})
		out := conformtest.Judge(t, auth.Family(), "scheme", "scheme", test.operation, e)
		if len(out.Findings) != 1 || out.Findings[0].Difference != test.want {
			t.Errorf("%s, %d: %+v, want %s", test.operation, test.status, out.Findings, test.want)
		}
	}
}

// A rule is named as the credentials are that it tries.
func TestRulesTryCredentials(t *testing.T) {
	rules := auth.Family().Rules
	for _, c := range scenario.NoCredentials() {
		if !slices.ContainsFunc(rules, func(r conform.Rule) bool { return r.Name == c.Rule }) {
			t.Errorf("no rule tries %s", c.Rule)
		}
	}
}

func TestApplies(t *testing.T) {
	applies := auth.Family().Applies
	for _, test := range []struct {
		options resource.Options
		want    bool
	}{{resource.Options{}, true}, {resource.Options{NoAuth: true}, false}, {resource.Options{Observe: true}, false}} {
		if got := applies(conformtest.ResourceWith(t, id, test.options)); got != test.want {
			t.Errorf("%+v: applies %v, want %v", test.options, got, test.want)
		}
	}
}

// Nothing was created unseen: where the list is none, nobody can tell.
func TestNoList(t *testing.T) {
	conformtest.NoList(t, auth.Family(), "unchanged", "unchanged", schemas.Create, conformtest.Resource(t, id), scenario.Auth.Key(),
		func(list conformtest.Listing) []*conform.Record {
			return []*conform.Record{conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, object),
				attempt(schemas.Create, "none", 401, stranger, envelope), list(scenario.AfterList.Once(), object+","+stranger)}
		})
}
