package profile

import (
	"sync"

	"graphconform/suites/conform"
)

// Processor takes the verdicts of one run and accepts in them what the profile says. It is safe for concurrent use.
type Processor struct {
	profile Profile

	mutex sync.Mutex
	met   map[string]int // how often, by id of the deviation
}

// NewProcessor returns a processor that has met nothing.
func NewProcessor(p Profile) *Processor { return &Processor{profile: p, met: map[string]int{}} }

// Process returns the outcome as the profile sees it.
func (p *Processor) Process(o conform.Outcome) conform.Outcome {
	o, met := p.profile.Judge(o)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, id := range met {
		p.met[id]++
	}
	return o
}

// Met is a deviation that was accepted.
type Met struct {
	Deviation
	Checks int // in how many it was
}

// Met returns the deviations that were accepted, in the order of the profile.
func (p *Processor) Met() []Met {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var out []Met
	for _, d := range p.profile.Deviations {
		if n := p.met[d.ID]; n > 0 {
			out = append(out, Met{d, n})
		}
	}
	return out
}
