package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// progress shows how far a run has come: a live line on a terminal, a line each few seconds elsewhere.
type progress struct {
	quit chan struct{}
	gone sync.WaitGroup
}

func startProgress(out io.Writer, board *board, planned int) *progress {
	p := &progress{quit: make(chan struct{})}
	live := isTerminal(out)
	every := 5 * time.Second
	if live {
		every = 200 * time.Millisecond
	}
	p.gone.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-p.quit:
				if live {
					fmt.Fprint(out, "\r\x1b[K")
				}
				return
			case <-ticker.C:
				judged, failed := board.done()
				text := fmt.Sprintf("%d of %d checks judged, %d failed", judged, planned, failed)
				if live {
					fmt.Fprintf(out, "\r\x1b[K%s", text)
				} else {
					fmt.Fprintln(out, text)
				}
			}
		}
	})
	return p
}

func (p *progress) stop() {
	close(p.quit)
	p.gone.Wait()
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" && os.Getenv("TERM") != ""
}
