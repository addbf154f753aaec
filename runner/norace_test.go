//go:build !race

package main_test

// racing reports that the race detector is on, with which a run takes many times as long.
const racing = false
