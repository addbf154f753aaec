//go:build !race

package derive

const thinned = false
