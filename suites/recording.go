package suites

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
	"graphconform/fixtures/wire"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/recorded"
)

// JudgeRecording fails a test for each departure in a recording or a file of mocks, of whatever form that fixtures/recording reads, also
// of what the client sent. What the file refers to beside it is not read. One that shows nothing of documented operations fails it too.
func JudgeRecording(t testing.TB, file string) {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // nothing was written
	judge := newJudge(t)
	var secrets wire.Secrets
	for entry, err := range recording.Read(filepath.Base(file), in, nil) {
		if err != nil {
			t.Error(err)
			continue
		}
		if entry.Exchange = secrets.Foreign(entry.Exchange); !entry.Template {
			if err := judge.Add(entry); err != nil {
				t.Fatal(err)
			}
		}
	}
	tell(t, judge, file)
}

// Watch returns a transport that carries requests as transport does, http.DefaultTransport for nil, and fails the test at its end for each
// departure in what the test's own client said through it and was answered. Nothing that is of a documented operation fails it too.
func Watch(t testing.TB, transport http.RoundTripper) http.RoundTripper {
	t.Helper()
	judge := newJudge(t)
	var secrets wire.Secrets
	watching := &recording.Transport{Base: transport, Name: t.Name()}
	watching.Take = func(entry recording.Entry) {
		entry.Exchange = secrets.Foreign(entry.Exchange)
		if err := judge.Add(entry); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() { tell(t, judge, "what the client said") })
	return watching
}

func newJudge(t testing.TB) *recorded.Judge {
	t.Helper()
	judge, err := recorded.New(schemas.Embedded(), fixtures.Embedded(), recorded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return judge
}

// tell fails the test for what departs.
func tell(t testing.TB, judge *recorded.Judge, what string) {
	t.Helper()
	result := judge.Result()
	for _, o := range result.Outcomes {
		if o.Verdict == conform.Fail && o.Check.Level != conform.Advisory && o.Follows == "" {
			t.Errorf("%s", conform.Render(o))
		}
	}
	if len(result.Outcomes) == 0 {
		t.Errorf("%s: none of %d exchanges is of an operation that a page documents", what, result.Exchanges)
	}
}
