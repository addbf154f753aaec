package conform

import (
	"fmt"
	"strings"
	"unicode"

	"graphconform/fixtures"
)

// Show renders a JSON value for a finding.
func Show(value any) string {
	text, err := fixtures.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return Cut(string(text), 200)
}

// ShowMember renders a member of an answer, or that it is missing.
func ShowMember(object map[string]any, name string) string {
	value, present := object[name]
	if !present {
		return "no " + name
	}
	return Show(value)
}

// parting says where two texts part of which only what they have in common is shown. It shows nothing of them itself, as it could not be
// told whether that is part of what is to be taken out.
func parting(want, got any) string {
	a, isText := want.(string)
	b, isToo := got.(string)
	if !isText || !isToo || a == b || Show(a) != Show(b) {
		return ""
	}
	other, n := []rune(b), 0
	for _, r := range a {
		if n == len(other) || r != other[n] {
			break
		}
		n++
	}
	return fmt.Sprintf(" (another text from character %d on)", n+1)
}

// Cut shortens text to about n bytes at a character's border.
func Cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xc0 == 0x80 {
		n--
	}
	return text[:n] + "…"
}

// Unseen reports whether nobody sees a character, or it turns or breaks the text around it, or is none at all.
func Unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r&0xfffe == 0xfffe
}

// Printable keeps a terminal, a page and a pipeline safe from what a target sends: characters that steer, that nobody sees or that no text
// has, and what begins a command of Azure Pipelines wherever it stands, are shown as a dot.
func Printable(text string) string {
	text = strings.Map(func(r rune) rune {
		if Unseen(r) {
			return '·'
		}
		return r
	}, text)
	return strings.ReplaceAll(text, "##vso[", "##vso·[")
}
