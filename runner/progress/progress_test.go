package progress

import (
	"testing"
	"time"
)

func TestProgressIsWorded(t *testing.T) {
	for _, test := range []struct {
		counts Counts
		passed time.Duration
		want   string
	}{
		{Counts{0, 0, 844, 0}, 0, "0 of 844 checks judged, 0 failed"},
		{Counts{211, 3, 844, 900}, 3 * time.Second, "211 of 844 checks judged, 3 failed, 300 requests/s, about 9s left"},
		{Counts{844, 3, 844, 900}, 3 * time.Second, "844 of 844 checks judged, 3 failed, 300 requests/s"},
		{Counts{1000, 0, 200000, 21000}, 70 * time.Second, "1000 of 200000 checks judged, 0 failed, 300 requests/s, about 3h52m10s left"},
	} {
		if got := word(test.counts, test.passed); got != test.want {
			t.Errorf("%+v: %q, want %q", test.counts, got, test.want)
		}
	}
}
