package certificate

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

const hostileText = `"><script>alert(1)</script>'&` + "\x1b[31m\u202e"

func hostileCertificate() *Certificate {
	return &Certificate{
		Product: Product{Name: hostileText, Version: hostileText, Vendor: hostileText, URL: "https://h/\"onclick=x"},
		Profile: "strict", Select: []string{hostileText}, Accepted: []string{hostileText}, Unproved: unproved(),
		Suite: Suite{Version: hostileText, Module: hostileText}, Disputes: []Disputed{{Dispute: Dispute{hostileText, hostileText}}},
		Runs: []Run{{Unsupported: []Note{{1, hostileText}}, Limits: []string{hostileText}}},
	}
}

// Whatever a vendor writes, page, badge and register show it as text: they run no script and load nothing.
func TestPagesAreSafe(t *testing.T) {
	dir := t.TempDir()
	if err := WriteRegistry(dir, []Entry{
		{Folder: "a&\"b<c", Product: hostileText, Version: hostileText, Vendor: hostileText, Verdict: "verified"},
		{Folder: hostileText, Verdict: "refused", Reason: Digest, Detail: hostileText},
	}); err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	var page, badge bytes.Buffer
	if err := errors.Join(HTML(&page, hostileCertificate()), Badge(&badge, hostileCertificate())); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"index": string(index), "page": page.String(), "badge": badge.String()} {
		if strings.Contains(text, "<script") || strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, `"onclick`) {
			t.Errorf("%s:\n%s", name, text)
		}
		if name != "badge" && !strings.Contains(text, "default-src &#39;none&#39;") {
			t.Errorf("%s has no policy", name)
		}
	}
	for decoder := xml.NewDecoder(&badge); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the badge is no XML: %v", err)
		}
	}
}

// A register is written over itself, and over nothing that is no file.
func TestRegister(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		if err := WriteRegistry(dir, nil); err != nil {
			t.Fatal(err)
		}
	}
	if data, err := os.ReadFile(filepath.Join(dir, "index.json")); err != nil || !strings.Contains(string(data), `"certificates": []`) {
		t.Errorf("%v: %s", err, data)
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, "index.html")), os.Mkdir(filepath.Join(dir, "index.html"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := WriteRegistry(dir, nil); err == nil {
		t.Error("a folder is written over")
	}
	if _, err := Bundles(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("no folder is taken for a register")
	}
}

// Whatever a packed report holds, holding it against the schema ends without a panic.
func FuzzValidate(f *testing.F) {
	f.Add(`{"format":1,"checks":[{}]}`)
	f.Add(`{"checks":[],"checks":[]}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, text string) {
		var packed bytes.Buffer
		w, err := zstd.NewWriter(&packed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		if err := validate(&packed); err == nil && !strings.Contains(text, `"checks"`) {
			t.Errorf("%q is a report", text)
		}
	})
}
