package schemas

import (
	"strings"
	"testing"
)

// A file of renames is refused or read, with bounded effort, and what was read names what it renames.
func FuzzParseRenames(f *testing.F) {
	f.Add([]byte("- version: beta\n  type: a\n  property: p\n  old: x\n  new: X\n"))
	f.Add([]byte("- {version: v1.0, old: a, new: A}\n"))
	f.Add([]byte("- &a [b,b,b]\n- &c [*a,*a,*a]\n- [*c,*c,*c]\n"))
	f.Add([]byte("# nothing\n"))
	f.Add([]byte(strings.Repeat("[", 20_000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		renames, err := ParseRenames(data)
		if err != nil && len(renames) > 0 && err.Error() == "" {
			t.Errorf("%q: an error that says nothing", data)
		}
		if err == nil && len(renames) > len(data) {
			t.Errorf("%d renames in %d bytes", len(renames), len(data))
		}
	})
}
