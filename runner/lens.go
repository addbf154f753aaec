package main

import (
	"fmt"
	"sync"

	"graphconform/runner/profile"
	"graphconform/runner/redact"
	"graphconform/runner/report"
	"graphconform/suites"
)

// lens is what verdicts are seen through: the profile accepts known deviations, and what belongs to people is taken out.
type lens struct {
	profile  profile.Profile
	redactor *redact.Redactor // nil where nothing is taken out

	mutex sync.Mutex
	met   map[string]int // how often, by id of the deviation
}

// newLens takes personal values out of what a target off this machine shows, and elsewhere where --redact is given.
func newLens(to *connection) (*lens, error) {
	rules, err := profile.Named(to.Profile)
	if err != nil {
		return nil, usage("--profile: %v", err)
	}
	l := &lens{profile: rules, met: map[string]int{}}
	if to.loopback && len(to.Redact) == 0 {
		return l, nil
	}
	if l.redactor, err = redact.New(to.Redact); err != nil {
		return nil, usage("--redact: %v", err)
	}
	return l, nil
}

func (l *lens) watch(sender suites.Sender) suites.Sender {
	if l.redactor == nil {
		return sender
	}
	return l.redactor.Watch(sender)
}

func (l *lens) judge(o suites.Outcome) suites.Outcome {
	o, met := l.profile.Judge(o)
	l.mutex.Lock()
	for _, id := range met {
		l.met[id]++
	}
	l.mutex.Unlock()
	if l.redactor != nil {
		o = l.redactor.Outcome(o)
	}
	return o
}

// deviations are those that were met, in the order of the profile.
func (l *lens) deviations() []report.Deviation {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	var out []report.Deviation
	for _, d := range l.profile.Deviations {
		if n := l.met[d.ID]; n > 0 {
			out = append(out, report.Deviation{ID: d.ID, Says: d.Says, Source: d.Source, Met: n})
		}
	}
	return out
}

// listProfiles prints the profiles with the deviations that they accept.
func listProfiles(e *env) error {
	for _, p := range profile.All() {
		if _, err := fmt.Fprintf(e.out, "%s: %s\n", p.Name, p.Says); err != nil {
			return err
		}
		for _, d := range p.Deviations {
			fmt.Fprintf(e.out, "  %s: %s\n    seen    %s\n", d.ID, d.Says, d.Source)
		}
	}
	return nil
}
