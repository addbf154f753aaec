package target

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"graphconform/runner/yamlfile"
)

// File is a target file.
type File struct {
	URL          string            `yaml:"url"`           // service root without version segment
	Cloud        string            `yaml:"cloud"`         // in place of url: a deployment of Microsoft Graph
	Tenant       string            `yaml:"tenant"`        // id of the tenant
	AllowTenants []string          `yaml:"allow-tenants"` // ids of tenants that may be written to
	DenyTenants  []string          `yaml:"deny-tenants"`  // ids of tenants that are never written to
	Emulator     bool              `yaml:"emulator"`      // nobody's objects are there: may be written to where its addresses are private
	SignIn       SignIn            `yaml:"sign-in"`
	Parents      map[string]string `yaml:"parents"` // id by placeholder
	Claims       string            `yaml:"claims"`  // file of operations that the target says it implements
	Profile      string            `yaml:"profile"`
	Rate         float64           `yaml:"rate"` // requests a second
	Workers      int               `yaml:"workers"`
	Timeout      Duration          `yaml:"timeout"`
	Consistency  Duration          `yaml:"consistency"` // how long a write may take to show
	MaxRequests  int64             `yaml:"max-requests"`
	MaxKept      int64             `yaml:"max-kept"` // MiB of memory for the answers of one resource, beyond what is expected
	Headers      map[string]string `yaml:"headers"`
	Proxy        string            `yaml:"proxy"`
	CAFile       string            `yaml:"ca-file"` // PEM
	Insecure     bool              `yaml:"insecure"`
	InsecureHTTP bool              `yaml:"insecure-http"` // send the token over http too, where everybody on the way can read it
	Exec         string            `yaml:"exec"`          // command that serves the target while it runs
	Redact       []string          `yaml:"redact"`        // JSONPaths of values that no report may show
	Prefix       string            `yaml:"prefix"`        // of what is created; "graphconform" where empty
	Auth         bool              `yaml:"auth"`          // send bad tokens to a Graph cloud too
}

// SignIn says how to get a token. Secrets stand in environment variables, which it names.
type SignIn struct {
	Method              string `yaml:"method"`                   // one of Methods
	Client              string `yaml:"client"`                   // application id
	SecretEnv           string `yaml:"secret-env"`               // of client-secret
	Certificate         string `yaml:"certificate"`              // PEM or PKCS #12 file with the private key
	CertificatePassword string `yaml:"certificate-password-env"` // where the file has one
	TokenFile           string `yaml:"token-file"`               // of workload-identity
	ServiceConnection   string `yaml:"service-connection"`       // of azure-pipelines
	TokenEnv            string `yaml:"token-env"`                // of token
	Authority           string `yaml:"authority"`                // where tokens come from; the cloud's where empty
	Scope               string `yaml:"scope"`                    // the cloud's where empty
}

// Methods are the ways to sign in.
func Methods() []string {
	return []string{"none", "token", "client-secret", "certificate", "workload-identity", "github-oidc", "azure-pipelines",
		"managed-identity", "azure-cli", "device-code"}
}

// Duration is a time such as 30s.
type Duration time.Duration

// UnmarshalYAML reads a Go duration.
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	parsed, err := time.ParseDuration(node.Value)
	if err != nil || parsed <= 0 {
		return fmt.Errorf("line %d: %q is no time such as 30s", node.Line, node.Value)
	}
	*d = Duration(parsed)
	return nil
}

// maxFile is the size from which a file is no target file, in bytes.
const maxFile = 1 << 20

// ReadFile reads and checks a target file. Paths in it are taken relative to its folder. Errors name file and line.
func ReadFile(path string) (*File, error) {
	handle, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer handle.Close()
	data, err := io.ReadAll(io.LimitReader(handle, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f, err := Parse(data, path)
	if err != nil {
		return nil, err
	}
	for _, relative := range []*string{&f.Claims, &f.CAFile, &f.SignIn.Certificate, &f.SignIn.TokenFile} {
		if *relative != "" && !filepath.IsAbs(*relative) {
			*relative = filepath.Join(filepath.Dir(path), *relative)
		}
	}
	return f, nil
}

// Parse reads and checks the bytes of a target file of that name.
func Parse(data []byte, path string) (*File, error) {
	f := new(File)
	if err := yamlfile.Decode(data, path, maxFile, f); err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, yamlfile.Located(path, err)
	}
	if key, problem := f.Problem(); problem != "" {
		return nil, fmt.Errorf("%s:%d: %s: %s", path, lineOf(&root, key), key, problem)
	}
	return f, nil
}

// lineOf returns the line of a key, which may have a dot for a key below another.
func lineOf(node *yaml.Node, key string) int {
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	name, rest, nested := strings.Cut(key, ".")
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value != name {
			continue
		}
		if nested {
			return max(lineOf(node.Content[i+1], rest), node.Content[i].Line)
		}
		return node.Content[i].Line
	}
	return max(1, node.Line)
}
