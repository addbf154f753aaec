package schemas

import (
	"reflect"
	"strings"
	"testing"
)

func TestDecodeNoting(t *testing.T) {
	for text, want := range map[string]*Repeated{
		`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}`: nil,
		`{"a":"x:y","b":"\":\""}`:                   nil,
		`[1,2]`:                                     nil,
		`{"a":1,"a":1}`:                             {"/a", false},
		`{"a":1,"a":1.0}`:                           {"/a", true},
		`{"a":1,"\u0061":2}`:                        {"/a", true},
		`{"a":1,"a":1,"value":[{"b":2},{"b/~":[{}],"b/~":[{"c":null}]}]}`: {"/value/1/b~1~0", true},
		`{"a":{"x":1,"y":[2]},"a":{"y":[2],"x":1}}`:                       {"/a", false},
		`{"a":1,"A":2}`:       nil, // names are compared as they are
		`{"a":1,"a":2,"a":1}`: {"/a", true},
	} {
		_, got, err := DecodeNoting([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "{", `{"a":1,"a":}`, strings.Repeat("[", 2000)} {
		if _, got, err := DecodeNoting([]byte(text)); err == nil || got != nil {
			t.Errorf("%.20s: %v, %v", text, got, err)
		}
	}
}

// Whatever is read, a repeated name is found wherever one stands, and the value is that of Decode.
func FuzzDecodeNoting(f *testing.F) {
	for _, text := range []string{`{"a":1,"a":2}`, `[{"a":{"b":[]}},{"b":{}}]`, "{\"\xff\":1,\"\xfe\":2}", `{"":":","":":"}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, repeated, err := DecodeNoting([]byte(text))
		plain, plainErr := Decode([]byte(text))
		if !reflect.DeepEqual(value, plain) || (err == nil) != (plainErr == nil) {
			t.Errorf("%q: %v, %v", text, value, err)
		}
		if err != nil {
			return
		}
		if (repeated != nil) != (countNames([]byte(text)) != countMembers(value)) {
			t.Errorf("%q: %v", text, repeated)
		}
	})
}
