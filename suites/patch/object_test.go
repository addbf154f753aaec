package patch

import (
	"slices"
	"strings"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

func TestAnswer(t *testing.T) {
	only, read := scenario.Only.About("scriptError"), scenario.OnlyGet.About("scriptError")
	after := get(read, `{"id":"1","scriptOutput":"a","scriptError":"new"}`)
	judge(t, deviceState, "answer", "answer", []judged{
		{"whole", []*conform.Record{update(only, 200, `{}`, `{"id":"1","scriptOutput":"a","scriptError":"new"}`), after}, conform.Pass, ""},
		{"nothing", []*conform.Record{update(only, 204, `{}`, ""), after}, conform.Pass, ""},
		{"a part", []*conform.Record{update(only, 200, `{}`, `{"id":"1","scriptError":"new"}`), after}, conform.Fail,
			`"a" (as GET shows it)|no scriptOutput`},
		{"old", []*conform.Record{update(only, 200, `{}`, `{"id":"1","scriptOutput":"a","scriptError":"old"}`), after}, conform.Fail,
			`"new" (as GET shows it)|"old"`},
		{"refused", []*conform.Record{update(only, 400, `{}`, refusal), after}, conform.Inconclusive,
			"no update was answered with the object"},
		{"not read", []*conform.Record{update(only, 204, `{}`, "")}, conform.Inconclusive, "no update was answered with the object"},
	})
}

// TestAgain is about lastStateUpdateDateTime, the first property with free values.
func TestAgain(t *testing.T) {
	body := func(day string) string { return `{"id":"1","lastStateUpdateDateTime":"2017-01-` + day + `T00:00:00Z"}` }
	times := func(shown ...string) []*conform.Record {
		var records []*conform.Record
		for i, sent := range []string{"01", "02", "03"} {
			records = append(records, update(scenario.Again.Nth(i+1), 204, body(sent), ""), get(scenario.AgainGet.Nth(i+1), body(shown[i])))
		}
		return records
	}
	judge(t, deviceState, "again", "again", []judged{
		{"stored", times("01", "02", "03"), conform.Pass, ""},
		{"the first kept", times("01", "01", "01"), conform.Fail, `"2017-01-02T00:00:00Z" (sent with update 2)|"2017-01-01T00:00:00Z"`},
		{"never stored", times("09", "09", "09"), conform.Inconclusive, "the first update was not stored"},
		{"two alone", times("01", "02", "03")[:4], conform.Inconclusive, "step again#3 of scenario patch was not reached"},
		{"refused", []*conform.Record{update(scenario.Again.Nth(1), 400, body("01"), refusal)}, conform.Inconclusive,
			"PATCH again#1 answered 400"},
	})
	other := func(text string) string { return `{"id":"1","scriptOutput":"` + text + `"}` } // where the first one is not stored
	judge(t, deviceState, "again", "again", []judged{{"another property", []*conform.Record{
		update(scenario.Again.Nth(1), 204, other("a"), ""), get(scenario.AgainGet.Nth(1), other("a")),
		update(scenario.Again.Nth(2), 204, other("b"), ""), get(scenario.AgainGet.Nth(2), other("a")),
	}, conform.Fail, `"b" (sent with update 2)|"a"`}})
	judge(t, "beta/groupPolicyDefinitionValue", "again", "again", []judged{
		{"nothing free", nil, conform.Unsupported, "no property has free values"},
	})
}

// What null had cleared can be set again.
func TestRefilled(t *testing.T) {
	update := func(step conform.Step, value string) []*conform.Record {
		body := `{"id":"1","scriptOutput":"` + value + `"}`
		return []*conform.Record{conformtest.Record(schemas.Update, step, 200, body, body), get(conform.Step{Act: step.Act + "/get",
			Ordinal: step.Ordinal}, body)}
	}
	var again []*conform.Record
	for n := 1; n <= scenario.Repetitions; n++ {
		again = append(again, update(scenario.Again.Nth(n), strings.Repeat("a", n))...)
	}
	refilled, marked := update(scenario.Refilled.Once(), "b"), update(scenario.SetAgain.About("scriptOutput"), "c")
	judge(t, deviceState, "again", "again", []judged{
		{"set", slices.Concat(again, refilled), conform.Pass, ""},
		{"still null", append(slices.Concat(again, refilled[:1]),
			get(scenario.RefilledGet.Once(), `{"id":"1","scriptOutput":null}`)), conform.Fail, `"b" (sent after null)|null`},
		{"the mark still null", append(slices.Concat(again, marked[:1]),
			get(scenario.SetAgainGet.About("scriptOutput"), `{"id":"1","scriptOutput":null}`)), conform.Fail, `"c" (sent after null)|null`},
	})
}

func TestOthers(t *testing.T) {
	const answer = `{"id":"2","scriptError":"a"}`
	looks := func(first, last *conform.Record) []*conform.Record {
		return []*conform.Record{get(scenario.OthersBefore.Nth(1), answer), get(scenario.OthersBefore.Nth(3), answer), first, last}
	}
	first, last := scenario.OthersAfter.Nth(1), scenario.OthersAfter.Nth(3)
	judge(t, deviceState, "others", "others", []judged{
		{"as they were", looks(get(first, answer), get(last, answer)), conform.Pass, ""},
		{"one changed", looks(get(first, answer), get(last, `{"id":"2","scriptError":"b"}`)), conform.Fail, `"a"|"b"`},
		{"a twin changed", append(looks(get(first, answer), get(last, answer)),
			conformtest.Record(schemas.Create, scenario.Base.Nth(scenario.Twin), 201, `{}`, answer),
			get(scenario.OthersBefore.Nth(scenario.Twin), answer),
			get(scenario.OthersAfter.Nth(scenario.Twin), `{"id":"2","scriptError":"c"}`)), conform.Fail, `"a"|"c"`},
		{"one gone", looks(conformtest.Record(schemas.Get, first, 404, "", ""), get(last, answer)), conform.Fail,
			"the object still there|404 Not Found"},
		{"one not read", looks(get(first, answer), conformtest.Failed(schemas.Get, last, "time-out")), conform.Inconclusive,
			"GET https://target.example/objects: time-out"},
		{"none there", nil, conform.Inconclusive, "step others/before#1 of scenario patch was not reached"},
	})
}

func TestUnknown(t *testing.T) {
	patch := func(status int) *conform.Record {
		return conformtest.About("9", conformtest.Record(schemas.Update, scenario.PatchUnknown.Once(), status, `{}`, refusal))
	}
	found := get(scenario.UnknownGet.Once(), `{"id":"9","enabled":true}`)
	gone := conformtest.Record(schemas.Get, scenario.UnknownGet.Once(), 404, "", "")
	list := func(id string) *conform.Record {
		return conformtest.List(scenario.UnknownList.Once(), `{"value":[{"id":"`+id+`"}]}`)
	}
	judge(t, deviceState, "unknown", "unknown", []judged{
		{"refused", []*conform.Record{patch(404), gone, list("1")}, conform.Pass, ""},
		{"found", []*conform.Record{patch(404), found, list("1")}, conform.Fail, "nothing under an id that was only ever patched|200 OK"},
		{"created", []*conform.Record{patch(200), found, list("9")}, conform.Fail, "nothing under an id that was only ever patched|200 OK"},
		{"listed", []*conform.Record{patch(404), gone, list("9")}, conform.Fail, `no entry with that id|an entry with id "9"`},
		{"not read", []*conform.Record{patch(404)}, conform.Inconclusive, "step unknown/get of scenario patch was not reached"},
	})
	judge(t, "beta/groupPolicyDefinitionValue", "unknown", "unknown", []judged{ // clients may choose ids
		{"created there", []*conform.Record{patch(201), found, list("9")}, conform.Pass, ""},
		{"answered as if", []*conform.Record{patch(200), gone, list("1")}, conform.Fail,
			"the object that PATCH answered to have created|404 Not Found"},
		{"refused there", []*conform.Record{patch(404), gone, list("1")}, conform.Pass, ""},
	})
}

func TestSideBySide(t *testing.T) {
	of := conformtest.Resource(t, deviceState)
	update := func(n, status int) *conform.Record {
		return update(scenario.RaceUpdate.Nth(n), status, `{"scriptError":"new"}`, "")
	}
	read := func(n int, text string) *conform.Record {
		return get(scenario.RaceGet.Nth(n), `{"id":"1","scriptError":"`+text+`"}`)
	}
	for _, test := range []judged{
		{"all count", []*conform.Record{update(1, 204), update(2, 204), read(1, "new"), read(2, "new")}, conform.Pass, ""},
		{"one lost", []*conform.Record{update(1, 204), update(2, 204), read(1, "new"), read(2, "old")}, conform.Fail,
			`"new" (sent beside other updates and answered with success)|"old"`},
		{"one refused", []*conform.Record{update(1, 204), update(2, 409), read(1, "new"), read(2, "old")}, conform.Pass, ""},
		{"all refused", []*conform.Record{update(1, 409), read(1, "old")}, conform.Inconclusive, "no update side by side was accepted"},
		{"not read", []*conform.Record{update(1, 204)}, conform.Inconclusive, "step race/get#1 of scenario concurrent was not reached"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.Concurrent.Key(), test.records...)
			out := conformtest.Judge(t, Family(), "side_by_side", "side_by_side", schemas.Update, e)
			conformtest.ExpectExactly(t, out, test.verdict, test.text)
		})
	}
}

func TestListed(t *testing.T) {
	of := conformtest.Resource(t, deviceState)
	changed, after := update(scenario.Update.Once(), 204, `{}`, ""), get(scenario.Updated.Once(), `{"id":"1","scriptError":"new"}`)
	list := func(act conform.Act, items string) *conform.Record {
		return conformtest.List(act.Once(), `{"value":[`+items+`]}`)
	}
	before := list(scenario.List, `{"id":"1","scriptError":"old"}`)
	for _, test := range []judged{
		{"in its new state", []*conform.Record{before, changed, after,
			list(scenario.Relisted, `{"id":"2"},{"id":"1","scriptError":"new"}`)},
			conform.Pass, ""},
		{"in its old state", []*conform.Record{before, changed, after, list(scenario.Relisted, `{"id":"1","scriptError":"old"}`)},
			conform.Fail, `"new" (as GET shows it)|"old"`},
		{"no more", []*conform.Record{before, changed, after, list(scenario.Relisted, "")}, conform.Fail,
			`the updated object|no entry with id "1"`},
		{"never", []*conform.Record{list(scenario.List, ""), changed, after, list(scenario.Relisted, "")}, conform.Inconclusive,
			"the list does not show the object"},
		{"not listed", []*conform.Record{before, changed, after}, conform.Inconclusive, "step relisted of scenario row/00 was not reached"},
		{"refused", []*conform.Record{before, update(scenario.Update.Once(), 400, `{}`, refusal)}, conform.Inconclusive,
			"no updated object could be listed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := conformtest.Evidence(of, scenario.RowKey(0), test.records...)
			conformtest.ExpectExactly(t, conformtest.Judge(t, Family(), "listed", "listed", schemas.Update, e), test.verdict, test.text)
		})
	}
}

func TestPlaces(t *testing.T) {
	got := conformtest.Places(Family(), conformtest.Resource(t, "beta/groupPolicyDefinitionValue"))
	want := []string{
		"update/again again", "update/answer answer",
		"update/configurationType single", "update/configurationType:null null", "update/configurationType:untouched untouched",
		"update/enabled single", "update/enabled:empty empty", "update/enabled:null null", "update/enabled:untouched untouched",
		"update/listed listed", "update/others others", "update/side_by_side side_by_side", "update/unknown unknown",
	}
	if !slices.Equal(got, want) {
		t.Errorf("places\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNoList(t *testing.T) {
	of := conformtest.Resource(t, deviceState)
	const updated = `{"id":"1","scriptError":"new"}`
	conformtest.NoList(t, Family(), "listed", "listed", schemas.Update, of, scenario.RowKey(0),
		func(list conformtest.Listing) []*conform.Record {
			return []*conform.Record{list(scenario.List.Once(), updated), update(scenario.Update.Once(), 204, `{}`, ""),
				get(scenario.Updated.Once(), updated), list(scenario.Relisted.Once(), updated)}
		})
	conformtest.NoList(t, Family(), "unknown", "unknown", schemas.Update, of, scenario.Patch.Key(),
		func(list conformtest.Listing) []*conform.Record {
			return []*conform.Record{
				conformtest.About("9", conformtest.Record(schemas.Update, scenario.PatchUnknown.Once(), 404, `{}`, refusal)),
				conformtest.Record(schemas.Get, scenario.UnknownGet.Once(), 404, "", ""), list(scenario.UnknownList.Once(), `{"id":"1"}`)}
		})
}
