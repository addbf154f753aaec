package main

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"
	"time"

	"graphconform/runner/report"
	"graphconform/runner/target"
)

// targetFlags say where the target is and how it is reached. run, map, doctor and sweep share them. What they give goes before the target file.
type targetFlags struct {
	Target      *string           `help:"Target file (FILE.yaml), or the service root without version segment, such as http://127.0.0.1:8080." placeholder:"FILE|URL"`
	Cloud       string            `help:"In place of --target: a deployment of Microsoft Graph (global, usgov-l4, usgov-l5, china)." placeholder:"NAME"`
	Token       *string           `help:"Bearer token for the target; else the variable GRAPH_TOKEN." env:"GRAPH_TOKEN" placeholder:"TOKEN"`
	SignIn      string            `help:"How to get a token: client-secret, certificate, workload-identity, github-oidc, azure-pipelines, managed-identity, azure-cli, device-code, token, none." placeholder:"METHOD"`
	Tenant      string            `help:"Id of the tenant." placeholder:"ID"`
	AllowWrites bool              `help:"Write to a target that is not on the loopback interface, where its file allows the tenant; else such a target is only read."`
	Parent      map[string]string `help:"Id of a parent to work below, by placeholder name. May be given again." placeholder:"NAME=ID"`
	Workers     int               `help:"Scenarios at once; 4 for the embedded tenant, else 16 on loopback and 4 elsewhere." placeholder:"N"`
	Timeout     *time.Duration    `help:"Time limit of one request; else 30s." placeholder:"TIME"`
	Rate        float64           `help:"Requests a second; else 20, of these 2 that write, for Microsoft Graph, and any number elsewhere." placeholder:"N"`
	MaxRequests int64             `help:"Send no more requests than this, but for removing what was made." placeholder:"N"`
	Header      map[string]string `help:"Header of every request. May be given again." placeholder:"NAME=VALUE"`
	Proxy       string            `help:"HTTP proxy; else what the environment names." placeholder:"URL"`
	CAFile      string            `name:"ca-file" help:"PEM file of certificate authorities to trust." placeholder:"FILE"`
	Insecure    bool              `help:"Trust any certificate; for https on the loopback interface only."`
	Exec        string            `help:"Command that serves the target: started before, ended after the run." placeholder:"COMMAND"`
	Redact      []string          `help:"JSONPath of a value that no report may show. May be given again." placeholder:"JSONPATH" sep:"none"`

	inProcess http.RoundTripper // to the embedded tenant; nil for all others
}

// isFile tells a target file from a service root.
func isFile(given string) bool {
	return !strings.Contains(given, "://") && (strings.HasSuffix(given, ".yaml") || strings.HasSuffix(given, ".yml"))
}

// settle reads the target file, where there is one, and lays the flags over it.
func (f *targetFlags) settle() (*target.File, error) {
	file := &target.File{}
	switch {
	case f.Target != nil && f.Cloud != "":
		return nil, usage("--cloud: stands beside --target; give one of them")
	case f.Target != nil && *f.Target == "":
		return nil, usage("--target: empty; give the service root, such as http://127.0.0.1:8080, or leave the flag out for the embedded tenant")
	case f.Target != nil && isFile(*f.Target):
		read, err := target.ReadFile(*f.Target)
		if err != nil {
			return nil, exitError{exitUsage, err}
		}
		file = read
	case f.Target != nil:
		file.URL = *f.Target
	}
	file.Cloud = cmp.Or(f.Cloud, file.Cloud)
	file.Tenant = cmp.Or(f.Tenant, file.Tenant)
	file.SignIn.Method = cmp.Or(f.SignIn, file.SignIn.Method)
	file.Workers = cmp.Or(f.Workers, file.Workers)
	file.Rate = cmp.Or(f.Rate, file.Rate)
	file.MaxRequests = cmp.Or(f.MaxRequests, file.MaxRequests)
	file.Proxy = cmp.Or(f.Proxy, file.Proxy)
	file.CAFile = cmp.Or(f.CAFile, file.CAFile)
	file.Insecure = file.Insecure || f.Insecure
	file.Exec = cmp.Or(f.Exec, file.Exec)
	file.Redact = append(file.Redact, f.Redact...)
	file.Parents = laid(file.Parents, f.Parent)
	file.Headers = laid(file.Headers, f.Header)
	if f.Timeout != nil {
		file.Timeout = target.Duration(*f.Timeout)
	}
	return file, f.check(file)
}

func laid(under, over map[string]string) map[string]string {
	out := maps.Clone(under)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, over)
	return out
}

// check words what cannot be as the flag that gave it.
func (f *targetFlags) check(file *target.File) error {
	switch {
	case f.Workers < 0:
		return usage("--workers %d: give a number from 1 on", f.Workers)
	case f.Timeout != nil && *f.Timeout <= 0:
		return usage("--timeout %s: give a time above 0, such as 30s", *f.Timeout)
	case f.Token != nil && strings.ContainsFunc(*f.Token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return usage("--token: holds a blank, a line break or another character that no token has; was it read from a file with a line end?")
	case file.URL == "" && file.Cloud == "":
		return nil // the embedded tenant
	}
	if key, why := file.Problem(); why != "" {
		if key == "url" {
			key = "target"
		}
		name := "--" + strings.ReplaceAll(key, ".", " ")
		if key == "target" && f.Target != nil {
			name += " " + *f.Target
		}
		return usage("%s: %s", name, why)
	}
	if file.CAFile != "" {
		if _, err := os.Stat(file.CAFile); err != nil {
			return usage("--ca-file: %v", err)
		}
	}
	return nil
}

// rerun repeats the flags that say which target.
func (f *targetFlags) rerun() string {
	var b strings.Builder
	if f.Target != nil {
		fmt.Fprintf(&b, " --target %s", report.Quote(*f.Target))
	}
	if f.Cloud != "" {
		fmt.Fprintf(&b, " --cloud %s", f.Cloud)
	}
	for _, name := range sortedKeys(f.Parent) {
		fmt.Fprintf(&b, " --parent %s", report.Quote(name+"="+f.Parent[name]))
	}
	if f.AllowWrites {
		b.WriteString(" --allow-writes")
	}
	return b.String()
}
