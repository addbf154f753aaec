package derive

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestClone reads a folder that is laid out as the documentation repository is.
func TestClone(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"README.md": "# Documentation",
		"api-reference/beta/api/intune-house-lamp-create.md": lampPage,
		"api-reference/beta/api/chair-create.md":             lampPage, // of another service
		"api-reference/beta/includes/lamp-permissions.md":    "|Permission type|\n",
		"concepts/intune-lamp-create.md":                     lampPage, // no reference page stands there
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, from := range []string{dir, dir + "@db3ad729", filepath.Join(dir, "api-reference", "beta")} {
		result, err := Read([]string{from})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Pages) != 1 || result.Pages[0].Name != "intune-house-lamp-create" || result.Pages[0].Version != "beta" {
			t.Errorf("%s: pages %v", from, result.Pages)
		}
	}
	result, err := Read([]string{dir + "@db3ad729"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"README.md", "api-reference/beta/includes/lamp-permissions.md", "concepts/intune-lamp-create.md"}; !slices.Equal(
		result.NoPages, want) {
		t.Errorf("no pages: %v", result.NoPages)
	}
	if want := []string{"api-reference/beta/api/chair-create.md"}; !slices.Equal(result.Foreign, want) {
		t.Errorf("left aside: %v", result.Foreign)
	}
	if count := Count(result); count[foreignPage].Contract != 1 || count[NoPage].Contract != 3 || len(result.Diagnostics) > 0 {
		t.Errorf("counts %v, diagnostics %v", count, result.Diagnostics)
	}
	source := result.Contracts[0].Sources[0]
	if source.Commit != "" || source.Edition != "2024-08-01" {
		t.Errorf("a page with a date has the edition %q, commit %q", source.Edition, source.Commit)
	}
	if _, err := Read([]string{dir + "/absent@db3ad729"}); err == nil {
		t.Error("an absent folder is read")
	}
}
