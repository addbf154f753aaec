//go:build !race

package prove_test

// racing reports that the race detector is on, with which a case takes many times as long.
const racing = false
