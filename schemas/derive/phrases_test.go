package derive

import (
	"fmt"
	"slices"
	"testing"

	"graphconform/schemas"
)

func TestDescribe(t *testing.T) {
	bound := func(n int64) *int64 { return &n }
	tests := []struct {
		name, typeName, text string
		want                 schemas.Property
	}{
		{"prose", "String", "Name of the lamp.", schemas.Property{}},
		{"long form", "String", "Key of the lamp. This property is read-only.", schemas.Property{ReadOnly: "documented"}},
		{"short form", "String", "Key of the lamp. Read-only.", schemas.Property{ReadOnly: "documented"}},
		{"without stop", "String", "Key of the lamp. Read-only", schemas.Property{ReadOnly: "documented"}},
		{"capitals", "String", "Key. Read-Only.", schemas.Property{ReadOnly: "documented"}},
		{"blank", "String", "Key. Read Only.", schemas.Property{ReadOnly: "documented"}},
		{"first word", "String", "Read-only.", schemas.Property{ReadOnly: "documented"}},
		{"generated", "Boolean", "Built in. This is read-only and automatically generated.", schemas.Property{ReadOnly: "documented"}},
		{"generated, short", "String", "The key. Read-only, automatically generated.", schemas.Property{ReadOnly: "documented"}},
		{"mid-cell", "Boolean", "Tags. This property is read-only. Inherited from lamp", schemas.Property{ReadOnly: "documented"}},
		{"false friend", "String", "The script. Proprietary scripts are read-only", schemas.Property{}},
		{"another false friend", "Boolean", "Whether the lamp is in read-only mode.", schemas.Property{}},
		{"range", "Int32", "Light. Valid values -5 to 100", schemas.Property{Minimum: bound(-5), Maximum: bound(100)}},
		{"range beyond 64 bits", "Double", "Light. Valid values 0 to 99999999999999999999", schemas.Property{Minimum: bound(0)}},
		{"most elements", "String collection", "Names. This collection can contain a maximum of 500 elements.",
			schemas.Property{MaxItems: 500}},
		{"longest text", "String", "Name. Max length is 128 characters.", schemas.Property{MaxLength: 128}},
		{"list", "glow", "Glow. Possible values are: off, on.", schemas.Property{Enum: []string{"off", "on"}}},
		{"list, newer", "glow", "Glow. The possible values are: off, on, unknownFutureValue.",
			schemas.Property{Enum: []string{"off", "on", "unknownFutureValue"}}},
		{"list behind base", "glow", "Glow Inherited from lamp Possible values are: v4_0_3, on",
			schemas.Property{Enum: []string{"v4_0_3", "on"}}},
		{"list with and", "glow", "Possible values are: off, on, and dim. More text.",
			schemas.Property{Enum: []string{"off", "on", "dim"}}},
		{"list twice", "glow", "Possible values are: off, on. Possible values are: off, on.",
			schemas.Property{Enum: []string{"off", "on"}}},
		{"list with and, no comma", "glow", "Possible values are: off, on and dim.", schemas.Property{Enum: []string{"off", "on", "dim"}}},
		{"list before prose", "glow", "Possible values are: off, on and it glows. More.", schemas.Property{Enum: []string{"off", "on"}}},
		{"list in quotes", "glow", `Possible values: "off", 'on', “dim”.`, schemas.Property{Enum: []string{"off", "on", "dim"}}},
		{"list without colon", "glow", "Possible values are off, on.", schemas.Property{Enum: []string{"off", "on"}}},
		{"no list", "glow", "Possible values are listed elsewhere.", schemas.Property{}},
		{"no list, then one", "glow", "Possible values depend. Possible values are: off, on.",
			schemas.Property{Enum: []string{"off", "on"}}},
		{"emphasis", "String", "The key. This property is *read-only*.", schemas.Property{ReadOnly: "documented"}},
		{"numbered list", "Int32", "Possible values are: 0 - Not Ready, 1 - Ready.", schemas.Property{}},
		{"list on a string", "String", "Possible values are: off, on.", schemas.Property{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := schemas.Property{}
			got.Type, got.Collection = splitType(test.typeName)
			describe(&got, test.text)
			same := got.ReadOnly == test.want.ReadOnly && equal(got.Minimum, test.want.Minimum) &&
				equal(got.Maximum, test.want.Maximum) && got.MaxItems == test.want.MaxItems &&
				got.MaxLength == test.want.MaxLength && slices.Equal(got.Enum, test.want.Enum)
			if !same {
				t.Errorf("%q: got %+v", test.text, got)
			}
		})
	}
}

// TestLimits reads limits in each of their spellings, on sentences of our own.
func TestLimits(t *testing.T) {
	const none = "no limit"
	for _, test := range []struct{ typeName, text, want string }{
		{"Int32", "Valid values 1 to 9. Brightness.", "1 to 9"},
		{"Int32", "Brightness. Valid values are 0-1440.", "0 to 1440"},
		{"Int32", "Brightness. Valid values are 4 to 127 inclusive and beyond the dimmer's.", "4 to 127"},
		{"Int32", "Watts, which must be set between 0 and 50, inclusive, at night.", "0 to 50"},
		{"Int32", "This value must be between -4 and 27, inclusive.", "-4 to 27"},
		{"Int32", "Seconds of glow, from 300 to 3600 inclusive.", "300 to 3600"},
		{"Int32", "Days ranging from 0 to 90 inclusive", "0 to 90"},
		{"Int32", "Minutes. Valid range 1-3600.", "1 to 3600"},
		{"Int32", "Minutes. Valid range: 5-1440", "5 to 1440"},
		{"Int32", "Percent. Valid input range (0-100).", "0 to 100"},
		{"Int32", "Days until dark, with valid range from 2 to 30 days", "2 to 30"},
		{"Int32", "Loudness. Permitted values are 0-100.", "0 to 100"},
		{"Int32", "An integer, range is 0 - 50.", "0 to 50"},
		{"Int32", "An integer X where 0 <= X <= 999.", "0 to 999"},
		{"Int32", "An integer X where 4 <= X <= 16 for lamps and 0 <= X <= 9 for others.", none},
		{"Int32", "Percent of light (0-100).", "0 to 100"},
		{"Int32", "Light of bulbs (2020-2021) and later.", none},
		{"Int32", "The largest number you can configure for this policy setting is 730. " +
			"The lowest number you can configure for this policy setting is 0.", "0 to 730"},
		{"Double", "Valid values 0 to 1.79769313486232E+308", none},
		{"Int32 collection", "Valid values 1 to 9", none},
		{"String", "Name. Maximum length is 256 characters.", "256 characters"},
		{"String", "Maximum length of bulbName is 1024 characters.", "1024 characters"},
		{"String", "Name. Max length: 64 characters", "64 characters"},
		{"String", "Name, limited to 30 characters.", "30 characters"},
		{"String", "Name. Must not exceed 15 characters.", "15 characters"},
		{"String", "A name of 40 characters or less.", "40 characters"},
		{"String", "A pattern. The text generated by it can be no more than 15 characters.", none},
		{"Int32", "Maximum length is 256 characters.", none},
		{"String collection", "Names. Maximum length is 256 characters.", none},
		{"String collection", "Rooms. This collection can contain a maximum of 3 elements.", "3 elements"},
		{"lamp collection", "Lamps of the house; it supports up to 25.", "25 elements"},
		{"lamp collection", "Lamps, with maximum count 100.", "100 elements"},
		{"String collection", "No more than 7 entries.", "7 elements"},
		{"String", "This collection can contain a maximum of 3 elements.", none},
	} {
		p := schemas.Property{}
		p.Type, p.Collection = splitType(test.typeName)
		describe(&p, test.text)
		got := none
		switch {
		case p.Minimum != nil && p.Maximum != nil:
			got = fmt.Sprintf("%d to %d", *p.Minimum, *p.Maximum)
		case p.MaxLength > 0:
			got = fmt.Sprintf("%d characters", p.MaxLength)
		case p.MaxItems > 0:
			got = fmt.Sprintf("%d elements", p.MaxItems)
		}
		if got != test.want || (p.Minimum == nil) != (p.Maximum == nil) {
			t.Errorf("%s: %q: got %s, want %s", test.typeName, test.text, got, test.want)
		}
	}
}

func equal(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }

func TestPlain(t *testing.T) {
	tests := []struct{ text, want string }{
		{"[runState](../resources/intune-runstate.md) collection", "runState collection"},
		{"Inherited from [lamp](https://x.example/a?view=b)", "Inherited from lamp"},
		{`\(\*.xml\) remote\_control`, "(*.xml) remote_control"},
		{"&nbsp;&nbsp; **Onboarding**", "Onboarding"},
		{"Bearer &lt;token&gt; Required.", "Bearer <token> Required."},
		{"a\u200bb\u00a0c  d", "ab c d"},
		{`C:\Windows`, `C:\Windows`},
		{"one<br>two<br/>three", "one two three"},
		{"[not a link", "[not a link"},
		{`[a](<b> "a (title)") and [c](d_(e)) and [f][1]`, "a and c and f"},
		{`<a href="b">c</a>, <code>d</code>, <span class="e">f</span>`, "c, d, f"},
		{"so\u00adft", "soft"},
		{"", ""},
	}
	for _, test := range tests {
		if got := plain(test.text); got != test.want {
			t.Errorf("plain(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}
