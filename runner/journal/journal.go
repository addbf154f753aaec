// Package journal keeps in a file what a run is about to make, what it made and what it removed: one JSON object a line,
// appended and synced before the target is asked, so that what a killed run left can be removed. Each line is sealed with a key of the
// user's, together with all above it: a journal that somebody wrote or edited is no list of things to delete.
//
// It holds no tokens and no headers. It does not remove anything: cleanup.Sweep does, by what Read returns.
package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"unicode/utf8"

	"graphconform/suites/cleanup"
)

// format is of the file: another one is refused. The first one held values in place of marks, which prove nothing; the second was not
// sealed.
const format = 3

// What a journal holds at most. A run makes nothing any more where no more can be noted; what it made it can note to the end.
const (
	maxLine  = 1 << 20
	maxFile  = 256 << 20
	lastMade = maxFile / 4 * 3
)

// Header is the first line: which run, at which target.
type Header struct {
	Format   int      `json:"format"`
	Target   string   `json:"target"`            // service root without version segment
	Versions []string `json:"versions"`          // API versions, the segments behind it
	Tenants  []string `json:"tenants,omitempty"` // ids that the token names
	Run      string   `json:"run"`               // what the run's objects are called
	ID       string   `json:"id"`                // of the run: its marks are made of it
	Catalog  string   `json:"catalog"`           // digest
}

// line is any other line; each has one of its members.
type line struct {
	Held     string    `json:"held,omitempty"` // a collection, with ids that it held
	IDs      []string  `json:"ids,omitempty"`
	Intent   *intent   `json:"intent,omitempty"`
	Answered *answered `json:"answered,omitempty"`
	Written  *written  `json:"written,omitempty"`
	Removed  string    `json:"removed,omitempty"` // URL of an object
	Changed  *changed  `json:"changed,omitempty"`
	Swept    bool      `json:"swept,omitempty"` // nothing is left of what stands above
}

type intent struct {
	Number     int            `json:"number"`
	Method     string         `json:"method"`
	Collection string         `json:"collection"`
	Name       string         `json:"name,omitempty"`
	Marks      []string       `json:"marks,omitempty"`
	Values     map[string]any `json:"values,omitempty"`
	Own        bool           `json:"own,omitempty"`
}

type answered struct {
	Number int    `json:"number"`
	Made   string `json:"made,omitempty"` // URL; none where nothing was made
}

// written are marks that an update is about to put into an object.
type written struct {
	Object string   `json:"object"`
	Marks  []string `json:"marks"`
}

// File is a journal that is written. It is safe for concurrent use.
type File struct {
	path      string
	key       Key
	originals originals

	mutex   sync.Mutex // guards the fields below and the order of lines
	file    *os.File
	last    seal
	numbers int
	written int   // lines
	size    int64 // bytes
	failed  error

	syncing sync.Mutex // held by the one who syncs for all who wait
	synced  int        // lines; guarded by syncing
}

// Path names the file.
func (f *File) Path() string { return f.path }

// Close ends the journal.
func (f *File) Close() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.file.Close()
}

// Held notes what a collection held before the run wrote to it.
func (f *File) Held(collection string, ids []string) error {
	const most = maxLine / 2 // the rest is for escapes
	for first := true; first || len(ids) > 0; first = false {
		n, size := 0, 0
		for n < len(ids) && (n == 0 || size+len(ids[n]) < most) {
			size += len(ids[n]) + len(`"",`)
			n++
		}
		if err := f.durably(line{Held: collection, IDs: ids[:n]}, append(ids[:n:n], collection)...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// Intend notes a POST. It returns once that is on the disk, unless the object would be gone with its parent anyway.
func (f *File) Intend(i cleanup.Intent) (int, error) {
	f.mutex.Lock()
	f.numbers++
	number, full := f.numbers, f.size > lastMade
	f.mutex.Unlock()
	if full {
		return 0, fmt.Errorf("journal: it has %d MiB, and room to note what was made alone; run fewer checks at once", lastMade>>20)
	}
	entry := line{Intent: &intent{Number: number, Method: "POST", Collection: i.Collection, Name: i.Name, Marks: i.Marks,
		Values: i.Values, Own: i.Own}}
	texts := append(i.Marks[:len(i.Marks):len(i.Marks)], i.Collection, i.Name)
	if i.Own {
		_, err := f.write(entry, texts...)
		return number, err
	}
	return number, f.durably(entry, texts...)
}

// Answered notes what a POST made. A crash before it reaches the disk leaves the POST unanswered, which a sweep can deal with.
func (f *File) Answered(number int, made string) {
	f.write(line{Answered: &answered{number, made}}, made) //nolint:errcheck // the next Intend fails, or the POST stays unanswered
}

// Writing notes which marks an update is about to put into an object. A crash before it reaches the disk leaves the object not proved.
func (f *File) Writing(object string, marks []string) {
	f.write(line{Written: &written{object, marks}}, append(marks[:len(marks):len(marks)], object)...) //nolint:errcheck // nor does a fault
}

// Removed notes that an object is gone.
func (f *File) Removed(object string) {
	f.write(line{Removed: object}, object) //nolint:errcheck // a sweep finds it gone
}

var (
	errNoText  = errors.New("journal: a text that is no UTF-8 cannot be noted")
	errTooLong = fmt.Errorf("journal: a line of more than %d KiB cannot be noted", maxLine>>10)
	errFull    = fmt.Errorf("journal: it has %d MiB", maxFile>>20)
)

// write appends one line with one write, so that a kill leaves whole lines, and returns how many there are. What texts hold that no JSON
// can is not noted: it would be read as something else.
func (f *File) write(entry any, texts ...string) (int, error) {
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return 0, errNoText
		}
	}
	said, err := json.Marshal(entry)
	if err != nil {
		return 0, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	next := f.key.after(f.last, said)
	line := next.sealed(said)
	switch {
	case f.failed != nil:
		return 0, f.failed
	case len(line) > maxLine:
		return 0, errTooLong
	case f.size+int64(len(line)) > maxFile:
		f.failed = errFull
		return 0, f.failed
	}
	if _, err := f.file.Write(line); err != nil {
		f.failed = fmt.Errorf("journal: %w", err)
		return 0, f.failed
	}
	f.last, f.size = next, f.size+int64(len(line))
	f.written++
	return f.written, nil
}

// durably appends a line and waits until it is on the disk. One sync serves all who wait meanwhile.
func (f *File) durably(entry any, texts ...string) error {
	place, err := f.write(entry, texts...)
	if err != nil {
		return err
	}
	f.syncing.Lock()
	defer f.syncing.Unlock()
	if f.synced >= place {
		return nil
	}
	f.mutex.Lock()
	written := f.written
	f.mutex.Unlock()
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	f.synced = written
	return nil
}
