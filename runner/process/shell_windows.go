package process

import (
	"os/exec"
	"strconv"
)

func shell(command string) *exec.Cmd { return exec.Command("cmd", "/c", command) }

func ask(*exec.Cmd) {}

// kill ends the command with all that it started.
func kill(process *exec.Cmd) {
	exec.Command("taskkill", "/t", "/f", "/pid", strconv.Itoa(process.Process.Pid)).Run() //nolint:errcheck // it may be gone
}
