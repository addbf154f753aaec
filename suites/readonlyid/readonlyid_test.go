package readonlyid_test

import (
	"slices"
	"testing"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/readonlyid"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const (
	state    = "beta/deviceComplianceScriptDeviceState"
	single   = "beta/androidForWorkSettings"
	existing = "beta/androidCertificateProfileBase" // others make its objects
)

// object is an answer that shows an id.
func object(id string) string { return `{"id":"` + id + `","scriptOutput":"text of ` + id + `"}` }

func created(step conform.Step, body string) *conform.Record {
	return conformtest.Record(schemas.Create, step, 201, `{"scriptOutput":"text"}`, body)
}

func read(step conform.Step, body string) *conform.Record {
	return conformtest.Record(schemas.Get, step, 200, "", body)
}

func notFound(step conform.Step) *conform.Record {
	return conformtest.Record(schemas.Get, step, 404, "", `{"error":{"code":"NotFound","message":"no such object"}}`)
}

func refused(operation schemas.OperationKind, step conform.Step, sent string, status int) *conform.Record {
	return conformtest.Record(operation, step, status, sent, `{"error":{"code":"BadRequest","message":"no"}}`)
}

// judged is evidence of one scenario with the verdict that it must lead to.
type judged struct {
	rule    string
	records []*conform.Record
	verdict conform.Verdict
	text    string
}

// where returns the place of the rule's check.
func (test judged) where() (place string, operation schemas.OperationKind) {
	switch test.rule {
	case "key":
		return "key", schemas.Get
	case "listed":
		return "same", schemas.List
	case "kept", "unused_id", "other_id":
		return test.rule, schemas.Update
	}
	return test.rule, schemas.Create
}

func (test judged) run(t *testing.T, of *resource.Resource, key conform.ScenarioKey) {
	t.Helper()
	e := conformtest.Evidence(of, key, test.records...)
	place, operation := test.where()
	out := conformtest.Judge(t, readonlyid.Family(), test.rule, place, operation, e)
	conformtest.Expect(t, out, test.verdict, test.text)
}

func TestCreated(t *testing.T) {
	of := conformtest.Resource(t, state)
	one, two := scenario.Base.Nth(1), scenario.Base.Nth(2)
	gone := conformtest.About("7", conformtest.Record(schemas.Delete, scenario.Delete.Once(), 204, "", ""))
	probe := created(two, object("7"))
	probe.Probe = true
	type records = []*conform.Record
	for _, test := range []judged{
		{"assigned", records{created(one, object("7"))}, conform.Pass, ""},
		{"assigned", records{created(one, `{"scriptOutput":"text"}`)}, conform.Fail, "no id"},
		{"assigned", records{created(one, `{"id":42,"scriptOutput":"text"}`)}, conform.Pass, ""}, // schema/id finds it
		{"assigned", records{created(one, `{"id":1.5,"scriptOutput":"text"}`)}, conform.Fail, "a non-empty string"},
		{"assigned", records{created(one, `{"id":true,"scriptOutput":"text"}`)}, conform.Fail, "a non-empty string"},
		{"assigned", records{created(one, `{"id":"","scriptOutput":"text"}`)}, conform.Fail, "a non-empty string"},
		{"assigned", records{refused(schemas.Create, one, "{}", 400)}, conform.Inconclusive, "no object was created"},
		{"unique", records{created(one, object("7")), created(two, object("8"))}, conform.Pass, ""},
		{"unique", records{created(one, object("7")), created(two, object("7"))}, conform.Fail, `"7", as base#1 has it`},
		{"unique", records{created(one, object("7")), probe}, conform.Inconclusive, "no two objects"},
		{"unique", records{created(one, object("7")), gone, created(two, object("7")), created(scenario.Base.Nth(3), object("8"))},
			conform.Pass, ""},
		{"unique", records{created(one, object("7"))}, conform.Inconclusive, "no two objects were created with ids"},
	} {
		test.run(t, of, scenario.Lifecycle.Key())
	}
}

func TestKey(t *testing.T) {
	of := conformtest.Resource(t, state)
	made := created(scenario.Create.Once(), object("7"))
	type records = []*conform.Record
	for _, test := range []judged{
		{"key", records{made, read(scenario.Get.Once(), object("7"))}, conform.Pass, ""},
		{"key", records{made, read(scenario.Get.Once(), object("8"))}, conform.Fail, `want 200 OK with id "7", got 200 OK "8"`},
		{"key", records{made, notFound(scenario.Get.Once())}, conform.Fail, "404 Not Found"},
		{"key", records{made, conformtest.Failed(schemas.Get, scenario.Get.Once(), fixtures.Reset)}, conform.Inconclusive,
			"broken connection"},
		{"key", records{made}, conform.Inconclusive, "was not reached"},
		{"key", nil, conform.Inconclusive, "no object with an id was created"},
	} {
		test.run(t, of, scenario.Documented.Key())
	}
}

func TestKeyOfExisting(t *testing.T) {
	of := conformtest.Resource(t, existing)
	list := conformtest.List(scenario.List.Once(), `{"value":[]}`)
	get := func(body string) *conform.Record { return conformtest.About("7", read(scenario.Get.Nth(1), body)) }
	type records = []*conform.Record
	for _, test := range []judged{
		{"key", records{list, get(`{"id":"7"}`)}, conform.Pass, ""},
		{"key", records{list, get(`{"id":"8"}`)}, conform.Fail, `want "7", got "8"`},
		{"key", records{list}, conform.Unsupported, scenario.NothingThere},
		{"key", nil, conform.Inconclusive, "the list could not be read"},
	} {
		test.run(t, of, scenario.Existing.Key())
	}
}

func TestListed(t *testing.T) {
	of := conformtest.Resource(t, state)
	made := created(scenario.Create.Once(), object("7"))
	list := func(body string) *conform.Record { return conformtest.List(scenario.List.Once(), body) }
	type records = []*conform.Record
	for _, test := range []judged{
		{"listed", records{made, list(`{"value":[` + object("7") + `]}`)}, conform.Pass, ""},
		{"listed", records{made, list(`{"value":[{"id":"8","scriptOutput":"text"}]}`)}, conform.Fail,
			`/value/*/id: want "7", got "8"`},
		{"listed", records{made, list(`{"value":[{"id":"8","scriptOutput":"other"}]}`)}, conform.Inconclusive,
			"no object with an id was created and listed"},
		{"listed", records{made}, conform.Inconclusive, "was not reached"},
	} {
		test.run(t, of, scenario.RowKey(0))
	}
}

func TestChosenOnCreate(t *testing.T) {
	of := conformtest.Resource(t, state)
	post := func(status int, body string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.ClientID.Once(), status, `{"id":"mine"}`, body)
	}
	unknown := notFound(scenario.ClientGet.Once())
	before, after := read(scenario.ExistingBefore.Once(), object("7")), read(scenario.ExistingAfter.Once(), object("7"))
	overwritten := read(scenario.ExistingAfter.Once(), `{"id":"7","scriptOutput":"other"}`)
	again := refused(schemas.Create, scenario.ExistingID.Once(), `{"id":"7"}`, 409)
	skipped := conformtest.NotSent(scenario.ClientID.Once(), conform.Skipped, "no parent could be made")
	type records = []*conform.Record
	for _, test := range []judged{
		{"client_id", records{post(201, object("7")), unknown}, conform.Pass, ""},
		{"client_id", records{post(400, "{}"), unknown}, conform.Pass, ""},
		{"client_id", records{post(500, "{}"), unknown}, conform.Fail, "the id ignored, or 4xx"},
		{"client_id", records{post(201, object("mine")), unknown}, conform.Fail, "an id of the target's own"},
		{"client_id", records{post(201, object("7")), read(scenario.ClientGet.Once(), object("mine"))}, conform.Fail,
			"nothing under the client's id"},
		{"client_id", records{post(201, object("7")), read(scenario.ClientOwn.Once(), object("8")), unknown}, conform.Fail,
			`want "7", got "8"`},
		{"client_id", records{skipped}, conform.Inconclusive, "no parent could be made"},
		{"existing_id", records{before, again, after}, conform.Pass, ""},
		{"existing_id", records{before, again, overwritten}, conform.Fail, `/scriptOutput: want "text of 7", got "other"`},
		{"existing_id", records{before, again, notFound(scenario.ExistingAfter.Once())}, conform.Fail,
			"the object still there"},
		{"existing_id", records{before, refused(schemas.Create, scenario.ExistingID.Once(), `{"id":"7"}`, 500), after}, conform.Fail,
			"the id ignored, or 4xx"},
		{"existing_id", records{again, after}, conform.Inconclusive, "was not reached"},
	} {
		test.run(t, of, scenario.IDs.Key())
	}
}

func TestChosenOnUpdate(t *testing.T) {
	of := conformtest.Resource(t, state)
	patch := func(step conform.Step, status int, body string) *conform.Record {
		return conformtest.Record(schemas.Update, step, status, `{"id":"8"}`, body)
	}
	first, second := created(scenario.Base.Nth(1), object("7")), created(scenario.Base.Nth(2), object("8"))
	unused, other := scenario.UnusedID.Once(), scenario.OtherID.Once()
	still, nothing := read(scenario.UnusedGet.Once(), object("7")), notFound(scenario.UnusedNew.Once())
	before, one := read(scenario.OtherBefore.Once(), object("8")), read(scenario.OtherFirst.Once(), object("7"))
	two := read(scenario.OtherSecond.Once(), object("8"))
	changed := read(scenario.OtherSecond.Once(), `{"id":"8","scriptOutput":"other"}`)
	type records = []*conform.Record
	for _, test := range []judged{
		{"unused_id", records{first, patch(unused, 200, object("7")), still, nothing}, conform.Pass, ""},
		{"unused_id", records{first, patch(unused, 400, "{}"), still, nothing}, conform.Pass, ""},
		{"unused_id", records{first, patch(unused, 500, "{}"), still, nothing}, conform.Fail, "the id ignored, or 4xx"},
		{"unused_id", records{first, patch(unused, 200, object("8")), still, nothing}, conform.Fail, `want "7", got "8"`},
		{"unused_id",
			records{first, patch(unused, 204, ""), notFound(scenario.UnusedGet.Once()), read(scenario.UnusedNew.Once(), object("8"))},
			conform.Fail,
			`the object still under "7"`},
		{"unused_id", records{first, patch(unused, 204, ""), still, read(scenario.UnusedNew.Once(), object("8"))},
			conform.Fail, "nothing under the id that the update carried"},
		{"unused_id", records{first}, conform.Inconclusive, "was not reached"},
		{"other_id", records{first, second, before, patch(other, 204, ""), one, two}, conform.Pass, ""},
		{"other_id", records{first, second, before, patch(other, 204, ""), one, changed}, conform.Fail,
			`/scriptOutput: want "text of 8", got "other"`},
		{"other_id", records{first, second, before, patch(other, 204, ""), notFound(scenario.OtherFirst.Once()), two},
			conform.Fail, `the object still under "7"`},
		{"other_id", records{first, second, before, patch(other, 204, ""), one, notFound(scenario.OtherSecond.Once())},
			conform.Fail, `the second object still under "8"`},
		{"other_id", records{first, before, patch(other, 204, ""), one, two}, conform.Inconclusive, "base#2"},
	} {
		test.run(t, of, scenario.IDs.Key())
	}
}

func TestKept(t *testing.T) {
	of := conformtest.Resource(t, state)
	made := created(scenario.Create.Once(), object("7"))
	patch := func(body string) *conform.Record {
		return conformtest.Record(schemas.Update, scenario.Update.Once(), 200, "{}", body)
	}
	after := read(scenario.Updated.Once(), object("7"))
	type records = []*conform.Record
	for _, test := range []judged{
		{"kept", records{made, patch(object("7")), after}, conform.Pass, ""},
		{"kept", records{made, patch(`{"scriptOutput":"text"}`), after}, conform.Pass, ""},
		{"kept", records{made, patch(object("8")), after}, conform.Fail, `want "7", got "8"`},
		{"kept", records{made, patch(object("7")), read(scenario.Updated.Once(), object("8"))}, conform.Fail, `200 OK "8"`},
		{"kept", records{made}, conform.Inconclusive, "no object was created, updated and read again"},
	} {
		test.run(t, of, scenario.RowKey(0))
	}
}

func TestKeptBySingleton(t *testing.T) {
	of := conformtest.Resource(t, single)
	before := read(scenario.GetBefore.Once(), `{"id":"7"}`)
	type records = []*conform.Record
	for _, test := range []judged{
		{"kept", records{before, read(scenario.Updated.Once(), `{"id":"7"}`)}, conform.Pass, ""},
		{"kept", records{before, read(scenario.Updated.Once(), `{"id":"8"}`)}, conform.Fail, `want "7", got "8"`},
		{"kept", records{before}, conform.Inconclusive, "was not reached"},
	} {
		test.run(t, of, scenario.Documented.Key())
	}
}

func TestPlaces(t *testing.T) {
	for id, want := range map[string][]string{
		state: {"create/assigned assigned", "create/client_id client_id", "create/existing_id existing_id",
			"create/unique unique", "get/key key",
			"list/same listed", "update/kept kept", "update/other_id other_id", "update/unused_id unused_id"},
		single:   {"update/kept kept"},
		existing: {"get/key key"},
	} {
		if got := conformtest.Places(readonlyid.Family(), conformtest.Resource(t, id)); !slices.Equal(got, want) {
			t.Errorf("%s: places %q, want %q", id, got, want)
		}
	}
}

func TestNoList(t *testing.T) {
	conformtest.NoList(t, readonlyid.Family(), "listed", "same", schemas.List, conformtest.Resource(t, state), scenario.RowKey(0),
		func(list conformtest.Listing) []*conform.Record {
			return []*conform.Record{created(scenario.Create.Once(), object("7")), list(scenario.List.Once(), object("7"))}
		})
}
