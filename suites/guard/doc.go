// Package guard is the only way from a run to the target: it looks at every request before it leaves, and holds back writes to what is
// not the run's own.
//
// It decides about single requests. What is sent, and in which order, is for exercise and cleanup to say.
package guard
