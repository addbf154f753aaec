package cleanup

// Journal keeps what a run is about to make and what it made, so that Sweep can remove what a killed run left.
// Several goroutines call its methods. runner/journal has one.
type Journal interface {
	// Held notes which objects a collection that is not the run's own held before the run's first POST to it.
	Held(collection string, ids []string) error
	// Intend notes a POST that is about to be sent and returns its number. Where it fails, nothing is sent.
	Intend(Intent) (int, error)
	// Answered notes the URL of what the POST made, or that it made nothing. A POST that it is not called for may have made something.
	Answered(number int, made string)
	// Removed notes that an object which the run made is gone.
	Removed(object string)
}

// Intent is a POST that is about to be sent.
type Intent struct {
	Collection string   // absolute URL
	Name       string   // of a parent, which holds the run's name
	Marks      []string // texts in the body that only the run sends, in lower case: they tell its object from all others
	Own        bool     // below a parent of the run's own, and gone with it
}
