package schemas

import "testing"

func TestAddress(t *testing.T) {
	for _, test := range []struct{ version, page, want string }{
		{"beta", "intune-devices-devicecompliancescriptdevicestate-create",
			"https://learn.microsoft.com/en-us/graph/api/intune-devices-devicecompliancescriptdevicestate-create?view=graph-rest-beta"},
		{"v1.0", "intune-onboarding-devicecategory",
			"https://learn.microsoft.com/en-us/graph/api/intune-onboarding-devicecategory?view=graph-rest-1.0"},
		{"v2.0", "intune-x", ""}, {"beta", "000_017fbed7232f7f37", ""}, {"beta", "", ""}, {"beta", "intune-../../evil", ""},
		{"beta", "intune-x?view=1", ""}, {"beta", "intune-x\n", ""},
	} {
		if got := Address(test.version, test.page); got != test.want {
			t.Errorf("%s %q: %q, want %q", test.version, test.page, got, test.want)
		}
	}
}

// Of nearly all documented operations people find the page; those of which not are of pages that were read under other names.
func TestPagesHaveAddresses(t *testing.T) {
	contracts, err := Embedded().Contracts()
	if err != nil {
		t.Fatal(err)
	}
	found, all := 0, 0
	for _, contract := range contracts {
		for _, op := range contract.Operations {
			if all++; contract.PageOf(op.Source) != "" {
				found++
			}
		}
	}
	if found*100 < all*99 {
		t.Errorf("%d of %d operations have a page", found, all)
	}
}
