package journal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// seal is over a line and the seal of the line before: a line is known by all that stand above it.
type seal [16]byte

// sealMember stands between what a line says and its seal, which is the last member of the object.
const sealMember = `,"seal":"`

// after returns the seal of a line.
func (k Key) after(before seal, said []byte) (next seal) {
	code := hmac.New(sha256.New, k.secret[:])
	code.Write(before[:]) //nolint:errcheck // never fails
	code.Write(said)      //nolint:errcheck // never fails
	copy(next[:], code.Sum(nil))
	return next
}

// sealed returns the line of what an object says, with its end.
func (s seal) sealed(said []byte) []byte {
	line := append(bytes.TrimSuffix(said, []byte("}")), sealMember...)
	return append(hex.AppendEncode(line, s[:]), "\"}\n"...)
}

var errUnsealed = errors.New("has no seal")

// split takes a line, with its end, apart into what it says and its seal.
func split(line []byte) (said []byte, s seal, err error) {
	rest, ends := bytes.CutSuffix(line, []byte("\"}\n"))
	at := len(rest) - hex.EncodedLen(len(s)) - len(sealMember)
	if !ends || at < 0 || !bytes.HasPrefix(rest[at:], []byte(sealMember)) {
		return nil, s, errUnsealed
	}
	text := rest[at+len(sealMember):]
	if _, err := hex.Decode(s[:], text); err != nil || hex.EncodeToString(s[:]) != string(text) { // one way to write it
		return nil, s, errUnsealed
	}
	return append(bytes.Clone(rest[:at]), '}'), s, nil
}
