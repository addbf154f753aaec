package target

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures/wire"
)

// A name that goes into displayName and the header names that requests may carry (RFC 9110, section 5.6.2).
var (
	prefixForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,40}$`)
	headerForm = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
)

// MostKept is how many MiB the answers of one resource may be said to take.
const MostKept = 1 << 16

// MaxConsistency is the longest that a write may be said to take to show.
const MaxConsistency = 10 * time.Minute

// Problem returns the first key whose value cannot be, and why.
func (f *File) Problem() (key, why string) {
	for _, check := range []func() (string, string){f.whereProblem, f.signInProblem, f.limitProblem, f.headerProblem} {
		if key, why := check(); why != "" {
			return key, why
		}
	}
	return "", ""
}

func (f *File) whereProblem() (string, string) {
	_, known := CloudNamed(f.Cloud)
	switch {
	case f.URL != "" && f.Cloud != "":
		return "cloud", "stands beside url; give one of them"
	case f.URL == "" && f.Cloud == "":
		return "url", "missing; give url (a service root such as http://127.0.0.1:8080) or cloud"
	case f.Cloud != "" && !known:
		return "cloud", fmt.Sprintf("%q is none of %s", f.Cloud, cloudNames())
	case f.URL != "":
		if why := RootProblem(f.URL); why != "" {
			return "url", why
		}
	}
	if f.Insecure && !strings.HasPrefix(f.URL, "https://") || f.Insecure && !Loopback(f.URL) {
		return "insecure", "only for https on the loopback interface; elsewhere give ca-file"
	}
	switch proxy, err := url.Parse(f.Proxy); {
	case f.Proxy == "":
	case wire.HasUser(f.Proxy):
		return "proxy", "holds a user or password; reports and process lists would show it; HTTPS_PROXY may hold one"
	case err != nil || proxy.Host == "":
		return "proxy", "no URL such as http://127.0.0.1:3128"
	case f.Emulator:
		return "emulator", "stands beside proxy: where a proxy leads nobody knows"
	}
	return "", ""
}

// RootProblem says why a URL is no service root; empty where it is one.
func RootProblem(root string) string {
	if wire.HasUser(root) {
		return "holds a user or password; reports and process lists would show it; give --token, or sign-in in a target file"
	}
	parsed, err := url.Parse(root)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return fmt.Sprintf("%q is not an absolute http or https URL; give the service root, such as http://127.0.0.1:8080", root)
	}
	for _, version := range []string{"/v1.0", "/beta"} {
		if short, found := strings.CutSuffix(strings.TrimRight(root, "/"), version); found {
			return fmt.Sprintf("the version is appended by the suite; give the service root %s", short)
		}
	}
	return ""
}

func (f *File) signInProblem() (string, string) {
	s := f.SignIn
	if s.Method != "" && !slices.Contains(Methods(), s.Method) {
		return "sign-in.method", fmt.Sprintf("%q is none of %s", s.Method, strings.Join(Methods(), ", "))
	}
	if wire.HasUser(s.Authority) {
		return "sign-in.authority", "holds a user or password; give them in environment variables"
	}
	if authority, err := url.Parse(s.Authority); s.Authority != "" && (err != nil || authority.Scheme != "https" || authority.Host == "") {
		return "sign-in.authority", "no https URL"
	}
	needs := map[string][]struct{ key, value string }{
		"certificate":     {{"sign-in.certificate", s.Certificate}},
		"azure-pipelines": {{"sign-in.service-connection", s.ServiceConnection}},
	}
	for _, need := range needs[s.Method] {
		if need.value == "" {
			return need.key, "missing; sign-in.method " + s.Method + " needs it"
		}
	}
	return "", ""
}

func (f *File) limitProblem() (string, string) {
	switch {
	case f.Rate < 0 || f.Rate > 10000:
		return "rate", "give requests a second, above 0 and at most 10000"
	case f.Workers < 0 || f.Workers > 256:
		return "workers", "give a number from 1 to 256"
	case time.Duration(f.Consistency) > MaxConsistency:
		return "consistency", fmt.Sprintf("give a time up to %s, such as 5s", MaxConsistency)
	case f.MaxRequests < 0:
		return "max-requests", "give a number from 1 on"
	case f.MaxKept < 0 || f.MaxKept > MostKept:
		return "max-kept", fmt.Sprintf("give MiB, from 1 to %d", MostKept)
	case f.Prefix != "" && !prefixForm.MatchString(f.Prefix):
		return "prefix", "letters, digits and hyphens, at most 41 of them"
	case slices.Contains(f.AllowTenants, ""):
		return "allow-tenants", "holds an empty id"
	case slices.Contains(f.DenyTenants, ""):
		return "deny-tenants", "holds an empty id"
	}
	for _, name := range slices.Sorted(maps.Keys(f.Parents)) {
		if f.Parents[name] == "" {
			return "parents." + name, "the id is empty"
		}
	}
	return "", ""
}

func (f *File) headerProblem() (string, string) {
	for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
		switch {
		case !headerForm.MatchString(name):
			return "headers." + name, "no header name"
		case strings.EqualFold(name, "Authorization") || strings.EqualFold(name, "Cookie"):
			return "headers." + name, "credentials do not stand in a target file; use sign-in"
		case strings.ContainsAny(f.Headers[name], "\r\n\x00"):
			return "headers." + name, "a value with a line break"
		}
	}
	return "", ""
}
