package handmade

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFaultsDiffer(t *testing.T) {
	names := []string{}
	for _, f := range Faults() {
		names = append(names, f.Name)
	}
	runProbes(t, names, slices.Concat(
		statusFaultProbes(), idFaultProbes(), valueFaultProbes(), numberFaultProbes(), timeFaultProbes(), schemaFaultProbes(),
		patchFaultProbes(), collectionFaultProbes(), errorFaultProbes(), authFaultProbes(), replayFaultProbes()))
}

func valueFaultProbes() []probe {
	long := strings.Repeat("ä", 256)
	return []probe{
		{"refuses-one-enum-member", seenAfter(runStates, "detectionState", `"scriptError"`), `"scriptError" "scriptError" "scriptError" "scriptError"`, `400 404 404 `},
		{"patch-refuses-one-enum-member", answered(runStates, "detectionState", `"notApplicable"`), `201 "notApplicable" 200 "notApplicable"`, `201 "notApplicable" 400 absent`},
		{"enum-kept-as-sent", answered(runStates, "detectionState", `"running"`), `400 absent 400 absent`, `201 "running" 200 "running"`},
		{"enum-case-kept", answered(statuses, "status", `"NONCOMPLIANT"`), `400 absent 400 absent`, `201 "NONCOMPLIANT" 200 "NONCOMPLIANT"`},
		{"enum-first-member-omitted", seenAfter(runStates, "detectionState", `"unknown"`), `"unknown" "unknown" "unknown" "unknown"`, `absent absent absent absent`},
		{"enum-as-number", stored(runStates, "detectionState", `"fail"`), `"fail"`, `2`},
		{"enum-in-pascal-case", stored(runStates, "detectionState", `"scriptError"`), `"scriptError"`, `"ScriptError"`},
		{"enum-number-kept", stored(runStates, "detectionState", `2`), `400`, `2`},
		{"enum-last-member-becomes-first", stored(statuses, "status", `"notAssigned"`), `"notAssigned"`, `"unknown"`},

		{"html-escapes", stored(runStates, "scriptOutput", `"<b> & 'x'"`), `"<b> & 'x'"`, `"&lt;b&gt; &amp; &#39;x&#39;"`},
		{"html-unescapes", stored(runStates, "scriptOutput", `"&lt;b&amp;"`), `"&lt;b&amp;"`, `"<b&"`},
		{"strips-markup", stored(runStates, "scriptOutput", `"a<b>c</b>d"`), `"a<b>c</b>d"`, `"acd"`},
		{"trims", stored(userStates, "upn", `" a b\t"`), `" a b\t"`, `"a b"`},
		{"truncates-at-255", stored(runStates, "scriptError", `"`+long+`"`), `"` + long + `"`, `"` + long[:510] + `"`},
		{"unicode-beyond-bmp-lost", stored(runStates, "scriptError", `"a\ud83d\ude00ü"`), `"a😀ü"`, `"a?ü"`},
		{"drops-combining-marks", stored(runStates, "scriptError", `"e\u0301"`), "\"e\u0301\"", `"e"`},
		{"drops-control-characters", stored(runStates, "scriptError", `"a\tb\r\nc"`), `"a\tb\r\nc"`, `"abc"`},
		{"line-ends-normalised", stored(runStates, "scriptError", `"a\r\nb"`), `"a\r\nb"`, `"a\nb"`},
		{"doubles-quotes", stored(runStates, "scriptError", `"it's"`), `"it's"`, `"it''s"`},
		{"drops-backslashes", stored(runStates, "scriptError", `"C:\\x"`), `"C:\\x"`, `"C:x"`},
		{"utf8-read-as-latin1", stored(runStates, "scriptError", `"ü"`), `"ü"`, `"Ã¼"`},
		{"lowercases-principal-names", stored(userStates, "upn", `"Ann@Example"`), `"Ann@Example"`, `"ann@example"`},
		{"empty-string-becomes-null", stored(runStates, "scriptError", `""`), `""`, `null`},
		{"refuses-empty-string", stored(runStates, "scriptError", `""`), `""`, `400`},
		{"copies-neighbour", func(c *client) string {
			return c.get(c.made(userStates, `{"userName":"a","userEmail":"b"}`)).at("userEmail")
		}, `"b"`, `"a"`},
	}
}

func numberFaultProbes() []probe {
	return []probe{
		{"swaps-two-counters", func(c *client) string {
			r := c.get(c.made(userStates, `{"failedDeviceCount":1,"pendingDeviceCount":2,"errorDeviceCount":3}`))
			return r.at("failedDeviceCount") + r.at("pendingDeviceCount") + r.at("errorDeviceCount")
		}, `123`, `213`},
		{"integers-as-strings", stored(statuses, "platform", `5`), `5`, `"5"`},
		{"int16-overflow", stored(statuses, "platform", `32768`), `32768`, `-32768`},
		{"negatives-become-zero", stored(statuses, "platform", `-5`), `-5`, `0`},
		{"integers-through-float32", stored(statuses, "platform", `16777217`), `16777217`, `16777216`},
		{"refuses-largest-int32", stored(statuses, "platform", `2147483647`), `2147483647`, `400`},
		{"zero-becomes-null", stored(statuses, "platform", `0`), `0`, `null`},
		{"null-becomes-default", stored(statuses, "platform", `null`), `null`, `0`},
		{"null-becomes-default", stored(statuses, "lastReportedDateTime", `null`), `null`, `"0001-01-01T00:00:00Z"`},
	}
}

func timeFaultProbes() []probe {
	return []probe{
		{"timestamps-cut-to-milliseconds", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.3205976-08:00"`), `"2017-01-01T00:02:49.3205976-08:00"`, `"2017-01-01T00:02:49.320-08:00"`},
		{"timestamps-cut-to-microseconds", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.3205976-08:00"`), `"2017-01-01T00:02:49.3205976-08:00"`, `"2017-01-01T00:02:49.320597-08:00"`},
		{"timestamps-cut-to-seconds", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.3205976-08:00"`), `"2017-01-01T00:02:49.3205976-08:00"`, `"2017-01-01T00:02:49-08:00"`},
		{"short-fractions-misread", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.951Z"`), `"2017-01-01T00:02:49.951Z"`, `"2017-01-01T00:02:49.0000951Z"`},
		{"local-time", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49-08:00"`), `"2017-01-01T00:02:49-08:00"`, `"2017-01-01T00:02:49Z"`},
		{"offset-minutes-ignored", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49+05:30"`), `"2017-01-01T00:02:49+05:30"`, `"2017-01-01T00:02:49+05:00"`},
		{"negative-half-hour-offset", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49-03:30"`), `"2017-01-01T00:02:49-03:30"`, `"2017-01-01T00:02:49-02:30"`},
		{"summer-hour-lost", stored(runStates, "lastSyncDateTime", `"2017-07-15T12:00:00Z"`), `"2017-07-15T12:00:00Z"`, `"2017-07-15T11:00:00Z"`},
		{"stamps-time-of-write", func(c *client) string {
			kept := stored(runStates, "lastStateUpdateDateTime", `"2017-01-01T00:02:49Z"`)(c) == `"2017-01-01T00:02:49Z"`
			return fmt.Sprint(kept)
		}, `true`, `false`},
		{"timestamps-lack-offset", stored(runStates, "lastSyncDateTime", `"2017-01-01T00:02:49.50-08:00"`), `"2017-01-01T00:02:49.50-08:00"`, `"2017-01-01T08:02:49.50"`},
		{"timestamps-as-milliseconds", stored(runStates, "lastSyncDateTime", `"1970-01-01T00:00:01.5Z"`), `"1970-01-01T00:00:01.5Z"`, `1500`},
	}
}

// bodyOf shows the type of answer: its status, media type and body without the id.
func bodyOf(method, path, body string) func(c *client) string {
	return func(c *client) string {
		r := c.do(method, path, body)
		id := r.at("id")
		return fmt.Sprintf("%d %s %s", r.status, r.header.Get("Content-Type"), strings.Replace(string(r.body), id, "ID", 1))
	}
}

func statusFaultProbes() []probe {
	created := `201 application/json {"@odata.type":"#microsoft.graph.deviceComplianceDeviceStatus","id":ID,"platform":7}`
	posting := bodyOf("POST", statuses, `{"platform":7}`)
	patching := func(c *client) string {
		at := c.made(statuses, `{}`)
		return bodyOf("PATCH", at, `{"platform":7}`)(c)
	}
	updated := strings.Replace(created, "201", "200", 1)
	return []probe{
		{"post-answers-200", posting, created, strings.Replace(created, "201", "200", 1)},
		{"post-answers-204", posting, created, `204  `},
		{"post-answers-text", posting, created, `201 text/plain; charset=utf-8 Created`},
		{"post-answers-id-only", posting, created, `201 application/json {"id":ID}`},
		{"json-as-html", posting, created, strings.Replace(created, "application/json", "text/html; charset=utf-8", 1)},
		{"patch-answers-204", patching, updated, `204  `},
		{"patch-answers-201", patching, updated, created},
	}
}

func idFaultProbes() []probe {
	mine := func(at func(c *client, path string) reply) func(c *client) string {
		return func(c *client) string {
			path := c.made(runStates, `{}`)
			r := at(c, path)
			return fmt.Sprint(r.text("id") == "mine", c.get(path).status, c.get(runStates+"/mine").status)
		}
	}
	postMine := func(c *client) string {
		r := c.post(runStates, `{"id":"mine"}`)
		return fmt.Sprint(r.text("id") == "mine", c.get(runStates+"/mine").status)
	}
	patchMine := mine(func(c *client, path string) reply { return c.patch(path, `{"id":"mine"}`) })
	return []probe{
		{"adopts-client-id", postMine, `false 404`, `true 200`},
		{"post-echoes-client-id", postMine, `false 404`, `true 404`},
		{"patch-echoes-client-id", patchMine, `false 200 404`, `true 200 404`},
		{"patch-adopts-client-id", patchMine, `false 200 404`, `true 404 200`},
		{"ids-restart-per-second", func(c *client) string {
			ids := map[string]bool{}
			for range 20 {
				ids[c.post(runStates, `{}`).text("id")] = true
			}
			return fmt.Sprint(len(ids) == 20)
		}, `true`, `false`},
		{"id-empty", func(c *client) string { return fmt.Sprint(c.post(runStates, `{}`).text("id") == "") }, `false`, `true`},
		{"list-omits-id", listed(func(rows []reply) string { return fmt.Sprint(rows[0].at("id") == "absent") }), `false`, `true`},
		{"list-numbers-ids", listed(func(rows []reply) string { return fmt.Sprint(rows[1].text("id") == "1") }), `false`, `true`},
	}
}

func schemaFaultProbes() []probe {
	return []probe{
		{"id-as-number", func(c *client) string { return c.post(runStates, `{}`).at("id")[:1] }, `"`, `1`},
		{"id-under-underscore", func(c *client) string {
			r := c.post(runStates, `{}`)
			return fmt.Sprint(r.at("id") == "absent", r.at("_id") == "absent")
		}, `false true`, `true false`},
		{"pascal-case-names", func(c *client) string {
			r := c.post(statuses, `{"platform":1}`)
			return r.at("platform") + " " + r.at("Platform") + " " + r.at("@odata.type")
		}, `1 absent "#microsoft.graph.deviceComplianceDeviceStatus"`, `absent 1 "#microsoft.graph.deviceComplianceDeviceStatus"`},
		{"answers-wrapped", func(c *client) string {
			r := c.post(runStates, `{}`)
			return fmt.Sprint(r.at("id") == "absent", r.at("data") == "absent")
		}, `false true`, `true false`},
		{"get-answers-array", func(c *client) string { return string(c.get(c.made(runStates, `{}`)).body[:1]) }, `{`, `[`},
		{"odata-type-of-sibling", sent("POST", runStates, `{}`, "@odata.type"), `201 "#microsoft.graph.deviceComplianceScriptDeviceState"`, `201 "#microsoft.graph.deviceHealthScriptDeviceState"`},
		{"byte-order-mark", func(c *client) string { return fmt.Sprintf("%x", c.get(runStates).body[:3]) }, `7b2240`, `efbbbf`},
		{"answers-in-latin1", func(c *client) string { return fmt.Sprint(utf8.Valid(c.post(runStates, `{"scriptOutput":"ü"}`).body)) }, `true`, `false`},
		{"content-length-counts-characters", sent("POST", runStates, `{"scriptOutput":"ü"}`, "scriptOutput"), `201 "ü"`, `201 absent`},
		{"location-wrong", func(c *client) string {
			return fmt.Sprint(c.get(strings.TrimPrefix(c.post(runStates, `{}`).header.Get("Location"), c.origin)).status)
		}, `200`, `404`},
	}
}

func replayFaultProbes() []probe {
	return []probe{
		{"replay", sent("POST", statuses, `{"platform":3}`, "platform"), `201 3`, `201 8`},
		{"replay", sent("GET", runStates+"/any", "", "scriptOutput"), `404 absent`, `200 "Script Output value"`},
		{"replay", sent("PATCH", userStates+"/any", `{}`, "id"), `404 absent`, `200 "303ad215-d215-303a-15d2-3a3015d23a30"`},
		{"replay", sent("DELETE", userStates+"/any", "", "id"), `404 absent`, `204 absent`},
		{"replay", func(c *client) string { return c.get(statuses).column("status") }, ``, `"notApplicable"`},
		{"post-replays", func(c *client) string {
			r := c.post(statuses, `{"platform":3}`)
			return r.at("platform") + " " + c.get(statuses+"/"+r.text("id")).at("platform")
		}, `3 3`, `8 3`},
	}
}

// listed creates three run states, whose scriptOutput is "0", "1" and "2", and looks at their list.
func listed(look func(rows []reply) string) func(c *client) string {
	return func(c *client) string {
		for i := range 3 {
			c.post(runStates, fmt.Sprintf(`{"scriptOutput":"%d"}`, i))
		}
		return look(c.get(runStates).rows())
	}
}
