package resource_test

import (
	"slices"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform/conformtest"
)

// What stands here was read from the pages: the HTTP request of get and list, and the relationships of the resource.
func TestPaths(t *testing.T) {
	const root = "https://target.example/v1.0/deviceAppManagement/mobileApps/an%20app"
	const values = "http://h/beta/deviceManagement/groupPolicyConfigurations/1/definitionValues/2/presentationValues"
	for _, test := range []struct {
		id, collection string
		want           []string
	}{
		{"v1.0/mobileAppContent", root + "/contentVersions", []string{
			"get " + root + "/microsoft.graph.mobileLobApp/contentVersions/a%2Fb",
			"get " + root + "/microsoft.graph.managedMobileLobApp/contentVersions/a%2Fb",
			"list " + root + "/microsoft.graph.mobileLobApp/contentVersions",
			"list " + root + "/microsoft.graph.managedMobileLobApp/contentVersions",
		}},
		{"v1.0/mobileAppContent", root + "/microsoft.graph.mobileLobApp/contentVersions", []string{"get ", "get ", "list ", "list "}},
		{"v1.0/mobileAppContent", "https://target.example/contentVersions", []string{"get ", "get ", "list ", "list "}},
		{"beta/userAppInstallStatus", "http://h/beta/deviceAppManagement/mobileApps/7/userStatuses", []string{
			"get http://h/beta/deviceAppManagement/mobileApps/7/userStatuses/a%2Fb/app"}},
		{"beta/groupPolicyPresentationValueList", values, []string{"get " + values + "/a%2Fb/definitionValue"}},
		// by paths through other types the objects of the first one cannot be reached, nor by those through other parents
		{"beta/managedDeviceCertificateState", "", nil},
		{"beta/deviceManagementScriptDeviceState", "", nil},
		{"beta/deviceComplianceScriptDeviceState", "", nil},
		{"beta/androidForWorkSettings", "", nil}, // a singleton
	} {
		of := conformtest.Resource(t, test.id)
		var got []string
		for _, path := range of.Paths() {
			got = append(got, string(path.Operation)+" "+path.URL(of.Route, test.collection, "a/b"))
			if path.Operation != schemas.Get && path.Operation != schemas.List {
				t.Errorf("%s: %s writes", test.id, path.Name)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s below %s:\n got %q\nwant %q", test.id, test.collection, got, test.want)
		}
	}
}
