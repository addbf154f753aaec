// Package resource is one type as checks see it: what kind of thing it is for a client, which properties can be set, sample rows and
// other bodies, wrong values, equality, and what its neighbours in the catalog are.
//
// It is pure: it sends and judges nothing, and knows no rule.
package resource
