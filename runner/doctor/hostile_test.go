package doctor_test

import (
	"testing"
	"time"

	"graphconform/fixtures/hostile"
	"graphconform/fixtures/wire"
	"graphconform/runner/doctor"
	"graphconform/schemas"
)

// Whatever a tenant answers, doctor writes nothing and asks nobody else.
func TestDoctorDoesNoHarm(t *testing.T) {
	paths, err := hostile.ReadPaths(schemas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, attack := range hostile.Attacks() {
		tenant := hostile.New(paths, attack)
		sender, err := wire.New(wire.Config{
			Root: hostile.Root, Token: "abc",
			Timeout: 150 * time.Millisecond, MaxWait: 300 * time.Millisecond, Transport: tenant.Transport("doctor"),
		})
		if err != nil {
			t.Fatal(err)
		}
		doctor.Examine(t.Context(), doctor.Subject{
			Sender: sender, Token: wire.Fixed("abc"), Paths: []string{"/beta/deviceManagement/deviceCategories"}, Now: time.Now,
		})
		if entries := tenant.Entries(); len(entries) > 0 {
			t.Errorf("%s: %v", attack.Name, entries)
		}
	}
}
