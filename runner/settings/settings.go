// Package settings resolves what a command runs with, once, from its flags, the environment and the target file: one value, which
// nothing changes afterwards.
//
// It opens no connection and plans nothing.
package settings

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/exit"
	"graphconform/runner/profile"
	"graphconform/runner/report"
	"graphconform/runner/target"
	"graphconform/runner/waiver"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Settings are what a command runs with. Those of a command that only looks at a target leave what is checked empty.
type Settings struct {
	// The target.
	Target      target.File // the target file with the flags laid over it
	Token       *string     // bearer token; nil to sign in
	Secrets     []string    // beside the token, to be kept out of all that is shown
	Entra       bool        // the target is given a token that Microsoft Entra issued
	AllowWrites bool
	Sharers     int               // processes that share the rates; 0 for this one alone
	SharedRate  bool              // a flag says that they do: Target.Rate is theirs, and says nothing of writes
	Parents     map[string]string // those of Target.Parents that flags gave: each has to be one that is planned
	Embedded    bool              // the target is the fake tenant inside the program
	Faults      []string
	Variants    []string

	// What is checked.
	Catalog string // folder; empty for the one inside the program
	Select  []string
	Exclude []string
	// Narrowed says that somebody said what is to be checked: by globs, by claims, or by what an earlier run left open.
	Narrowed bool
	All      bool // everything is checked on purpose
	FailFast bool
	Seed     uint64
	Shard    Shard           // without parts for the whole plan
	PickUp   bool            // go on with what an earlier start of the run left in the folder of its reports
	Profile  profile.Profile // set of rules
	Claims   map[string]bool // operations that the target says it implements; nil for all
	Observe  bool            // only read, because it was asked for
	Tried    resource.Effort // as a flag says; see Effort
	DryRun   bool            // count what would be sent, and send nothing

	// What is made of the verdicts.
	Known   waiver.Files
	Earlier *report.Report // what an interrupted run judged; nil for a run from the start
	Report  string         // folder for reports; empty for none
	Mode    report.Mode    // of the files there
	Rerun   string         // start of a command that checks the same target again
	Sweep   string         // the flags with which sweep removes what a run left there
}

// Resolve resolves the flags of a run. It is a pure function.
func (f *Flags) Resolve(in Inputs) (Settings, error) {
	if (f.Target != nil || f.Cloud != "") && len(f.Fault)+len(f.Variant) > 0 {
		return Settings{}, exit.Usagef("--fault and --variant are of the embedded tenant; leave --target out")
	}
	s, err := f.TargetFlags.Resolve(in)
	if err != nil {
		return s, err
	}
	if err := tenant.Check(f.Fault, f.Variant); err != nil {
		return s, exit.With(exit.Usage, err)
	}
	s.Faults, s.Variants, s.Catalog, s.Claims, s.Observe, s.DryRun = f.Fault, f.Variant, f.Catalog, in.Claims, f.Observe, f.Plan
	s.Tried = resource.Effort(f.Effort)
	s.Known = waiver.Files{Waivers: value(f.Waivers), Baseline: value(f.Baseline), Renamed: value(f.Renamed)}
	s.Report, s.Mode, s.PickUp = value(f.Report), f.ReportMode, f.PickUp
	s.Exclude, s.All, s.FailFast = f.Exclude, f.All, f.FailFast
	s.Target.Claims = f.claims(in.File)
	if s.Embedded && value(s.Token) == "" { // a variable that is set to nothing is none
		token := embeddedToken
		s.Token = &token
	}
	for _, resolve := range []func(*Settings, Inputs) error{f.resolveClaims, f.resolveSelect, f.resolveProfile, f.resolveEarlier,
		f.resolveShard} {
		if err := resolve(&s, in); err != nil {
			return s, err
		}
	}
	s.Narrowed = len(s.Select) > 0 || s.Claims != nil || s.Earlier != nil
	s.Rerun = f.rerun()
	return s, nil
}

// embeddedToken is what the embedded tenant takes where no token is given.
const embeddedToken = "embedded-tenant"

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// claims names the claims file: that of the flag, else that of the target file.
func (f *Flags) claims(file *target.File) string {
	if file == nil {
		return f.Claims
	}
	return cmp.Or(f.Claims, file.Claims)
}

// resolveClaims refuses the claims of another target: what that one implements says nothing of this one.
func (f *Flags) resolveClaims(s *Settings, in Inputs) error {
	here := report.Target{Root: s.Root(), Embedded: s.Embedded}
	if in.Claimer == "" || !s.Embedded && here.Same(report.Target{Root: in.Claimer}) {
		return nil
	}
	return exit.Usagef("--claims %s: is of target %s, and this run would check %s: `graphconform map` asks this one; "+
		"where both are one, put its URL into the line target of the file", s.Target.Claims, conform.Printable(in.Claimer), here.Name())
}

// resolveSelect puts the ids of --only-failed before the globs of --select.
func (f *Flags) resolveSelect(s *Settings, in Inputs) error {
	if in.Failed != nil {
		here := report.Target{Root: s.Root(), Embedded: s.Embedded}
		if there := in.Failed.Target; there.Root != "" && !there.Same(here) {
			return exit.Usagef("--only-failed %s: is of target %s, and this run would check %s; give the same target",
				*f.OnlyFailed, there.Name(), here.Name())
		}
		for i := range in.Failed.Checks {
			if check := &in.Failed.Checks[i]; check.Verdict == conform.Fail || check.Verdict == conform.Inconclusive {
				s.Select = append(s.Select, check.ID)
			}
		}
		if len(s.Select) == 0 {
			return exit.Usagef("--only-failed %s: nothing failed in it and all was judged; "+
				"leave the flag out to check everything again", *f.OnlyFailed)
		}
	}
	s.Select = append(s.Select, f.Select...)
	return nil
}

// Root is the service root of the target, as a report names it.
func (s *Settings) Root() string {
	if named, ok := target.CloudNamed(s.Target.Cloud); ok {
		return named.Root
	}
	return s.Target.URL
}

func (f *Flags) resolveProfile(s *Settings, _ Inputs) (err error) {
	name := cmp.Or(f.Profile, s.Target.Profile)
	if f.Strict {
		name = "strict"
	}
	if s.Profile, err = profile.Named(name); err != nil {
		return exit.Usagef("--profile: %v", err)
	}
	s.Target.Profile = s.Profile.Name
	return nil
}

// resolveEarlier takes the seed and the folder of a run that was interrupted over.
func (f *Flags) resolveEarlier(s *Settings, in Inputs) error {
	s.Seed = in.Seed
	switch {
	case f.Seed != nil:
		s.Seed = *f.Seed
	case in.Failed != nil: // other values might not fail
		s.Seed = in.Failed.Seed
	}
	if in.Failed != nil && s.Tried == "" {
		s.Tried = resource.Effort(in.Failed.Configuration["effort"])
	}
	if in.Earlier == nil {
		return nil
	}
	switch {
	case f.PickUp && f.Seed != nil && *f.Seed != in.Earlier.Seed:
		return exit.Usagef("--pick-up: the run in %s has seed %d, not %d: it is another one; name another folder", *f.Report,
			in.Earlier.Seed, *f.Seed)
	case f.Seed != nil && *f.Seed != in.Earlier.Seed:
		return exit.Usagef("--seed %d: the run in %s has seed %d; leave --seed out", *f.Seed, f.Resume, in.Earlier.Seed)
	case f.Report != nil && filepath.Clean(*f.Report) != filepath.Clean(f.resumed()):
		return exit.Usagef("--report: stands beside --resume, which writes to its own folder")
	}
	s.Earlier, s.Seed, s.Report = in.Earlier, in.Earlier.Seed, f.resumed()
	return nil
}

// Resolve lays the flags over the target file. It is a pure function.
func (f *TargetFlags) Resolve(in Inputs) (Settings, error) {
	s := Settings{Token: f.Token, AllowWrites: f.AllowWrites, Parents: f.Parent, Sweep: f.rerun()}
	switch {
	case f.Target != nil && f.Cloud != "":
		return s, exit.Usagef("--cloud: stands beside --target; give one of them")
	case f.Target != nil && *f.Target == "":
		return s, exit.Usagef("--target: empty; give the service root, such as http://127.0.0.1:8080, " +
			"or leave the flag out for the embedded tenant")
	}
	file := target.File{}
	if in.File != nil {
		file = *in.File
	} else if f.Target != nil {
		file.URL = *f.Target
	}
	file.Cloud = cmp.Or(f.Cloud, file.Cloud)
	file.Tenant = cmp.Or(f.Tenant, file.Tenant)
	file.SignIn.Method = cmp.Or(f.SignIn, file.SignIn.Method)
	file.Workers = cmp.Or(f.Workers, file.Workers)
	file.Rate, s.Sharers = cmp.Or(f.Rate.PerSecond, file.Rate), f.Rate.Sharers
	s.SharedRate = f.Rate.Sharers > 0
	file.MaxRequests = cmp.Or(f.MaxRequests, file.MaxRequests)
	file.MaxKept = cmp.Or(f.MaxKept, file.MaxKept)
	file.Proxy = cmp.Or(f.Proxy, file.Proxy)
	file.CAFile = cmp.Or(f.CAFile, file.CAFile)
	file.Insecure = file.Insecure || f.Insecure
	file.InsecureHTTP = file.InsecureHTTP || f.InsecureHTTP
	file.Emulator = file.Emulator || f.Emulator
	file.Exec = cmp.Or(f.Exec, file.Exec)
	file.Redact = append(file.Redact[:len(file.Redact):len(file.Redact)], f.Redact...)
	file.Parents = overlay(file.Parents, f.Parent)
	file.Headers = overlay(file.Headers, f.Header)
	if f.Timeout != nil {
		file.Timeout = target.Duration(*f.Timeout)
	}
	if f.Consistency != nil {
		file.Consistency = target.Duration(*f.Consistency)
	}
	s.Target, s.Embedded = file, file.URL == "" && file.Cloud == ""
	s.Entra = !s.Embedded && byEntra(&file, value(f.Token), in.Token)
	s.Secrets = f.secrets()
	return s, cmp.Or(f.check(&s), f.checkSecrets(&s))
}

// byEntra reports whether a target is given a token that Microsoft Entra issued: by --token, a variable, a header or a sign-in there.
func byEntra(file *target.File, tokens ...string) bool {
	switch method := file.SignIn.Method; method {
	case "none":
	case "", "token":
		if slices.ContainsFunc(tokens, wire.ByEntra) {
			return true
		}
	default:
		if file.SignIn.Authority == "" || wire.EntraAuthority(file.SignIn.Authority) {
			return true
		}
	}
	return slices.ContainsFunc(slices.Collect(maps.Values(file.Headers)), wire.ByEntra)
}

func overlay(under, over map[string]string) map[string]string {
	out := maps.Clone(under)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, over)
	return out
}

// check words what cannot be as the flag that gave it.
func (f *TargetFlags) check(s *Settings) error {
	file := &s.Target
	switch {
	case f.Workers < 0:
		return exit.Usagef("--workers %d: give a number from 1 on", f.Workers)
	case f.MaxKept < 0 || f.MaxKept > target.MostKept:
		return exit.Usagef("--max-kept %d: give MiB, from 1 to %d", f.MaxKept, target.MostKept)
	case f.MaxRequests < 0:
		return exit.Usagef("--max-requests %d: give a number from 1 on", f.MaxRequests)
	case f.Timeout != nil && *f.Timeout <= 0:
		return exit.Usagef("--timeout %s: give a time above 0, such as 30s", *f.Timeout)
	case f.Consistency != nil && (*f.Consistency <= 0 || *f.Consistency > target.MaxConsistency):
		return exit.Usagef("--consistency %s: give a time above 0 and up to %s, such as 5s", *f.Consistency, target.MaxConsistency)
	case f.Token != nil && strings.ContainsFunc(*f.Token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return exit.Usagef("--token: holds a blank, a line break or another character that no token has; " +
			"was it read from a file with a line end?")
	case file.URL == "" && file.Cloud == "":
		return nil // the embedded tenant
	}
	key, why := file.Problem()
	if why == "" {
		return nil
	}
	if key == "url" {
		key = "target"
	}
	name := "--" + strings.ReplaceAll(key, ".", " ")
	if key == "target" && f.Target != nil {
		name += urlInMessage(*f.Target)
	}
	return exit.Usagef("%s: %s", name, why)
}

// urlInMessage is a URL as a message shows it: not at all where it may hold a password.
func urlInMessage(given string) string {
	if wire.HasUser(given) {
		return ""
	}
	return " " + given
}
