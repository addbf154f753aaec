package derive

import (
	"regexp"
	"strconv"
	"strings"

	"graphconform/schemas"
)

// The phrases of a description that are facts. All else in it is prose and is dropped.
var (
	readOnlyPhrase = regexp.MustCompile(`(?i)\bproperty is read[- ]?only\b|(?:^|[.!?;:)] *)(?:this is |it is )?read[- ]only(?:$|[.,` +
		`;]| and automatically| *\|)`)
	valuesPhrase = "ossible values"
)

// describe reads a description into the property.
func describe(p *schemas.Property, text string) {
	if strings.ContainsAny(text, "*`") { // left of emphasis
		text = emphasis.Replace(text)
	}
	if hasFold(text, "only") && readOnlyPhrase.MatchString(text) {
		p.ReadOnly = schemas.ReadOnlyDocumented
	}
	lower := strings.ToLower(text)
	limits(p, lower)
	p.Conditions = conditions(p.Source, lower)
	if !schemas.IsPrimitive(p.Type) {
		p.Enum = valueList(text)
	}
}

var emphasis = strings.NewReplacer("*", "", "`", "")

func hasFold(text, lower string) bool {
	for i := 0; i+len(lower) <= len(text); i++ {
		if text[i]|0x20 == lower[0] && strings.EqualFold(text[i:i+len(lower)], lower) {
			return true
		}
	}
	return false
}

// valueList reads the members behind "Possible values are:": names divided by commas. Where a description holds several lists, one behind a
// colon counts before one in a sentence, and of such ones the longest: the others are prose about it.
func valueList(text string) (best []string) {
	listed := false
	for {
		var ok bool
		if _, text, ok = strings.Cut(text, valuesPhrase); !ok {
			return best
		}
		rest, are := strings.CutPrefix(text, " are")
		rest, colon := strings.CutPrefix(strings.TrimLeft(rest, " "), ":")
		if !colon && (!are || listed) {
			continue
		}
		found := names(rest)
		if better := len(found) > len(best) || colon && !listed; better && (len(found) > 1 || colon) {
			best, listed = found, colon
		}
	}
}

// markedList reads the list whose members stand as code or as links, where a description in Markdown holds several: that one counts, of
// several such ones the longest.
func markedList(markdown string) (best []string) {
	if strings.Count(markdown, valuesPhrase) < 2 {
		return nil
	}
	for {
		var ok bool
		if _, markdown, ok = strings.Cut(markdown, valuesPhrase); !ok {
			return best
		}
		rest := strings.TrimLeft(strings.TrimPrefix(markdown, " are"), " :*")
		if rest != "" && (rest[0] == '`' || rest[0] == '[') {
			if found := names(plain(rest)); len(found) > len(best) {
				best = found
			}
		}
	}
}

// quotes may stand around names.
const quotes = " \"'\u201c\u201d\u2018\u2019"

// names reads names divided by commas, "and" or "or".
func names(rest string) (found []string) {
	for {
		rest = strings.TrimLeft(rest, quotes)
		for _, word := range []string{"and ", "or "} {
			if len(found) > 0 {
				rest = strings.TrimLeft(strings.TrimPrefix(rest, word), quotes)
			}
		}
		end := 0
		for end < len(rest) && isIdentifier("_"+rest[end:end+1]) {
			end++
		}
		if end == 0 {
			return found
		}
		found = append(found, rest[:end])
		rest = rest[end:]
		next, more := strings.CutPrefix(strings.TrimLeft(rest, quotes), ",")
		if !more {
			return appendLast(found, rest)
		}
		rest = next
	}
}

// appendLast adds the last name of a list that goes on with "and" or "or" instead of a comma, and then ends.
func appendLast(found []string, rest string) []string {
	var words []string // the first two, and whether there are more: all of a long text would be read again for each list in it
	for word := range strings.FieldsSeq(rest) {
		if words = append(words, word); len(words) > 2 {
			break
		}
	}
	if len(words) < 2 || words[0] != "and" && words[0] != "or" {
		return found
	}
	name := strings.Trim(words[1], quotes+"|")
	name, stop := strings.CutSuffix(name, ".")
	name = strings.Trim(name, quotes)
	if (stop || len(words) == 2) && isIdentifier("_"+name) {
		return append(found, name)
	}
	return found
}

// response reads "If successful, this method returns a 201 Created response code and a X object in the
// response body."
func (p *Page) response() {
	text := p.text(responseSection)
	_, rest, ok := strings.Cut(text, "returns ")
	if !ok {
		return
	}
	rest = strings.TrimPrefix(rest, "a ")
	if len(rest) >= 3 {
		p.Status, _ = strconv.Atoi(rest[:3]) // no number: 0, which is reported below
	}
	_, rest, _ = strings.Cut(rest, "response code")
	body, rest, ok := strings.Cut(rest, " in the response body")
	_ = rest
	if !ok {
		return
	}
	var returns schemas.Returns
	for _, word := range strings.Fields(body) {
		switch word {
		case "and", "a", "an", "the", "updated", "of", "object", "objects":
		case "collection":
			returns.Collection = true
		default:
			if returns.Type != "" {
				return // prose that names no type
			}
			returns.Type = word
		}
	}
	if returns.Type != "" {
		p.Returns = &returns
	}
}
