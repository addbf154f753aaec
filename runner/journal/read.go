package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"graphconform/suites/cleanup"
)

// Read reads a journal that the key sealed. A last line without its end was being written when the run was killed, and is left out.
// Errors name file and line.
func Read(r io.Reader, file string, key Key) (Header, cleanup.Leftovers, error) {
	b, err := read(r, file, key)
	return b.header, b.left, err
}

func read(r io.Reader, file string, key Key) (*book, error) {
	b := &book{key: key}
	b.clear()
	limited := &io.LimitedReader{R: r, N: maxFile + 1}
	reader := bufio.NewReaderSize(limited, maxLine+1)
	for number := 1; ; number++ {
		text, err := reader.ReadSlice('\n')
		switch {
		case limited.N <= 0:
			return b, tooLong(file)
		case errors.Is(err, io.EOF) && number == 1:
			return b, fmt.Errorf("%s:1: its first line is not whole: no journal, or one of a run that was killed before it sent anything",
				file)
		case errors.Is(err, io.EOF):
			b.close()
			return b, nil
		case errors.Is(err, bufio.ErrBufferFull):
			return b, fmt.Errorf("%s:%d: a line of more than %d KiB, which no run writes", file, number, maxLine>>10)
		case err != nil:
			return b, fmt.Errorf("%s:%d: %w", file, number, err)
		}
		if err := b.enter(text, number); err != nil {
			return b, fmt.Errorf("%s:%d: %w", file, number, err)
		}
		b.size += int64(len(text))
	}
}

func tooLong(file string) error {
	return fmt.Errorf("%s: more than %d MiB, which no run writes", file, maxFile>>20)
}

// book enters lines.
type book struct {
	key    Key
	header Header
	left   cleanup.Leftovers
	last   seal
	size   int64                  // bytes of whole lines
	open   map[int]cleanup.Intent // unanswered
	order  []int
	made   map[string]int // index of the object among those made, by URL
}

// clear forgets what was left.
func (b *book) clear() {
	b.left = cleanup.Leftovers{Held: map[string][]string{}, Removed: map[string]bool{}, Written: map[string][]string{},
		Changed: map[string]cleanup.Changed{}}
	b.open, b.order, b.made = map[int]cleanup.Intent{}, nil, map[string]int{}
}

// enter enters one line, once its seal shows that it is the run's and follows the one before.
func (b *book) enter(text []byte, number int) error {
	if number == 1 {
		if err := known(text); err != nil {
			return err
		}
	}
	said, found, err := split(text)
	next := b.key.after(b.last, said)
	switch {
	case err == nil && found == next:
		b.last = next
	case number == 1:
		return fmt.Errorf("it is not sealed with the key %s: another user wrote it, or on another machine, or it was edited; "+
			"sweep it there, as the user whose run it was", b.key.path)
	default:
		return fmt.Errorf("it does not follow the lines above: the journal was edited, or lines were removed, put in or moved. "+
			"Nothing of it is believed; bring it back as the run wrote it, "+
			"or look for objects called %s and remove them by hand", b.header.Run)
	}
	if number == 1 {
		return b.begin(said)
	}
	return b.line(said)
}

// known reports why a first line is none of a journal of this format.
func known(text []byte) error {
	var any struct {
		Format int    `json:"format"`
		Run    string `json:"run"`
	}
	switch err := json.Unmarshal(text, &any); {
	case err != nil || any.Format == 0 || any.Run == "":
		return errors.New("no journal: a first line that names format and run is missing")
	case any.Format < format:
		return fmt.Errorf("a journal of format %d, which nothing seals; sweep it with the version of graphconform that wrote it, "+
			"or look for objects called %q and remove them by hand", any.Format, any.Run)
	case any.Format > format:
		return fmt.Errorf("a journal of format %d, and this version reads %d; sweep it with the version of graphconform that wrote it",
			any.Format, format)
	}
	return nil
}

func (b *book) begin(said []byte) error {
	h := &b.header
	if err := strict(said, h); err != nil {
		return fmt.Errorf("no journal: %w", err)
	}
	if h.Target == "" || h.ID == "" || strings.ContainsAny(h.ID, `/\`) || !strings.HasSuffix(h.Run, "-"+h.ID) || len(h.Versions) == 0 ||
		slices.Contains(h.Versions, "") {
		return errors.New("no journal: target, versions, id, and a run that ends with the id are needed")
	}
	return nil
}

// line enters one line below the header.
func (b *book) line(said []byte) error {
	var l line
	if err := strict(said, &l); err != nil {
		return err
	}
	switch {
	case l.Swept:
		b.clear()
	case l.Held != "":
		b.left.Held[l.Held] = append(b.left.Held[l.Held], l.IDs...)
	case l.Intent != nil:
		b.open[l.Intent.Number] = cleanup.Intent{Collection: l.Intent.Collection, Name: l.Intent.Name, Marks: l.Intent.Marks,
			Values: l.Intent.Values, Own: l.Intent.Own}
		b.order = append(b.order, l.Intent.Number)
	case l.Answered != nil:
		return b.answered(*l.Answered)
	case l.Written != nil:
		b.left.Written[l.Written.Object] = append(b.left.Written[l.Written.Object], l.Written.Marks...)
	case l.Changed != nil:
		b.changed(*l.Changed)
	case l.Removed != "":
		b.left.Removed[l.Removed] = true
	default:
		return errors.New("a line that says nothing known")
	}
	return nil
}

func (b *book) answered(a answered) error {
	intent, known := b.open[a.Number]
	if !known {
		return fmt.Errorf("an answer to number %d, which was not asked", a.Number)
	}
	delete(b.open, a.Number)
	if a.Made == "" {
		return nil
	}
	made := cleanup.Made{URL: a.Made, Intent: intent}
	at, twice := b.made[a.Made]
	switch {
	case !twice:
		b.made[a.Made] = len(b.left.Made)
		b.left.Made = append(b.left.Made, made)
	case b.left.Removed[a.Made]: // a key that came again
		b.left.Made[at] = made
	default:
		b.left.Made[at].Twice = true
	}
	delete(b.left.Removed, a.Made)
	return nil
}

// close ends the book.
func (b *book) close() {
	for _, number := range b.order {
		if intent, open := b.open[number]; open {
			b.left.Unanswered = append(b.left.Unanswered, intent)
		}
	}
	for _, version := range b.header.Versions {
		b.left.Below = append(b.left.Below, b.header.Target+"/"+version+"/")
	}
}

func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	return decoder.Decode(into)
}
