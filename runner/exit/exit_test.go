package exit_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"graphconform/runner/exit"
)

func TestCode(t *testing.T) {
	for _, test := range []struct {
		err  error
		code int
		text string
	}{
		{nil, exit.OK, ""},
		{exit.Quietly(exit.OK), exit.OK, ""},
		{exit.Quietly(exit.Fail), exit.Fail, ""},
		{exit.Usagef("--seed %s: %w", "x", io.EOF), exit.Usage, "--seed x: EOF"},
		{fmt.Errorf("run: %w", exit.With(exit.Fail, io.EOF)), exit.Fail, "run: EOF"},
		{io.EOF, exit.Inconclusive, "EOF"},
	} {
		text := ""
		if test.err != nil {
			text = test.err.Error()
		}
		if code := exit.Code(test.err); code != test.code || text != test.text {
			t.Errorf("%v: %d with %q, want %d with %q", test.err, code, text, test.code, test.text)
		}
	}
	if !errors.Is(exit.Usagef("a: %w", io.EOF), io.EOF) {
		t.Error("the cause is lost")
	}
}
