// Package recorded judges what others said: exchanges of a recording, a mock or live traffic, one after the other. It finds the
// documented operation that each is of, holds request and answer against the pages, and what it shows of an object against what
// was written and shown before.
//
// It sends nothing, reads no files and plans no scenario. What a recording does not show is not judged: only a run finds that.
package recorded
