package recorded_test

import (
	"runtime"
	"testing"

	"graphconform/fixtures"
	"graphconform/fixtures/tenant"
	"graphconform/schemas"
	"graphconform/suites/recorded"
)

// BenchmarkJudge judges exchange by exchange what a run says to a tenant: how many a second, and how much is kept of many.
func BenchmarkJudge(b *testing.B) {
	entries := traffic(b, tenant.New(), "beta/deviceComplianceScriptDeviceState/**", "v1.0/webApp/**")
	j, err := recorded.New(schemas.Embedded(), fixtures.Embedded(), recorded.Options{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if err := j.Add(entries[n%len(entries)]); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.StopTimer()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "exchanges/s")
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB-kept")
	runtime.KeepAlive(j)
}
