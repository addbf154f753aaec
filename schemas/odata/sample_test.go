package odata

import (
	"fmt"
	"regexp"
	"testing"
)

// Tags of a run that is distinct stand in no word and in no number, whatever other people's objects hold.
func TestDistinct(t *testing.T) {
	word, number := regexp.MustCompile(`^[a-z]+$`), regexp.MustCompile(`^[0-9a-f]+$`)
	distinct := 0
	for i := range 2000 {
		run := fmt.Sprintf("%08x", i)
		if !Distinct(run) {
			continue
		}
		distinct++
		if prefix := TagPrefix(run); word.MatchString(prefix) || number.MatchString(prefix) {
			t.Errorf("%s: %s", run, prefix)
		}
		if got := Tags(run,
			`{"@odata.context":"$metadata#deviceManagement/x","id":"a3f2c4d5-99aa-4bbb-8ccc-d2e3f4a5b6c7",`+
				`"displayName":"a perspective"}`); len(got) > 0 {
			t.Errorf("%s: %q", run, got)
		}
	}
	if distinct < 200 {
		t.Errorf("%d of 2000 runs are distinct: one is drawn in many tries", distinct)
	}
	if Distinct("") {
		t.Error("no run has no tags")
	}
}
