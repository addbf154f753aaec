package suites

import (
	"context"
	"fmt"
	"time"

	"graphconform/fixtures"
)

// Sender sends requests to the target. fixtures/wire has one.
type Sender interface {
	// Send returns one exchange per attempt; the last one counts.
	Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange
	// Root is the service root without version segment and trailing slash.
	Root() string
	// SameOrigin tells whether an absolute URL belongs to the target.
	SameOrigin(absolute string) bool
	// HasToken tells whether requests carry credentials.
	HasToken() bool
}

// Target is what is checked.
type Target struct {
	Sender Sender // nil for one that Test makes of URL and Token

	URL         string // service root without version segment, such as http://127.0.0.1:8080
	Token       string // bearer token; empty for none
	AllowWrites bool   // also where URL is not on this machine

	Parents map[string]string // id by placeholder, for parents that are given
	RunID   string            // names what the run creates
	Prefix  string            // in front of the run id; empty for "graphconform"
	Workers int               // scenarios at once; 0 means 1, for Test 4
	Journal Journal           // nil for none
	// ReadOnly says that nothing but GET is sent.
	ReadOnly bool
	// Consistent is how long an object that was created may take to be readable; 0 where it has to be at once.
	Consistent time.Duration
	// Shared says that others rely on the target: nothing is changed there but what the run created, below parents of its own or given
	// ones. Singletons, actions and assignments are left alone.
	Shared bool
}

// Name is what objects that the run makes are called.
func (t Target) Name() string {
	prefix := t.Prefix
	if prefix == "" {
		prefix = "graphconform"
	}
	return fmt.Sprintf("%s-%s", prefix, t.RunID)
}
