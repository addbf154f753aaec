package handmade

import (
	"fmt"
	"strings"
)

func patchFaultProbes() []probe {
	const whole = `{"platform":1,"userName":"a","deviceModel":"m"}`
	// state shows three properties of a status in the answer to PATCH and in GET.
	state := func(patch string) func(c *client) string {
		return func(c *client) string {
			at, patched := c.changed(statuses, whole, patch)
			text := fmt.Sprint(patched.status)
			for _, r := range []reply{patched, c.get(at)} {
				text += fmt.Sprintf(" %s,%s,%s", r.at("platform"), r.at("userName"), r.at("deviceModel"))
			}
			return text
		}
	}
	return []probe{
		{"patch-replaces", state(`{"platform":2}`), `200 2,"a","m" 2,"a","m"`, `200 2,absent,absent 2,absent,absent`},
		{"patch-ignores-null", state(`{"platform":null,"userName":""}`), `200 null,"","m" null,"","m"`, `200 1,"","m" 1,"","m"`},
		{"falsy-values-dropped-on-patch", state(`{"platform":0,"userName":"","deviceModel":null}`), `200 0,"",null 0,"",null`, `200 1,"a","m" 1,"a","m"`},
		{"patch-not-stored", state(`{"platform":2}`), `200 2,"a","m" 2,"a","m"`, `200 2,"a","m" 1,"a","m"`},
		{"patch-answers-stale", state(`{"platform":2}`), `200 2,"a","m" 2,"a","m"`, `200 1,"a","m" 2,"a","m"`},
		{"patch-echoes-only-sent", state(`{"platform":2}`), `200 2,"a","m" 2,"a","m"`, `200 2,absent,absent 2,"a","m"`},
		{"patch-hits-all", func(c *client) string {
			other := c.made(statuses, whole)
			c.changed(statuses, whole, `{"platform":2}`)
			return c.get(other).at("platform")
		}, `1`, `2`},
		{"patch-works-once", func(c *client) string {
			at, _ := c.changed(statuses, whole, `{"platform":2}`)
			return c.patch(at, `{"userName":"b"}`).at("platform")
		}, `2`, `1`},
		{"patch-requires-all", state(`{"platform":2}`), `200 2,"a","m" 2,"a","m"`, `400 absent,absent,absent 1,"a","m"`},
		{"patch-skips-validation", state(`{"platform":"2"}`), `400 absent,absent,absent 1,"a","m"`, `200 "2","a","m" "2","a","m"`},
		{"patch-upserts-unknown", func(c *client) string {
			return words(c.patch(statuses+"/none", whole).status, c.get(statuses+"/none").at("platform"))
		}, `404 absent`, `200 1`},
	}
}

// outputs lists the scriptOutput of all run states.
func outputs(c *client) string { return c.get(runStates).column("scriptOutput") }

// three creates the run states "0", "1" and "2", and returns their paths.
func three(c *client) []string {
	paths := []string{}
	for i := range 3 {
		paths = append(paths, c.made(runStates, fmt.Sprintf(`{"scriptOutput":"%d"}`, i)))
	}
	return paths
}

// afterDelete deletes the first of three and shows the status, a read of it, and the list.
func afterDelete(c *client) string {
	paths := three(c)
	deleted := c.delete(paths[0])
	return words(deleted.status, c.get(paths[0]).status, outputs(c))
}

// pagesOf follows next links through seven objects and shows what each page holds; it gives up after five pages.
func pagesOf(c *client) string {
	for i := range 7 {
		c.post(runStates, fmt.Sprintf(`{"scriptOutput":"%d"}`, i))
	}
	text, path := "", runStates
	for range 5 {
		page := c.get(path)
		text += page.column("scriptOutput") + ";"
		next := page.text("@odata.nextLink")
		if next == "" {
			break
		}
		path = strings.TrimPrefix(next, c.origin)
	}
	return text
}

func collectionFaultProbes() []probe {
	const below = "/beta/deviceManagement/deviceComplianceScripts/none/deviceRunStates"
	const onePage = `"0" "1" "2" "3" "4" "5" "6";`
	return []probe{
		{"flat-store", func(c *client) string { return fmt.Sprint(c.post(below, `{}`).status, len(c.get(runStates).rows())) }, `404 0`, `201 1`},
		{"create-not-stored", func(c *client) string { return fmt.Sprint(c.get(c.made(runStates, `{}`)).status) }, `200`, `404`},
		{"get-answers-newest", func(c *client) string { return c.get(three(c)[0]).at("scriptOutput") }, `"0"`, `"2"`},
		{"delete-answers-200", afterDelete, `204 404 "1" "2"`, `200 404 "1" "2"`},
		{"delete-does-nothing", afterDelete, `204 404 "1" "2"`, `204 200 "0" "1" "2"`},
		{"delete-removes-neighbour", afterDelete, `204 404 "1" "2"`, `204 404 "2"`},
		{"delete-keeps-in-list", afterDelete, `204 404 "1" "2"`, `204 404 "1" "2" "0"`},
		{"delete-keeps-readable", afterDelete, `204 404 "1" "2"`, `204 200 "1" "2"`},
		{"list-wraps-in-array", func(c *client) string { return string(c.get(runStates).body[:1]) }, `{`, `[`},
		{"list-under-items", func(c *client) string { return c.get(runStates).at("items") }, `absent`, `[]`},
		{"list-omits-newest", func(c *client) string { three(c); return outputs(c) }, `"0" "1" "2"`, `"0" "1"`},
		{"list-repeats-items", func(c *client) string { three(c); return outputs(c) }, `"0" "1" "2"`, `"0" "1" "2" "0" "1" "2"`},
		{"list-shows-first-version", func(c *client) string {
			c.changed(runStates, `{"scriptOutput":"old"}`, `{"scriptOutput":"new"}`)
			return outputs(c)
		}, `"new"`, `"old"`},
		{"unknown-parent-lists-empty", sent("GET", below, "", "value"), `404 absent`, `200 []`},
		{"first-page-only", pagesOf, onePage, `"0" "1" "2";`},
		{"paging-skips-one", pagesOf, onePage, `"0" "1" "2";"4" "5" "6";`},
		{"next-link-to-itself", pagesOf, onePage, strings.Repeat(`"0" "1" "2";`, 5)},
	}
}

// failing shows status, media type and envelope of the answer to one request.
func failing(method, path, body string) func(c *client) string {
	return func(c *client) string {
		r := c.do(method, path, body)
		return fmt.Sprintf("%d %s, %s", r.status, r.header.Get("Content-Type"), r.failure())
	}
}

// taking shows what POST answers to one property, and how many objects there are afterwards.
func taking(path, name, value string) func(c *client) string {
	return func(c *client) string {
		r := c.post(path, fmt.Sprintf(`{%q:%s}`, name, value))
		return words(r.status, r.at(name), len(c.get(path).rows()))
	}
}

func errorFaultProbes() []probe {
	const none = runStates + "/none"
	const plainMissing = `404 application/json, ResourceNotFound`
	missing := failing("GET", none, "")
	malformed := failing("POST", runStates, `{`)
	const plainMalformed = `400 application/json, BadRequest`
	const refused = `400 absent 0`
	return []probe{
		{"error-body-plain-text", missing, plainMissing, `404 text/plain; charset=utf-8, no envelope`},
		{"error-as-200", missing, plainMissing, `200 application/json, ResourceNotFound`},
		{"error-as-500", malformed, plainMalformed, `500 application/json, BadRequest`},
		{"problem-details", missing, plainMissing, `404 application/problem+json, no code`},
		{"error-envelope-flat", missing, plainMissing, `404 application/json, no code`},
		{"error-is-string", missing, plainMissing, `404 application/json, no envelope`},
		{"error-without-code", missing, plainMissing, `404 application/json, no code`},
		{"error-message-empty", missing, plainMissing, `404 application/json, no message`},
		{"malformed-json-answers-html", malformed, plainMalformed, `400 text/html; charset=utf-8, no envelope`},
		{"malformed-json-answers-500", malformed, plainMalformed, `500 application/json, BadRequest`},
		{"missing-item-answers-html", failing("PATCH", none, `{}`), plainMissing, `404 text/html; charset=utf-8, no envelope`},
		{"missing-item-answers-500", failing("DELETE", none, ""), plainMissing, `500 application/json, ResourceNotFound`},
		{"missing-item-answers-204", missing, plainMissing, `204 , no envelope`},
		{"missing-item-answers-empty", missing, plainMissing, `200 application/json, no code`},

		{"reads-first-json-value", func(c *client) string { return fmt.Sprint(c.post(runStates, `{} x`).status) }, `400`, `201`},
		{"array-accepted", func(c *client) string { return fmt.Sprint(c.post(runStates, `[]`).status) }, `400`, `201`},
		{"odata-type-unchecked", taking(runStates, "@odata.type", `"#microsoft.graph.user"`), refused, `201 "#microsoft.graph.deviceComplianceScriptDeviceState" 1`},
		{"coerces-text-to-number", taking(statuses, "platform", `"5"`), refused, `201 5 1`},
		{"coerces-number-to-text", taking(statuses, "userName", `5`), refused, `201 "5" 1`},
		{"coerces-number-to-text", taking(statuses, "userName", `true`), refused, `201 "true" 1`},
		{"fraction-cut-to-integer", taking(statuses, "platform", `5.5`), refused, `201 5 1`},
		{"int32-overflow-wraps", taking(statuses, "platform", `2147483648`), refused, `201 -2147483648 1`},
		{"int32-overflow-clamps", taking(statuses, "platform", `-3000000000`), refused, `201 -2147483648 1`},
		{"timestamps-unchecked", taking(runStates, "lastSyncDateTime", `"yesterday"`), refused, `201 "yesterday" 1`},
		{"calendar-rolls-over", taking(runStates, "lastSyncDateTime", `"2017-02-30T00:00:00Z"`), refused, `201 "2017-03-02T00:00:00Z" 1`},
		{"refused-yet-stored", taking(statuses, "platform", `"5"`), refused, `400 absent 1`},
		{"refused-yet-patched", func(c *client) string {
			at, patched := c.changed(statuses, `{"userName":"a"}`, `{"platform":"5","userName":"b"}`)
			return words(patched.status, c.get(at).at("userName"))
		}, `400 "a"`, `400 "b"`},
	}
}

// methodsAs sends each method with an Authorization header and shows the statuses, then what is left.
func methodsAs(authorization string) func(c *client) string {
	return func(c *client) string {
		at := c.made(runStates, `{"scriptOutput":"kept"}`)
		stranger := c.as(authorization)
		statuses := []int{}
		for _, row := range [][3]string{{"GET", runStates}, {"GET", at}, {"POST", runStates, `{"scriptOutput":"new"}`}, {"PATCH", at, `{"scriptOutput":"changed"}`}, {"DELETE", at}} {
			statuses = append(statuses, stranger.do(row[0], row[1], row[2]).status)
		}
		return words(statuses, outputs(c))
	}
}

func authFaultProbes() []probe {
	const closed = `[401 401 401 401 401] "kept"`
	const open = `[200 200 201 200 204] "new"`
	return []probe{
		{"no-auth-check", methodsAs(""), closed, open},
		{"reads-need-no-token", methodsAs(""), closed, `[200 200 401 401 401] "kept"`},
		{"patch-needs-no-token", methodsAs(""), closed, `[401 401 401 200 401] "changed"`},
		{"delete-needs-no-token", methodsAs(""), closed, `[401 401 401 401 204] `},
		{"any-authorization-accepted", methodsAs("Basic dXNlcjpwYXNz"), closed, open},
		{"empty-token-accepted", methodsAs("Bearer "), closed, open},
		{"auth-403", methodsAs(""), closed, `[403 403 403 403 403] "kept"`},
		{"auth-redirects-to-login", methodsAs(""), closed, `[302 302 302 302 302] "kept"`},
		{"auth-without-return", methodsAs(""), closed, `[401 401 401 401 401] "new"`},
		{"unauthorized-without-body", func(c *client) string { return failing("GET", runStates, "")(c.as("")) }, `401 application/json, InvalidAuthenticationToken`, `401 , no envelope`},
	}
}
