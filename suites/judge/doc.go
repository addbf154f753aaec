// Package judge turns the evidence of one resource into the outcomes of its checks, and folds what shows one fact twice.
//
// It is pure: evidence in, outcomes out. A check carries its rule, so judge knows no family.
package judge
