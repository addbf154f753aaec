// Package method has the rules on methods that no page documents on an object: what they ask for is refused, or done as they say, and is
// never taken for something else.
package method

import (
	"net/http"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// Family returns the rules on methods. All are strict: the real service answers 400 without Allow.
func Family() conform.Family {
	return conform.Family{Name: "method", Rank: conform.RankRefusal, Applies: applies, Rules: []conform.Rule{
		{Name: "head", Level: conform.Strict, Standard: "RFC 9110, 9.3.2",
			Promise: "HEAD answers as GET does, without a body, or is refused",
			Sent:    "HEAD of an object, then GET",
			Judged:  "200 without a body, 4xx or 501; GET shows the object as it was",
			Places:  on(http.MethodHead, schemas.Get, "head", judgeHead)},
		{Name: "unknown", Level: conform.Strict, Standard: "RFC 9110, 9.1",
			Promise: "a method that no standard names is refused, and does nothing",
			Sent:    "a request of such a method for an object, then GET",
			Judged:  "4xx or 501; GET shows the object as it was",
			Places:  on(conform.NoMethod, schemas.Get, "unknown", judgeUnknown)},
		{Name: "post", Level: conform.Strict, Standard: "OData 4.01 Part 1, 11.4.2; RFC 9110, 15.5.6",
			Promise: "POST to an object is refused, and makes and changes nothing",
			Sent:    "POST of another object's values to an object, then GET and the list",
			Judged:  "4xx or 501; GET shows the object as it was, and the list no other with these values",
			Places:  on(http.MethodPost, schemas.Create, "post_to_object", judgePost)},
		{Name: "put", Level: conform.Strict, Standard: "OData 4.01 Part 1, 11.4.3; RFC 9110, 9.3.4",
			Promise: "PUT replaces the object, or is refused",
			Sent:    "PUT of some of an object's own values to it, then GET and the list",
			Judged: "4xx or 501, and the object is as it was; or 200 or 204, and it shows what was sent and has lost some of the rest; " +
				"the list shows no other object with these values",
			Places: onValues(http.MethodPut, schemas.Update, "put", judgePut)},
		{Name: "allow", Level: conform.Strict, Standard: "RFC 9110, 15.5.6",
			Promise: "405 says which methods are allowed",
			Sent:    "methods that no page documents on an object",
			Judged:  "each 405 has Allow, without the method that was refused",
			Places:  on("", schemas.Get, "allow", judgeAllow)},
	}}
}

func applies(of *resource.Resource) bool { return of.Kind == resource.Collection }

// onValues is on, where objects have values that a client sets.
func onValues(method string, op schemas.OperationKind, name string, judge conform.Judge) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if len(of.Sent) == 0 {
			return nil
		}
		return on(method, op, name, judge)(of)
	}
}

// on returns one place, unless a page documents the method on objects; "" stands for none in particular.
func on(method string, op schemas.OperationKind, name string, judge conform.Judge) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if scenario.OnItem(of, method) {
			return nil
		}
		place := conform.Place{Operation: op, Name: name, Scenarios: []conform.ScenarioKey{scenario.Methods.Key()}}
		return []conform.Place{place.Using(schemas.Get).By(judge)}
	}
}
