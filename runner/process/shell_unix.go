//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// shell runs the command in a process group of its own, so that all that it starts ends with it.
func shell(command string) *exec.Cmd {
	process := exec.Command("/bin/sh", "-c", command)
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return process
}

func ask(process *exec.Cmd) { syscall.Kill(-process.Process.Pid, syscall.SIGTERM) } //nolint:errcheck // it may be gone

func kill(process *exec.Cmd) { syscall.Kill(-process.Process.Pid, syscall.SIGKILL) } //nolint:errcheck // it may be gone
