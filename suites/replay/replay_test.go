package replay_test

import (
	"fmt"
	"slices"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/replay"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

const state = "beta/deviceComplianceScriptDeviceState"

// rows is evidence in which every sample row was created, each answered as reply says.
func rows(of *resource.Resource, reply func(sent string) string) *conform.Evidence {
	var transcripts []*conform.Transcript
	for _, k := range of.Rows {
		sent := string(resource.Encode(of.Row(k).Body))
		made := conformtest.Record(schemas.Create, scenario.Create.Once(), 201, sent, reply(sent))
		transcripts = append(transcripts, conformtest.Transcript(scenario.RowKey(k), made))
	}
	return conform.NewEvidence(of, transcripts)
}

func judge(t *testing.T, op schemas.OperationKind, e *conform.Evidence) conform.Outcome {
	t.Helper()
	return conformtest.Judge(t, replay.Family(), "follows_request", "follows_request", op, e)
}

func TestRows(t *testing.T) {
	of := conformtest.Resource(t, state)
	for name, test := range map[string]struct {
		reply   string // "" gives back what was sent
		verdict conform.Verdict
		text    string
	}{
		"what was sent":      {"", conform.Pass, ""},
		"two of one value":   {`{"id":"7","scriptOutput":"a","scriptError":"b"}`, conform.Fail, `follows what was sent, got "a"`},
		"the documented one": {`{"id":"7","scriptOutput":"Script Output value"}`, conform.Fail, `"Script Output value", whatever was sent`},
		"one of one value":   {`{"id":"7","scriptOutput":"a"}`, conform.Pass, ""},
		"two unset":          {`{"id":"7","scriptOutput":"","scriptError":null}`, conform.Pass, ""},
		"no object":          {`{"odd":1}`, conform.Inconclusive, "too few rows were answered with an object"},
	} {
		t.Run(name, func(t *testing.T) {
			e := rows(of, func(sent string) string {
				if test.reply == "" {
					return sent
				}
				return test.reply
			})
			conformtest.Expect(t, judge(t, schemas.Create, e), test.verdict, test.text)
		})
	}
}

func TestNothingSent(t *testing.T) {
	of := conformtest.Resource(t, state)
	e := conform.NewEvidence(of, nil)
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update} {
		conformtest.Expect(t, judge(t, op, e), conform.Inconclusive, "too few rows were answered with an object")
	}
}

// An answer that is kept by its address shows only in many writes to one collection.
func TestSideBySide(t *testing.T) {
	of := conformtest.Resource(t, state)
	reply := func(answer func(i int) string) *conform.Evidence {
		var made []*conform.Record
		for i := range 4 {
			sent := fmt.Sprintf(`{"scriptOutput":"out %d","scriptError":"err %d"}`, i, i)
			made = append(made, conformtest.Record(schemas.Create, scenario.Base.Nth(i+1), 201, sent, answer(i)))
		}
		return conformtest.Evidence(of, scenario.Concurrent.Key(), made...)
	}
	follows := reply(func(i int) string {
		return fmt.Sprintf(`{"id":"%d","scriptOutput":"out %d","scriptError":"err %d"}`, i, i, i)
	})
	conformtest.Expect(t, judge(t, schemas.Create, follows), conform.Pass, "")
	kept := reply(func(i int) string { return fmt.Sprintf(`{"id":"%d","scriptOutput":"out 0","scriptError":"err 0"}`, i) })
	conformtest.Expect(t, judge(t, schemas.Create, kept), conform.Fail, `"out 0", whatever was sent`)
}

// A list that is replayed shows none of the objects just created.
func TestList(t *testing.T) {
	of := conformtest.Resource(t, state)
	list := func(entry func(id, sent string) string) *conform.Evidence {
		var transcripts []*conform.Transcript
		for _, k := range of.Rows {
			sent, id := string(resource.Encode(of.Row(k).Body)), fmt.Sprint("id", k)
			transcripts = append(transcripts, conformtest.Transcript(scenario.RowKey(k),
				conformtest.Record(schemas.Create, scenario.Create.Once(), 201, sent, `{"id":"`+id+`"}`),
				conformtest.List(scenario.List.Once(), `{"value":[`+entry(id, sent)+`]}`)))
		}
		return conform.NewEvidence(of, transcripts)
	}
	shown := list(func(id, sent string) string {
		return `{"id":"other","scriptOutput":"a"},{"id":"` + id + `",` + sent[1:]
	})
	conformtest.Expect(t, judge(t, schemas.List, shown), conform.Pass, "")
	replayed := list(func(string, string) string { return `{"id":"other","scriptOutput":"a","scriptError":"b"}` })
	conformtest.Expect(t, judge(t, schemas.List, replayed), conform.Fail, `"a", whatever was sent`)
}

func TestUpdateWithoutBody(t *testing.T) {
	of := conformtest.Resource(t, state)
	e := conformtest.Evidence(of, scenario.RowKey(0), conformtest.Record(schemas.Update, scenario.Update.Once(), 204, `{}`, ""))
	conformtest.Expect(t, judge(t, schemas.Update, e), conform.Pass, "")
}

func TestPlaces(t *testing.T) {
	want := []string{"create/follows_request follows_request", "get/follows_request follows_request",
		"list/follows_request follows_request",
		"update/follows_request follows_request"}
	if got := conformtest.Places(replay.Family(), conformtest.Resource(t, state)); !slices.Equal(got, want) {
		t.Errorf("places %q, want %q", got, want)
	}
	if got := conformtest.Places(replay.Family(), conformtest.Resource(t, "beta/androidCertificateProfileBase")); got != nil {
		t.Errorf("places %q of what others make, want none", got)
	}
}

func TestNoList(t *testing.T) {
	of := conformtest.Resource(t, state)
	conformtest.NoList(t, replay.Family(), "follows_request", "follows_request", schemas.List, of, scenario.RowKey(0),
		func(list conformtest.Listing) []*conform.Record {
			sent := string(resource.Encode(of.Row(0).Body))
			return []*conform.Record{conformtest.Record(schemas.Create, scenario.Create.Once(), 201, sent, `{"id":"1"}`),
				list(scenario.List.Once(), `{"id":"1",`+sent[1:])}
		})
}
