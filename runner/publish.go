package main

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"graphconform/runner/report"
)

// publish writes the reports, then prints the verdicts. The headline comes last, and only where all is written:
// nobody shall read it and find no report.
func (c *runCmd) publish(e *env, result *report.Report, reached bool) error {
	var unwritten error
	if c.Report != nil {
		unwritten = report.WriteAll(*c.Report, result)
	}
	if reached {
		report.Terminal(e.out, result)
		for _, d := range result.Deviations {
			fmt.Fprintf(e.out, "ACCEPTED %d times: %s (%s; seen: %s)\n", d.Met, d.Says, d.ID, d.Source)
		}
	}
	if unwritten != nil {
		return exitError{exitInconclusive, fmt.Errorf("--report: %w; is the disk full, or the folder gone?", unwritten)}
	}
	if reached {
		report.Headline(e.out, result)
	}
	return nil
}

// found is the target as the report describes it.
func (c *runCmd) found(to *connection) report.Target {
	facts := map[string]string{"cloud": to.Cloud, "tenant": to.Tenant}
	maps.DeleteFunc(facts, func(_, value string) bool { return value == "" })
	return report.Target{Root: to.sender.Root(), Embedded: c.embedded, Faults: c.Fault, Variants: c.Variant, Found: facts}
}

// configuration is what the run uses: its flags, and over them what the target's file and the kind of target settle.
func configuration(flags map[string]string, to *connection) map[string]string {
	out := maps.Clone(flags)
	out["workers"], out["timeout"] = strconv.Itoa(to.workers()), cmp.Or(time.Duration(to.Timeout), 30*time.Second).String()
	for name, value := range map[string]string{
		"cloud": to.Cloud, "tenant": to.Tenant, "profile": to.Profile, "claims": to.Claims, "prefix": to.Prefix, "sign-in": to.SignIn.Method, "allow-tenants": strings.Join(to.AllowTenants, ", "),
	} {
		if value != "" {
			out[name] = value
		}
	}
	if to.Rate > 0 {
		out["rate"] = fmt.Sprint(to.Rate)
	}
	if to.MaxRequests > 0 {
		out["max-requests"] = fmt.Sprint(to.MaxRequests)
	}
	return out
}
