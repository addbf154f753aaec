// Package bench measures whole commands: how close a run comes to the wire's own speed, and how time grows with the work.
// `make bench` runs it and writes RESULTS.md; go test holds ratios alone, since no time is the same on two machines.
//
// It holds no code that the program has.
package bench
