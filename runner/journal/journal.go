// Package journal keeps in a file what a run is about to make, what it made and what it removed: one JSON object a line,
// appended and synced before the target is asked, so that what a killed run left can be removed.
//
// It holds no tokens and no headers. It does not remove anything: cleanup.Sweep does, by what Read returns.
package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"graphconform/suites/cleanup"
)

// format is of the file: another one is refused. The first one held values in place of marks, which prove nothing.
const format = 2

// Header is the first line: which run, at which target.
type Header struct {
	Format int    `json:"format"`
	Target string `json:"target"` // service root without version segment
	Run    string `json:"run"`    // what the run's objects are called
	ID     string `json:"id"`     // of the run: its marks are made of it
}

// line is any other line; each has one of its members.
type line struct {
	Held     string    `json:"held,omitempty"` // a collection, with the ids that it held
	IDs      []string  `json:"ids,omitempty"`
	Intent   *intent   `json:"intent,omitempty"`
	Answered *answered `json:"answered,omitempty"`
	Removed  string    `json:"removed,omitempty"` // URL of an object
	Swept    bool      `json:"swept,omitempty"`   // nothing is left of what stands above
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

// File is a journal that is written. It is safe for concurrent use.
type File struct {
	path string

	mutex   sync.Mutex // guards the fields below and the order of lines
	file    *os.File
	numbers int
	written int // lines
	failed  error

	syncing sync.Mutex // held by the one who syncs for all who wait
	synced  int        // lines; guarded by syncing
}

// Create begins a journal. A journal that is there already must be swept first: it may name what is left.
func Create(path string, header Header) (*File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, file: file}
	header.Format = format
	return f, f.durably(header)
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
	return f.durably(line{Held: collection, IDs: ids})
}

// Intend notes a POST. It returns once that is on the disk, unless the object would be gone with its parent anyway.
func (f *File) Intend(i cleanup.Intent) (int, error) {
	f.mutex.Lock()
	f.numbers++
	number := f.numbers
	f.mutex.Unlock()
	entry := line{Intent: &intent{Number: number, Method: "POST", Collection: i.Collection, Name: i.Name, Marks: i.Marks, Values: i.Values, Own: i.Own}}
	if i.Own {
		_, err := f.write(entry)
		return number, err
	}
	return number, f.durably(entry)
}

// Answered notes what a POST made. A crash before it reaches the disk leaves the POST unanswered, which a sweep can deal with.
func (f *File) Answered(number int, made string) {
	f.write(line{Answered: &answered{number, made}}) //nolint:errcheck // the next Intend fails
}

// Removed notes that an object is gone.
func (f *File) Removed(object string) {
	f.write(line{Removed: object}) //nolint:errcheck // a sweep finds it gone
}

// write appends one line with one write, so that a kill leaves whole lines, and returns how many there are.
func (f *File) write(entry any) (int, error) {
	data, err := json.Marshal(entry)
	if err != nil {
		return 0, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.failed == nil {
		_, f.failed = f.file.Write(append(data, '\n'))
	}
	if f.failed != nil {
		return 0, fmt.Errorf("journal: %w", f.failed)
	}
	f.written++
	return f.written, nil
}

// durably appends a line and waits until it is on the disk. One sync serves all who wait meanwhile.
func (f *File) durably(entry any) error {
	place, err := f.write(entry)
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

// Settle notes in the journal of a run that is over that nothing is left.
func Settle(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	f := &File{path: path, file: file}
	defer f.Close()
	if err := dropCutLine(file); err != nil {
		return err
	}
	return f.durably(line{Swept: true})
}

// dropCutLine takes away a last line that the kill cut. Lines but held lists are short.
func dropCutLine(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	const step = 64 << 10
	for end := info.Size(); end > 0; end -= step {
		from := max(0, end-step)
		part := make([]byte, end-from)
		if _, err := file.ReadAt(part, from); err != nil {
			return err
		}
		if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
			return file.Truncate(from + int64(i) + 1)
		}
	}
	return nil
}
