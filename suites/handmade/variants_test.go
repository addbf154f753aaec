package handmade

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestVariantsDiffer(t *testing.T) {
	names := []string{}
	for _, v := range Variants() {
		if v.Name != "slow-answers" { // the plain target may be slow too, on a busy machine
			names = append(names, v.Name)
		}
	}
	runProbes(t, names, slices.Concat(valueVariantProbes(), objectVariantProbes(), requestVariantProbes(), wireVariantProbes()))
}

func TestSlowAnswers(t *testing.T) {
	c, begin := start(t, With("slow-answers")), time.Now()
	for range 4 {
		c.get(statuses)
	}
	if spent := time.Since(begin); spent < 20*time.Millisecond {
		t.Errorf("four answers took %v", spent)
	}
}

func valueVariantProbes() []probe {
	const at = `"2017-01-01T00:02:49.320-08:00"`
	timestamps := stored(runStates, "lastSyncDateTime", at)
	return []probe{
		{"utc-timestamps", timestamps, at, `"2017-01-01T08:02:49.320Z"`},
		{"timestamps-in-another-zone", timestamps, at, `"2017-01-01T13:32:49.320+05:30"`},
		{"trimmed-fractions", timestamps, at, `"2017-01-01T00:02:49.32-08:00"`},
		{"trimmed-fractions", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.000Z"`), `"2017-01-01T00:02:49.000Z"`, `"2017-01-01T00:02:49Z"`},
		{"padded-fractions", timestamps, at, `"2017-01-01T00:02:49.3200000-08:00"`},
		{"decimal-integers", stored(statuses, "platform", `5`), `5`, `5.0`},
		{"enum-in-any-case", answered(statuses, "status", `"NONCOMPLIANT"`), `400 absent 400 absent`, `201 "nonCompliant" 200 "nonCompliant"`},
		{"enum-by-number", answered(runStates, "detectionState", `3`), `400 absent 400 absent`, `201 "scriptError" 200 "scriptError"`},
		{"nulls-refused", stored(statuses, "platform", `null`), `null`, `400`},
		{"nulls-omitted", seenAfter(statuses, "platform", `null`), `null null null null`, `absent absent absent absent`},
		{"nulls-for-unset", sent("POST", statuses, `{}`, "platform"), `201 absent`, `201 null`},
		{"defaults-for-unset", sent("POST", statuses, `{}`, "platform"), `201 absent`, `201 0`},
		{"defaults-for-unset", sent("POST", statuses, `{}`, "status"), `201 absent`, `201 "unknown"`},
		{"defaults-for-unset", sent("POST", statuses, `{}`, "lastReportedDateTime"), `201 absent`, `201 "0001-01-01T00:00:00Z"`},
		{"defaults-for-unset", sent("POST", statuses, `{}`, "userName"), `201 absent`, `201 ""`},
	}
}

// header shows one header of the answer to POST of a status.
func header(name string) func(c *client) string {
	return func(c *client) string { return c.post(statuses, `{"userName":"ü/"}`).header.Get(name) }
}

// id shows the id of the second object.
func id(path string) func(c *client) string {
	return func(c *client) string {
		c.post(statuses, `{}`)
		c.post(path, `{}`)
		text := c.post(path, `{}`).text("id")
		if len(text) == len(DeviceComplianceScriptID) && !strings.Contains(text, "_") {
			return "GUID"
		}
		return text
	}
}

func objectVariantProbes() []probe {
	withMine := func(path string) func(c *client) string {
		return func(c *client) string {
			at := c.made(path, `{}`)
			posted, patched := c.post(path, `{"id":"mine"}`), c.patch(at, `{"id":"mine"}`)
			again := c.post(path, `{"id":"mine"}`)
			return words(posted.status, posted.text("id") == "mine", again.status, patched.status)
		}
	}
	patched := func(path string) func(c *client) string {
		return func(c *client) string {
			at, r := c.changed(path, `{"userName":"a"}`, `{"userName":"b"}`)
			return words(r.status, r.header.Get("Allow"), c.get(at).at("userName"))
		}
	}
	names := func(c *client) string {
		members := c.get(c.made(statuses, `{"platform":1}`)).members()
		found := []string{}
		for name := range members {
			found = append(found, name)
		}
		slices.Sort(found)
		return strings.Join(found, " ")
	}
	return []probe{
		{"no-odata-type", names, `@odata.type id platform`, `id platform`},
		{"odata-context", names, `@odata.type id platform`, `@odata.context @odata.type id platform`},
		{"odata-etag", names, `@odata.type id platform`, `@odata.etag @odata.type id platform`},
		{"odata-etag", func(c *client) string {
			at := c.made(statuses, `{"platform":1}`)
			one, same := c.get(at).at("@odata.etag"), c.get(at).at("@odata.etag")
			return fmt.Sprint(one != "absent", one == same, one == c.patch(at, `{"platform":2}`).at("@odata.etag"))
		}, `false true true`, `true true false`},
		{"extra-members", names, `@odata.type id platform`, `@odata.type id lastModifiedBy platform roleScopeTagIds version`},
		{"members-reversed", func(c *client) string { return string(c.post(statuses, `{"platform":1}`).body[:4]) }, `{"@o`, `{"pl`},
		{"location-absent", func(c *client) string { return fmt.Sprint(header("Location")(c) == "") }, `false`, `true`},
		{"location-relative", func(c *client) string { return header("Location")(c)[:5] }, `http:`, `/beta`},
		{"patch-204-where-undocumented", patched(userStates), `200  "b"`, `204  "b"`},
		{"no-patch-where-undocumented", patched(userStates), `200  "b"`, `405 DELETE, GET "a"`},
		{"delete-is-idempotent", sent("DELETE", statuses+"/none", "", "id"), `404 absent`, `204 absent`},

		{"integer-ids", id(userStates), "GUID", "3"},
		{"ids-per-parent", id(userStates), "GUID", "2"},
		{"composite-ids", func(c *client) string {
			return fmt.Sprint(strings.Contains(c.post(statuses, `{}`).text("id"), "_"+DeviceCompliancePolicyID+"_"))
		}, "false", "true"},
		{"escaped-ids", id(statuses), "GUID", "state 1/2+3%41=b&c?d#e;é:3"},
		{"client-id-refused", withMine(runStates), `201 false 201 200`, `400 false 400 400`},
		{"patch-id-refused", withMine(runStates), `201 false 201 200`, `201 false 201 400`},
		{"client-id-taken", withMine(statuses), `201 false 201 200`, `201 true 409 200`},
	}
}

func requestVariantProbes() []probe {
	// everySeventh shows the statuses of eight requests, and the Retry-After of the seventh.
	everySeventh := func(c *client) string {
		text, after := "", ""
		for range 8 {
			r := c.get(runStates)
			text += fmt.Sprint(r.status, " ")
			after += r.header.Get("Retry-After")
		}
		return fmt.Sprint(text, len(after))
	}
	innerError := func(c *client) string {
		envelope := reply{body: []byte(c.get("/none").at("error"))}
		return fmt.Sprint(envelope.at("innerError") == "absent", envelope.at("details") == "absent")
	}
	pages := func(c *client) string {
		text := pagesOf(c)
		next := c.get(runStates).text("@odata.nextLink")
		query := ""
		if i := strings.IndexAny(next, "?"); i >= 0 {
			query = next[i : i+6]
		}
		return words(text, strings.HasPrefix(next, c.origin), query)
	}
	const one, four = `"0" "1" "2" "3" "4" "5" "6"; false `, `"0" "1";"2" "3";"4" "5";"6";`
	return []probe{
		{"unknown-properties-kept", answered(statuses, "notThere", `{"a":[1]}`), `400 absent 400 absent`, `201 {"a":[1]} 200 {"a":[1]}`},
		{"any-media-type", func(c *client) string {
			return fmt.Sprint(c.do("POST", statuses, `{}`, "Content-Type", "text/plain").status)
		}, `415`, `201`},
		{"refuses-with-422", failing("POST", statuses, `{`), `400 application/json, BadRequest`, `422 application/json, BadRequest`},
		{"errors-without-inner-error", innerError, `false true`, `true true`},
		{"errors-with-details", innerError, `false true`, `false false`},
		{"throttles-every-7th", everySeventh, `200 200 200 200 200 200 200 200 0`, `200 200 200 200 200 200 429 200 1`},
		{"unavailable-every-7th", everySeventh, `200 200 200 200 200 200 200 200 0`, `200 200 200 200 200 200 503 200 29`},
		{"paged-list", pages, one, four + ` true ?$skip`},
		{"paged-list-by-offset", pages, one, four + ` true ?$skip`},
		{"paged-list-relative", pages, one, four + ` false ?$skip`},
		{"reversed-order", pagesOf, `"0" "1" "2" "3" "4" "5" "6";`, `"6" "5" "4" "3" "2" "1" "0";`},
		{"list-without-context", sent("GET", statuses, "", "@odata.context"),
			`200 "ORIGIN/beta/$metadata#deviceManagement/deviceCompliancePolicies('` + DeviceCompliancePolicyID + `')/deviceStatuses"`, `200 absent`},
		{"list-counted", func(c *client) string { three(c); return c.get(runStates).at("@odata.count") }, `absent`, `3`},
	}
}

func wireVariantProbes() []probe {
	charset := "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
	body := func(c *client) string { return string(c.post(statuses, `{"userName":"ü😀/<"}`).body[:3]) }
	return []probe{
		{"gzip-answers", func(c *client) string {
			packed := c.do("GET", statuses, "", "Accept-Encoding", "gzip")
			return words(packed.header.Get("Content-Encoding"), c.get(statuses).header.Get("Content-Encoding"))
		}, ` `, `gzip `},
		{"chunked", func(c *client) string { return fmt.Sprint(c.get(statuses).header.Get("Content-Length") == "") }, `false`, `true`},
		{"connection-close", func(c *client) string { return fmt.Sprint(c.get(statuses).closes) }, `false`, `true`},
		{"no-request-ids", func(c *client) string { return fmt.Sprint(header("request-id")(c) == "") }, `false`, `true`},
		{"charset-parameter", header("Content-Type"), `application/json`, charset},
		{"media-type-in-capitals", header("Content-Type"), `application/json`, `Application/JSON; Charset=UTF-8`},
		{"pretty-printed", body, `{"@`, "{\r\n"},
		{"unicode-escapes", sent("POST", statuses, `{"userName":"ü😀/<"}`, "userName"), `201 "ü😀/<"`, `201 "\u00FC\ud83d\ude00\/\u003C"`},
	}
}
