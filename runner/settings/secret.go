package settings

import (
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures/wire"
	"graphconform/runner/exit"
)

// openHeaders hold no secrets: what they say is of the protocol, and answers repeat it rightly.
var openHeaders = []string{
	"Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Client-Request-Id", "ConsistencyLevel", "Content-Type", "If-Match",
	"If-None-Match", "OData-MaxVersion", "OData-Version", "Origin", "Pragma", "Prefer", "Return-Client-Request-Id", "User-Agent",
}

// secrets returns the values that the flags keep from everybody: those of headers of --header. A target file holds none.
func (f *TargetFlags) secrets() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f.Header)) {
		if !slices.ContainsFunc(openHeaders, func(open string) bool { return strings.EqualFold(open, name) }) {
			out = append(out, f.Header[name])
		}
	}
	return out
}

// checkSecrets refuses secrets that could not be cut out of what is shown: short ones would be found everywhere, and the root of the
// target stands in every report. On this machine a short one is no secret.
func (f *TargetFlags) checkSecrets(s *Settings) error {
	token := value(s.Token)
	all := wire.NewSecrets(append(f.secrets(), token)...)
	if s.Target.URL != all.CutText(s.Target.URL) {
		return exit.Usagef("--target: holds the token or the value of a header, and stands in every report; give the service root alone")
	}
	if s.Target.URL == "" && s.Target.Cloud == "" || s.StaysHere(s.Target.URL) {
		return nil
	}
	short := func(text string) bool { return text != "" && len(text) < wire.ShortestSecret }
	switch {
	case short(token):
		return exit.Usagef("--token, or GRAPH_TOKEN: shorter than %d characters, which cannot be told from other texts and kept "+
			"out of reports; for a target that takes any token, give a longer one", wire.ShortestSecret)
	case slices.ContainsFunc(f.secrets(), short):
		return exit.Usagef("--header: a value shorter than %d characters, which cannot be told from other texts and kept out of reports; "+
			"a header that is no secret can stand in a target file, under headers", wire.ShortestSecret)
	}
	return nil
}
