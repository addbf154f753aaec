// Package exercise runs the scenarios of a plan against a target and hands over what they recorded, resource by resource. It gives each
// scenario a parent of its own where one can be made, sends again what may be, waits for consistency, and removes what it made.
//
// Everything that it sends passes the guard. It judges nothing.
package exercise
