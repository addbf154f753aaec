package journal

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"graphconform/suites/cleanup"
)

// originals is a journal of its own, in the user's folder: what singletons held is nobody else's, whoever may read the journal. It goes
// when
// all are as they were.
type originals struct {
	header Header

	mutex sync.Mutex // guards what follows
	file  *File
	open  map[string]bool // singletons that are not as they were
}

// changed is how a singleton was, a change of it, or without both that it is as it was.
type changed struct {
	Object   string          `json:"object"`
	Original json.RawMessage `json:"original,omitempty"`
	Patch    json.RawMessage `json:"patch,omitempty"`
	Done     bool            `json:"done,omitempty"`
}

// originals is where the originals of a run are kept.
func (k Key) originals(run string) string {
	return filepath.Join(filepath.Dir(k.path), "originals-"+run+".jsonl")
}

// Original notes the PATCH that brings a singleton back. It returns once that is on the disk.
func (f *File) Original(object string, patch []byte) error {
	o := &f.originals
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.file == nil {
		var err error
		if o.file, err = Begin(f.key.originals(o.header.ID), f.key, o.header); err != nil {
			return err
		}
		o.open = map[string]bool{}
	}
	o.open[object] = true
	return o.file.durably(line{Changed: &changed{Object: object, Original: patch}}, object, string(patch))
}

// Changing notes a PATCH of a singleton.
func (f *File) Changing(object string, patch []byte, done bool) {
	o := &f.originals
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.open[object] && json.Valid(patch) { // no server takes another one
		o.file.write(line{Changed: &changed{object, nil, patch, done}}, object,
			string(patch)) //nolint:errcheck // it is not brought back then
	}
}

// Restored notes that a singleton is as it was.
func (f *File) Restored(object string) {
	o := &f.originals
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.open[object] {
		delete(o.open, object)
		o.file.write(line{Changed: &changed{Object: object}}, object) //nolint:errcheck // a sweep finds it so
	}
}

// close ends the originals, and drops them where all are as they were.
func (o *originals) close() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.file == nil {
		return
	}
	if len(o.open) == 0 {
		os.Remove(o.file.path) //nolint:errcheck // it names nothing that is left
	}
	o.file.Close() //nolint:errcheck // every line is written already
	o.file, o.open = nil, nil
}

func (b *book) changed(c changed) {
	was := b.left.Changed[c.Object]
	switch {
	case len(c.Original) > 0:
		was = cleanup.Changed{Original: c.Original}
	case len(c.Patch) == 0:
		delete(b.left.Changed, c.Object)
		return
	case c.Done:
		was.Wrote = [][]byte{c.Patch}
	default:
		was.Wrote = append(was.Wrote, c.Patch)
	}
	b.left.Changed[c.Object] = was
}

// readOriginals adds to what may be left the singletons that a run changed.
func (k Key) readOriginals(run string, left *cleanup.Leftovers) error {
	path := k.originals(run)
	also, err := readFile(path, k)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	left.Changed = also.Changed
	return nil
}

// leaves reports whether a run may have left singletons that are not as they were.
func (k Key) leaves(run string) bool {
	var left cleanup.Leftovers
	return k.readOriginals(run, &left) != nil || len(left.Changed) > 0
}
