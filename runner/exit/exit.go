// Package exit holds the exit codes of every command, and errors that know the one that they stand for.
//
// It ends no process.
package exit

import (
	"errors"
	"fmt"
)

// The exit codes.
const (
	OK           = 0
	Fail         = 1 // a check failed, a file drifted, a page could not be read
	Usage        = 2 // usage or configuration
	Inconclusive = 3 // could not be judged
)

// Error is an error with its exit code. Without a cause it prints nothing: what there is to say is said.
type Error struct {
	Code  int
	Cause error
}

func (e Error) Error() string {
	if e.Cause == nil {
		return ""
	}
	return e.Cause.Error()
}

func (e Error) Unwrap() error { return e.Cause }

// With returns the error with an exit code.
func With(code int, cause error) error { return Error{code, cause} }

// Quietly returns an error of which nothing is printed; nil for OK.
func Quietly(code int) error {
	if code == OK {
		return nil
	}
	return Error{Code: code}
}

// Usagef words a fault of usage or configuration.
func Usagef(format string, args ...any) error { return Error{Usage, fmt.Errorf(format, args...)} }

// Code returns the exit code of an error: that of the Error in it, else Inconclusive.
func Code(err error) int {
	var known Error
	switch {
	case err == nil:
		return OK
	case errors.As(err, &known):
		return known.Code
	}
	return Inconclusive
}
