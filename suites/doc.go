// Package suites says what is checked: one file per family of checks, the plan that holds them,
// the scenarios that gather evidence, and the judgement that turns evidence into verdicts.
//
// Judging is pure: exchanges in, findings out. The package reads no files, parses no flags and knows
// no report format; requests leave through the Sender that it is given. suites/specs shows the verdicts to Ginkgo.
package suites
