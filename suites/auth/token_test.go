package auth_test

import (
	"net/http"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/auth"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// getWith is the record of a GET with credentials of its own.
func getWith(act conform.Act, status int) *conform.Record {
	r := conformtest.Record(schemas.Get, act.Once(), status, "", envelope)
	r.Probe = true
	return r
}

// challenged is a record with a header that says how to sign in; no such header where that is nil.
func challenged(r *conform.Record, challenge ...string) *conform.Record {
	r.Last().Response.Header = http.Header{"Content-Type": {"application/json"}}
	if challenge != nil {
		r.Last().Response.Header["Www-Authenticate"] = challenge
	}
	return r
}

func TestTokens(t *testing.T) {
	base := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, object)
	before := conformtest.Record(schemas.Get, scenario.Before.Once(), 200, "", object)
	noToken := conformtest.NotSent(scenario.NoToken.Once(), conform.NoToken, "the run has no token")
	kept := conformtest.NotSent(scenario.AuthGet.About("own_scheme"), conform.Withheld, "the token of a tenant is kept")
	own := func(status int) *conform.Record { return attempt(schemas.Get, "own_scheme", status, "", envelope) }
	trailing := func(status int) *conform.Record { return attempt(schemas.Get, "trailing", status, "", envelope) }
	open := attempt(schemas.Get, "none", 200, "", object)
	removed := attempt(schemas.Delete, "none", 204, "", "")
	refused := func(rule string, challenge ...string) *conform.Record {
		return challenged(attempt(schemas.Get, rule, 401, "", envelope), challenge...)
	}
	for _, c := range []struct {
		name, rule string
		records    []*conform.Record
		want       conform.Verdict
		says       string
	}{
		{"401", "own_scheme", []*conform.Record{base, own(401)}, conform.Pass, ""},
		{"400", "own_scheme", []*conform.Record{base, own(400)}, conform.Pass, ""},
		{"403", "own_scheme", []*conform.Record{base, own(403)}, conform.Fail, "403"},
		{"taken", "own_scheme", []*conform.Record{base, own(200)}, conform.Fail, "200 OK"},
		{"taken from anybody", "own_scheme", []*conform.Record{base, own(200), open}, conform.Inconclusive,
			"GET without credentials was accepted"},
		{"gone by then", "own_scheme", []*conform.Record{base, own(404), removed}, conform.Inconclusive, "DELETE without credentials"},
		{"denied", "own_scheme", []*conform.Record{base, own(404)}, conform.Fail, "404"},
		{"gone by then", "trailing", []*conform.Record{base, trailing(404), removed}, conform.Inconclusive, "DELETE without credentials"},
		{"gone by then", "malformed", []*conform.Record{base, trailing(404), removed}, conform.Inconclusive, "DELETE without credentials"},
		{"gone by then", "lower_case", []*conform.Record{base, before, getWith(scenario.LowerCase, 404), removed}, conform.Inconclusive,
			"DELETE without credentials"},
		{"failed", "own_scheme", []*conform.Record{base, own(500)}, conform.Fail, "500"},
		{"of a tenant", "own_scheme", []*conform.Record{base, kept}, conform.Unsupported, "the token of a tenant is kept"},
		{"not sent", "own_scheme", []*conform.Record{base}, conform.Inconclusive, "auth/get/own_scheme"},
		{"no token", "own_scheme", []*conform.Record{noToken}, conform.Unsupported, "the run has no token"},

		{"401", "trailing", []*conform.Record{base, trailing(401)}, conform.Pass, ""},
		{"400", "trailing", []*conform.Record{base, trailing(400)}, conform.Pass, ""},
		{"taken", "trailing", []*conform.Record{base, trailing(200), getWith(scenario.OtherToken, 401)}, conform.Fail, "200 OK"},
		{"any taken", "trailing", []*conform.Record{base, trailing(200), getWith(scenario.OtherToken, 200)}, conform.Unsupported,
			"the target takes any token"},
		{"taken, no other tried", "trailing", []*conform.Record{base, trailing(200)}, conform.Inconclusive, "other token"},
		{"taken from anybody", "trailing", []*conform.Record{base, trailing(200), open, getWith(scenario.OtherToken, 200)},
			conform.Inconclusive, "GET without credentials was accepted"},

		{"one word refused", "malformed", []*conform.Record{base, trailing(401)}, conform.Pass, ""},
		{"any words taken", "malformed", []*conform.Record{base, trailing(200), getWith(scenario.OtherToken, 200)}, conform.Fail, "200 OK"},
		{"tokens told apart", "malformed", []*conform.Record{base, trailing(200), getWith(scenario.OtherToken, 401)}, conform.Unsupported,
			"see auth/trailing"},

		{"taken", "lower_case", []*conform.Record{base, before, getWith(scenario.LowerCase, 200)}, conform.Pass, ""},
		{"refused", "lower_case", []*conform.Record{base, before, getWith(scenario.LowerCase, 401)}, conform.Fail, "as with Bearer"},
		{"taken from anybody", "lower_case", []*conform.Record{base, before, open, getWith(scenario.LowerCase, 200)},
			conform.Inconclusive, "GET without credentials was accepted"},
		{"not read at all", "lower_case", []*conform.Record{base, getWith(scenario.LowerCase, 200)}, conform.Inconclusive, "before"},

		{"given", "challenge", []*conform.Record{base, refused("none", `Bearer realm=""`), refused("empty", `Bearer`)}, conform.Pass, ""},
		{"several", "challenge", []*conform.Record{base, refused("none", "Negotiate", "Bearer")}, conform.Pass, ""},
		{"none once", "challenge", []*conform.Record{base, refused("none", `Bearer`), refused("empty")}, conform.Fail, "no such header"},
		{"empty", "challenge", []*conform.Record{base, refused("none", "")}, conform.Fail, "an empty one"},
		{"no 401", "challenge", []*conform.Record{base, attempt(schemas.Get, "none", 403, "", envelope)}, conform.Unsupported,
			"nothing was answered with 401"},
	} {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			e := conformtest.Evidence(conformtest.Resource(t, id), scenario.Auth.Key(), c.records...)
			conformtest.Expect(t, conformtest.Judge(t, auth.Family(), c.rule, c.rule, schemas.Get, e), c.want, c.says)
		})
	}
}

func TestNextPage(t *testing.T) {
	base := conformtest.Record(schemas.Create, scenario.Base.Once(), 201, `{}`, object)
	one := conformtest.List(scenario.List.Once(), `{"value":[`+object+`]}`)
	two := conformtest.List(scenario.List.Once(), `{"value":[`+object+`],"@odata.nextLink":"x"}`, `{"value":[]}`)
	page := func(status int) *conform.Record {
		r := conformtest.Record(schemas.List, scenario.AuthPage.Once(), status, "", envelope)
		r.Probe = true
		return r
	}
	for _, c := range []struct {
		name    string
		auth    []*conform.Record
		records []*conform.Record
		want    conform.Verdict
		says    string
	}{
		{"401", []*conform.Record{base}, []*conform.Record{two, page(401)}, conform.Pass, ""},
		{"403", []*conform.Record{base}, []*conform.Record{two, page(403)}, conform.Fail, "403"},
		{"shown", []*conform.Record{base}, []*conform.Record{two, page(200)}, conform.Fail, "401 Unauthorized"},
		{"shown once", []*conform.Record{base}, []*conform.Record{two, page(404)}, conform.Unsupported, "shows a page once"},
		{"shown, as the list is", []*conform.Record{base, attempt(schemas.List, "none", 200, "", `{}`)}, []*conform.Record{two, page(200)},
			conform.Inconclusive, "GET without credentials was accepted"},
		{"one page", []*conform.Record{base}, []*conform.Record{one}, conform.Unsupported, "one page"},
		{"not sent", []*conform.Record{base}, []*conform.Record{two}, conform.Inconclusive, "auth/page"},
		{"no list", []*conform.Record{base}, nil, conform.Inconclusive, "step list"},
		{"no token", []*conform.Record{conformtest.NotSent(scenario.NoToken.Once(), conform.NoToken, "the run has no token")},
			[]*conform.Record{two}, conform.Unsupported, "no token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{
				conformtest.Transcript(scenario.Concurrent.Key(), c.records...), conformtest.Transcript(scenario.Auth.Key(), c.auth...)})
			conformtest.Expect(t, conformtest.Judge(t, auth.Family(), "next_page", "next_page", schemas.List, e), c.want, c.says)
		})
	}
}
