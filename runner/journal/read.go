package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"graphconform/suites/cleanup"
)

// maxLine and maxLines bound what is read: a held collection may have many ids.
const (
	maxLine  = 64 << 20
	maxLines = 5_000_000
)

// Read reads a journal. A last line without its end was being written when the run was killed, and is left out.
// Errors name file and line.
func Read(r io.Reader, file string) (Header, cleanup.Leftovers, error) {
	var header Header
	left := cleanup.Leftovers{Held: map[string][]string{}, Removed: map[string]bool{}}
	b := book{left: &left, open: map[int]cleanup.Intent{}}
	reader := bufio.NewReaderSize(io.LimitReader(r, maxLine*4), 64<<10)
	for number := 1; number <= maxLines; number++ {
		text, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if number == 1 {
				return header, left, fmt.Errorf("%s:1: no journal: its first line is missing", file)
			}
			b.close()
			left.Run = header.ID
			return header, left, nil
		}
		switch {
		case err != nil:
			return header, left, fmt.Errorf("%s:%d: %w", file, number, err)
		case len(text) > maxLine:
			return header, left, fmt.Errorf("%s:%d: a line of more than %d MiB", file, number, maxLine>>20)
		case number == 1:
			err = b.header(text, &header)
		default:
			err = b.line(text, header.Target)
		}
		if err != nil {
			return header, left, fmt.Errorf("%s:%d: %w", file, number, err)
		}
	}
	return header, left, fmt.Errorf("%s: more than %d lines", file, maxLines)
}

// book enters lines.
type book struct {
	left  *cleanup.Leftovers
	open  map[int]cleanup.Intent // unanswered
	order []int
}

func (b *book) header(text []byte, header *Header) error {
	if err := strict(text, header); err != nil {
		return fmt.Errorf("no journal: %w", err)
	}
	if header.Format != format || header.Target == "" || header.Run == "" {
		return fmt.Errorf("no journal of format %d: target and run are needed", format)
	}
	return nil
}

// line enters one line. Every URL must lie below the target: a journal is no list of things to delete elsewhere.
func (b *book) line(text []byte, root string) error {
	var l line
	if err := strict(text, &l); err != nil {
		return err
	}
	within := func(url string) error {
		if !strings.HasPrefix(url, root+"/") || strings.Contains(url, "/../") || strings.Contains(url, "?") {
			return fmt.Errorf("%q does not lie below the target %s", url, root)
		}
		return nil
	}
	switch {
	case l.Swept:
		*b.left = cleanup.Leftovers{Held: map[string][]string{}, Removed: map[string]bool{}}
		b.open, b.order = map[int]cleanup.Intent{}, nil
		return nil
	case l.Held != "":
		b.left.Held[l.Held] = append(b.left.Held[l.Held], l.IDs...)
		return within(l.Held)
	case l.Intent != nil:
		b.open[l.Intent.Number] = cleanup.Intent{Collection: l.Intent.Collection, Name: l.Intent.Name, Marks: l.Intent.Marks, Values: l.Intent.Values, Own: l.Intent.Own}
		b.order = append(b.order, l.Intent.Number)
		return within(l.Intent.Collection)
	case l.Answered != nil:
		return b.answered(*l.Answered, within)
	case l.Removed != "":
		b.left.Removed[l.Removed] = true
		return within(l.Removed)
	}
	return errors.New("a line that says nothing known")
}

func (b *book) answered(a answered, within func(string) error) error {
	intent, known := b.open[a.Number]
	if !known {
		return fmt.Errorf("an answer to number %d, which was not asked", a.Number)
	}
	delete(b.open, a.Number)
	if a.Made == "" {
		return nil
	}
	b.left.Made = append(b.left.Made, cleanup.Made{URL: a.Made, Intent: intent})
	delete(b.left.Removed, a.Made) // a key that came again
	return within(a.Made)
}

func (b *book) close() {
	for _, number := range b.order {
		if intent, open := b.open[number]; open {
			b.left.Unanswered = append(b.left.Unanswered, intent)
		}
	}
}

func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	return decoder.Decode(into)
}
