package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"graphconform/runner/regular"
	"graphconform/suites/cleanup"
)

// ErrLeft says that a journal names objects of an earlier run that may be left.
var ErrLeft = errors.New("names objects of an earlier run that may be left")

// ErrGoesOn says that the journal is of a run that still goes on, or is being swept.
var ErrGoesOn = errors.New("is in use: its run goes on, or is being swept; wait until that has ended")

// errTaken says that another process has locked a file.
var errTaken = errors.New("it is locked")

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

// Begin begins the journal of a run, in the place of one of an earlier run that left nothing. Any other is not overwritten. Until it is
// closed, or the process ends, nobody else writes or sweeps it.
func Begin(path string, key Key, header Header) (*File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	made, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		made.Close() //nolint:errcheck // it is empty
	case !errors.Is(err, fs.ErrExist):
		return nil, err
	}
	file, err := take(path)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, key: key, file: file}
	if err := f.begin(header); err != nil {
		file.Close() //nolint:errcheck // nothing was written
		return nil, err
	}
	return f, nil
}

// begin makes an empty journal of one that names nothing that may be left. The file stays the same, since the lock is on it.
func (f *File) begin(header Header) error {
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() > 0 {
		switch b, err := read(f.file, f.path, f.key); {
		case err != nil:
			return &UnreadError{err}
		case !b.left.None() || f.key.leaves(b.header.ID):
			return ErrLeft
		}
	}
	if err := errors.Join(f.goOnAt(0), f.file.Chmod(0o600)); err != nil {
		return err
	}
	header.Format = format
	f.originals.header = header
	return f.durably(header, header.Target, header.Run)
}

// goOnAt has the next line written at an offset, behind which nothing stays.
func (f *File) goOnAt(offset int64) error {
	_, err := f.file.Seek(offset, io.SeekStart)
	return errors.Join(f.file.Truncate(offset), err)
}

// take opens a journal and locks it.
func take(path string) (*os.File, error) {
	file, err := regular.OpenFile(path, os.O_RDWR)
	if err != nil {
		return nil, &UnreadError{err}
	}
	info, err := file.Stat()
	if err == nil {
		err = lock(file)
	}
	switch {
	case errors.Is(err, errTaken):
		err = ErrGoesOn
	case err != nil:
		err = &fs.PathError{Op: "lock", Path: path, Err: err}
	case info.Size() > maxFile:
		err = &UnreadError{tooLong(path)}
	default:
		return file, nil
	}
	file.Close() //nolint:errcheck // nothing was written
	return nil, err
}

// Ended is the journal of a run that is over. Until it is closed nobody else has it.
type Ended struct {
	Header Header
	Left   cleanup.Leftovers

	file File
}

// Open opens the journal of a run that is over.
func Open(path string, key Key) (*Ended, error) {
	file, err := take(path)
	if err != nil {
		return nil, err
	}
	b, err := read(file, path, key)
	if err == nil {
		err = key.readOriginals(b.header.ID, &b.left)
	}
	if err != nil {
		file.Close() //nolint:errcheck // nothing was written
		return nil, err
	}
	return &Ended{Header: b.header, Left: b.left, file: File{path: path, key: key, file: file, last: b.last, size: b.size}}, nil
}

// Settle notes that nothing is left, and drops the originals of singletons. It takes a last line away that the kill cut.
func (e *Ended) Settle() error {
	if err := os.Remove(e.file.key.originals(e.Header.ID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := e.file.goOnAt(e.file.size); err != nil {
		return err
	}
	return e.file.durably(line{Swept: true})
}

// Close lets others have the journal.
func (e *Ended) Close() error { return e.file.Close() }

// readFile reads a journal that is being written.
func readFile(path string, key Key) (cleanup.Leftovers, error) {
	file, err := regular.Open(path)
	if err != nil {
		return cleanup.Leftovers{}, err
	}
	defer file.Close()
	_, left, err := Read(file, path, key)
	return left, err
}

// Left returns what the journal names that may be left, also while others write to it.
func (f *File) Left() (cleanup.Leftovers, error) {
	left, err := readFile(f.path, f.key)
	if err == nil {
		err = f.key.readOriginals(f.originals.header.ID, &left)
	}
	return left, err
}

// End ends the journal and reports whether anything may be left of what it names.
func (f *File) End() (left bool) {
	f.originals.close()
	f.Close() //nolint:errcheck // every line is written already
	leftovers, err := f.Left()
	return err != nil || !leftovers.None()
}
