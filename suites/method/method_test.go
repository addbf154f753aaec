package method_test

import (
	"fmt"
	"net/http"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/method"
	"graphconform/suites/scenario"
)

const id = "beta/deviceComplianceScriptDeviceState"

// state shows the object with two texts.
func state(output, failure string) string {
	return fmt.Sprintf(`{"id":"1","scriptOutput":%s,"scriptError":%s}`, output, failure)
}

var own = state(`"Output of it"`, `"Error of it"`)

// by is a record of another method than that of its operation.
func by(method string, r *conform.Record) *conform.Record {
	r.Exchanges[0].Request.Method = method
	return r
}

func allowing(methods string, r *conform.Record) *conform.Record {
	r.Exchanges[0].Response.Header["Allow"] = []string{methods}
	return r
}

func get(act conform.Act, status int, body string) *conform.Record {
	return conformtest.Record(schemas.Get, act.Once(), status, "", body)
}

func list(items string) *conform.Record {
	return conformtest.List(scenario.MethodPutList.Once(), `{"value":[`+items+`]}`)
}

const posted, part = `{"scriptOutput":"Output posted"}`, `{"scriptOutput":"Output of it"}`

// told is what a conformant target was recorded to say that refuses all with 405; changed replaces some of it.
func told(changed ...*conform.Record) []*conform.Record {
	refused := func(method string, act conform.Act, sent string) *conform.Record {
		r := conformtest.Record(schemas.Update, act.Once(), 405, sent, `{"error":{"code":"a","message":"b"}}`)
		return allowing("GET, PATCH, DELETE", by(method, r))
	}
	all := []*conform.Record{
		conformtest.Record(schemas.Create, scenario.Base.Once(), 201, own, own), get(scenario.Get, 200, own),
		refused(http.MethodHead, scenario.MethodHead, ""), refused(conform.NoMethod, scenario.MethodNone, ""),
		get(scenario.MethodRead, 200, own), refused(http.MethodPost, scenario.MethodPost, posted),
		get(scenario.MethodPosted, 200, own), refused(http.MethodPut, scenario.MethodPut, part),
		get(scenario.MethodPutGet, 200, own), list(own),
	}
	for _, r := range changed {
		for i := range all {
			if all[i].Step == r.Step {
				all[i] = r
			}
		}
	}
	return all
}

func answer(method string, act conform.Act, status int, sent, body string) *conform.Record {
	return by(method, conformtest.Record(schemas.Update, act.Once(), status, sent, body))
}

func TestMethods(t *testing.T) {
	head := func(status int, body string) *conform.Record {
		return answer(http.MethodHead, scenario.MethodHead, status, "", body)
	}
	none := func(status int) *conform.Record { return answer(conform.NoMethod, scenario.MethodNone, status, "", "") }
	post := func(status int) *conform.Record {
		return answer(http.MethodPost, scenario.MethodPost, status, posted, "")
	}
	put := func(status int) *conform.Record { return answer(http.MethodPut, scenario.MethodPut, status, part, "") }
	other := `{"id":"2","scriptOutput":"Output posted"}`
	replaced := get(scenario.MethodPutGet, 200, state(`"Output of it"`, `null`))
	for _, c := range []struct {
		name, rule, place string
		operation         schemas.OperationKind
		records           []*conform.Record
		want              conform.Verdict
		says              string
	}{
		{"refused", "head", "head", schemas.Get, told(), conform.Pass, ""},
		{"as GET", "head", "head", schemas.Get, told(head(200, "")), conform.Pass, ""},
		{"with a body", "head", "head", schemas.Get, told(head(200, own)), conform.Fail, "without a body"},
		{"failed", "head", "head", schemas.Get, told(head(500, "")), conform.Fail, "500"},
		{"204", "head", "head", schemas.Get, told(head(204, "")), conform.Fail, "204"},
		{"deleted", "head", "head", schemas.Get, told(head(200, ""), get(scenario.MethodRead, 404, "")), conform.Fail, "still there"},
		{"not sent", "head", "head", schemas.Get, told()[:2], conform.Inconclusive, ""},

		{"refused", "unknown", "unknown", schemas.Get, told(), conform.Pass, ""},
		{"501", "unknown", "unknown", schemas.Get, told(none(501)), conform.Pass, ""},
		{"500", "unknown", "unknown", schemas.Get, told(none(500)), conform.Fail, "500"},
		{"200", "unknown", "unknown", schemas.Get, told(none(200)), conform.Fail, "200"},
		{"deleted", "unknown", "unknown", schemas.Get, told(get(scenario.MethodRead, 404, "")), conform.Fail, "still there"},
		{"changed", "unknown", "unknown", schemas.Get, told(get(scenario.MethodRead, 200, state(`null`, `null`))), conform.Fail, "Output"},

		{"refused", "post", "post_to_object", schemas.Create, told(), conform.Pass, ""},
		{"404", "post", "post_to_object", schemas.Create, told(post(404)), conform.Pass, ""},
		{"201", "post", "post_to_object", schemas.Create, told(post(201)), conform.Fail, "201"},
		{"updated", "post", "post_to_object", schemas.Create,
			told(get(scenario.MethodPosted, 200, state(`"Output posted"`, `"Error of it"`))), conform.Fail, "before POST"},
		{"refused and made another", "post", "post_to_object", schemas.Create, told(list(own + "," + other)), conform.Fail, "id 2"},
		{"gone before", "post", "post_to_object", schemas.Create, told(get(scenario.MethodRead, 404, "")), conform.Inconclusive, ""},

		{"refused", "put", "put", schemas.Update, told(), conform.Pass, ""},
		{"replaced", "put", "put", schemas.Update, told(put(200), replaced), conform.Pass, ""},
		{"replaced, 204", "put", "put", schemas.Update, told(put(204), replaced), conform.Pass, ""},
		{"merged", "put", "put", schemas.Update, told(put(200)), conform.Fail, "PUT left it out"},
		{"made another", "put", "put", schemas.Update, told(put(201)), conform.Fail, "201"},
		{"refused and replaced", "put", "put", schemas.Update, told(replaced), conform.Fail, "Error of it"},
		{"cleared", "put", "put", schemas.Update, told(put(200), get(scenario.MethodPutGet, 200, state(`null`, `null`))),
			conform.Fail, "as PUT sent it"},
		{"failed", "put", "put", schemas.Update, told(put(500)), conform.Fail, "500"},

		{"there", "allow", "allow", schemas.Get, told(), conform.Pass, ""},
		{"absent", "allow", "allow", schemas.Get, told(answer(http.MethodPut, scenario.MethodPut, 405, part, "")),
			conform.Fail, "no Allow"},
		{"empty", "allow", "allow", schemas.Get, told(allowing("", answer(http.MethodPut, scenario.MethodPut, 405, part, ""))),
			conform.Pass, ""},
		{"names what was refused", "allow", "allow", schemas.Get,
			told(allowing("GET,PUT", answer(http.MethodPut, scenario.MethodPut, 405, part, ""))), conform.Fail, "GET,PUT"},
		{"no 405", "allow", "allow", schemas.Get, told(head(400, ""), none(400), post(400), put(400)), conform.Unsupported, "405"},
		{"not sent", "allow", "allow", schemas.Get, nil, conform.Inconclusive, ""},
	} {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			e := conformtest.Evidence(conformtest.Resource(t, id), scenario.Methods.Key(), c.records...)
			conformtest.Expect(t, conformtest.Judge(t, method.Family(), c.rule, c.place, c.operation, e), c.want, c.says)
		})
	}
}
