package settings

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"graphconform/runner/report"
)

// secret stands where a flag's value may be one: who repeats the command fills it in.
const secret = "…"

// rerun is the start of a command line that checks the same target again: every flag that a verdict can depend on, but for the choice of
// checks and the seed, which the report adds, and what only sets verdicts aside. A token is not repeated: GRAPH_TOKEN gives it.
func (f *Flags) rerun() string {
	line := &commandLine{}
	line.text("catalog", f.Catalog)
	line.text("effort", f.Effort)
	line.flag("strict", f.Strict)
	if !f.Strict {
		line.text("profile", f.Profile)
	}
	line.text("claims", f.Claims)
	line.flag("observe", f.Observe)
	for _, name := range f.Fault {
		line.text("fault", name)
	}
	for _, name := range f.Variant {
		line.text("variant", name)
	}
	return "graphconform run" + line.String() + f.TargetFlags.rerun()
}

// rerun repeats the flags that say which target, and how it is reached.
func (f *TargetFlags) rerun() string {
	line := &commandLine{}
	if f.Target != nil {
		line.text("target", *f.Target)
	}
	line.text("cloud", f.Cloud)
	line.text("tenant", f.Tenant)
	line.text("sign-in", f.SignIn)
	for _, name := range slices.Sorted(maps.Keys(f.Parent)) {
		line.text("parent", name+"="+f.Parent[name])
	}
	line.flag("allow-writes", f.AllowWrites)
	line.flag("emulator", f.Emulator)
	if f.Timeout != nil {
		line.text("timeout", f.Timeout.String())
	}
	if f.Consistency != nil {
		line.text("consistency", f.Consistency.String())
	}
	if f.MaxKept > 0 {
		line.text("max-kept", strconv.FormatInt(f.MaxKept, 10))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Header)) {
		line.text("header", name+"="+secret)
	}
	line.text("proxy", f.Proxy)
	line.text("ca-file", f.CAFile)
	line.flag("insecure", f.Insecure)
	line.flag("insecure-http", f.InsecureHTTP)
	if f.Exec != "" {
		line.text("exec", secret) // a command line may hold one
	}
	for _, path := range f.Redact {
		line.text("redact", path)
	}
	return line.String()
}

// commandLine gathers flags.
type commandLine struct{ strings.Builder }

func (l *commandLine) flag(name string, given bool) {
	if given {
		fmt.Fprintf(l, " --%s", name)
	}
}

func (l *commandLine) text(name, value string) {
	if value != "" {
		fmt.Fprintf(l, " --%s %s", name, report.Quote(value))
	}
}
