// Package recordings opens recordings that people name, files and folders of them, and hands what they hold to a judge.
//
// It judges nothing itself, and knows no form: fixtures/recording does.
package recordings

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"graphconform/fixtures/recording"
	"graphconform/fixtures/wire"
	"graphconform/runner/regular"
	"graphconform/suites/conform"
	"graphconform/suites/recorded"
)

// Stdin is the name under which standard input is read.
const Stdin = "-"

// Reader reads recordings, and has them judged.
type Reader struct {
	Stdin   io.Reader
	Damaged func(error) // is told of each entry that cannot be read
	Several bool        // names are read: each entry is shown with the name that it is below

	options   Options
	globs     []conform.Glob
	judge     *recorded.Judge
	secrets   wire.Secrets
	files     []string // that are recordings
	skipped   []skipped
	opened    map[string]bool // files that recordings take bodies from
	broken    int             // entries that could not be read
	templates int             // mocks whose answers are filled in only when they are given: they are not judged
	result    *recorded.Result
}

// skipped is a file of a folder that is no recording.
type skipped struct {
	path string
	why  error
}

// Read reads a file, or all recordings of a folder and of those below it, in the order of their names. That a named file is no recording,
// or that a folder holds none, is an error. A folder below that holds a report is left out: its exchanges are those of recordings again.
func (r *Reader) Read(ctx context.Context, name string) error {
	if name == Stdin {
		return r.stream(ctx, "stdin", r.Stdin, nil)
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return r.file(ctx, name, r.shown(name, filepath.Base(name)))
	}
	before := len(r.files)
	err = filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != name && isReport(path) {
			return fs.SkipDir
		}
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		shown, err := filepath.Rel(name, path)
		if err != nil {
			return err
		}
		var form *recording.FormError
		if err = r.file(ctx, path, r.shown(path, shown)); errors.As(err, &form) {
			r.skipped = append(r.skipped, skipped{path, err})
			return nil
		}
		return err
	})
	if err == nil && len(r.files) == before {
		err = fmt.Errorf("%s: no file of this folder is a recording%s", name, first(r.skipped))
	}
	return err
}

// shown is how a file is named to people: short, where only one name is read.
func (r *Reader) shown(path, short string) string {
	if r.Several {
		short = path
	}
	return filepath.ToSlash(short)
}

// isReport reports whether a folder holds a report, beside its exchanges.
func isReport(folder string) bool {
	for _, name := range []string{"report.json", "evidence.har"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

func first(skipped []skipped) string {
	if len(skipped) == 0 {
		return ""
	}
	return "; the first: " + skipped[0].why.Error()
}

func (r *Reader) file(ctx context.Context, name, shown string) error {
	file, err := regular.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer root.Close()
	if r.opened == nil {
		r.opened = map[string]bool{}
	}
	return r.stream(ctx, shown, file, folder{root, filepath.Dir(name), r.opened})
}

// mostUnpacked is how many bytes of a packed recording are read.
const mostUnpacked = 8 << 30

func (r *Reader) stream(ctx context.Context, shown string, from io.Reader, beside recording.Beside) error {
	in := bufio.NewReader(from)
	if head, _ := in.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("%s: %w", shown, err)
		}
		in = bufio.NewReader(io.LimitReader(unpacked, mostUnpacked))
	}
	order := recording.Order{Pass: func(entry recording.Entry) error {
		if err := r.judge.Add(entry); err != nil {
			return fmt.Errorf("%s: entry %d: %w", shown, entry.Number, err)
		}
		return nil
	}}
	for entry, err := range recording.Read(shown, in, beside) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			var form *recording.FormError
			if errors.As(err, &form) {
				return err
			}
			r.broken++
			r.Damaged(err)
			continue
		}
		if entry.Template {
			r.templates++
			continue
		}
		entry.Exchange = r.secrets.Foreign(entry.Exchange)
		if err := order.Add(entry); err != nil {
			return err
		}
	}
	if err := order.Flush(); err != nil {
		return err
	}
	r.files = append(r.files, shown)
	return nil
}

// folder is the one that a recording lies in. Nothing outside of it is opened, whatever links lead there.
type folder struct {
	root   *os.Root
	path   string
	opened map[string]bool // of what was opened, by path
}

// mostBeside is how many bytes a file beside a recording may have.
const mostBeside = 64 << 20

// Open reads a file of the folder.
func (f folder) Open(name string) ([]byte, error) {
	file, err := f.root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f.opened[filepath.Join(f.path, filepath.FromSlash(name))] = true
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > mostBeside {
		return nil, fmt.Errorf("%s is no regular file of at most %d bytes", name, mostBeside)
	}
	return io.ReadAll(io.LimitReader(file, mostBeside))
}

// Glob finds files of the folder and of those below it.
func (f folder) Glob(pattern string) ([]string, error) {
	if strings.HasPrefix(path.Clean(pattern), "..") {
		return nil, fmt.Errorf("%s leads out of the folder", pattern)
	}
	names, err := fs.Glob(f.root.FS(), pattern)
	slices.Sort(names)
	return names, err
}
