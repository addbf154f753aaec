package recorded_test

import (
	"bytes"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
	"graphconform/schemas"
	"graphconform/suites/recorded"
)

// FuzzRecording judges whatever can be read of foreign bytes: nothing in a recording ends the judging.
func FuzzRecording(f *testing.F) {
	for _, line := range []string{
		said("POST", states, `{"detectionState":"success"}`, 201, `{"id":"1"}`),
		said("GET", states+"/1?$select=id", "", 200, `{"id":"1"}`),
		said("GET", states, "", 200, `{"value":[{"id":"1"},7],"@odata.nextLink":"%"}`),
		said("PATCH", configs+"/1", `[]`, 200, `null`),
		said("POST", "https://h/v1.0/$batch", `{"requests":[{"id":1,"method":"GET","url":"%"}]}`, 200,
			`{"responses":[{"id":1,"status":200}]}`),
		said("GET", configs+"/microsoft.graph.iosCustomConfiguration", "", 200, `{"value":[{"@odata.type":"#microsoft.graph.x"}]}`),
		said("DELETE", states+"('1')", "", 204, ""), said("GET", "/beta//", "", 404, `{"error":[]}`),
	} {
		f.Add([]byte(line + "\n" + line))
	}
	j, err := recorded.New(schemas.Embedded(), fixtures.Embedded(), recorded.Options{Version: "beta", Drift: true, Strict: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for entry, err := range recording.Read("r", bytes.NewReader(data), nil) {
			if err != nil {
				continue
			}
			if err := j.Add(entry); err != nil {
				t.Fatal(err)
			}
		}
		for _, o := range j.Failed() {
			if o.Reason != "" {
				t.Fatal(o.Reason)
			}
		}
	})
}
