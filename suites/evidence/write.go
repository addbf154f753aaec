package evidence

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"sync"

	"graphconform/suites/conform"
)

// Writer writes evidence as it comes. Several goroutines may use it.
type Writer struct {
	mutex     sync.Mutex
	out       *gzip.Writer
	sum       hash.Hash
	scenarios int
	err       error // the first
}

// NewWriter writes the header. An error shows when the writer is closed.
func NewWriter(out io.Writer, header Header) *Writer {
	compressed, _ := gzip.NewWriterLevel(out, gzip.BestSpeed) // the level is a valid one
	w := &Writer{out: compressed, sum: sha256.New()}
	header.Format = Format
	w.write(header)
	return w
}

// Write adds what the scenarios of one resource recorded.
func (w *Writer) Write(e *conform.Evidence) {
	var lines bytes.Buffer
	for _, key := range e.Scenarios() {
		data, err := encode(lineOf(e.Resource.ID(), e.Transcript(key)))
		if err != nil {
			w.mutex.Lock()
			w.err = firstOf(w.err, err)
			w.mutex.Unlock()
			return
		}
		lines.Write(data)
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.scenarios += len(e.Scenarios())
	w.put(lines.Bytes())
}

// Close seals the file and returns the first error of all.
func (w *Writer) Close() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.write(line{End: &end{Scenarios: w.scenarios, SHA256: hex.EncodeToString(w.sum.Sum(nil))}})
	return firstOf(w.err, w.out.Close())
}

func (w *Writer) write(value any) {
	data, err := encode(value)
	w.err = firstOf(w.err, err)
	w.put(data)
}

func (w *Writer) put(data []byte) {
	if w.err != nil {
		return
	}
	w.sum.Write(data)
	_, w.err = w.out.Write(data)
}

// encode writes one line. HTML is no matter here, and escaping it would make bodies hard to read.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return out.Bytes(), err
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
