package etag

import (
	"strings"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgeHeader looks at the header of answers to GET.
func judgeHeader(steps conform.Steps, j *conform.Judgement, _ *resource.Resource) {
	for _, act := range []conform.Act{scenario.Get, scenario.TagAgain} {
		r := steps.Once(act)
		if r.Response() == nil || !r.OK() {
			continue
		}
		if given, sent := r.Response().Header["Etag"]; sent && j.On(r) {
			text := strings.Join(given, ", ")
			j.Want(isTag(text), r, "ETag", `text between quotes, such as "1" or W/"1"`, conform.Show(text))
		}
	}
	if j.Nothing() {
		j.Unsupport("the target sends no header ETag")
	}
}

// isTag reports whether a text is an entity-tag (RFC 9110, section 8.8.3).
func isTag(text string) bool {
	inner, opened := strings.CutPrefix(strings.TrimPrefix(text, "W/"), `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	return opened && closed && !strings.ContainsAny(inner, "\" \t\r\n")
}
