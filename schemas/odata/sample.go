package odata

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Sample is one value to try, with the reason for trying it.
type Sample struct {
	Label string // "256 characters", "largest Int32"
	Value any    // string, json.Number or bool
	// Extreme is whether the value lies where pages promise nothing and ordinary servers end: one may be refused, though not changed.
	Extreme bool
}

// moderate is how many characters of a text every server takes, where the page names no maximum.
const moderate = 64

// moderateNumber is the largest integer that every server takes, where the page names no range: what is counted in one rarely is beyond.
const moderateNumber = 1<<16 - 1

// Samples returns the values to try for a property of the type, the harmless one first. What the page says of it is kept.
func (t Type) Samples(r Random, f Facets) []Sample { return t.samples(t, r, f) }

// Plain returns one fresh harmless value; false where the page's range leaves none.
func (t Type) Plain(r Random, f Facets) (any, bool) {
	if t.plain != nil {
		return t.plain(r, f), true
	}
	if samples := t.samples(t, r, f); len(samples) > 0 {
		return samples[0].Value, true
	}
	return nil, false
}

// Random draws what nobody can predict without its seed. Values that a seed gave are kept in transcripts, so that the order of
// the draws must not change.
type Random struct {
	*rand.Rand
	// Run names the run that sends the values: its tags are another's nowhere, also where both have one seed. Empty for any run.
	Run string
	// Packed puts several peculiarities into one text, where they do not hinder each other.
	Packed bool
}

// Tags are eight letters and digits, of which none is easily taken for another. Those of one run begin alike.
const (
	tagLetters = "abcdefghjkmnpqrstuvwxyz23456789"
	tagLength  = 8
	runLength  = 3
)

// Tag returns eight unpredictable letters and digits.
func (r Random) Tag() string {
	var out [tagLength]byte
	for i := range out {
		out[i] = tagLetters[r.IntN(len(tagLetters))]
	}
	if r.Run != "" {
		copy(out[:], TagPrefix(r.Run))
		letters(out[runLength:], r.Run+string(out[:]))
	}
	return string(out[:])
}

// TagPrefix returns what all tags of a run begin with; empty for no run.
func TagPrefix(run string) string {
	if run == "" {
		return ""
	}
	var out [runLength]byte
	letters(out[:], run)
	return string(out[:])
}

// Distinct reports whether no word and no hexadecimal number holds a tag of a run: what they begin with has a digit, and a letter that no
// such number has.
func Distinct(run string) bool {
	prefix := TagPrefix(run)
	return strings.ContainsAny(prefix, "23456789") && strings.ContainsAny(prefix, "ghjkmnpqrstuvwxyz")
}

// letters fills out with letters that depend on the text.
func letters(out []byte, text string) {
	sum := sha256.Sum256([]byte(text))
	for i := range out {
		out[i] = tagLetters[int(sum[i])%len(tagLetters)]
	}
}

// mostTags is how many tags are found in a text: none that the run sends has nearly as many.
const mostTags = 1000

// Tags returns the tags of a run in a text, in lower case, each once and in their order.
func Tags(run, text string) (tags []string) {
	prefix, text := TagPrefix(run), strings.ToLower(text)
	if prefix == "" {
		return nil
	}
	for at := strings.Index(text, prefix); at >= 0 && at+tagLength <= len(text) && len(tags) < mostTags; {
		tag := text[at : at+tagLength]
		if strings.Trim(tag, tagLetters) == "" && !slices.Contains(tags, tag) {
			tags = append(tags, strings.Clone(tag)) // a tag is kept for longer than the text
		}
		next := strings.Index(text[at+1:], prefix)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return tags
}

// GUID returns a fresh random GUID (RFC 9562, version 4).
func (r Random) GUID() string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		uint32(a>>32), uint16(a>>16), uint16(a)&0xfff, 0x8000|uint16(b>>48)&0x3fff, b&0xffffffffffff)
}

// WordPrefix is what words begin with, unless they have to be shorter.
const WordPrefix = "Value "

// Word returns a fresh plain string, within the documented length.
func (r Random) Word(f Facets) string {
	word := WordPrefix + r.Tag()
	if f.MaxLength > 0 && len(word) > f.MaxLength {
		return word[len(word)-f.MaxLength:]
	}
	return word
}

// Timestamp returns a fresh plain point in time, to the second and in UTC.
func (r Random) Timestamp() string {
	return fmt.Sprintf("20%02d-%02d-%02dT%02d:%02d:%02dZ",
		15+r.IntN(15), 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60))
}

func word(r Random, f Facets) any      { return r.Word(f) }
func timestamp(r Random, _ Facets) any { return r.Timestamp() }
func yes(Random, Facets) any           { return true }

// textPatterns are short texts. Each is drawn with a tag in place of @, so that no two values are alike and none can be guessed.
var textPatterns = []struct {
	label   string
	draw    func(Random) string
	extreme bool
	packed  bool // its peculiarity is in one of packedTexts, too
}{
	{"plain", tagged("Value @"), false, false},
	{"empty", tagged(""), true, false},
	{"leading and trailing blanks", tagged("  @ \t "), false, true},
	{"CR LF and LF", tagged("one @\r\ntwo\nthree\r\n"), false, true},
	{"tabs and inner blanks", tagged("a\t@\t\tb   c"), false, true},
	{"quotes and backslashes", tagged(`"@" 'single' \back\n \u0041 /slash/`), false, true},
	{"markup and entities", tagged("<b>@</b> &amp; &lt;i&gt; & <!-- x --> <script>"), false, true},
	{"composed and combining characters", tagged("\u00e9 e\u0301 @ \u212b \u00c5 A\u030a \ufb01"), false, true},
	{"beyond U+FFFF", tagged("\U0001F600 @ \U0001D4B3 \U00020BB7"), true, true},
	{"several scripts", tagged("Ж 東京 @ שלום ß İ ı ﷺ"), false, true},
	{"joiners and separators", tagged("\ufeffa\u200bb\u200d@\u2028c\u2029d\ufeffe\u200f\u202ef\u202c\u00a0"), true, true},
	{"percent and plus", tagged("100%25 @ %20+%2B"), false, true},
	{"percent that escapes nothing", tagged("5 % of @, %zz"), false, true},
	{"letter case", tagged("MiXeD @ CASE"), false, true},
	{"looks like a timestamp", func(r Random) string { // some decoders turn such a string into a date and write it in another form
		return fmt.Sprintf("20%02d-0%d-1%dT00:00:00", 10+r.IntN(30), 1+r.IntN(9), r.IntN(10))
	}, false, false},
	{"looks like a number", func(r Random) string { return fmt.Sprintf("00%d.50", r.IntN(1e8)) }, false, false},
	{"digits", func(r Random) string { return fmt.Sprintf("00%d", r.IntN(1e8)) }, false, false},
	{"looks like a timestamp with offset", func(r Random) string {
		return fmt.Sprintf("20%02d-0%d-1%dT08:00:00.1200+02:00", 10+r.IntN(30), 1+r.IntN(9), r.IntN(10))
	}, false, false},
	{"control characters", tagged("a\u0001@\u007fb\rc"), true, false},
	{"the word null", tagged("null"), false, false},
	{"the word true", tagged("true"), false, false},
	{"looks like JSON", tagged(`{"@":[1,null]}`), false, false},
	{"templates and paths", tagged("${@} {{x}} %s $1 $& $$ ../../etc ; -- # ?a=b&c"), false, true},
}

// rewrittenTexts are what spreadsheets, decoders and columns of numbers write anew.
var rewrittenTexts = []struct {
	label string
	draw  func(Random) string
}{
	{"leading equals sign", tagged("=1+1 @")},
	{"leading at sign", func(r Random) string { return "@" + r.Tag() }},
	{"number with a leading plus sign", func(r Random) string { return fmt.Sprintf("+49%d", r.IntN(1e8)) }},
	{"number with a leading minus sign", func(r Random) string { return fmt.Sprintf("-0%d", r.IntN(1e8)) }},
	{"number with an exponent", func(r Random) string { return fmt.Sprintf("%de3", 10+r.IntN(1e6)) }},
	{"looks like a date", func(r Random) string {
		return fmt.Sprintf("20%02d-0%d-1%d", 10+r.IntN(30), 1+r.IntN(9), r.IntN(10))
	}},
	{"lines and tabs at both ends", tagged("\n\t@\t\n")},
}

// packedTexts hold several peculiarities each, within what every server takes.
var packedTexts = []struct {
	label   string
	draw    func(Random) string
	extreme bool
}{
	{"blanks around quotes, backslashes and markup", tagged(`  "@" 's' \b\n \u0041 <b>x</b> &amp; & <script>` + " \t "), false},
	{"percent, plus, letter case and templates", tagged("100%25 @ %20+%2B %zz MiXeD ${x} {{x}} %s $1 $& ../;--#?"), false},
	{"lines, tabs, combining characters and scripts",
		tagged("\n\ta\r\n@\t\tb   c \u00e9 e\u0301 \u212b A\u030a \ufb01 Ж 東 שלום ß İ ı ﷺ\t\n"), false},
	{"beyond U+FFFF, joiners and separators",
		tagged("\U0001F600 @ \U00020BB7\ufeffa\u200bb\u200d\u2028c\u2029d\u200f\u202ef\u202c\u00a0"), true},
}

// Lengths of texts, in characters.
var (
	textLengths   = []int{64, 65, 255, 256, 4096}
	packedLengths = []int{64, 256, 4096} // what each of the others may be too long for, one of these is
	wideTexts     = []struct {
		length int
		of     string
	}{{300, "\U0001F600"}, {255, "é"}, {4096, "東"}}
)

func tagged(pattern string) func(Random) string {
	return func(r Random) string { return strings.ReplaceAll(pattern, "@", r.Tag()) }
}

// patterns returns the short texts, the plain one first and behind it those that hold several peculiarities.
func patterns(r Random) (all []Sample) {
	for i, pattern := range textPatterns {
		if !r.Packed || !pattern.packed {
			all = append(all, Sample{pattern.label, pattern.draw(r), pattern.extreme})
		}
		if r.Packed && i == 0 {
			for _, several := range packedTexts {
				all = append(all, Sample{several.label, several.draw(r), several.extreme})
			}
		}
	}
	return all
}

func texts(_ Type, r Random, f Facets) []Sample {
	r.Packed = r.Packed && (f.MaxLength == 0 || f.MaxLength >= moderate)
	all, lengths, wide := patterns(r), textLengths, wideTexts
	if r.Packed {
		lengths, wide = packedLengths, wideTexts[:1]
	}
	for _, length := range lengths {
		text := strings.Repeat(r.Tag(), length/8+1)[:length-1] + "."
		all = append(all, Sample{fmt.Sprintf("%d characters", length), text, length > moderate && f.MaxLength == 0})
	}
	for _, long := range wide {
		tag := r.Tag()
		label := fmt.Sprintf("%d characters of %d bytes", long.length, len(long.of))
		all = append(all, Sample{label, tag + strings.Repeat(long.of, long.length-len(tag)), f.MaxLength == 0})
	}
	for _, pattern := range rewrittenTexts {
		all = append(all, Sample{pattern.label, pattern.draw(r), false})
	}
	if f.MaxLength == 0 {
		return all
	}
	all = slices.DeleteFunc(all, func(sample Sample) bool { return len([]rune(sample.Value.(string))) > f.MaxLength })
	if f.MaxLength > 8 {
		label := fmt.Sprintf("%d characters, the documented maximum", f.MaxLength)
		all = append(all, Sample{label, strings.Repeat(r.Tag(), f.MaxLength/8+1)[:f.MaxLength], false})
	}
	return all
}

func truths(Type, Random, Facets) []Sample {
	return []Sample{{"true", true, false}, {"false", false, false}}
}

func integers(t Type, r Random, f Facets) []Sample {
	least, most := t.Range(f)
	candidates := []struct {
		label string
		value int64
	}{
		{"small", 2 + r.Int64N(90)}, {"zero", 0}, {"one", 1}, {"negative", -2 - r.Int64N(90)},
		{"beyond 8 bits", 256}, {"beyond 15 bits", 32768}, {"beyond 16 bits", 65536 + r.Int64N(1000)}, {"minus one", -1},
		{"negative beyond 16 bits", -65537 - r.Int64N(1000)}, {"beyond 24 bits", 1<<24 + 1},
		{"any", 1e6 + r.Int64N(1e9)}, {"any negative", -1e6 - r.Int64N(1e9)},
		{"beyond 32 bits", 1<<32 + 1 + r.Int64N(1000)}, {"beyond 53 bits", 1<<53 + 1}, {"negative beyond 53 bits", -1<<53 - 1},
		{"largest", most}, {"smallest", least},
	}
	var all []Sample
	seen := map[int64]bool{}
	for _, each := range candidates {
		if each.value >= least && each.value <= most && !seen[each.value] {
			seen[each.value] = true
			extreme := (each.value < 0 || each.value > moderateNumber) && f.Minimum == nil && f.Maximum == nil
			all = append(all, Sample{each.label, json.Number(fmt.Sprint(each.value)), extreme})
		}
	}
	return all
}

// numbers draws fractions that every type of fractions holds, beside what is at the ends of one.
func numbers(atEnds ...string) func(Type, Random, Facets) []Sample {
	return func(_ Type, r Random, f Facets) []Sample {
		texts := append([]string{fmt.Sprintf("%d.25", 1+r.IntN(900)), "0", "-1.5", "0.1", "100000.5", "-0.0625"}, atEnds...)
		var all []Sample
		for _, text := range texts {
			value, _ := json.Number(text).Float64()
			if f.Minimum != nil && value < float64(*f.Minimum) || f.Maximum != nil && value > float64(*f.Maximum) {
				continue
			}
			extreme := (value < 0 || value > moderateNumber || slices.Contains(atEnds, text)) && f.Minimum == nil && f.Maximum == nil
			all = append(all, Sample{text, json.Number(text), extreme})
		}
		return all
	}
}

// exactly gives the same texts always: none of them could be varied without losing what it is for.
func exactly(texts ...string) func(Type, Random, Facets) []Sample {
	return func(Type, Random, Facets) []Sample {
		var all []Sample
		for _, text := range texts {
			all = append(all, Sample{Label: text, Value: text})
		}
		return all
	}
}

// dates ends with the last day of the calendar.
func dates(texts ...string) func(Type, Random, Facets) []Sample {
	return func(t Type, r Random, f Facets) []Sample {
		return append(exactly(texts...)(t, r, f), Sample{"last day of the calendar", "9999-12-31", true})
	}
}

func timestamps(_ Type, r Random, _ Facets) []Sample {
	year := 2018 + r.IntN(8)
	minute, fraction := 10+r.IntN(50), 1000001+r.IntN(8999990)/10*10+1
	return []Sample{
		{"no fraction, UTC", fmt.Sprintf("%d-03-04T05:%02d:07Z", year, minute), false},
		{"7 digits, offset -08:00", fmt.Sprintf("%d-01-15T00:%02d:58.%07d-08:00", year, minute, fraction), false},
		{"3 digits", fmt.Sprintf("%d-04-05T06:%02d:08.%03dZ", year, minute, 101+fraction%800), false},
		{"6 digits", fmt.Sprintf("%d-05-06T07:%02d:09.%06dZ", year, minute, 100001+fraction%800000), false},
		{"7 digits, mid-July", fmt.Sprintf("%d-07-15T12:%02d:10.%07dZ", year, minute, fraction), false},
		{"mid-January", fmt.Sprintf("%d-01-15T12:%02d:11.5Z", year, minute), false},
		{"mid-July, offset +02:00", fmt.Sprintf("%d-07-15T23:%02d:12+02:00", year, minute), false},
		{"offset +05:30", fmt.Sprintf("%d-06-07T02:%02d:13.25+05:30", year, minute), false},
		{"offset -03:30", fmt.Sprintf("%d-08-09T22:%02d:14.75-03:30", year, minute), false},
		{"before midnight", fmt.Sprintf("%d-09-30T23:59:59.9999999Z", year), false},
		{"midnight", fmt.Sprintf("%d-10-01T00:00:00Z", year), false},
		{"end of a year", fmt.Sprintf("%d-12-31T23:59:59.9999999Z", year), false},
		{"year that differs in UTC, positive offset", fmt.Sprintf("%d-01-01T00:30:00.0000001+01:00", year), false},
		{"year that differs in UTC, negative offset", fmt.Sprintf("%d-12-31T23:30:00-01:00", year), false},
		{"leap day", "2024-02-29T12:34:56.7Z", false},
		{"fraction with leading zeros", fmt.Sprintf("%d-11-12T13:%02d:15.0100200Z", year, minute), false},
		{"before 1970", fmt.Sprintf("1969-12-31T23:%02d:59.9999999Z", minute), false},
		{"beyond 2038", fmt.Sprintf("2040-01-20T04:%02d:16.1234567Z", minute), false},
		{"first days of the calendar", "0001-01-03T00:00:00Z", true}, // a day off the end, for targets that show another offset
		{"last days of the calendar", "9999-12-30T23:59:59.9999999Z", true},
		{"before 1753", fmt.Sprintf("1752-02-29T00:%02d:18Z", minute), true},
		{"hour skipped by summer time in places", fmt.Sprintf("%d-03-31T02:%02d:17Z", year, minute), false},
	}
}

func guids(_ Type, r Random, _ Facets) []Sample {
	return []Sample{{"lower case", r.GUID(), false}, {"upper case", strings.ToUpper(r.GUID()), false}}
}

func binaries(_ Type, r Random, _ Facets) []Sample {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	encode := base64.StdEncoding.EncodeToString
	return []Sample{
		{"text", encode([]byte("bytes " + r.Tag())), false},
		{"every byte", encode(all), false},
		{"empty", "", false},
		{"one byte", encode([]byte{byte(r.IntN(256))}), false},
		{"padding of one", encode([]byte{0xfb, 0xff}), false},
		{"5,000 bytes", encode(slices.Repeat(all, 20)[:5000]), true},
	}
}
