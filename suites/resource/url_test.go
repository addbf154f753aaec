package resource_test

import (
	"testing"

	"graphconform/suites/resource"
)

func TestWithMember(t *testing.T) {
	for _, test := range []struct{ body, name, want string }{
		{`{"z":1,"name":"old", "a":{"name":"inside"}}`, "name", `{"z":1,"name":"new", "a":{"name":"inside"}}`},
		{`{ "name" : null }`, "name", `{ "name" : "new" }`},
		{`{"z":[1,{"name":2}]}`, "name", `{"z":[1,{"name":2}],"name":"new"}`},
		{`{}`, "name", `{"name":"new"}`},
		{"{\n\t\"b\": 1.50\n}\n", "name", "{\n\t\"b\": 1.50\n,\"name\":\"new\"}\n"},
		{`[1]`, "name", ``}, {`{"name":`, "name", ``}, {``, "name", ``}, {`{"a":1`, "name", ``}, {`7`, "name", ``},
	} {
		if got := string(resource.WithMember([]byte(test.body), test.name, "new")); got != test.want {
			t.Errorf("%s: got %s, want %s", test.body, got, test.want)
		}
	}
}

func TestIDOf(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":"a"}`: "a", `{"id":""}`: "", `{}`: "", `{"id":null}`: "", `{"id":0}`: "0", `{"id":1}`: "1", `{"id":42}`: "42",
		`{"id":9223372036854775807}`: "9223372036854775807", `{"id":9223372036854775808}`: "", `{"id":-1}`: "", `{"id":-0}`: "",
		`{"id":1.5}`: "", `{"id":1.0}`: "", `{"id":1e3}`: "", `{"id":1e400}`: "", `{"id":true}`: "", `{"id":{}}`: "", `{"id":["1"]}`: "",
	} {
		if got := resource.IDOf(resource.Members([]byte(body))); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}
