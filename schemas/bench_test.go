package schemas

import "testing"

// BenchmarkContracts decodes all contracts of the catalog, which a plan of everything needs.
func BenchmarkContracts(b *testing.B) {
	for b.Loop() {
		if _, err := Open(files).Contracts(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIndex reads what a plan needs to tell which types it wants.
func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		catalog := Open(files)
		for _, version := range versions {
			if _, err := catalog.Index(version); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkSchema compiles a small schema, one with many properties, and the one that refers to the most others.
func BenchmarkSchema(b *testing.B) {
	for _, name := range []string{"deviceComplianceDeviceStatus", "windows10GeneralConfiguration", "iosDeviceFeaturesConfiguration"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Open(files).Schema("beta", name, ForAnswer); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
