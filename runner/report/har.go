package report

import (
	"bufio"
	"io"
	"strings"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
	"graphconform/suites/conform"
)

// HAR writes evidence.har, the exchanges of the report as HTTP Archive 1.2, which browsers' developer tools open. They are a sample, in no
// order, and of long bodies the beginning alone: judging them again looks at each for itself.
func HAR(out io.Writer, r *Report) error {
	shows := map[int][]string{}
	for i := range r.Checks {
		c := &r.Checks[i]
		for _, f := range c.Findings {
			if c.Verdict == conform.Fail && f.Exchange != nil &&
				(len(shows[*f.Exchange]) == 0 || shows[*f.Exchange][len(shows[*f.Exchange])-1] != c.ID) {
				shows[*f.Exchange] = append(shows[*f.Exchange], c.ID)
			}
		}
	}
	w := bufio.NewWriterSize(out, 1<<16)
	har := recording.NewHARWriter(w, r.Version)
	for i := range r.Exchanges {
		entry := recording.Entry{Exchange: *r.Exchanges[i].fixture(), Apart: true, Checks: shows[i]}
		e := &entry.Exchange
		if e.Started.IsZero() { // what the report does not say of its time is that of the run
			e.Started = r.Started
		}
		if e.Failure.None() && isCut(r.Exchanges[i].ResponseBody) {
			e.Failure = fixtures.Failure{Kind: fixtures.CutOff, Detail: "a report holds the beginning of a long body alone"}
		}
		if err := har.Add(entry); err != nil {
			return err
		}
	}
	if err := har.Close(); err != nil {
		return err
	}
	return w.Flush()
}

// isCut reports whether a text is one that cut has shortened.
func isCut(text string) bool { return len(text) > bodyLimit-4 && strings.HasSuffix(text, cutMark) }
