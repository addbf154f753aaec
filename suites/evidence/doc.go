// Package evidence writes and reads evidence as a file: JSON Lines in gzip, a header, a line for every scenario, and an end that seals it.
// A file is complete: it holds all that judging looks at, and nothing else.
//
// It knows streams, no file names, and judges nothing.
package evidence
