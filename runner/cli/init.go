package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/target"
)

type initCmd struct {
	File   string `arg:"" optional:"" default:"target.yaml" help:"Target file to write." predictor:"file"`
	Target string `help:"Service root that it names." placeholder:"URL" default:"http://127.0.0.1:8080"`
}

// Run writes a target file with comments, and beside it the schema by which editors explain and check it. What is there stays as it is.
func (c *initCmd) Run(e *env) error {
	text := target.Commented(c.Target)
	if _, err := target.Parse(text, c.File); err != nil {
		return exit.Usagef("init: --target %s: %v", c.Target, err)
	}
	err := writeNew(c.File, text)
	if errors.Is(err, fs.ErrExist) {
		return exit.Usagef("init: %s is there already, and is left as it is; name another file", c.File)
	} else if err != nil {
		return exit.With(exit.Usage, fmt.Errorf("init: %w", err))
	}
	beside := filepath.Join(filepath.Dir(c.File), target.SchemaName)
	if err := writeNew(beside, target.Schema()); err != nil && !errors.Is(err, fs.ErrExist) {
		return exit.With(exit.Usage, fmt.Errorf("init: %w", err))
	}
	_, err = fmt.Fprintf(e.out, "wrote %s; look into it, then: graphconform doctor --target %s\n", c.File, report.Quote(c.File))
	return err
}

// writeNew writes a file that is not there yet.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}
