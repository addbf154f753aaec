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

// requests counts what was sent.
type requests interface{ Sent() int64 }

func startProgress(out io.Writer, board *board, sent requests, planned int) *progress {
	p := &progress{quit: make(chan struct{})}
	live := isTerminal(out)
	every := 5 * time.Second
	if live {
		every = 200 * time.Millisecond
	}
	start := time.Now()
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
				judged, failed := board.Done()
				text := state{judged, failed, planned, sent.Sent(), time.Since(start)}.String()
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

// state is how far a run has come.
type state struct {
	judged, failed, planned int
	requests                int64
	passed                  time.Duration
}

// String words it in less than 80 characters. The time left is a guess: that the checks still to judge take as long as those before them.
func (s state) String() string {
	text := fmt.Sprintf("%d of %d checks judged, %d failed", s.judged, s.planned, s.failed)
	if seconds := s.passed.Seconds(); seconds > 0 {
		text += fmt.Sprintf(", %.0f requests/s", float64(s.requests)/seconds)
	}
	if s.judged > 0 && s.judged < s.planned {
		left := time.Duration(float64(s.passed) / float64(s.judged) * float64(s.planned-s.judged))
		text += ", about " + left.Round(time.Second).String() + " left"
	}
	return text
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" && os.Getenv("TERM") != ""
}
