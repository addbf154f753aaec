package journal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"graphconform/runner/regular"
)

// Key seals the lines of journals. It is one user's on one machine.
type Key struct {
	path   string
	secret [32]byte
}

const keyFile = "journal.key"

// Folder returns where what belongs to a user on a machine is kept (XDG Base Directory Specification, XDG_STATE_HOME; elsewhere what
// stands for that).
func Folder(getenv func(string) string) (string, error) {
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "graphconform"), nil
	}
	home, below := getenv("HOME"), filepath.Join(".local", "state")
	switch runtime.GOOS {
	case "windows":
		home, below = getenv("LocalAppData"), ""
	case "darwin", "ios":
		below = filepath.Join("Library", "Application Support")
	}
	if !filepath.IsAbs(home) {
		return "", errors.New("there is no home folder to keep the key of the journals in; " +
			"set HOME, or XDG_STATE_HOME to a folder that outlives the run: sweep needs the key")
	}
	return filepath.Join(home, below, "graphconform"), nil
}

// KeepKey returns the key in a folder, and makes both where they are not there. Runs that do so at once get the same key.
func KeepKey(folder string) (Key, error) {
	key, err := ReadKey(folder)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(folder); err == nil {
			key, err = ReadKey(folder)
		}
	}
	var inWay *fs.PathError
	if errors.As(err, &inWay) {
		err = fmt.Errorf("the key of the journals cannot be kept: %w; "+
			"set XDG_STATE_HOME to a folder that can be written to and outlives the run: sweep needs the key", err)
	}
	return key, err
}

// makeKey writes a key beside its place and gives it its name when it is whole, unless another one has that by then.
func makeKey(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, keyFile+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // its other name stays
	var secret [32]byte
	rand.Read(secret[:]) //nolint:errcheck // never fails
	_, err = file.Write(secret[:])
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), filepath.Join(folder, keyFile)); err != nil && !errors.Is(err, fs.ErrExist) {
		return &fs.PathError{Op: "link", Path: folder, Err: err}
	}
	return nil
}

// ReadKey returns the key in a folder.
func ReadKey(folder string) (Key, error) {
	key := Key{path: filepath.Join(folder, keyFile)}
	file, err := regular.Open(key.path)
	if err != nil {
		return key, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return key, err
	}
	text, err := io.ReadAll(io.LimitReader(file, int64(len(key.secret))+1))
	switch {
	case err != nil:
		return key, fmt.Errorf("%s: %w", key.path, err)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return key, fmt.Errorf("%s: others can read or write it, and so make journals; chmod 600, or remove it if they may have: "+
			"journals that it seals cannot be swept then", key.path)
	case copy(key.secret[:], text) != len(text) || len(text) != len(key.secret):
		return key, fmt.Errorf("%s: no key: %d bytes long, and not %d; remove it: journals that it sealed cannot be swept then",
			key.path, len(text), len(key.secret))
	}
	return key, nil
}
