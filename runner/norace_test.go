//go:build !race

package main_test

// racing tells that the race detector is on, with which a run takes many times as long.
const racing = false
