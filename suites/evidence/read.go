package evidence

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/klauspost/compress/zstd"

	"graphconform/suites/conform"
)

// maxLine bounds one line: the evidence of one scenario.
const maxLine = 256 << 20

// maxAll bounds what a file holds: a packed one may hold without end.
const maxAll = 64 << 30

// Reader reads evidence, resource by resource, so that no more than one is in memory.
type Reader struct {
	Header Header
	lines  *bufio.Reader
	sum    hash.Hash
	number int // of the line read last, from 1
	bytes  int64
	count  int // scenarios
	// Requests is how many were sent in all; known once all is read.
	Requests int64
	next     *line
}

// NewReader reads the header of what a Writer wrote, or a dense one. Errors name the line.
func NewReader(in io.Reader) (*Reader, error) {
	plain, err := Unpack(in)
	if err != nil {
		return nil, fmt.Errorf("not evidence: %w", err)
	}
	r := &Reader{lines: bufio.NewReaderSize(plain, 1<<20), sum: sha256.New()}
	text, err := r.line()
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &r.Header); err != nil || r.Header.Format != Format {
		return nil, fmt.Errorf("line 1: not %s, but %q", Format, conform.Cut(r.Header.Format, 60))
	}
	return r, nil
}

// Next returns what the scenarios of the next resource recorded, with its id; io.EOF where all was read and the seal is whole.
func (r *Reader) Next() (resource string, transcripts []*conform.Transcript, err error) {
	for {
		if r.next == nil {
			if r.next, err = r.read(); err != nil {
				return "", nil, err
			}
		}
		switch {
		case r.next.End != nil && len(transcripts) == 0:
			return "", nil, io.EOF
		case r.next.End != nil, len(transcripts) > 0 && r.next.Resource != resource:
			return resource, transcripts, nil
		}
		t, err := r.next.transcript()
		if err != nil {
			return "", nil, fmt.Errorf("line %d: %w", r.number, err)
		}
		resource, transcripts, r.next = r.next.Resource, append(transcripts, t), nil
	}
}

// read reads one line, and at the end holds the file against its seal.
func (r *Reader) read() (*line, error) {
	seal := hex.EncodeToString(r.sum.Sum(nil))
	text, err := r.line()
	if err != nil {
		return nil, err
	}
	l := &line{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	switch err := decoder.Decode(l); {
	case err != nil:
		return nil, fmt.Errorf("line %d: %w", r.number, err)
	case l.End == nil && l.Resource == "":
		return nil, fmt.Errorf("line %d: names no resource", r.number)
	case l.End == nil:
		r.count++
	case l.End.Scenarios != r.count:
		return nil, fmt.Errorf("line %d: the file had %d scenarios and has %d", r.number, l.End.Scenarios, r.count)
	case l.End.SHA256 != seal:
		return nil, fmt.Errorf("line %d: the file was changed after it was written", r.number)
	default:
		r.Requests = l.End.Requests
		if _, err := r.lines.ReadByte(); !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("line %d: something stands behind the end of the file", r.number+1)
		}
	}
	return l, nil
}

// window bounds what of a file that Zstandard packed is in memory: more than a dense writer refers back to.
const window = 16 << 20

// Unpack tells by its first bytes how a file is packed, by Zstandard or gzip, and reads what is in it.
func Unpack(in io.Reader) (io.Reader, error) {
	packed := bufio.NewReader(in)
	if first, err := packed.Peek(4); err == nil && bytes.Equal(first, []byte{0x28, 0xb5, 0x2f, 0xfd}) { // RFC 8878, section 3.1.1
		return zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window))
	}
	return gzip.NewReader(packed)
}

func (r *Reader) line() ([]byte, error) {
	r.number++
	var text []byte
	for {
		part, err := r.lines.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case len(text) > maxLine:
			return nil, fmt.Errorf("line %d: longer than %d MiB", r.number, maxLine>>20)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("line %d: the file ends before its end; the run was killed, or the file was cut", r.number)
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", r.number, err)
		}
		if r.bytes += int64(len(text)); r.bytes > maxAll {
			return nil, fmt.Errorf("line %d: the file holds more than %d GiB", r.number, maxAll>>30)
		}
		r.sum.Write(text)
		return text, nil
	}
}
