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

	"github.com/klauspost/compress/zstd"

	"graphconform/suites/conform"
)

// Writer writes evidence as it comes. Several goroutines may use it.
type Writer struct {
	mutex     sync.Mutex
	out       io.WriteCloser
	sum       hash.Hash
	scenarios int
	earlier   int64 // requests
	err       error // the first
}

// NewWriter writes the header. An error shows when the writer is closed.
func NewWriter(out io.Writer, header Header) *Writer {
	compressed, _ := gzip.NewWriterLevel(out, gzip.BestSpeed) // the level is a valid one
	return begin(compressed, header)
}

// NewDenseWriter does the same, in a file that takes a quarter of the room, and more time: one that is kept, and handed on.
func NewDenseWriter(out io.Writer, header Header) *Writer {
	const back = 4 << 20 // bytes, to refer to
	packed, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(back),
		zstd.WithEncoderConcurrency(1))
	if err != nil {
		return &Writer{err: err, sum: sha256.New()}
	}
	return begin(packed, header)
}

func begin(out io.WriteCloser, header Header) *Writer {
	w := &Writer{out: out, sum: sha256.New()}
	header.Format = Format
	w.write(header)
	return w
}

// Write adds what the scenarios of one resource recorded.
func (w *Writer) Write(resource string, transcripts []*conform.Transcript) {
	w.mutex.Lock() // else lines of resources would mix, or all lines of one be in memory
	defer w.mutex.Unlock()
	w.scenarios += len(transcripts)
	for _, t := range transcripts {
		w.write(lineOf(resource, t))
	}
}

// Sent counts requests of an earlier run that this evidence goes on with.
func (w *Writer) Sent(requests int64) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.earlier += requests
}

// Close seals the file and returns the first error of all. requests is how many were sent in all.
func (w *Writer) Close(requests int64) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.write(line{End: &end{Scenarios: w.scenarios, Requests: w.earlier + requests, SHA256: hex.EncodeToString(w.sum.Sum(nil))}})
	if w.out == nil {
		return w.err
	}
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
