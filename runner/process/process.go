// Package process runs the command that serves a target while it is checked: --exec.
//
// It knows of the target only whether anything speaks HTTP there.
package process

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// How long a command that serves the target may take to answer, and to end.
const (
	execAnswers = 60 * time.Second
	execEnds    = 5 * time.Second
)

// Start starts a command that serves the target and waits until it answers. The function returned ends it with all that it started.
func Start(ctx context.Context, command, root string) (end func(), err error) {
	if answers(ctx, root) {
		return nil, fmt.Errorf("--exec: %s answers already; end what runs there, or leave --exec out", root)
	}
	said := &tail{}
	process := shell(command)
	process.Stdout, process.Stderr = said, said
	process.WaitDelay = execEnds
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("--exec %q: %w", command, err)
	}
	gone := make(chan struct{})
	go func() {
		process.Wait() //nolint:errcheck // how it ends does not matter, only when
		close(gone)
	}()
	end = sync.OnceFunc(func() { finish(process, gone) })
	deadline := time.NewTimer(execAnswers)
	defer deadline.Stop()
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, 500*time.Millisecond) {
		select {
		case <-gone:
			end()
			return nil, fmt.Errorf("--exec %q: ended before %s answered; it said: %s", command, root, said)
		case <-deadline.C:
			end()
			return nil, fmt.Errorf("--exec %q: %s does not answer after %s; it said: %s", command, root, execAnswers, said)
		case <-ctx.Done():
			end()
			return nil, ctx.Err()
		case <-time.After(pause):
		}
		if answers(ctx, root) {
			return end, nil
		}
	}
}

// answers reports whether anything speaks HTTP there.
func answers(ctx context.Context, root string) bool {
	limited, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, root, nil)
	if err != nil {
		return false
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return strings.Contains(err.Error(), "certificate") // it speaks TLS
	}
	response.Body.Close()
	return true
}

// finish asks the command to end, and makes it.
func finish(process *exec.Cmd, gone <-chan struct{}) {
	ask(process)
	select {
	case <-gone:
	case <-time.After(execEnds):
	}
	kill(process)
	<-gone
}

// tail keeps the end of what a command says.
type tail struct {
	mutex sync.Mutex
	text  []byte
}

const tailBytes = 2000

func (t *tail) Write(text []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.text = append(t.text, text...)
	t.text = t.text[max(0, len(t.text)-tailBytes):]
	return len(text), nil
}

func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	text := string(bytes.TrimSpace(t.text))
	if text == "" {
		return "nothing"
	}
	return text
}
