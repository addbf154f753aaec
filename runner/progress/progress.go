// Package progress shows how far a run has come.
//
// It counts nothing itself.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"graphconform/runner/terminal"
)

// Counts is how far a run has come.
type Counts struct {
	Judged, Failed, Planned int // checks
	Requests                int64
	Expected                int64 // about how many requests there will be
}

// Start shows what count returns until stop is called: a live line on a terminal, a line each few seconds elsewhere.
func Start(out io.Writer, count func() Counts) (stop func()) {
	quit := make(chan struct{})
	var gone sync.WaitGroup
	live := terminal.Width(out) > 0
	every := 5 * time.Second
	if live {
		every = 200 * time.Millisecond
	}
	start := time.Now()
	gone.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-quit:
				if live {
					fmt.Fprint(out, "\r\x1b[K")
				}
				return
			case <-ticker.C:
				text := word(count(), time.Since(start))
				if live {
					fmt.Fprintf(out, "\r\x1b[K%s", terminal.Middle(text, terminal.Width(out)-1)) // what wraps is not cleared again
				} else {
					fmt.Fprintln(out, text)
				}
			}
		}
	})
	return func() {
		close(quit)
		gone.Wait()
	}
}

// word words the counts in less than 80 characters. The time left is a guess: that the checks still to judge take as long as those
// before them. Checks are judged when their resource has come to its end; before the first one requests are counted.
func word(c Counts, passed time.Duration) string {
	if c.Judged == 0 && 0 < c.Requests && c.Requests < c.Expected {
		left := time.Duration(float64(passed) / float64(c.Requests) * float64(c.Expected-c.Requests))
		return fmt.Sprintf("%d of about %d requests, %d checks to be judged, about %s left", c.Requests, c.Expected, c.Planned,
			left.Round(time.Second))
	}
	if c.Judged == 0 && 0 < c.Expected && c.Expected <= c.Requests {
		return fmt.Sprintf("%d requests, more than the %d foreseen; %d checks to be judged", c.Requests, c.Expected, c.Planned)
	}
	text := fmt.Sprintf("%d of %d checks judged, %d failed", c.Judged, c.Planned, c.Failed)
	if seconds := passed.Seconds(); seconds > 0 {
		text += fmt.Sprintf(", %.0f requests/s", float64(c.Requests)/seconds)
	}
	if c.Judged > 0 && c.Judged < c.Planned {
		left := time.Duration(float64(passed) / float64(c.Judged) * float64(c.Planned-c.Judged))
		text += ", about " + left.Round(time.Second).String() + " left"
	}
	return text
}
