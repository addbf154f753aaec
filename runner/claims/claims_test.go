package claims

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphconform/fixtures"
)

func TestWeigh(t *testing.T) {
	for _, test := range []struct {
		status int
		body   string
		onItem bool
		want   Result
	}{
		{200, "{}", false, Implemented}, {404, "", true, Implemented}, {400, `{"error":{"message":"bad JSON"}}`, false, Implemented},
		{415, "", false, Implemented},
		{404, "", false, Refused}, {405, "", true, Refused}, {501, "", true, Refused},
		{400, `"No method match route template"`, true, Refused},
		{401, "", false, Forbidden}, {403, "", false, Forbidden}, {400, "Request not applicable to target tenant.", false, Unlicensed},
		{500, "", false, Unclear}, {429, "", false, Unclear},
		{200, "<!DOCTYPE html><p>Welcome", false, Unclear}, {302, "", false, Unclear}, {200, "It works!", false, Unclear},
	} {
		var row Row
		row.classify(fixtures.Exchange{Response: &fixtures.Response{Status: test.status, Body: []byte(test.body), Header: http.Header{}}},
			"", test.onItem)
		if row.Result != test.want {
			t.Errorf("%d %q: %s, want %s", test.status, test.body, row.Result, test.want)
		}
	}
	var row Row
	if row.classify(fixtures.Exchange{Failure: fixtures.Failure{Kind: fixtures.TimeOut}}, "", false); row.Result != Unclear ||
		row.Detail != "time-out" {
		t.Errorf("%+v", row)
	}
}

func TestFilesAreWrittenAndRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "claims.yaml")
	if err := Write(path, "http://h", []Row{{Operation: "beta/b list", Result: Implemented}, {Operation: "beta/a get", Result: Implemented},
		{Operation: "beta/a create", Result: Refused}, {Operation: "beta/a delete", Result: Unclear}}); err != nil {
		t.Fatal(err)
	}
	set, root, err := Read(path)
	if err != nil || root != "http://h" || len(set) != 3 || !set["beta/a get"] || !set["beta/b list"] || set["beta/a delete"] {
		t.Errorf("%v, %v", set, err)
	}
	data, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(data), "target: http://h\nimplemented:\n    - beta/a get\n") {
		t.Errorf("%s, %v", data, err)
	}
	if _, _, err := Parse([]byte("implementet: []"), "x.yaml"); err == nil || !strings.Contains(err.Error(), "x.yaml") {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("implemented: [a]")
	f.Fuzz(func(t *testing.T, text string) { Parse([]byte(text), "x") }) //nolint:errcheck // it must not panic
}
