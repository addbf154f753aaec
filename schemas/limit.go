package schemas

import "fmt"

// What Decode reads at most. RFC 8259, section 9, lets a reader set such limits. No answer that a page lets expect comes near them.
const (
	maxDepth  = 1000    // of arrays and objects in each other
	maxNumber = 1000    // characters of a number
	maxName   = 10_000  // bytes of a member's name
	maxItems  = 100_000 // members of one object, or elements of one array
)

// LimitError says that a text goes beyond what Decode reads. It may be JSON all the same.
type LimitError struct {
	At    int64  // byte at which the limit is met
	What  string // "an array of more than"
	Limit int
	Of    string // "elements"
}

// Error words the limit.
func (e *LimitError) Error() string {
	return fmt.Sprintf("not read: %s %d %s, at byte %d", e.What, e.Limit, e.Of, e.At)
}

// beyond returns the first limit that a text breaks; nil where it breaks none. It looks at the text as far as that can be JSON, and leaves
// it to the decoder to say where it is none.
func beyond(data []byte) *LimitError {
	var counts []int // of commas, by depth
	for at := 0; at < len(data); {
		switch c := data[at]; {
		case c == '{' || c == '[':
			if counts = append(counts, 0); len(counts) > maxDepth {
				return &LimitError{int64(at), "arrays and objects within each other more than", maxDepth, "deep"}
			}
			at++
		case c == '}' || c == ']':
			if len(counts) == 0 {
				return nil
			}
			counts = counts[:len(counts)-1]
			at++
		case c == ',':
			if len(counts) == 0 {
				return nil
			}
			if counts[len(counts)-1]++; counts[len(counts)-1] >= maxItems {
				return &LimitError{int64(at), "an array or object of more than", maxItems, "elements or members"}
			}
			at++
		case c == '"':
			end := endOfString(data, at)
			if end-at > maxName+2 && end < len(data) && isName(data[end:]) {
				return &LimitError{int64(at), "a name of more than", maxName, "bytes"}
			}
			at = end
		case c == '-' || c >= '0' && c <= '9':
			end := endOfNumber(data, at)
			if end-at > maxNumber {
				return &LimitError{int64(at), "a number of more than", maxNumber, "characters"}
			}
			at = end
		case c == ':' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c >= 'a' && c <= 'z':
			at++
		default:
			return nil
		}
	}
	return nil
}

// endOfString returns where the string that begins at a place ends.
func endOfString(data []byte, at int) int {
	for at++; at < len(data); at++ {
		switch data[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(data)
}

// endOfNumber returns where the number that begins at a place ends.
func endOfNumber(data []byte, at int) int {
	for at++; at < len(data); at++ {
		switch c := data[at]; {
		case c >= '0' && c <= '9', c == '.', c == 'e', c == 'E', c == '+', c == '-':
		default:
			return at
		}
	}
	return at
}

// isName reports whether what follows a string makes it the name of a member.
func isName(rest []byte) bool {
	for _, c := range rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == ':'
		}
	}
	return false
}
