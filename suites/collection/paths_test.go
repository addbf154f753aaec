package collection_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/collection"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

const (
	app     = "https://target.example/beta/deviceAppManagement/mobileApps/app"
	appBody = `{"@odata.type":"#microsoft.graph.iosLobApp","displayName":"an app","isFeatured":true}`
	appMade = `{"id":"app","displayName":"an app","isFeatured":true}`
)

// below is what the run does below an app of its own, up to the last GET of the object by the first path.
func below(tail, object string) []*conform.Record {
	parent := conformtest.Record(schemas.Create, scenario.Parent.Once(), 201, appBody, appMade)
	made := conformtest.Record(schemas.Create, scenario.Base.Nth(1), 201, object, object)
	made.Exchanges[0].Request.URL = app + tail
	return []*conform.Record{probed(parent), made, get(scenario.Kept.Nth(1), 200, object)}
}

func judgePath(t *testing.T, id, place string, op schemas.OperationKind, shared bool, records []*conform.Record) conform.Outcome {
	t.Helper()
	life := conformtest.Transcript(scenario.Lifecycle.Key(), records...)
	life.Shared = shared
	e := conform.NewEvidence(conformtest.Resource(t, id), []*conform.Transcript{life})
	return conformtest.Judge(t, collection.Family(), "paths", place, op, e)
}

func TestPathBack(t *testing.T) {
	const object = `{"id":"7","userName":"somebody"}`
	by := func(status int, body string) *conform.Record {
		return probed(get(scenario.PathGet.About("app"), status, body))
	}
	for _, test := range []struct {
		name   string
		shared bool
		answer *conform.Record
		want   conform.Verdict
		says   string
	}{
		{"the parent", false, by(200, `{"id":"app","displayName":"an app","isFeatured":true,"publisher":""}`), conform.Pass, ""},
		{"values left out", false, by(200, `{"id":"app"}`), conform.Fail, "no displayName"},
		{"another object", false, by(200, `{"id":"other","displayName":"an app"}`), conform.Fail, `/id: want "app", got "other"`},
		{"no object", false, by(200, `[]`), conform.Fail, `/id`},
		{"another value", false, by(200, `{"id":"app","displayName":"any","isFeatured":true}`), conform.Fail, `want "an app"`},
		{"not set, 204", false, by(204, ""), conform.Unsupported, "not set"},
		{"not set, null", false, by(200, `{"value":null}`), conform.Unsupported, "not set"},
		{"404", false, by(404, ""), conform.Unsupported, "refuses this path"},
		{"400", false, by(400, `{"error":{"code":"a","message":"b"}}`), conform.Unsupported, "refuses this path"},
		{"405", false, by(405, ""), conform.Unsupported, "refuses this path"},
		{"501", false, by(501, ""), conform.Unsupported, "refuses this path"},
		{"500", false, by(500, ""), conform.Fail, "500"},
		{"a shared parent by another key", true, by(200, `{"id":"other"}`), conform.Unsupported, "shared"},
		{"a shared parent", true, by(200, appMade), conform.Pass, ""},
		{"not asked", false, conformtest.NotSent(scenario.PathGet.About("app"), conform.Skipped, "no id"), conform.Inconclusive, ""},
		{"made elsewhere", false, conformtest.NotSent(scenario.PathGet.About("app"), conform.Elsewhere, "by another path"),
			conform.Unsupported, "by another path"},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := append(below("/userStatuses", object), test.answer)
			out := judgePath(t, "beta/userAppInstallStatus", "path:app", schemas.Get, test.shared, records)
			conformtest.Expect(t, out, test.want, test.says)
		})
	}
	t.Run("a parent that others made", func(t *testing.T) {
		records := append(below("/userStatuses", object)[1:], by(200, `{"id":"app"}`))
		conformtest.Expect(t, judgePath(t, "beta/userAppInstallStatus", "path:app", schemas.Get, true, records), conform.Pass, "")
	})
}

func TestPathWithType(t *testing.T) {
	const object, lob, managed = `{"id":"7"}`, "microsoft.graph.mobileLobApp", "microsoft.graph.managedMobileLobApp"
	shown := func(cast string, status int, body string) *conform.Record {
		return probed(get(scenario.PathGet.About(cast), status, body))
	}
	listed := func(cast string, objects ...string) *conform.Record {
		return probed(conformtest.List(scenario.PathList.About(cast), page(objects...)))
	}
	for _, test := range []struct {
		name, cast string
		operation  schemas.OperationKind
		answer     *conform.Record
		want       conform.Verdict
		says       string
	}{
		{"the object", lob, schemas.Get, shown(lob, 200, object), conform.Pass, ""},
		{"another object", lob, schemas.Get, shown(lob, 200, `{"id":"8"}`), conform.Fail, `/id: want "7", got "8"`},
		{"no such type", managed, schemas.Get, shown(managed, 404, ""), conform.Unsupported, "refuses this path"},
		{"an error", lob, schemas.Get, shown(lob, 500, ""), conform.Fail, "500"},
		{"listed", lob, schemas.List, listed(lob, object), conform.Pass, ""},
		{"not listed", lob, schemas.List, listed(lob, `{"id":"8"}`), conform.Fail, `an entry with id "7"`},
		{"nothing listed for another type", managed, schemas.List, listed(managed), conform.Unsupported, "not known"},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := append(below("/contentVersions", object), test.answer)
			out := judgePath(t, "v1.0/mobileAppContent", "path:"+test.cast, test.operation, false, records)
			conformtest.Expect(t, out, test.want, test.says)
		})
	}
	t.Run("no list", func(t *testing.T) {
		records := append(below("/contentVersions", object), probed(conformtest.List(scenario.PathList.About(lob), `{"values":[]}`)))
		out := judgePath(t, "v1.0/mobileAppContent", "path:"+lob, schemas.List, false, records)
		conformtest.Expect(t, out, conform.Fail, "an array named value")
	})
}
