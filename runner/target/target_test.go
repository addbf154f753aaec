package target

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"
)

const schemaFile = "target.schema.json"

func TestExamplesAreReadAndValidate(t *testing.T) {
	schema := jsonschema.MustCompile(schemaFile)
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		if _, err := ReadFile(file); err != nil {
			t.Error(err)
		}
		if err := schema.Validate(asJSON(t, file)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func asJSON(t *testing.T, file string) any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// The published schema has the keys that the reader knows, and no others.
func TestSchemaAndReaderAgree(t *testing.T) {
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var top, below []string
	for name := range schema.Properties {
		top = append(top, name)
	}
	for name := range schema.Properties["sign-in"].Properties {
		below = append(below, name)
	}
	for _, pair := range []struct {
		published []string
		read      reflect.Type
	}{{top, reflect.TypeFor[File]()}, {below, reflect.TypeFor[SignIn]()}} {
		var known []string
		for i := range pair.read.NumField() {
			known = append(known, pair.read.Field(i).Tag.Get("yaml"))
		}
		slices.Sort(known)
		slices.Sort(pair.published)
		if !slices.Equal(known, pair.published) {
			t.Errorf("published %v, read %v", pair.published, known)
		}
	}
}

func TestWrongFilesAreNamedByLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "x.yaml:1: url: missing",
		"url: http://h\nurl: http://i\n":       "x.yaml:2: mapping key \"url\" already defined",
		"url: http://h\nsign-in:\n  secret: x": "x.yaml:3: unknown key secret",
		"url: http://h\nsign-in:\n  method: password":            "x.yaml:3: sign-in.method: \"password\" is none of",
		"url: http://h/beta":                                     "x.yaml:1: url: the version is appended",
		"url: ftp://h":                                           "not an absolute http or https URL",
		"cloud: global\nurl: http://h":                           "x.yaml:1: cloud: stands beside url",
		"cloud: global\ninsecure: true":                          "x.yaml:2: insecure: only for https on the loopback",
		"url: https://h\ninsecure: true":                         "x.yaml:2: insecure: only for https on the loopback",
		"url: http://127.0.0.1\ninsecure: true":                  "x.yaml:2: insecure",
		"url: http://h\nrate: -1":                                "x.yaml:2: rate",
		"url: http://h\nmax-kept: 70000":                         "x.yaml:2: max-kept: give MiB",
		"url: http://h\nworkers: many":                           "x.yaml:2: cannot unmarshal",
		"url: http://h\nconsistency: 1h":                         "x.yaml:2: consistency: give a time up to 10m",
		"url: http://h\ntimeout: soon":                           "x.yaml:2: \"soon\" is no time such as 30s",
		"url: http://h\nprefix: 'a b'":                           "x.yaml:2: prefix",
		"url: http://h\nproxy: nowhere":                          "x.yaml:2: proxy",
		"url: http://h\nparents:\n  a: ''":                       "x.yaml:3: parents.a: the id is empty",
		"url: http://h\nheaders:\n  'a b': x":                    "x.yaml:3: headers.a b: no header name",
		"url: http://h\nheaders:\n  Cookie: x":                   "x.yaml:3: headers.Cookie: credentials",
		"url: http://h\nallow-tenants: ['']":                     "x.yaml:2: allow-tenants",
		"url: http://h\ndeny-tenants: ['']":                      "x.yaml:2: deny-tenants",
		"url: http://me:pw@h":                                    "x.yaml:1: url: holds a user or password",
		"url: http://h\nproxy: http://me:pw@h":                   "x.yaml:2: proxy: holds a user or password",
		"url: http://h\nsign-in: {authority: 'https://me:pw@h'}": "sign-in.authority: holds a user or password",
		"url: http://h\n---\nurl: http://i":                      "holds more than one document",
		"url: http://h\nsign-in: {method: certificate}":          "sign-in.certificate: missing",
		"url: http://h\nsign-in: {authority: http://h}":          "sign-in.authority: no https URL",
		"- a":  "x.yaml:1: cannot unmarshal",
		"a: [": "x.yaml:",
	} {
		if _, err := Parse([]byte(text), "x.yaml"); err == nil || !strings.Contains(err.Error(), want) ||
			!strings.HasPrefix(err.Error(), "x.yaml") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestCloudsAndLoopback(t *testing.T) {
	for root, want := range map[string]string{
		"https://graph.microsoft.com": "global", "https://GRAPH.microsoft.us/": "usgov-l4", "https://dod-graph.microsoft.us": "usgov-l5",
		"https://microsoftgraph.chinacloudapi.cn": "china", "https://graph.microsoft.com.example": "", "http://127.0.0.1": "",
		"https://graph.microsoft.com.": "global",
	} {
		if cloud, _ := CloudAt(root); cloud.Name != want {
			t.Errorf("%s is %q, want %q", root, cloud.Name, want)
		}
	}
	for root, want := range map[string]bool{
		"http://127.0.0.1:1": true, "http://127.8.9.1": true, "http://localhost": true, "http://LOCALHOST:80": true, "http://[::1]:1": true,
		"http://127.0.0.1.example": false, "http://localhost.example": false, "http://10.0.0.1": false, "http://0.0.0.0": false,
		"http://example/127.0.0.1": false, "http://127.0.0.1@example": false,
	} {
		if Loopback(root) != want {
			t.Errorf("%s: %v", root, !want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("url: http://127.0.0.1\n")
	f.Add("sign-in: {method: 1}")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse([]byte(text), "x.yaml")
		if (file == nil) == (err == nil) {
			t.Errorf("%v, %v", file, err)
		}
	})
}

// The file that init writes is one as it stands, and with all of its comments taken away but the words.
func TestCommentedFile(t *testing.T) {
	schema := jsonschema.MustCompile(schemaFile)
	plain := Commented("http://127.0.0.1:9090")
	path := filepath.Join(t.TempDir(), "target.yaml")
	if err := os.WriteFile(path, plain, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(asJSON(t, path)); err != nil {
		t.Error(err)
	}
	if f, err := Parse(plain, "plain"); err != nil || f.URL != "http://127.0.0.1:9090" {
		t.Errorf("%+v, %v", f, err)
	}
	key := regexp.MustCompile(`(?m)^# ([a-z -]+:( |$))`) // "# rate: 20", and what stands below "# sign-in:"
	_, body, _ := strings.Cut(string(plain), "\n")
	full := key.ReplaceAllString(regexp.MustCompile(`(?m)^#   `).ReplaceAllString(body, "  "), "$1")
	full = strings.Replace(full, "cloud: global\n", "", 1) // which stands in place of url
	f, err := Parse([]byte(full), "full")
	if err != nil || f.SignIn.Method != "token" || f.Rate != 20 || !f.Emulator || f.Parents["deviceComplianceScriptId"] == "" ||
		f.Consistency == 0 || len(f.Redact) != 1 || f.Exec == "" {
		t.Errorf("%+v, %v in\n%s", f, err, full)
	}
}
