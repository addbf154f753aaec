package schemas

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestDecodeHasLimits(t *testing.T) {
	list := func(n int) string { return "[" + strings.Repeat("1,", n-1) + "1]" }
	members := func(n int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, `,"k%d":1`, i)
		}
		return "{" + out.String()[1:] + "}"
	}
	object := members(300)
	for name, test := range map[string]struct {
		text  string
		limit bool
	}{
		"depth":                   {strings.Repeat("[", 1000) + strings.Repeat("]", 1000), false},
		"too deep":                {strings.Repeat(`{"a":`, 1001) + "1" + strings.Repeat("}", 1001), true},
		"deep without an end":     {strings.Repeat("[", 1<<20), true},
		"side by side":            {"[" + strings.Repeat("[],", 50_000) + "[]]", false},
		"a number":                {strings.Repeat("9", 1000), false},
		"a long number":           {"[" + strings.Repeat("9", 1001) + "]", true},
		"a long fraction":         {"[0." + strings.Repeat("9", 1001) + "]", true},
		"digits in a string":      {`"` + strings.Repeat("9", 1<<20) + `"`, false},
		"elements":                {list(100_000), false},
		"too many elements":       {list(100_001), true},
		"too many members":        {members(100_001), true},
		"a name":                  {`{"` + strings.Repeat("a", 10_000) + `":1}`, false},
		"a long name":             {`{"` + strings.Repeat("a", 10_001) + "\" \n:1}", true},
		"a long text":             {`{"a":"` + strings.Repeat("a", 4<<20) + `"}`, false},
		"commas in a string":      {`"` + strings.Repeat(`,\"[`, 200_000) + `"`, false},
		"many objects with much":  {`{"value":[` + strings.Repeat(object+",", 9_999) + object + "]}", false},
		"what is no JSON is that": {"\x1b" + strings.Repeat("[", 1<<20), false},
	} {
		_, err := Decode([]byte(test.text))
		var limit *LimitError
		if got := errors.As(err, &limit); got != test.limit || err != nil && !got && !strings.HasPrefix(name, "what is no") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is within the limits is read as before, and what is no JSON is still said to be none.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{"a":[1,-2.5e+3,"\"",true,null]}`, "]", ",", `"\`, "[1,]", "1 2", "\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if limit := beyond([]byte(text)); limit != nil && len(text) < maxNumber {
			t.Errorf("%q: %v", text, limit)
		}
	})
}
