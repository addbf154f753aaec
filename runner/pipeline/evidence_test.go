package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
	"graphconform/suites/exercise"
	"graphconform/suites/plan"
)

// WriteEvidence exercises a plan against the fake tenant in a condition, and returns a folder with the evidence.
func WriteEvidence(t *testing.T, of *plan.Plan, condition ...tenant.Option) (dir string) {
	t.Helper()
	sender, err := wire.New(wire.Config{Root: "http://tenant.invalid", Token: "any", Transport: wire.InProcess(tenant.New(condition...))})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	dir = t.TempDir()
	file, err := os.Create(filepath.Join(dir, evidence.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := evidence.NewWriter(file, evidence.Header{})
	exercise.Run(t.Context(), of, exercise.Target{Sender: sender, RunID: "test", Workers: 2, Private: true},
		func(unit *plan.Unit, gathered *conform.Evidence) { w.Write(unit.Resource.ID(), gathered.Transcripts()) })
	if err := w.Close(sender.Sent()); err != nil {
		t.Fatal(err)
	}
	return dir
}
