package evidence_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
)

// written returns the file of some resources, each with the same transcripts.
func written(t interface{ Fatal(...any) }, resources []string, transcripts ...*conform.Transcript) []byte {
	var out bytes.Buffer
	w := evidence.NewWriter(&out, evidence.Header{Seed: 7, Resources: resources})
	for _, id := range resources {
		w.Write(id, transcripts)
	}
	if err := w.Close(5); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read reads a file to its end.
func read(data []byte) (header evidence.Header, all map[string][]*conform.Transcript, requests int64, err error) {
	r, err := evidence.NewReader(bytes.NewReader(data))
	if err != nil {
		return header, nil, 0, err
	}
	all = map[string][]*conform.Transcript{}
	for {
		id, transcripts, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header, all, r.Requests, nil
		}
		if err != nil {
			return header, nil, 0, err
		}
		all[id] = transcripts
	}
}

// A dense file holds the same as one that a run writes.
func TestDense(t *testing.T) {
	var out bytes.Buffer
	w := evidence.NewDenseWriter(&out, evidence.Header{Seed: 7, Resources: []string{"beta/a"}})
	w.Write("beta/a", sample())
	if err := w.Close(5); err != nil {
		t.Fatal(err)
	}
	header, dense, requests, err := read(out.Bytes())
	if err != nil || header.Seed != 7 || requests != 5 {
		t.Fatalf("%v: %+v, %d", err, header, requests)
	}
	_, usual, _, err := read(written(t, []string{"beta/a"}, sample()...))
	if err != nil {
		t.Fatal(err)
	}
	for i := range usual["beta/a"] {
		a, b := usual["beta/a"][i], dense["beta/a"][i]
		if len(a.Records) != len(b.Records) || a.Scenario != b.Scenario {
			t.Errorf("scenario %d: %+v became %+v", i, a, b)
		}
	}
	for _, cut := range []int{0, 3, 10, out.Len() / 2, out.Len() - 1} {
		if _, _, _, err := read(out.Bytes()[:cut]); err == nil {
			t.Errorf("%d of %d bytes are taken", cut, out.Len())
		}
	}
}

// Names that stand twice are in the evidence as the target wrote them, also where texts were replaced, so that run and judge see the same.
func TestRepeatedNamesAreKept(t *testing.T) {
	r := &conform.Record{Step: conform.Act("get").Once(), Operation: schemas.Get, Exchanges: []fixtures.Exchange{{
		Request:  fixtures.Request{Method: "GET", URL: "http://h/a"},
		Response: &fixtures.Response{Status: 200, Body: []byte(`{"id":"x@y.example","id":"2"}`)},
	}}}
	r.Read()
	gathered := conform.NewEvidence(nil, []*conform.Transcript{{Scenario: conform.ScenarioKind("a").Key(), Records: []*conform.Record{r}}})
	mapped := gathered.Map(strings.NewReplacer("x@y.example", "a@b.example").Replace)
	_, all, _, err := read(written(t, []string{"one"}, mapped.Transcripts()...))
	if err != nil {
		t.Fatal(err)
	}
	again := all["one"][0].Records[0]
	if again.Problem() == "" || again.Problem() != r.Problem() || *again.Repeated() != *r.Repeated() {
		t.Errorf("%q became %q", r.Problem(), again.Problem())
	}
}

func sample() []*conform.Transcript {
	key := conform.ScenarioKey{Kind: conform.SampleRow, Row: 3}
	get := &conform.Record{Step: conform.Act("get").Nth(2), Operation: schemas.Get, Key: "k", Wrapped: true, Exchanges: []fixtures.Exchange{
		{Request: fixtures.Request{Method: "GET", URL: "http://h/a"}, Attempt: 1,
			Failure: fixtures.Failure{Kind: fixtures.Reset, Detail: "why"}},
		{Request: fixtures.Request{Method: "GET", URL: "http://h/a", Header: http.Header{"Accept": {"x"}}}, Attempt: 2, Duration: 5,
			Response: &fixtures.Response{Status: 200, Proto: "HTTP/1.1", Header: http.Header{"Content-Type": {"application/json"}},
				Body: []byte(`{"id":"1"}`)}},
	}}
	list := &conform.Record{Step: conform.Act("list").Once(), Operation: schemas.List, Made: map[string]bool{"1": true}}
	for _, page := range []string{`{"value":[{"id":"1"}],"@odata.nextLink":"http://h/2"}`, "{\"value\":[{\"id\":\"2\"}]}\xff"} {
		list.Exchanges = append(list.Exchanges, fixtures.Exchange{
			Request:  fixtures.Request{Method: "GET", URL: "http://h/l", Body: []byte{}},
			Response: &fixtures.Response{Status: 200, Body: []byte(page)},
		})
		list.AddPage()
	}
	skipped := &conform.Record{Step: conform.Act("only").About("p"), NotSent: conform.NotSent{
		Cause: conform.Skipped, Detail: "no object", By: conform.Act("get").Nth(2),
	}}
	return []*conform.Transcript{
		{Scenario: key, Shared: true, Records: []*conform.Record{get, list, skipped}},
		{Scenario: conform.ScenarioKind("nulls").Key(), Invalid: true, Withheld: "w",
			NotRun: conform.NotSent{Cause: conform.NoParent, Detail: "d"}},
	}
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	header, all, requests, err := read(written(t, []string{"beta/a", "beta/b"}, sample()...))
	if err != nil {
		t.Fatal(err)
	}
	if header.Seed != 7 || header.Claims != nil || len(all) != 2 || requests != 5 {
		t.Errorf("%+v, %d resources, %d requests", header, len(all), requests)
	}
	want := sample()
	for _, transcript := range want {
		for _, r := range transcript.Records {
			r.Scenario = transcript.Scenario
		}
	}
	ignore := cmpopts.IgnoreUnexported(conform.Record{}, conform.Transcript{})
	if diff := cmp.Diff(want, all["beta/b"], ignore, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	get, list := all["beta/a"][0].Records[0], all["beta/a"][0].Records[1]
	if get.ID() != "1" || len(list.Items()) != 1 || len(list.Controls()) != 2 { // the second page is no JSON
		t.Errorf("what was read anew: id %q, %d items on %d pages", get.ID(), len(list.Items()), len(list.Controls()))
	}
}

// Whatever bytes a target sends come back as they are.
func TestBodiesKeepTheirBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		r := &conform.Record{Exchanges: []fixtures.Exchange{{Response: &fixtures.Response{Status: 200, Body: body}}}}
		_, all, _, err := read(written(t, []string{"beta/a"}, &conform.Transcript{Records: []*conform.Record{r}}))
		if err != nil {
			t.Fatal(err)
		}
		if got := all["beta/a"][0].Records[0].Exchanges[0].Response.Body; !bytes.Equal(got, body) {
			t.Errorf("%q came back as %q", body, got)
		}
	})
}

func TestWhatIsNotWholeIsRefused(t *testing.T) {
	whole := written(t, []string{"beta/a", "beta/b"}, sample()...)
	plain := func() string {
		r, err := gzip.NewReader(bytes.NewReader(whole))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}()
	lines := strings.SplitAfter(plain, "\n")
	zip := func(text string) []byte {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		w.Write([]byte(text)) //nolint:errcheck // into memory
		w.Close()             //nolint:errcheck // into memory
		return out.Bytes()
	}
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":             {nil, "not evidence"},
		"another form":        {[]byte("text"), "not evidence"},
		"cut in the middle":   {whole[:len(whole)/2], "line"},
		"without its end":     {zip(strings.Join(lines[:len(lines)-2], "")), "line 6: the file ends before its end"},
		"an edited line":      {zip(strings.Replace(plain, `"id\":\"1`, `"id\":\"3`, 1)), "line 6: the file was changed"},
		"a line taken out":    {zip(strings.Join(append(lines[:1:1], lines[2:]...), "")), "line 5: the file had 4 scenarios and has 3"},
		"more behind its end": {zip(plain + "{}\n"), "something stands behind the end"},
		"no JSON":             {zip(lines[0] + "{\n"), "line 2: "},
		"unknown members":     {zip(lines[0] + "{\"x\":1}\n"), "line 2: "},
		"no resource":         {zip(lines[0] + "{}\n"), "line 2: names no resource"},
		"another header":      {zip("{\"format\":\"x\"}\n"), "line 1: not graphconform evidence 1"},
		"a page of nowhere": {zip(lines[0] + `{"resource":"a","records":[{"act":"a","pages":[4]}]}` + "\n"),
			"line 2: step a names page 4 of 0 exchanges"},
		"a body of no bytes": {zip(lines[0] +
			`{"resource":"a","records":[{"act":"a","exchanges":[{"method":"","url":"","body":{"base64":"%"}}]}]}` + "\n"), "line 2: "},
	} {
		if _, _, _, err := read(test.data); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// Whatever a file holds, reading it ends without a panic.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{"format":"graphconform evidence 1"}`, `{"resource":"a","records":[{"act":"a","pages":[0],` +
		`"exchanges":[{"status":200}]}]}`, `{"end":{}}`} {
		f.Add("{\"format\":\"graphconform evidence 1\"}\n" + seed + "\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		w.Write([]byte(text)) //nolint:errcheck // into memory
		w.Close()             //nolint:errcheck // into memory
		if _, all, _, err := read(out.Bytes()); err == nil && len(all) > 0 && !strings.Contains(text, "sha256") {
			t.Error("a file without a seal is taken")
		}
	})
}
