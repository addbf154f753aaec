package odata

import (
	"testing"
	"time"
)

func TestParseDateTimeOffset(t *testing.T) {
	valid := []struct{ text, want string }{
		{"2017-01-01T00:02:49.3205976-08:00", "2017-01-01T08:02:49.3205976Z"},
		{"2017-01-01T00:02:49Z", "2017-01-01T00:02:49Z"},
		{"2017-01-01t00:02:49z", "2017-01-01T00:02:49Z"},
		{"2017-01-01T00:02Z", "2017-01-01T00:02:00Z"},
		{"2017-01-01T00:02+05:30", "2016-12-31T18:32:00Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
		{"9999-12-31T23:59:59.999999999999Z", "9999-12-31T23:59:59.999999999Z"},
		{"2016-02-29T12:00:00.5Z", "2016-02-29T12:00:00.5Z"},
		{"2000-02-29T00:00:00-00:00", "2000-02-29T00:00:00Z"},
	}
	for _, test := range valid {
		got, err := ParseDateTimeOffset(test.text)
		if err != nil || got.UTC().Format(time.RFC3339Nano) != test.want {
			t.Errorf("%s: %s, %v; want %s", test.text, got.UTC().Format(time.RFC3339Nano), err, test.want)
		}
	}
	for _, text := range []string{
		"", "2017-01-01", "2017-01-01T00:02:49", "2017-01-01 00:02:49Z", "2017-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
		"2017-04-31T00:00:00Z", "2017-13-01T00:00:00Z", "2017-00-01T00:00:00Z", "2017-01-00T00:00:00Z", "0000-01-01T00:00:00Z",
		"2017-01-01T24:00:00Z", "2017-01-01T00:60:00Z", "2017-01-01T00:00:60Z", "2017-01-01T00:00:00.Z", "2017-01-01T00:00.5Z",
		"2017-01-01T00:00:00.1234567890123Z", "2017-01-01T00:00:00+0800", "2017-01-01T00:00:00+24:00", "2017-01-01T00:00:00+01:60",
		"17-01-01T00:00:00Z", "12017-01-01T00:00:00Z", "-2017-01-01T00:00:00Z", " 2017-01-01T00:00:00Z", "2017-01-01T00:00:00Z\n",
		"2017-1-1T00:00:00Z", "٢٠١٧-01-01T00:00:00Z",
	} {
		if got, err := ParseDateTimeOffset(text); err == nil {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func TestFormats(t *testing.T) {
	tests := []struct {
		format       string
		valid, wrong []string
	}{
		{"dateValue", []string{"2016-02-29"}, []string{"2017-02-29", "2017-1-1", "", "2017-01-01T00:00:00Z"}},
		{"timeOfDayValue", []string{"11:59:24.7240000", "00:00", "23:59:59"}, []string{"24:00:00", "1:00", "11:60", "11:59:60", ""}},
		{"durationValue", []string{"-PT32.5S", "PT0S", "P1D", "P1DT2H", "PT3M"}, []string{"", "P", "PT", "P1DT", "P1Y", "PT1.5H", "1D"}},
		{"guidValue", []string{"7bd39c86-9c86-7bd3-869c-d37b869cd37b", "7BD39C86-9C86-7BD3-869C-D37B869CD37B"},
			[]string{"7bd39c86", "{7bd39c86-9c86-7bd3-869c-d37b869cd37b}", ""}},
		{"binaryValue", []string{"dmFsdWU=", "", "ab-_"}, []string{"a b", "ä", "a=b"}},
	}
	for _, test := range tests {
		check := Formats()[test.format]
		for _, s := range test.valid {
			if !check(s) {
				t.Errorf("%s refuses %q", test.format, s)
			}
		}
		for _, s := range test.wrong {
			if check(s) {
				t.Errorf("%s takes %q", test.format, s)
			}
		}
		if !check(7) {
			t.Errorf("%s judges a number", test.format)
		}
	}
}

func FuzzParseDateTimeOffset(f *testing.F) {
	f.Add("2017-01-01T00:02:49.3205976-08:00")
	f.Add("0001-01-01T00:00+23:59")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseDateTimeOffset(s)
		if err != nil {
			return
		}
		again, err := ParseDateTimeOffset(got.Format("2006-01-02T15:04:05.999999999Z07:00"))
		if err != nil || !again.Equal(got) {
			t.Errorf("%q: %s came back as %s, %v", s, got, again, err)
		}
	})
}
