package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"graphconform/suites/cleanup"
)

// ErrLeft says that a journal names objects of an earlier run that may be left.
var ErrLeft = errors.New("names objects of an earlier run that may be left")

// UnreadError says that what stands where a journal is to be written is none that can be read.
type UnreadError struct{ Cause error }

func (e *UnreadError) Error() string { return e.Cause.Error() }

func (e *UnreadError) Unwrap() error { return e.Cause }

// Path returns where the journal of a run is kept: in the folder of its reports, or, where there is none, in the user's cache folder.
func Path(reports, run string) string {
	if reports != "" {
		return filepath.Join(reports, "journal.jsonl")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "graphconform", "journal-"+run+".jsonl")
}

// Begin begins the journal of a run, in the place of one of an earlier run that left nothing. Any other is not overwritten.
func Begin(path string, header Header) (*File, error) {
	_, left, err := ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, &UnreadError{err}
	case !left.None():
		return nil, ErrLeft
	default:
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	return Create(path, header)
}

// ReadFile reads a journal that a run wrote.
func ReadFile(path string) (Header, cleanup.Leftovers, error) {
	file, err := os.Open(path)
	if err != nil {
		return Header{}, cleanup.Leftovers{}, err
	}
	defer file.Close()
	return Read(file, path)
}

// End ends the journal and reports whether anything may be left of what it names.
func (f *File) End() (left bool) {
	f.Close() //nolint:errcheck // every line is written already
	_, leftovers, err := ReadFile(f.path)
	return err != nil || !leftovers.None()
}
