package handmade

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf16"
)

func wireVariants() []Variant {
	return []Variant{
		{"gzip-answers", "answers are packed where the client accepts gzip", setting(func(w *wire) { w.gzip = true })},
		{"chunked", "answers go out in pieces, without Content-Length", setting(func(w *wire) { w.chunked = true })},
		{"connection-close", "the connection is closed after each answer", setting(func(w *wire) { w.closes = true })},
		{"slow-answers", "each answer takes five milliseconds", setting(func(w *wire) { w.latency = 5 * time.Millisecond })},
		{"no-request-ids", "answers have no request-id", setting(func(w *wire) { w.identifies = false })},
		{"charset-parameter", "the media type has the parameters of the real service", setting(func(w *wire) {
			w.mediaType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
		})},
		{"media-type-in-capitals", "the media type is spelled Application/JSON", setting(func(w *wire) { w.mediaType = "Application/JSON; Charset=UTF-8" })},
		{"pretty-printed", "JSON is indented and ends with a line end", editing(func(data []byte) []byte {
			var b bytes.Buffer
			if json.Indent(&b, data, "", "  ") != nil {
				return data // another change made it something else than JSON
			}
			b.WriteByte('\n')
			return bytes.ReplaceAll(b.Bytes(), []byte("\n"), []byte("\r\n"))
		})},
		{"unicode-escapes", "characters beyond ASCII, slashes and markup are escaped", editing(escape)},
	}
}

func setting(set func(w *wire)) change { return func(s *server) { set(&s.wire) } }

// escape relies on JSON having such characters in strings only.
func escape(data []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(data) {
		switch {
		case r == '/':
			b.WriteString(`\/`)
		case r == '<', r == '>', r == '&', r == '\'', r > 0x7e && r < 0x10000:
			fmt.Fprintf(&b, `\u%04X`, r)
		case r >= 0x10000:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}
