package collection_test

import (
	"fmt"
	"testing"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// What all objects that are created side by side lose alike is no mix-up: a value that is sent alone loses it too, and round_trip tells so.
func TestValues(t *testing.T) {
	sent := func(n int) string {
		return fmt.Sprintf(`"scriptOutput":"policy %d","lastStateUpdateDateTime":"2020-01-0%d`, n, n)
	}
	made := func(n int, output int, time string) *conform.Record {
		return conformtest.Record(schemas.Create, scenario.Base.Nth(n), 201, `{`+sent(n)+`T00:00:00.1234567Z"}`,
			fmt.Sprintf(`{"id":"00%d","scriptOutput":"policy %d","lastStateUpdateDateTime":"2020-01-0%s"}`, n, output, time))
	}
	listed := func(n int, output int, time string) string {
		return fmt.Sprintf(`{"id":"00%d","scriptOutput":"policy %d","lastStateUpdateDateTime":"2020-01-0%s"}`, n, output, time)
	}
	const whole, cut = "T00:00:00.1234567Z", "T00:00:00.123Z"
	records := func(first, second *conform.Record, list ...string) []*conform.Record {
		return []*conform.Record{first, second, conformtest.List(scenario.List.Once(), page(list...))}
	}
	zero := conformtest.Record(schemas.Create, scenario.Base.Nth(2), 201,
		`{"scriptOutput":"policy 2","lastStateUpdateDateTime":"2020-01-02T00:00:00.0004567Z"}`,
		`{"id":"002","scriptOutput":"policy 2","lastStateUpdateDateTime":"2020-01-02T00:00:00Z"}`)
	for _, c := range []check{
		{name: "kept", records: records(made(1, 1, "1"+whole), made(2, 2, "2"+whole), listed(1, 1, "1"+whole), listed(2, 2, "2"+whole)),
			want: conform.Pass},
		{name: "all cut alike", records: records(made(1, 1, "1"+cut), made(2, 2, "2"+cut), listed(1, 1, "1"+cut), listed(2, 2, "2"+cut)),
			want: conform.Pass},
		{name: "all cut to milliseconds, of which one has none", records: records(made(1, 1, "1T00:00:00.123Z"), zero,
			listed(1, 1, "1T00:00:00.123Z"), `{"id":"002","scriptOutput":"policy 2","lastStateUpdateDateTime":"2020-01-02T00:00:00Z"}`),
			want: conform.Pass},
		{name: "one cut", records: records(made(1, 1, "1"+cut), made(2, 2, "2"+whole), listed(1, 1, "1"+cut), listed(2, 2, "2"+whole)),
			want: conform.Fail, says: "/lastStateUpdateDateTime"},
		{name: "both store the later", records: records(made(1, 2, "2"+whole), made(2, 2, "2"+whole), listed(1, 2, "2"+whole)),
			want: conform.Fail, says: "/lastStateUpdateDateTime"},
		{name: "swapped", records: records(made(1, 2, "1"+cut), made(2, 1, "2"+cut), listed(1, 2, "1"+cut), listed(2, 1, "2"+cut)),
			want: conform.Fail, says: "/scriptOutput"},
		{name: "cut, and swapped in the list",
			records: records(made(1, 1, "1"+cut), made(2, 2, "2"+cut), listed(1, 2, "1"+cut), listed(2, 1, "2"+cut)),
			want:    conform.Fail, says: "/value/*/scriptOutput"},
		{name: "cut, and the times swapped in the list",
			records: records(made(1, 1, "1"+cut), made(2, 2, "2"+cut), listed(1, 1, "2"+cut), listed(2, 2, "1"+cut)),
			want:    conform.Fail, says: "/value/*/lastStateUpdateDateTime"},
	} {
		c.rule, c.place, c.operation = "values", "values", schemas.List
		t.Run(c.name, func(t *testing.T) { c.run(t, belowParent, scenario.Concurrent.Key()) })
	}
}
