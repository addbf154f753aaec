package plan_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/plan"
)

// BenchmarkNew plans the whole catalog.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.New(schemas.Embedded(), plan.Options{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
