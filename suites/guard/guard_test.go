package guard_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas/odata"
	"graphconform/suites/guard"
)

const root = "http://h"

// target answers GET with what stands in it, and notes writes.
type target struct {
	bodies map[string]string // by URL; what is not there is answered with 404
	writes []string
}

func (t *target) Root() string              { return root }
func (t *target) HasToken() bool            { return true }
func (t *target) SameOrigin(to string) bool { return strings.HasPrefix(to, root+"/") }
func (t *target) answer(status int, body string) *fixtures.Response {
	return &fixtures.Response{Status: status, Header: http.Header{}, Body: []byte(body)}
}

func (t *target) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	e := fixtures.Exchange{Request: request, Attempt: 1}
	body, there := t.bodies[request.URL]
	switch {
	case request.Method != http.MethodGet:
		t.writes = append(t.writes, request.Method+" "+request.URL)
		e.Response = t.answer(204, "")
	case there:
		e.Response = t.answer(200, body)
	default:
		e.Response = t.answer(404, "{}")
	}
	return []fixtures.Exchange{e}
}

func tag(run string) string {
	return fixtures.NewSampler(1, "x").For(run).Tag()
}

const (
	collection = root + "/beta/things"
	item       = collection + "/7"
)

// What lets a DELETE through, and what holds it back.
func TestOwnership(t *testing.T) {
	mine, others := tag("run"), tag("another run")
	if mine == others || len(odata.Tags("run", mine)) != 1 || len(odata.Tags("run", others)) != 0 {
		t.Fatalf("tags %q and %q do not tell runs apart", mine, others)
	}
	sent := `{"name":"Value ` + mine + `","size":5}`
	for name, test := range map[string]struct {
		options guard.Options
		before  string // the collection's list; empty where there is none
		claims  int    // how often a POST was answered with the id
		id      string
		sent    string // by POST, where it is not the value above
		shown   string // by GET
		passes  bool
	}{
		"shows its mark":                    {shown: sent, claims: 1, passes: true},
		"shows its mark in capitals":        {shown: strings.ToUpper(sent), claims: 1, passes: true},
		"shows its mark in a tenant":        {options: guard.Options{Tenant: true}, shown: sent, claims: 1, passes: true},
		"shows the values without the mark": {before: `{"value":[]}`, shown: `{"id":"7","size":5}`, claims: 1, passes: true},
		"shows a part of the marked text": {before: `{"value":[]}`, claims: 1, passes: true,
			shown: `{"id":"7","name":"Val","size":5}`},
		"shows the values, and there was no list": {shown: `{"id":"7","size":5}`, claims: 1},
		"shows another text for the mark":         {shown: `{"id":"7","name":"Desk","size":5}`, claims: 1},
		"in a tenant values prove nothing":        {options: guard.Options{Tenant: true}, shown: `{"id":"7","size":5}`, claims: 1},
		"shows another run's mark":                {shown: `{"id":"7","name":"Value ` + others + `","size":6}`, claims: 1},
		"shows an object of another id":           {shown: `{"id":"8","size":5}`, claims: 1},
		"shows nothing":                           {shown: `{}`, claims: 1},
		"shows another id than was sent": {sent: `{"@odata.type":"#thing","id":"chosen"}`, before: `{"value":[]}`,
			shown: `{"id":"7"}`, claims: 1, passes: true},
		"was there before":                  {before: `{"value":[{"id":"7"}]}`, shown: sent, claims: 1},
		"was there before in other letters": {before: `{"value":[{"id":"A%42"}]}`, id: "ab", shown: sent, claims: 1},
		"was there before as a number":      {before: `{"value":[{"id":7}]}`, shown: sent, claims: 1},
		"shows its id as a number":          {before: `{"value":[]}`, shown: `{"id":7,"size":5}`, claims: 1, passes: true},
		"shows another id as a number":      {shown: `{"id":8,"size":5}`, claims: 1},
		"was answered to two creations":     {shown: sent, claims: 2},
		"was never answered":                {shown: sent},
		"is a route":                        {id: "$ref", shown: sent, claims: 1},
		"is the parent folder":              {id: "..", shown: sent, claims: 1},
		"only reading":                      {options: guard.Options{ReadOnly: true}, shown: sent, claims: 1},
		"in a target of the run's own":      {options: guard.Options{Private: true}, shown: `{}`, passes: true},
	} {
		t.Run(name, func(t *testing.T) {
			to := &target{bodies: map[string]string{}}
			if test.before != "" {
				to.bodies[collection] = test.before
			}
			test.options.Run = "run"
			g := guard.New(to, test.options)
			if _, err := g.Before(t.Context(), collection); err != nil && !test.options.Tenant {
				t.Fatal(err)
			}
			id, object := test.id, item
			if id == "" {
				id = "7"
			}
			for range test.claims {
				object, _ = g.Claim(collection, id, []byte(cmp.Or(test.sent, sent)))
			}
			to.bodies[object] = test.shown
			exchanges := g.Send(t.Context(), fixtures.Request{Method: http.MethodDelete, URL: object})
			if passed := len(to.writes) == 1; passed != test.passes {
				t.Errorf("sent %v, failure %q", to.writes, exchanges[0].Failure)
			}
			if refused := len(g.Refused()) == 1; !test.options.ReadOnly && refused == test.passes {
				t.Errorf("refused %v", g.Refused())
			}
		})
	}
}

// What a POST made is named by a whole number as it is by a text, and by nothing else.
func TestMadeByNumber(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":"7"}`: item, `{"id":7}`: item, `{"id":7.5}`: "", `{"id":1e400}`: "", `{"id":true}`: "", `{"id":{}}`: "",
	} {
		made, certain := guard.Made([]fixtures.Exchange{{Request: fixtures.Request{URL: collection},
			Response: &fixtures.Response{Status: 201, Body: []byte(body)}}})
		if made != want || certain != (want != "") {
			t.Errorf("%s: %q, certain %t", body, made, certain)
		}
	}
}

// A mark that shows for any key, or on a second look alone, proves nothing.
func TestLooksThatLie(t *testing.T) {
	sent := []byte(`{"name":"Value ` + tag("run") + `"}`)
	request := fixtures.Request{Method: http.MethodPatch, URL: item}
	any := &target{bodies: map[string]string{item: string(sent), collection + "/987654321": string(sent)}}
	g := guard.New(any, guard.Options{Run: "run"})
	g.Claim(collection, "7", sent)
	if g.Send(t.Context(), request); len(any.writes) > 0 {
		t.Error("written where any key shows the mark")
	}
	late := &target{bodies: map[string]string{item: `{"id":"7","name":"foreign"}`}}
	g = guard.New(late, guard.Options{Run: "run"})
	g.Claim(collection, "7", sent)
	g.Send(t.Context(), request)
	late.bodies[item] = string(sent)
	if g.Send(t.Context(), request); len(late.writes) > 0 {
		t.Error("written where the second look alone shows the mark")
	}
}

func TestWhereWritesMayGo(t *testing.T) {
	for to, passes := range map[string]bool{
		collection + "/drawn": true, collection + "/drawn/parts/9": true, item + "/microsoft.graph.thing/parts/drawn": true,
		collection + "/$drawn": false, item: false, collection + "/9": false, // nothing is there
		root: false, root + "/beta": false, root + "/beta/": false, collection + "?x": false, item + "#f": false, item + "?": false,
		collection + "/..":     false,
		collection + "/%2e%2e": false, collection + "/a%2fb": false, collection + "/$count": false,
		collection + "/microsoft.graph.thing": false, collection + "/drawn/parts/microsoft.graph.thing": false,
		collection + "//7": false, "http://other/beta/things/7": false,
		root + ".evil/beta/things/7": false,
	} {
		target := &target{bodies: map[string]string{}}
		g := guard.New(target, guard.Options{})
		g.Drew("drawn")
		g.Drew("$drawn")
		g.Send(t.Context(), fixtures.Request{Method: http.MethodDelete, URL: to})
		if (len(target.writes) > 0) != passes {
			t.Errorf("DELETE %s: sent %v", to, target.writes)
		}
	}
	tenant := &target{bodies: map[string]string{}}
	guard.New(tenant, guard.Options{Tenant: true}).Send(t.Context(), fixtures.Request{Method: http.MethodDelete, URL: item})
	if len(tenant.writes) > 0 {
		t.Error("in a tenant a probe went where nothing was seen")
	}
}

func TestBelowAProvedParent(t *testing.T) {
	sent := []byte(`{"displayName":"graphconform-1-12"}`)
	to := &target{bodies: map[string]string{item: `{"id":"7","displayName":"Graphconform-1-12 "}`}}
	g := guard.New(to, guard.Options{Tenant: true, Run: "1", Name: "graphconform-1"})
	g.Claim(collection, "7", sent)
	if why := g.Within(t.Context(), item); why != "" {
		t.Fatal(why)
	}
	if g.Send(t.Context(), fixtures.Request{Method: http.MethodDelete, URL: item + "/microsoft.graph.thing"}); len(to.writes) > 0 {
		t.Errorf("a cast of the parent itself: %v", to.writes)
	}
	if g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: item + "/microsoft.graph.thing/state"}); len(to.writes) != 1 {
		t.Errorf("below a cast of a proved parent: %v", to.writes)
	}
	to.writes = nil
	below := item + "/parts/1"
	if g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: below}); len(to.writes) != 1 || !g.Owns(below) {
		t.Errorf("below a proved parent: %v", to.writes)
	}
	g.Leave(item)
	if g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: below}); len(to.writes) != 1 {
		t.Error("written below a parent that was left")
	}
}

// A key that is a short number comes again where a target is started anew: what stands below it is another one's then.
func TestBelowAParentThatCameAgain(t *testing.T) {
	to := &target{bodies: map[string]string{item: `{"displayName":"graphconform-1-12"}`}}
	g := guard.New(to, guard.Options{Run: "1", Name: "graphconform-1"})
	g.Claim(collection, "7", []byte(`{"displayName":"graphconform-1-12"}`))
	if why := g.Within(t.Context(), item); why != "" {
		t.Fatal(why)
	}
	to.bodies[item] = `{"displayName":"payroll"}`
	for method, at := range map[string]string{
		http.MethodPatch: item + "/parts/1", http.MethodDelete: item + "/parts/1", http.MethodPost: item + "/parts",
	} {
		if g.Send(t.Context(), fixtures.Request{Method: method, URL: at}); len(to.writes) > 0 {
			t.Errorf("sent below another's object: %v", to.writes)
		}
	}
}

// A singleton that another client changed is left alone, also once the run has seen it.
func TestChangedSingleton(t *testing.T) {
	const settings = root + "/beta/settings"
	to := &target{bodies: map[string]string{settings: `{"on":null}`}}
	g := guard.New(to, guard.Options{})
	read := func() { g.Send(t.Context(), fixtures.Request{Method: http.MethodGet, URL: settings}) }
	patch := func() int {
		g.Send(t.Context(), fixtures.Request{Method: http.MethodPatch, URL: settings})
		return len(to.writes)
	}
	g.Single(settings, map[string]any{"on": nil})
	if patch() != 1 || patch() != 2 { // nothing was seen in between
		t.Errorf("the run's own changes: %v", to.writes)
	}
	read()
	to.bodies[settings] = `{"on":true}`
	if patch() != 2 {
		t.Error("another's change is overwritten")
	}
	if read(); patch() != 2 {
		t.Error("another's change is overwritten once it was seen")
	}
	if g.Single(settings, map[string]any{"on": true}); patch() != 3 {
		t.Error("held back although it is as it was read")
	}
}

// slow changes a singleton by each PATCH, and answers each request a while later.
type slow struct {
	target
	mutex sync.Mutex
}

func (s *slow) Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	time.Sleep(time.Second)
	defer time.Sleep(time.Second)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	exchanges := s.target.Send(ctx, request)
	if request.Method == http.MethodPatch {
		s.bodies[request.URL] = string(request.Body)
	}
	return exchanges
}

// What the run itself writes and reads side by side is nobody else's change.
func TestSingletonChangedSideBySide(t *testing.T) {
	const settings = root + "/beta/settings"
	synctest.Test(t, func(t *testing.T) {
		to := &slow{target: target{bodies: map[string]string{settings: `{"on":0}`}}}
		g := guard.New(to, guard.Options{})
		g.Single(settings, map[string]any{"on": json.Number("0")})
		send := func(method, body string) {
			g.Send(t.Context(), fixtures.Request{Method: method, URL: settings, Body: []byte(body)})
		}
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() { send(http.MethodPatch, fmt.Sprintf(`{"on":%d}`, i+1)) })
			all.Go(func() { time.Sleep(time.Duration(i) * 1500 * time.Millisecond); send(http.MethodGet, "") })
		}
		all.Wait()
		if send(http.MethodPatch, `{"on":0}`); len(to.writes) != 5 {
			t.Errorf("held back: %v", g.Refused())
		}
	})
}

// silent answers nothing; how long it takes is nobody's business here.
type silent struct {
	target
	asked int
}

func (s *silent) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	s.asked++
	return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.TimeOut}}}
}

// A target that has stopped answering is not asked for each of many objects.
func TestSilence(t *testing.T) {
	to := &silent{}
	g := guard.New(to, guard.Options{})
	for range 100 {
		last := g.Send(t.Context(), fixtures.Request{Method: http.MethodGet, URL: item})
		if to.asked == 4 && last[0].Failure.Kind == fixtures.NotSent {
			return
		}
	}
	t.Errorf("asked %d times", to.asked)
}

// gone breaks the connection of one request, and refuses all others; of the first so many looks some are answered.
type gone struct {
	target
	breaks, answers int
	asked           int
}

func (g *gone) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	g.asked++
	e := fixtures.Exchange{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: fixtures.NoConnection}}
	switch {
	case g.breaks > 0:
		g.breaks--
		e.Failure.Kind = fixtures.Reset
	case g.answers > 0:
		g.answers--
		e.Response, e.Failure = g.answer(404, "{}"), fixtures.Failure{}
	}
	return []fixtures.Exchange{e}
}

// A target that refuses connections, and goes on doing so, has ended; the request whose connection broke then says so.
func TestEnd(t *testing.T) {
	for _, test := range []struct {
		name            string
		breaks, answers int
		want            fixtures.FailureKind // of the first request
		sent            int                  // when nothing is sent any more
	}{
		{"a request ends it", 1, 0, fixtures.Ended, 4},
		{"it answers once more", 1, 1, fixtures.Ended, 5},
		{"it lives", 1, 2, fixtures.Reset, 0},
		{"nobody is there", 0, 0, fixtures.NoConnection, 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			to := &gone{breaks: test.breaks, answers: test.answers}
			g := guard.New(to, guard.Options{})
			request := fixtures.Request{Method: http.MethodGet, URL: item}
			if got := g.Send(t.Context(), request)[0].Failure.Kind; got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			for range 3 {
				g.Send(t.Context(), request)
			}
			asked := to.asked
			if last := g.Send(t.Context(), request); test.sent > 0 && (last[0].Failure.Kind != fixtures.NotSent || asked != test.sent) {
				t.Errorf("%s after %d requests, want none after %d", last[0].Failure, asked, test.sent)
			}
		})
	}
}

// ends breaks the connection of what is asked at once, while another request is still under way, and answers nothing from then on.
type ends struct {
	target
	asked, release chan struct{}
}

func (e *ends) Send(_ context.Context, request fixtures.Request) []fixtures.Exchange {
	kind := fixtures.NoConnection
	switch {
	case strings.HasSuffix(request.URL, "/deadly"):
		close(e.asked)
		<-e.release
		kind = fixtures.Reset
	case strings.HasSuffix(request.URL, "/harmless"):
		kind = fixtures.Reset
	}
	return []fixtures.Exchange{{Request: request, Attempt: 1, Failure: fixtures.Failure{Kind: kind}}}
}

// A target that ends may break the connections of others before that of the request which ends it: none of them alone is said to have
// done it.
func TestEndWhileAnotherIsUnderWay(t *testing.T) {
	to := &ends{asked: make(chan struct{}), release: make(chan struct{})}
	g := guard.New(to, guard.Options{})
	get := func(name string) string {
		return g.Send(t.Context(), fixtures.Request{Method: http.MethodGet, URL: item + "/" + name})[0].Failure.Detail
	}
	deadly := make(chan string)
	go func() { deadly <- get("deadly") }()
	<-to.asked
	first := get("harmless")
	close(to.release)
	for _, detail := range []string{first, <-deadly} {
		if !strings.Contains(detail, "or one of 1 that were under way with it") {
			t.Errorf("said of one alone: %s", detail)
		}
	}
}
