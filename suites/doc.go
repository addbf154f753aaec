// Package suites has the doors for Go tests: it checks a target as part of one. What is checked lies in the folders below, one for each
// family of rules; beside them are the rooms that they need:
//
//	conform    the vocabulary: Rule, Check, Step, Evidence, Finding, Verdict
//	resource   one type as checks see it
//	scenario   the scripts that gather evidence
//	plan       catalog and options to checks, and the scenarios that they rest on
//	exercise   runs scenarios against a target
//	guard      the only way to a write
//	cleanup    the write-ahead journal, and the sweep of what a killed run left
//	evidence   evidence as a file
//	judge      evidence to outcomes
//	specs      the Ginkgo tree
//
// RULES.md lists all rules. The packages read no files and parse no flags.
package suites
