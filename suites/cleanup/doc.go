// Package cleanup removes what a run made and could not remove itself. A write-ahead journal says what that may be: each create is noted
// before it is sent.
//
// It touches nothing that the journal does not name or prove, and keeps no file: runner/journal does.
package cleanup
