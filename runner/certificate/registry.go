package certificate

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"graphconform/runner/report"
)

// Entry is a certificate of a registry.
type Entry struct {
	Folder  string  `json:"folder"`
	Product string  `json:"product,omitempty"` // of what was verified alone
	Version string  `json:"version,omitempty"`
	Vendor  string  `json:"vendor,omitempty"`
	Profile string  `json:"profile,omitempty"`
	Share   float64 `json:"share"` // of the documented operations, from 0 to 1
	Issued  string  `json:"issued,omitempty"`
	Expires string  `json:"expires,omitempty"`
	ID      string  `json:"id,omitempty"`
	Signer  string  `json:"signedBy,omitempty"`
	Verdict string  `json:"verdict"` // verified, refused or unreadable
	Reason  Reason  `json:"reason,omitempty"`
	Detail  string  `json:"detail,omitempty"`
}

// maxBundles bounds a registry.
const maxBundles = 10000

// Bundles returns the folders in a folder, sorted; hidden ones are none.
func Bundles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() && entry.Name()[0] != '.' {
			names = append(names, entry.Name())
		}
	}
	if len(names) > maxBundles {
		return nil, errors.New("holds too many folders for one registry")
	}
	return names, nil
}

// NewEntry words what Verify returned for a folder of the registry. Of what was not verified nothing is shown.
func NewEntry(folder string, found *Verified, err error) Entry {
	e := Entry{Folder: folder, Verdict: "verified"}
	var refused *Refusal
	switch {
	case err == nil:
		c := found.Certificate
		e.Product, e.Version, e.Vendor, e.Profile = c.Product.Name, c.Product.Version, c.Product.Vendor, c.Profile
		e.Share, e.Issued, e.Expires, e.ID, e.Signer = c.Coverage.Share(), c.Issued, c.Expires, found.ID, found.By.Name
	case errors.As(err, &refused):
		e.Verdict, e.Reason, e.Detail = "refused", refused.Reason, refused.Detail
	default:
		e.Verdict, e.Detail = "unreadable", err.Error()
	}
	return e
}

// WriteRegistry writes index.html and index.json into the folder of a registry.
func WriteRegistry(dir string, entries []Entry) error {
	data, err := encode(struct {
		Format       int     `json:"format"`
		Certificates []Entry `json:"certificates"`
	}{Format, append([]Entry{}, entries...)})
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := render(&page, "page/index.html", slices.Clone(entries)); err != nil {
		return err
	}
	for name, text := range map[string][]byte{"index.json": data, "index.html": page.Bytes()} {
		path := filepath.Join(dir, name)
		if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
			return &fs.PathError{Op: "write", Path: path, Err: errors.New("is no regular file")}
		}
		err := report.WriteFile(path, func(out io.Writer) error { _, err := out.Write(text); return err })
		if err == nil {
			err = os.Chmod(path, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
