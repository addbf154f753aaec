package terminal

import (
	"os"

	"golang.org/x/sys/windows"
)

// columns is how wide a terminal says that it is; 0 where it does not.
func columns(file *os.File) int {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(windows.Handle(file.Fd()), &info); err != nil {
		return 0
	}
	return int(info.Window.Right-info.Window.Left) + 1
}
