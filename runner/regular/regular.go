// Package regular opens files that people name: regular ones alone, since a folder, a pipe or a device is waited for, or has no end.
//
// It reads nothing of them; who does keeps a bound. It knows as well how much may still be written.
package regular

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Open opens a regular file that is there. Of anything else an error says what it is.
func Open(path string) (*os.File, error) { return OpenFile(path, os.O_RDONLY) }

// OpenFile opens a regular file that is there, with flags of package os.
func OpenFile(path string, flags int) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := check(path, info); err != nil { // opening a device may do something
		return nil, err
	}
	file, err := os.OpenFile(path, flags|syscall.O_NONBLOCK, 0) // by now a pipe may stand there, which is waited for
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = check(path, info)
	}
	if err != nil {
		file.Close() //nolint:errcheck // nothing was written
		return nil, err
	}
	return file, nil
}

func check(path string, info fs.FileInfo) error {
	what := "something else"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	}
	return fmt.Errorf("%s is %s; name a regular file", path, what)
}
