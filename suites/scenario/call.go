package scenario

import (
	"encoding/json"
	"net/http"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// CallsOf returns the actions and functions of a resource.
func CallsOf(of *resource.Resource) []resource.Call {
	return of.Calls(func(name string) *fixtures.Sampler { return of.Sampler(Call.Of(name).String()) })
}

// runCall sends what must be refused first: the call itself may use its object up.
func runCall(a Actor, c resource.Call) {
	if c.Kind == schemas.Action && a.Tenant() {
		a.Withhold("an action may reach people and devices of the tenant")
		return
	}
	probe := func(to string, body []byte, header http.Header) Probe {
		return Probe{Operation: schemas.Action, Method: c.Method, URL: to, Body: body, Header: header}
	}
	to := a.Collection().URL
	for _, p := range c.Parameters {
		for i, text := range c.Wrong[p.Name] {
			body := resource.Members(c.Body)
			body[p.Name] = json.RawMessage(text)
			bad, err := fixtures.Marshal(body)
			if err == nil {
				a.Probe(BadParameter.About(p.Name).Nth(i+1), probe(to, bad, nil))
			}
		}
	}
	if a.Collection().Parent != "" {
		a.Probe(BadObject.Once(), probe(a.BelowUnknown(), c.Body, nil))
	}
	if !a.Resource().NoAuth && a.HasToken() {
		a.Probe(AuthCall.Once(), probe(to, c.Body, http.Header{"Authorization": {}}))
	}
	runCallOnObject(a, c, probe)
}

// runCallOnObject sends the call itself, and looks at what it acts on before and after.
func runCallOnObject(a Actor, c resource.Call, probe func(string, []byte, http.Header) Probe) {
	object, to := a.Collection(), a.Collection().URL
	whole := object.Parent != "" && to == object.Parent+c.Route.Tail // the call acts on one object
	madeBelow := func(parent string, act conform.Act) {
		for _, made := range c.Makes {
			a.List(act.About(made.Parameter), Collection{URL: parent + made.Tail}).Probe = true
		}
	}
	made := func(act conform.Act) { madeBelow(object.Parent, act) }
	other := ""
	if whole {
		a.GetURL(Uncalled.Once(), object.Parent).Probe = true
		made(UncalledList)
	}
	if whole && len(c.Makes) > 0 {
		if second, why := a.Second(); why == "" && a.Probe(OtherCalled.Once(), probe(second.URL, c.Anew(), nil)).OK() {
			other = second.Parent
			madeBelow(other, OtherListed)
		}
	}
	if c.Kind == schemas.Action {
		a.GetURL(ReadCall.Once(), to).Probe = true
	}
	r := a.Probe(Called.Once(), probe(to, c.Body, nil))
	if !whole || !r.OK() {
		return
	}
	a.GetURL(CalledGet.Once(), object.Parent).Probe = true
	made(CalledList)
	if body := c.Several(a.Values()); body != nil && a.Probe(CalledMore.Once(), probe(to, body, nil)).OK() {
		made(CalledMoreList)
	}
	if other != "" {
		madeBelow(other, OtherList)
	}
}
