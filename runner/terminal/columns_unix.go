//go:build !windows

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// columns is how wide a terminal says that it is; 0 where it does not.
func columns(file *os.File) int {
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
