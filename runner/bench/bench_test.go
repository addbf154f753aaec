//go:build linux

package bench_test

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"graphconform/fixtures/recording"
)

var results = flag.String("results", "", "file to write all measurements to; without it ratios alone are held")

// table is what is printed and written.
type table struct {
	strings.Builder
}

func (out *table) head(title, text string, columns ...string) {
	fmt.Fprintf(out, "\n## %s\n\n%s\n\n| %s |\n|%s\n", title, text, strings.Join(columns, " | "), strings.Repeat(" ---: |", len(columns)))
}

func (out *table) row(cells ...any) {
	for _, cell := range cells {
		switch cell := cell.(type) {
		case time.Duration:
			fmt.Fprintf(out, "| %.2f s ", cell.Seconds())
		case float64:
			fmt.Fprintf(out, "| %.2f ", cell)
		default:
			fmt.Fprintf(out, "| %v ", cell)
		}
	}
	out.WriteString("|\n")
}

// law is the exponent by which the second column grows with the first, by least squares over the logarithms: 1 is linear.
func law(points [][2]float64) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, p := range points {
		x, y := math.Log(p[0]), math.Log(p[1])
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// TestBench measures everything, for minutes, and writes it to a file.
func TestBench(t *testing.T) {
	if *results == "" {
		t.Skip("make bench measures")
	}
	program, out := built(t), &table{}
	defer func() { t.Log(out.String()) }() // also of what was measured before a part that fails
	fmt.Fprintf(out, "# What commands cost\n\nWritten by `make bench`, on %d processors, with the fake tenant on the same machine.\n",
		runtime.NumCPU())
	nearTheWire(t, program, out)
	runs(t, program, out)
	derivations(t, program, out)
	recordings(t, program, out)
	if err := os.WriteFile(*results, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// nearTheWire holds a run of the three resources against a bare client that sends the same requests.
func nearTheWire(t *testing.T, program string, out *table) {
	out.head("Near the wire", "The three resources of `make run`; a bare client sends the same requests, as many at once. A chain is of "+
		"requests that each wait for the answer to the one before. Latency alone is that of all requests shared by the workers, and the "+
		"chain's.",
		"Latency", "Workers", "Requests", "Longest chain", "Run", "Bare client", "Run / bare", "Run - bare", "Run / latency alone")
	for _, latency := range []time.Duration{0, 5 * time.Millisecond, 50 * time.Millisecond} {
		for _, workers := range []int{1, 4, 16, 64} {
			if latency > 5*time.Millisecond && workers < 16 {
				continue // minutes, which show nothing else
			}
			suite, bare, calls, longest := againstBare(t, program, latency, workers)
			alone := time.Duration(calls)*latency/time.Duration(workers) + time.Duration(longest)*latency
			ratio := "-"
			if alone > 0 {
				ratio = fmt.Sprintf("%.2f", suite.Seconds()/alone.Seconds())
			}
			out.row(latency.String(), workers, calls, longest, suite, bare, suite.Seconds()/bare.Seconds(), suite-bare, ratio)
		}
	}
}

// againstBare measures a run and the bare client behind it, each with a new tenant.
func againstBare(t *testing.T, program string, latency time.Duration, workers int) (suite, bare time.Duration, calls, longest int) {
	t.Helper()
	root, _ := serve(t, latency)
	report := filepath.Join(t.TempDir(), "report")
	measure(t, program, append(selecting(seeds()), "--target", root, "--workers", fmt.Sprint(workers), "--report", report)...)
	longest = longestChain(t, filepath.Join(report, "evidence.jsonl.gz"))
	root, to := serve(t, latency)
	suite = measure(t, program, append(selecting(seeds()), "--target", root, "--workers", fmt.Sprint(workers))...).wall
	root, _ = serve(t, latency)
	return suite, replay(t, root, to.calls, workers), len(to.calls), longest
}

// runs measures runs of more and more resources against the embedded tenant.
func runs(t *testing.T, program string, out *table) {
	out.head("Runs", "Against the embedded tenant.", "Resources", "Checks", "Requests", "Observations", "Wall", "CPU", "CPU a check",
		"Memory")
	var points [][2]float64
	for _, n := range []int{3, 30, 300, math.MaxInt} {
		globs, name := resources(t, program, n), fmt.Sprint(n)
		if n == math.MaxInt {
			name = "all"
		}
		c := measure(t, program, selecting(globs)...)
		out.row(name, c.checks, c.requests, c.observations, c.wall, c.cpu,
			fmt.Sprintf("%.2f ms", c.cpu.Seconds()*1000/float64(c.checks)), megabytes(c.memory))
		points = append(points, [2]float64{float64(c.checks), c.cpu.Seconds()})
	}
	fmt.Fprintf(out, "\nCPU grows with checks to the power of %.2f.\n", law(points))
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes>>20) }

// derivations measures derive over more and more pages, where there are any beside the project.
func derivations(t *testing.T, program string, out *table) {
	const beside = "../../../shared/graph-docs"
	pages, err := filepath.Glob(beside + "/api-reference/*/api/*.md")
	if err != nil || len(pages) == 0 {
		fmt.Fprint(out, "\nThere were no pages beside the project: derive was not measured.\n")
		return
	}
	out.head("Deriving", "From pages, into an empty folder.", "Pages", "Wall", "CPU", "Memory")
	var points [][2]float64
	for _, n := range []int{10, 100, 1000, len(pages)} {
		from := t.TempDir()
		n = min(n, len(pages))
		for i := range n {
			page := pages[i*len(pages)/n]
			to := filepath.Join(from, strings.TrimPrefix(page, beside)) // which version it is of stands in its path
			text, err := os.ReadFile(page)
			err = cmp.Or(err, os.MkdirAll(filepath.Dir(to), 0o700))
			if err == nil {
				err = os.WriteFile(to, text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		c := measure(t, program, "derive", "--from", from, "--out", t.TempDir())
		out.row(n, c.wall, c.cpu, megabytes(c.memory))
		points = append(points, [2]float64{float64(n), c.cpu.Seconds()})
	}
	fmt.Fprintf(out, "\nCPU grows with pages to the power of %.2f.\n", law(points))
}

// recordings measures judge over longer and longer recordings.
func recordings(t *testing.T, program string, out *table) {
	out.head("Judging recordings", "HAR of what runs say, judged by its answers: runs send what is wrong on purpose.",
		"Exchanges", "Size", "Wall", "CPU", "Memory")
	root, to := serve(t, 0)
	measure(t, program, append(selecting(resources(t, program, 100)), "--target", root)...)
	var points [][2]float64
	for _, n := range []int{1_000, 10_000, 100_000} {
		file := recorded(t, root, to.calls[:min(n, len(to.calls))])
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		c := measure(t, program, "judge", "--side", "answer", file)
		out.row(min(n, len(to.calls)), megabytes(info.Size()), c.wall, c.cpu, megabytes(c.memory))
		points = append(points, [2]float64{float64(n), c.cpu.Seconds()})
	}
	fmt.Fprintf(out, "\nCPU grows with exchanges to the power of %.2f.\n", law(points))
}

func recorded(t *testing.T, root string, calls []*call) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "calls.har"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	har := recording.NewHARWriter(file, "1")
	for _, c := range calls {
		if err := har.Add(c.entry(root)); err != nil {
			t.Fatal(err)
		}
	}
	if err := har.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

// A check costs no more where there are many, and a replay says what the run said.
func TestRatios(t *testing.T) {
	if os.Getenv("GRAPHCONFORM_PROOFS") != "all" {
		t.Skip("runs 50 resources; `make prove` does")
	}
	program := built(t)
	few, many := measure(t, program, selecting(resources(t, program, 10))...), measure(t, program, selecting(resources(t, program, 50))...)
	if few.checks == 0 || few.requests == 0 || many.checks < 3*few.checks {
		t.Fatalf("%d and %d checks, %d requests", few.checks, many.checks, few.requests)
	}
	each := func(c cost) float64 { return c.cpu.Seconds() / float64(c.checks) }
	if ratio := each(many) / each(few); ratio > 1.5 {
		t.Errorf("a check of many costs %.2f times as much", ratio)
	}
	root, to := serve(t, 0)
	measure(t, program, append(selecting(seeds()), "--target", root)...)
	root, again := serve(t, 0)
	if replay(t, root, to.calls, 1); len(again.calls) != len(to.calls) {
		t.Fatalf("%d requests are replayed as %d", len(to.calls), len(again.calls))
	}
	differ := 0
	for i, c := range to.calls {
		if again.calls[i].status != c.status {
			differ++
		}
	}
	if differ*20 > len(to.calls) {
		t.Errorf("%d of %d replayed requests are answered with another status", differ, len(to.calls))
	}
}
