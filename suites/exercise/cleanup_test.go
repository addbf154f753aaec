package exercise

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"graphconform/fixtures"
	"graphconform/suites/guard"
)

// deafTarget holds one object. A DELETE removes it, and no answer says so.
type deafTarget struct {
	lostTarget
	object  string
	deletes int
}

func (t *deafTarget) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	e := fixtures.Exchange{Request: request, Attempt: 1}
	switch {
	case request.Method == http.MethodDelete:
		t.deletes++
		t.object = ""
		e.Failure = fixtures.Failure{Kind: fixtures.Reset}
	case t.object != "" && strings.HasSuffix(request.URL, "/7"):
		e.Response = &fixtures.Response{Status: http.StatusOK, Header: http.Header{}, Body: []byte(t.object)}
	default:
		e.Response = &fixtures.Response{Status: http.StatusNotFound, Header: http.Header{}}
	}
	return []fixtures.Exchange{e}
}

// What a look after a lost DELETE does not find is gone: it must be neither kept as a parent nor listed as left.
func TestLostDeleteIsLookedAt(t *testing.T) {
	tag := fixtures.NewSampler(1, "x").For("run").Tag()
	for name, options := range map[string]guard.Options{
		"the embedded tenant": {Private: true, Run: "run"}, "an emulator": {Run: "run"}, "a tenant": {Tenant: true, Run: "run"},
	} {
		body := `{"id":"7","displayName":"Value ` + tag + `"}`
		to := &deafTarget{object: body}
		r := &run{guard: guard.New(to, options), target: Target{Private: options.Private, Shared: options.Tenant}}
		r.guard.Claim(things, "7", []byte(body))
		done := r.removed(t.Context(), things+"/7")
		gone, notOurs := done.gone, done.notOurs
		if !gone || notOurs != "" || to.deletes != 1 {
			t.Errorf("%s: gone %t, not ours %q, %d DELETEs", name, gone, notOurs, to.deletes)
		}
	}
}
