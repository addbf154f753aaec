package certificate

import (
	"strings"
	"testing"
)

func TestProductFiles(t *testing.T) {
	sum := "sha256:" + strings.Repeat("a", 64)
	p, err := ParseProduct([]byte("name: A\nversion: '1'\nvendor: B\nurl: https://b.example/a\ndigest: "+sum+"\n"), "p.yaml")
	if err != nil || p != (Product{"A", "1", "B", "https://b.example/a", sum}) {
		t.Errorf("%+v: %v", p, err)
	}
	for text, want := range map[string]string{
		"":                                   "p.yaml: name: missing",
		"name: A\n":                          "p.yaml: version: missing",
		"name: A\nversion: 1\n":              "p.yaml: vendor: missing",
		"name: A\nprice: 1\n":                "p.yaml:2: unknown key price; known are name, version",
		"name: [A]\n":                        "p.yaml:1: cannot unmarshal",
		product + "url: javascript:x\n":      "p.yaml: url",
		product + "url: https://u:p@h/\n":    "p.yaml: url",
		product + "digest: sha256:12\n":      "p.yaml: digest",
		product + "---\nname: B\n":           "more than one document",
		"name: \"a\\u001b[31m\"\nversion: 1": "not one line of text",
		product + "#" + strings.Repeat("x", maxProduct): "longer than 64 KiB",
	} {
		if _, err := ParseProduct([]byte(text), "p.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

func TestDisputeFiles(t *testing.T) {
	const entry = "- check: beta/a/list/query/filter\n  statement: The page is wrong.\n"
	all, err := ParseDisputes([]byte(entry), "d.yaml")
	if err != nil || len(all) != 1 || all[0].Statement != "The page is wrong." {
		t.Errorf("%+v: %v", all, err)
	}
	for text, want := range map[string]string{
		"":                                     "names no check",
		"- check: beta/a/**\n  statement: s\n": "the id of one check",
		"- check: beta/a\n  statement: s\n":    "the id of one check",
		"- check: beta/a/list/query/filter\n":  "statement",
		entry + entry:                          "stands twice",
		"- checks: x\n":                        `d.yaml:1: unknown key checks; did you mean "check"?`,
	} {
		if _, err := ParseDisputes([]byte(text), "d.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestTrustFiles(t *testing.T) {
	_, public, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	key := strings.ReplaceAll(strings.TrimSpace(string(public)), "\n", "\n    ")
	all, err := ParseTrust([]byte("- name: Contoso\n  until: 2030-01-01\n  key: |\n    "+key+"\n"), "t.yaml")
	if err != nil || len(all) != 1 || all[0].Name != "Contoso" || all[0].Until != "2030-01-01" {
		t.Errorf("%+v: %v", all, err)
	}
	for text, want := range map[string]string{
		"":                            "names no key",
		"- name: A\n":                 "entry 1: key",
		"- key: |\n    " + key + "\n": "entry 1: name",
		"- name: A\n  until: soon\n  key: |\n    " + key + "\n": "entry 1: until",
		"- owner: A\n": "t.yaml:1: unknown key owner; known are name, key, until",
	} {
		if _, err := ParseTrust([]byte(text), "t.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestRevocationLists(t *testing.T) {
	id := strings.Repeat("0a", 32)
	all, err := ParseRevoked([]byte("- key: "+id+"\n  reason: lost\n- certificate: "+id+"\n  reason: wrong\n"), "r.yaml")
	if err != nil || len(all) != 2 {
		t.Errorf("%+v: %v", all, err)
	}
	if all, err := ParseRevoked([]byte("[]\n"), "r.yaml"); err != nil || len(all) != 0 {
		t.Errorf("%+v: %v", all, err)
	}
	for text, want := range map[string]string{
		"":                          "empty",
		"- reason: lost\n":          "certificate or key",
		"- key: abc\n  reason: x\n": "certificate or key",
		"- key: " + id + "\n  certificate: " + id + "\n  reason: x\n": "certificate or key",
		"- key: " + id + "\n": "reason",
	} {
		if _, err := ParseRevoked([]byte(text), "r.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Whatever a vendor's file holds, reading it ends without a panic, and what is taken is fit for a line.
func FuzzProduct(f *testing.F) {
	f.Add(product)
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := ParseProduct([]byte(text), "p"); err == nil && strings.ContainsAny(p.Name+p.Version+p.Vendor+p.URL, "\n\x1b") {
			t.Errorf("%+v", p)
		}
		ParseDisputes([]byte(text), "d") //nolint:errcheck // it ends
		ParseTrust([]byte(text), "t")    //nolint:errcheck // it ends
		ParseRevoked([]byte(text), "r")  //nolint:errcheck // it ends
	})
}
