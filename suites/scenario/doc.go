// Package scenario has the scripts that gather evidence: short sequences of typed steps, each of which creates all that it needs below a
// collection of its own, and what is expected of each step. Families of rules read each other's scenarios here.
//
// A script acts through a small interface. It sends nothing itself and judges nothing.
package scenario
