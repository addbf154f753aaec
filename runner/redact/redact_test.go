package redact

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

func TestPaths(t *testing.T) {
	var value any
	if err := json.Unmarshal([]byte(`{"a":{"b":"1","b c":"2"},"value":[{"n":"3","d":{"n":"4"}},{"n":["5","6"]}],"@odata.id":"7"}`),
		&value); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"$.a.b": "1", "$['a']['b c']": "2", "$.a['b c']": "2", "$.value[*].n": "3 5 6", "$..n": "3 4 5 6",
		"$.value[*].d": "4", "$.*.b": "1",
		"$..['b c']": "2",
		"$.a":        "1 2", "$.nothing": "", "$[\"@odata.id\"]": "7",
	} {
		path, err := ParsePath(text)
		if err != nil {
			t.Error(err)
			continue
		}
		var got []string
		path.values(value, func(leaf any) { got = append(got, fmt.Sprint(leaf)) })
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "$", "a", "$.", "$a", "$.a[?(@.b)]", "$..", "$.a[0]x", "$.['a']x"} {
		if _, err := ParsePath(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestEvidence(t *testing.T) {
	r, err := New([]string{"$..department"})
	if err != nil {
		t.Fatal(err)
	}
	r.note([]byte(`{"userPrincipalName":"ours@example.org","serialNumber":"OURS-1"}`))
	body := `{"userPrincipalName":"ann@contoso.com","note":"ask bob@contoso.com","serialNumber":"SN-12345","department":"sales",` +
		`"kept":"ours@example.org","state":"fail","id":"SN-12345"}`
	key := conform.ScenarioKind("s").Key()
	record := &conform.Record{Step: conform.Act("get").Once(), Key: "SN-12345", Broken: "of carl@contoso.com",
		Exchanges: []fixtures.Exchange{{
			Request:  fixtures.Request{URL: "http://h/users/ann@contoso.com/ann%40contoso.com"},
			Response: &fixtures.Response{Status: 200, Body: []byte(body), Header: http.Header{"Location": {"http://h/SN-12345"}}},
		}}}
	before := fmt.Sprint(record.Exchanges)
	out := r.Evidence(conform.NewEvidence(nil,
		[]*conform.Transcript{{Scenario: key, Records: []*conform.Record{record}}})).In(key).Once("get")
	e := out.Exchanges[0]
	all := fmt.Sprint(out.Key, out.Broken, e.Request.URL, string(e.Response.Body), e.Response.Header)
	for _, secret := range []string{"ann", "bob", "carl", "contoso", "12345", "sales"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s is left in %s", secret, all)
		}
	}
	for _, open := range []string{"ours@example.org", `"state":"fail"`} {
		if !strings.Contains(all, open) {
			t.Errorf("%s is gone from %s", open, all)
		}
	}
	if out.ID() != out.Key || len(out.Key) != len("SN-12345") || out.Key[2] != '-' ||
		e.Response.Header.Get("Location") != "http://h/"+out.Key {
		t.Errorf("equal values have pseudonyms of their own, or of another form: %s", all)
	}
	if name, _ := out.Object()["userPrincipalName"].(string); !strings.HasSuffix(e.Request.URL,
		"/"+name+"/"+strings.ReplaceAll(name, "@", "%40")) {
		t.Errorf("%s is written otherwise in %s", name, e.Request.URL)
	}
	if fmt.Sprint(record.Exchanges) != before {
		t.Error("the run's own evidence was changed")
	}
}

func FuzzPath(f *testing.F) {
	f.Add("$..a['b'].*")
	f.Fuzz(func(t *testing.T, text string) {
		if path, err := ParsePath(text); err == nil {
			path.values(map[string]any{"a": []any{"b", 1}}, func(any) {})
		}
	})
}

// Which members and texts name people, and which do not.
func TestPersonal(t *testing.T) {
	for name, want := range map[string]bool{
		"serialNumber": true, "deviceSERIALNUMBER": true, "imei": true, "upn": true, "UserEmail": true, "primaryEmailAddress": true,
		"serialNumbers": false, "upnName": false, "groupMail": false, "": false, "notes": false,
	} {
		if isPersonal(name) != want {
			t.Errorf("%q: %t", name, !want)
		}
	}
	for text, want := range map[string][]string{
		`{"@odata.type":"#x","a":"b@c.example and d%40e.example"}`: {"b@c.example", "d@e.example"},
		"@@b@c.d@e.f": {"b@c.d"}, "no sign": nil, "50% of 40%": nil, "a@b": nil, "%": nil, "x@y.z": {"x@y.z"}, "ä@ö.example": nil,
		"a%40b%40c.example.": {"a@b@c.example"},
	} {
		if got := addresses(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Looking at the runs of letters alone finds what looking at the whole text does.
func FuzzAddresses(f *testing.F) {
	f.Add(`{"@odata.type":"#x","a":"b@c.example and d%40e.example"}`)
	f.Add("@@b@c.d@e.f%40g.h")
	f.Fuzz(func(t *testing.T, text string) {
		whole := address.FindAllString(text, -1)
		for i, each := range whole {
			if plain, err := url.PathUnescape(each); err == nil {
				whole[i] = plain
			}
		}
		if got := addresses(text); !slices.Equal(got, whole) {
			t.Errorf("%q: %q in parts, %q in whole", text, got, whole)
		}
	})
}
