package odata

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
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

// Texts that hold several peculiarities are within what every server takes, or are said not to be.
func TestPackedTextsAreModerate(t *testing.T) {
	text, _ := Named("String")
	random := Random{Rand: rand.New(rand.NewPCG(1, 2)), Packed: true}
	several := 0
	for _, s := range text.Samples(random, Facets{}) {
		if length := len([]rune(s.Value.(string))); length > moderate && !s.Extreme {
			t.Errorf("%s: %d characters, which some servers refuse", s.Label, length)
		}
		if strings.Contains(s.Label, ", ") {
			several++
		}
	}
	if several < 4 {
		t.Errorf("%d texts hold several peculiarities", several)
	}
	for _, s := range text.Samples(random, Facets{MaxLength: 20}) {
		if strings.Contains(s.Label, "templates") && len([]rune(s.Value.(string))) > 20 {
			t.Errorf("%s is longer than the page allows", s.Label)
		}
	}
}
