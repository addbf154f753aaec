//go:build race

package derive

// thinned: the race detector makes text work ten times slower, and every tenth page crosses the same code.
const thinned = true
