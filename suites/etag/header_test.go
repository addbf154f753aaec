package etag

import "testing"

func TestIsTag(t *testing.T) {
	for text, want := range map[string]bool{
		`"1"`: true, `W/"1"`: true, `""`: true, `"a b"`: false, `1`: false, `W/1`: false, `"1`: false,
		`w/"1"`: false, ``: false, `"1", "2"`: false,
	} {
		if got := isTag(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
