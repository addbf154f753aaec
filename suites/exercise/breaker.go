package exercise

import (
	"context"
	"fmt"
	"sync"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// breaker is the circuit breaker of one resource: a target that hangs must not cost a time-out a request.
type breaker struct {
	ctx      context.Context
	mutex    sync.Mutex
	failed   map[string]int // requests by method that got no answer in time, or were throttled out
	answered map[string]int // others
}

// How many requests of a method may end without an answer, unless they are few among many.
const (
	mostFailed = 3
	fewAmong   = 40
)

func newBreaker(ctx context.Context) *breaker {
	return &breaker{ctx: ctx, failed: map[string]int{}, answered: map[string]int{}}
}

// open says why no more requests of the method are sent; its cause is empty while they are.
func (b *breaker) open(method string) conform.NotSent {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	switch {
	case b.ctx.Err() != nil:
		return conform.NotSent{Cause: conform.Stopped, Detail: conform.StoppedReason}
	case b.failed[method] >= max(mostFailed, b.answered[method]/fewAmong):
		detail := fmt.Sprintf("the target left several %s requests without an answer, or throttled them for too long; no more were sent",
			method)
		return conform.NotSent{Cause: conform.NoAnswers, Detail: detail}
	}
	return conform.NotSent{}
}

// answers is how many requests were answered.
func (b *breaker) answers() (n int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, answered := range b.answered {
		n += answered
	}
	return n
}

func (b *breaker) note(exchanges []fixtures.Exchange) {
	last := exchanges[len(exchanges)-1]
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if last.Failure.Kind == fixtures.TimeOut || last.Failure.Kind == fixtures.Throttled {
		b.failed[last.Request.Method]++
	} else {
		b.answered[last.Request.Method]++
	}
}
