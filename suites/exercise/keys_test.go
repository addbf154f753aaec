package exercise

import (
	"regexp"
	"testing"

	"graphconform/fixtures"
)

func TestUnusedKeysKeepTheForm(t *testing.T) {
	tests := []struct {
		name  string
		given []string
		form  string
	}{
		{"GUID", []string{"7bd39c86-9c86-4bd3-869c-d37b869cd37b"}, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"GUID in capitals", []string{"7BD39C86-9C86-4BD3-869C-D37B869CD37B"}, `^[0-9A-F-]{36}$`},
		{"counter", []string{"1", "2", "3"}, `^9\d{8}$`},
		{"zero, and all that is like it", []string{"0", "9"}, `^9\d+$`},
		{"counter with a letter", []string{"p1", "p2", "p47"}, `^p9\d{8}$`},
		{"padded counter with a prefix", []string{"dcs_000001", "dcs_000002"}, `^dcs_9\d{5}$`},
		{"one key only", []string{"item-12"}, `^item-9\d{8}$`},
		{"ULID", []string{"01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKQX8B2KWDH7Z1MT0E", "01ARZ3NDEKYC3P9NJ6VS5A4RW2"},
			`^01ARZ3NDEK[0-9A-HJKMNP-TV-Z]{16}$`},
		{"hexadecimal counter", []string{"6a", "6b", "6c"}, `^6[abc]{6}$`},
		{"composite", []string{"7bd39c86-9c86-4bd3-869c-d37b869cd37b_10", "7bd39c86-9c86-4bd3-869c-d37b869cd37b_20"},
			`^7bd39c86-9c86-4bd3-869c-d37b869cd37b_9\d[0-9]*$`},
		{"composite of GUIDs", []string{"7bd39c86-7412-4bd3-869c-d37b869cd37b_ffe2e982-c84b-4930-9f3c-d37b869cd37b",
			"0bd39c86-9c86-4ad3-869c-d37b869cd37b_1fe2e982-c84b-4130-8f3c-d37b869cd37a"},
			`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`},
		{"other script", []string{"一", "丁"}, `^[一丁]{6}$`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var known keys
			for _, id := range test.given {
				known.gave(id)
			}
			fresh := known.unused(test.given[0], fixtures.NewSampler(1, test.name))
			if known.given[fresh] || !regexp.MustCompile(test.form).MatchString(fresh) {
				t.Errorf("after %q an unused key is %q; want the form %s", test.given, fresh, test.form)
			}
		})
	}
	var none keys
	if fresh := none.unused("", fixtures.NewSampler(1, "")); fresh != "" {
		t.Errorf("an empty key gives %q", fresh)
	}
}
