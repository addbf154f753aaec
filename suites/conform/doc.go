// Package conform is the vocabulary of the suite: Rule, Level, Check, Step, Evidence, Finding, Verdict.
//
// It holds values and what can be read off them. It plans, sends and judges nothing.
package conform
