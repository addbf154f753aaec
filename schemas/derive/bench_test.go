package derive

import (
	"os"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// BenchmarkRead derives all pages; BenchmarkGoldmark is the measure: a Markdown parser alone on the same bytes, which
// Read must not exceed twice.
func BenchmarkRead(b *testing.B) {
	dirs := []string{sharedPages(b, "graph-docs"), sharedPages(b, "graph-docs-newer"), sharedPages(b, "seeds")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(dirs); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGoldmark(b *testing.B) {
	var sources [][]byte
	for _, folder := range []string{"graph-docs", "graph-docs-newer", "seeds"} {
		files, err := list(sharedPages(b, folder), 0, "")
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f.path)
			if err != nil {
				b.Fatal(err)
			}
			sources = append(sources, data)
		}
	}
	parser := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
	b.ReportAllocs()
	for b.Loop() {
		for _, source := range sources {
			parser.Parse(text.NewReader(source))
		}
	}
}
