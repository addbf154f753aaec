package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/klauspost/compress/zstd"

	"graphconform/runner/report"
)

// The files of a bundle.
const (
	attestationFile = "attestation.json"
	certificateFile = "certificate.json"
	pageFile        = "certificate.html"
	badgeFile       = "badge.svg"
	productFile     = "product.yaml"
	disputesFile    = "disputes.yaml"
)

func reportFile(n int) string   { return fmt.Sprintf("report-%d.json.zst", n) }
func evidenceFile(n int) string { return fmt.Sprintf("evidence-%d.jsonl.zst", n) }

// What is read of a bundle at most, in bytes: of small files, of packed ones, and of what these hold.
const (
	maxSmall  = 8 << 20
	maxPacked = 2 << 30
	maxReport = 512 << 20
	maxFiles  = 40
)

// folder is a bundle that is read. Every file of it is opened below the folder, whatever links say.
type folder struct {
	root   *os.Root
	names  []string          // sorted
	signed map[string]string // digests by name; nil before it is known who signed. What is read is held against them: files may change
}

// openFolder opens a bundle. An Unreadable error says that there is none.
func openFolder(dir string) (*folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, Unreadable{fmt.Errorf("%w; name the folder that `graphconform certify --out` wrote", err)}
	}
	f := &folder{root: root}
	if err := f.list(); err != nil {
		root.Close() //nolint:errcheck // nothing was written
		return nil, err
	}
	return f, nil
}

func (f *folder) list() error {
	at, err := f.root.Open(".")
	if err != nil {
		return Unreadable{err}
	}
	defer at.Close()
	entries, err := at.ReadDir(maxFiles + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return Unreadable{err}
	}
	if len(entries) > maxFiles {
		return refuse(Extra, "the folder holds more than %d files", maxFiles)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			return refuse(Extra, "%q is no regular file, which is all that a bundle holds", entry.Name())
		}
		f.names = append(f.names, entry.Name())
	}
	slices.Sort(f.names)
	if !slices.Contains(f.names, attestationFile) {
		return Unreadable{fmt.Errorf("no bundle: it holds no %s; name the folder that `graphconform certify --out` wrote", attestationFile)}
	}
	return nil
}

func (f *folder) close() { f.root.Close() } //nolint:errcheck // nothing was written

// open opens a file whose size is within the bound.
func (f *folder) open(name string, most int64) (*os.File, error) {
	info, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, refuse(Missing, "%s is not there", name)
	case err != nil:
		return nil, Unreadable{err}
	case !info.Mode().IsRegular():
		return nil, refuse(Extra, "%s is no regular file", name)
	case info.Size() > most:
		return nil, refuse(Digest, "%s is longer than %d MiB", name, most>>20)
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, Unreadable{err}
	}
	return file, nil
}

// read reads a small file.
func (f *folder) read(name string) ([]byte, error) {
	file, err := f.open(name, maxSmall)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxSmall))
	if err != nil {
		return nil, Unreadable{err}
	}
	if sum := sha256.Sum256(data); f.signed != nil && f.signed[name] != hex.EncodeToString(sum[:]) {
		return nil, refuse(Digest, "%s was changed while it was verified", name)
	}
	return data, nil
}

// sum returns the SHA-256 of a file.
func (f *folder) sum(name string) (string, error) {
	file, err := f.open(name, maxPacked)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(file, maxPacked)); err != nil {
		return "", Unreadable{err}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// holds checks that the bundle has exactly these files beside the envelope, byte for byte.
func (f *folder) holds(digests map[string]string) error {
	for _, name := range f.names {
		if _, known := digests[name]; !known && name != attestationFile {
			return refuse(Extra, "%q is not among the files that were signed", name)
		}
	}
	for _, name := range sortedKeys(digests) {
		sum, err := f.sum(name)
		if err != nil {
			return err
		}
		if sum != digests[name] {
			return refuse(Digest, "%s is not the file that was signed", name)
		}
	}
	f.signed = digests
	return nil
}

// pack writes what write writes, packed, into a file of a folder.
func pack(path string, write func(io.Writer) error) error {
	return report.WriteFile(path, func(out io.Writer) error {
		packed, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		return errors.Join(write(packed), packed.Close())
	})
}

// digestsOf returns the SHA-256 of every file in a folder of which nobody else knows, by name.
func digestsOf(dir string) (map[string]string, error) {
	f := &folder{}
	var err error
	if f.root, err = os.OpenRoot(dir); err != nil {
		return nil, err
	}
	defer f.close()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	digests := map[string]string{}
	for _, entry := range entries {
		if digests[entry.Name()], err = f.sum(entry.Name()); err != nil {
			return nil, err
		}
	}
	return digests, nil
}

// save writes a file that others may read.
func save(dir, name string, data []byte) error {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return err
	}
	return os.Chmod(path, 0o644) // also bits that the process masks
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
