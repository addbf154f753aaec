package specs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"graphconform/fixtures/handmade"
	"graphconform/schemas"
	"graphconform/suites/specs"
)

// What a person would write of one resource, from its pages, against the target that was written by hand: neither side is derived.
var _ = Describe("beta/deviceComplianceDeviceStatus by hand", Label("by hand"), func() {
	const path = "/beta/deviceManagement/deviceCompliancePolicies/" + handmade.DeviceCompliancePolicyID + "/deviceStatuses"
	var (
		root     string
		contract *schemas.Schema
	)
	const ann = `{"userName":"ann","status":"compliant","platform":7,"lastReportedDateTime":"2017-01-01T00:00:17.7769392-08:00"}`
	text := schemas.Property{Name: "userName", Type: "String"}
	instant := schemas.Property{Name: "lastReportedDateTime", Type: "DateTimeOffset"}
	status := schemas.Property{Name: "status", Enum: []string{"unknown", "compliant", "error"}}
	platform := schemas.Property{Name: "platform", Type: "Int32"}

	BeforeEach(func() {
		server := httptest.NewServer(handmade.New())
		DeferCleanup(server.Close)
		root = server.URL
		var err error
		contract, err = schemas.Embedded().Schema("beta", "deviceComplianceDeviceStatus", schemas.ForAnswer)
		Expect(err).NotTo(HaveOccurred())
	})

	send := func(method, path, body string) *http.Response {
		GinkgoHelper()
		request, err := http.NewRequest(method, root+path, strings.NewReader(body))
		Expect(err).NotTo(HaveOccurred())
		request.Header.Set("Authorization", "Bearer any")
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(response.Body.Close)
		return response
	}
	decode := func(response *http.Response, into any) {
		GinkgoHelper()
		Expect(json.NewDecoder(response.Body).Decode(into)).To(Succeed())
	}
	create := func() (id string) {
		GinkgoHelper()
		var made struct{ ID string }
		decode(send("POST", path, ann), &made)
		Expect(made.ID).NotTo(BeEmpty())
		return path + "/" + made.ID
	}

	It("creates an object with 201 and what was sent", func() {
		made := send("POST", path, ann)
		Expect(made).To(specs.HaveStatus(201))
		Expect(made).To(specs.MatchContract(contract))
		Expect(made).To(specs.RoundTrip(text, "ann"))
		Expect(made).To(specs.RoundTrip(instant, "2017-01-01T08:00:17.7769392Z"))
		Expect(made).NotTo(specs.RoundTrip(instant, "2017-01-01T08:00:17.776Z"))
	})

	It("shows the object", func() {
		got := send("GET", create(), "")
		Expect(got).To(specs.HaveStatus(200))
		Expect(got).To(specs.MatchContract(contract))
		Expect(got).To(SatisfyAll(specs.RoundTrip(status, "compliant"), specs.RoundTrip(platform, 7.0)))
	})

	It("lists the object", func() {
		create()
		var page struct{ Value []map[string]any }
		list := send("GET", path, "")
		Expect(list).To(specs.HaveStatus(200))
		decode(list, &page)
		Expect(page.Value).To(HaveLen(1))
		Expect(page.Value).To(HaveEach(SatisfyAll(specs.MatchContract(contract), specs.RoundTrip(text, "ann"))))
	})

	It("updates what it is told to, and nothing else", func() {
		object := create()
		Expect(send("PATCH", object, `{"status":"error"}`)).To(SatisfyAll(specs.HaveStatus(200), specs.RoundTrip(status, "error")))
		got := send("GET", object, "")
		Expect(got).To(SatisfyAll(specs.RoundTrip(status, "error"), specs.RoundTrip(text, "ann"), specs.RoundTrip(platform, 7)))
	})

	It("refuses an object without credentials, and one that is not there", func() {
		response, err := http.Get(root + path)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(response.Body.Close)
		Expect(response).To(specs.HaveStatus(401))
		Expect(send("GET", path+"/none", "")).To(specs.HaveStatus(404))
		Expect(send("GET", path+"/none", "")).NotTo(specs.MatchContract(contract))
	})
})
