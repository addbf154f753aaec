package connection

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"graphconform/runner/catalog"
	"graphconform/runner/settings"
	"graphconform/schemas"
)

const ownPair = `### verifyWindowsEnrollmentAutoDiscovery
# page: verifyWindowsEnrollmentAutoDiscovery function
GET https://graph.microsoft.com/beta/deviceManagement/verifyWindowsEnrollmentAutoDiscovery(domainName='parameterValue')

### response
HTTP/1.1 200 OK
Content-Type: application/json

{
  "value": false
}
`

// The tenant answers what the pages of the catalog show that is checked, not those of the one inside the program.
func TestTheTenantHasThePairsOfTheCatalog(t *testing.T) {
	token := "abc"
	embedded, err := catalog.Open("")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		files fs.FS
		want  string
	}{
		{embedded.Files, "true"},
		{fstest.MapFS{"beta/deviceManagement.http": {Data: []byte(ownPair)}}, "false"},
	} {
		from := catalog.Catalog{Contracts: schemas.Embedded(), Files: test.files}
		at, stop, err := Embed(settings.Settings{Embedded: true, Token: &token}, from)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			at.Root+"/beta/deviceManagement/verifyWindowsEnrollmentAutoDiscovery(domainName='contoso.com')", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := at.Transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, 1000)
		n, _ := response.Body.Read(body)
		if response.StatusCode != http.StatusOK || !strings.Contains(string(body[:n]), `"value":`+test.want) &&
			!strings.Contains(string(body[:n]), `"value": `+test.want) {
			t.Errorf("%d %s, want the value %s", response.StatusCode, body[:n], test.want)
		}
	}
}
