package schemas

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxFile is how many bytes a file of a catalog may have: many times those of the largest that is derived.
const MaxFile = 64 << 20

// ReadFile reads a file that somebody names, which may be no regular one. Where it has more bytes than most that is an error.
func ReadFile(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = tooLong(path, most)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

func tooLong(name string, most int64) error {
	return &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("longer than %d MiB", most>>20)}
}

// Bounded returns the files of a folder that somebody names: regular ones of at most MaxFile bytes. To open any other is an error.
func Bounded(files fs.FS) fs.FS { return bounded{files} }

type bounded struct{ files fs.FS }

var errIrregular = errors.New("not a regular file")

// Open looks at a file before it opens it: to open a pipe waits for somebody to write to it.
func (b bounded) Open(name string) (fs.File, error) {
	info, err := fs.Stat(b.files, name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode().IsRegular() && info.Size() > MaxFile:
		return nil, tooLong(name, MaxFile)
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errIrregular}
	}
	return b.files.Open(name)
}
