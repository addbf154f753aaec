//go:build !windows

package journal

import (
	"errors"
	"os"
	"syscall"
)

// lock takes the file for this process until it is closed, or the process ends. It does not wait.
func lock(file *os.File) error {
	for {
		switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errTaken
		default:
			return err
		}
	}
}
