// Package plan says what a run will check, before anything is sent: the checks of every selected resource and the scenarios that they
// rest on. It is a pure function of catalog, options and seed, and the only importer of all families of rules.
//
// It sends and judges nothing.
package plan
