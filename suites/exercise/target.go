package exercise

import (
	"cmp"
	"context"
	"hash/fnv"
	"time"

	"graphconform/suites/cleanup"
	"graphconform/suites/guard"
)

// Target is what is checked.
type Target struct {
	Sender  guard.Sender
	Parents map[string]string // id by placeholder, for parents that are given
	RunID   string            // names what the run creates
	Prefix  string            // in front of the run id; empty for "graphconform" where the target is shared, else for Word
	Workers int               // scenarios at once; 0 means 1
	Journal cleanup.Journal   // nil for none
	// ReadOnly says that nothing but GET is sent.
	ReadOnly bool
	// Consistent is how long a write may take to show in reads and lists; 0 where it has to show at once.
	Consistent time.Duration
	// Private says that the run started the target itself: nothing there is anybody else's, and nothing needs proof.
	Private bool
	// Shared says that others rely on the target: nothing is changed there but what the run created, below parents of its own or given
	// ones. Singletons, actions and assignments are left alone.
	Shared bool
	// Restart starts the target again, with nothing in it, where the run started it: a request that ended it is confirmed by repeating it
	// once. nil elsewhere.
	Restart func(context.Context) error
}

// Named is what the run is called where people have to see whose its requests and objects are.
const Named = "graphconform"

// words stand in front of the run id where nobody has to: they are drawn by it, so that a server cannot know a run by what it creates.
var words = [...]string{
	"alder", "amber", "anchor", "aspen", "basalt", "beacon", "birch", "bramble", "brook", "canyon", "cedar", "clover",
	"cobalt", "copper", "coral", "cotton", "crane", "delta", "ember", "falcon", "fern", "flint", "garnet", "glacier",
	"granite", "harbor", "hazel", "heron", "indigo", "island", "ivory", "jasper", "juniper", "kestrel", "lagoon",
	"lantern", "larch", "linen", "lotus", "maple", "marble", "meadow", "mesa", "moss", "nutmeg", "oak", "onyx", "opal",
	"orchard", "osprey", "pebble", "pine", "prairie", "quartz", "raven", "river", "saffron", "sage", "sierra", "slate",
	"sparrow", "thistle", "willow", "zephyr",
}

// Name is what objects that the run makes are called.
func (t Target) Name() string {
	prefix := Named
	if !t.Shared {
		prefix = Word(t.RunID)
	}
	return cmp.Or(t.Prefix, prefix) + "-" + t.RunID
}

// Word returns a word that says nothing of the suite, drawn by the id of a run.
func Word(run string) string {
	hash := fnv.New32a()
	hash.Write([]byte(run)) //nolint:errcheck // never fails
	return words[hash.Sum32()%uint32(len(words))]
}

// Tally is what an exercise did beside gathering evidence.
type Tally struct {
	Left       []string       // URLs of objects that could not be removed, sorted
	Consistent time.Duration  // the longest that a write took to show, where that may take a while
	Refused    map[string]int // writes that the guard held back, by reason
}
