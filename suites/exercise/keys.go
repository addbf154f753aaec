package exercise

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"graphconform/fixtures"
)

// keys remembers every key that a target gave, so that an unused one of the same form can be made: a server may rightly
// refuse keys of another form with 400, and must not be asked for one that exists.
type keys struct {
	mutex sync.Mutex
	given map[string]bool
}

func (k *keys) gave(id string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.given == nil {
		k.given = map[string]bool{}
	}
	if id != "" && len(k.given) < 10000 {
		k.given[id] = true
	}
}

// has reports whether a key was given.
func (k *keys) has(id string) bool {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.given[id]
}

// unused returns a key like the one given that was not given so far; empty for an empty one.
func (k *keys) unused(like string, values *fixtures.Sampler) string {
	if like == "" {
		return ""
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	var others []string
	for id := range k.given {
		if len([]rune(id)) == len([]rune(like)) {
			others = append(others, id)
		}
	}
	sort.Strings(others)
	fresh := ""
	for range 20 {
		if fresh = alike(like, others, values); !k.given[fresh] {
			break
		}
	}
	for k.given[fresh] { // the form has room for few keys, which are taken
		fresh += string(rune('0' + values.Below(10)))
	}
	return fresh
}

// alike returns a key of the same form as id, as far as the other keys of its length show what varies.
// What never varies stays; a number that counts is replaced by a large one.
func alike(id string, others []string, values *fixtures.Sampler) string {
	if isGUID(id) {
		if fresh := values.GUID(); strings.ToUpper(id) == id {
			return strings.ToUpper(fresh)
		} else {
			return fresh
		}
	}
	text := []rune(id)
	varies, alphabet := varying(text, others)
	out := make([]rune, 0, len(text)+8)
	changed := 0
	for i := 0; i < len(text); i++ {
		end := digitRun(text, i)
		amongLetters := i > 0 && varies[i-1] || end < len(text) && varies[end]
		if end > i && slices.Contains(varies[i:end], true) && !amongLetters {
			out = append(out, digits(text[i:end], len(text) < longKey, values)...)
			changed += 6
			i = end - 1
			continue
		}
		if varies[i] {
			out = append(out, alphabet[values.Below(len(alphabet))])
			changed++
			continue
		}
		out = append(out, text[i])
	}
	for ; changed < 6; changed++ { // too short to be safe from what the target will give next
		out = append(out, alphabet[values.Below(len(alphabet))])
	}
	return string(out)
}

func isGUID(id string) bool {
	if len(id) != 36 {
		return false
	}
	for i := range len(id) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (id[i] == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(id[i])) {
			return false
		}
	}
	return true
}

// varying tells which characters differ among the keys, and what stands at those places. Where too few keys are known,
// digits vary; where there are none, letters do.
func varying(text []rune, others []string) (varies []bool, alphabet []rune) {
	varies = make([]bool, len(text))
	for _, other := range others {
		for i, c := range []rune(other) {
			varies[i] = varies[i] || c != text[i]
		}
	}
	mark := func(kind func(rune) bool) {
		for i, c := range text {
			varies[i] = varies[i] || kind(c)
		}
	}
	if !slices.Contains(varies, true) {
		mark(isDigit)
	}
	if !slices.Contains(varies, true) {
		mark(func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 0x7f })
	}
	seen := map[rune]bool{}
	for _, other := range append(others, string(text)) {
		for i, c := range []rune(other) {
			if varies[i] {
				seen[c] = true
			}
		}
	}
	for c := range seen {
		alphabet = append(alphabet, c)
	}
	slices.Sort(alphabet)
	if len(alphabet) < 2 { // one letter makes no new key
		alphabet = append(alphabet, []rune("0123456789")...)
	}
	return varies, alphabet
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// digitRun returns the end of the number that begins at i: one that stands alone between other characters than letters a to f,
// so that hexadecimal keys are not taken for one.
func digitRun(text []rune, i int) int {
	end := i
	for end < len(text) && isDigit(text[end]) {
		end++
	}
	hexadecimal := func(c rune) bool { return c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }
	if end == i || i > 0 && (isDigit(text[i-1]) || hexadecimal(text[i-1])) || end < len(text) && hexadecimal(text[end]) {
		return i
	}
	return end
}

// longKey is the length from which a key is no bare counter, so that its numbers keep their width.
const longKey = 20

// digits returns a large number in scenario.Collection of another: of the same width where that one is padded with zeros,
// long, or part of a long key.
func digits(like []rune, widen bool, values *fixtures.Sampler) []rune {
	width := len(like)
	if widen && width < 9 && like[0] != '0' {
		width = 9
	}
	out := make([]rune, width)
	for i := range out {
		out[i] = rune('0' + values.Below(10))
	}
	out[0] = '9'
	return out
}
