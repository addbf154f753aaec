//go:build unix

package derive

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// BenchmarkRead derives all pages and measures that by a Markdown parser alone on the same bytes, in turns: at most twice
// its time, at most 500 MB. The ratio of processor times holds on a busy machine too; that of times by the clock shows
// what several processors bring.
func BenchmarkRead(b *testing.B) {
	dirs := []string{sharedPages(b, "graph-docs"), sharedPages(b, "graph-docs-newer"), sharedPages(b, "seeds")}
	read := func() {
		if _, err := Read(dirs); err != nil {
			b.Fatal(err)
		}
	}
	read()
	peak := usage(b).Maxrss / 1024 // kilobytes, on Linux
	sources := sourcesIn(b, dirs)
	parser := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
	parse := func() {
		for _, source := range sources {
			parser.Parse(text.NewReader(source))
		}
	}
	var reading, parsing cost
	for b.Loop() {
		reading.least(measure(b, read))
		parsing.least(measure(b, parse))
	}
	b.ReportMetric(reading.processor.Seconds()/parsing.processor.Seconds(), "x-goldmark-processor")
	b.ReportMetric(reading.clock.Seconds()/parsing.clock.Seconds(), "x-goldmark-clock")
	b.ReportMetric(float64(peak), "MB-peak")
}

// cost is what one run took.
type cost struct{ processor, clock time.Duration }

func (c *cost) least(other cost) {
	if c.clock == 0 {
		*c = other
	}
	c.processor, c.clock = min(c.processor, other.processor), min(c.clock, other.clock)
}

func measure(b *testing.B, work func()) cost {
	before, start := usage(b), time.Now()
	work()
	after := usage(b)
	spent := time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
	return cost{processor: spent, clock: time.Since(start)}
}

func usage(b *testing.B) (u syscall.Rusage) {
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u
}

func sourcesIn(b *testing.B, dirs []string) (sources [][]byte) {
	for _, dir := range dirs {
		files, err := list(dir, 0, "")
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
	return sources
}
