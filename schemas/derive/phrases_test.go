package derive

import (
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
		{"most elements", "String", "Names. This collection can contain a maximum of 500 elements.", schemas.Property{MaxItems: 500}},
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
			got := schemas.Property{Type: test.typeName}
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
