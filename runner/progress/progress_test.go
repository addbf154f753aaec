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
		{Counts{0, 0, 844, 0, 3000}, 0, "0 of 844 checks judged, 0 failed"},
		{Counts{0, 0, 844, 900, 3000}, 3 * time.Second, "900 of about 3000 requests, 844 checks to be judged, about 7s left"},
		{Counts{0, 0, 226409, 21000, 870000}, 70 * time.Second,
			"21000 of about 870000 requests, 226409 checks to be judged, about 47m10s left"},
		{Counts{0, 0, 844, 3100, 3000}, 10 * time.Second, "3100 requests, more than the 3000 foreseen; 844 checks to be judged"},
		{Counts{211, 3, 844, 900, 3000}, 3 * time.Second, "211 of 844 checks judged, 3 failed, 300 requests/s, about 9s left"},
		{Counts{844, 3, 844, 900, 3000}, 3 * time.Second, "844 of 844 checks judged, 3 failed, 300 requests/s"},
		{Counts{1000, 0, 200000, 21000, 0}, 70 * time.Second,
			"1000 of 200000 checks judged, 0 failed, 300 requests/s, about 3h52m10s left"},
	} {
		if got := word(test.counts, test.passed); got != test.want {
			t.Errorf("%+v: %q, want %q", test.counts, got, test.want)
		}
	}
}
