// Package request has the rules on what a client sends: its body against the page of the operation. A run sends what is right by
// these rules, or wrong on purpose, so they are for recordings alone: there the client is somebody else's.
//
// It judges no answer.
package request

import (
	"slices"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// At begins the place of a finding in what the client sent: a JSON pointer into the body follows.
const At = "request body/"

// Name is the name of the family: its findings are the client's, all others the server's.
const Name = "request"

// Family returns the rules on requests.
func Family() conform.Family {
	return conform.Family{Name: Name, Rank: conform.RankBody, Applies: applies, Rules: []conform.Rule{
		{Name: "encoding", Level: conform.Protocol, Standard: "OData JSON Format 4.01, 5",
			Promise: "a client sends one JSON object", Sent: "what the client sends",
			Judged: "the body of a create or an update is a JSON object in UTF-8 in which no name stands twice",
			Places: each("encoding", judgeEncoding)},
		{Name: "undeclared", Level: conform.Documented, Standard: "OData 4.01 Part 1, 11.4.2",
			Promise: "a client sends no member that the page does not know", Sent: "what the client sends",
			Judged: "each member of the body is a property or relationship of the type that the body names, or an annotation",
			Places: each("undeclared", judgeUndeclared)},
		{Name: "odata_type", Level: conform.Documented, Standard: "OData JSON Format 4.01, 4.6.3",
			Promise: "a client says of which type an object is where several stand in a collection", Sent: "what the client sends",
			Judged: "the body of a create has @odata.type where objects of several types may stand in the collection",
			Places: typePlaces},
		{Name: "read_only", Level: conform.Documented,
			Promise: "a client sends no value for what the page calls read-only", Sent: "what the client sends",
			Judged: "the body has no value but null for the property, unless the documented request has one",
			Places: readOnlyPlaces},
		{Name: "value", Level: conform.Documented, Standard: "OData JSON Format 4.01, 7.1",
			Promise: "a client sends a value of the documented type", Sent: "what the client sends",
			Judged: "the value is valid by the derived schema of the create: JSON type, range, format, member",
			Places: valuePlaces},
	}}
}

func applies(of *resource.Resource) bool { return of.Kind != resource.Callable }

var writes = [...]schemas.OperationKind{schemas.Create, schemas.Update}

// judgeBody judges one request; sent is its body, nil where that is no object.
type judgeBody func(of *resource.Resource, j *conform.Judgement, r *conform.Record, sent map[string]any)

// on returns a judge of all requests of an operation.
func on(op schemas.OperationKind, judge judgeBody) conform.Judge {
	return func(e *conform.Evidence, j *conform.Judgement) {
		for _, r := range e.All() {
			if r.Operation == op && r.Last() != nil && !r.Probe {
				judge(e.Resource, j, r, r.Sent())
			}
		}
	}
}

func each(name string, judge judgeBody) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		for _, op := range writes {
			if _, documented := of.Operation(op); documented {
				places = append(places, conform.Place{Operation: op, Name: name, Section: "Request body"}.By(on(op, judge)))
			}
		}
		return places
	}
}

func judgeEncoding(_ *resource.Resource, j *conform.Judgement, r *conform.Record, sent map[string]any) {
	body := r.Last().Request.Body
	_, repeated, err := schemas.DecodeNoting(body)
	switch {
	case j.Holds(err == nil && sent != nil && repeated == nil):
	case err != nil:
		j.Sees(r, false, "request body", "one JSON object", err.Error()+": "+conform.Cut(string(body), 80))
	case sent == nil:
		j.Sees(r, false, "request body", "one JSON object", conform.Cut(string(body), 80))
	default:
		j.Sees(r, false, "request body"+repeated.At, "one member of that name", "several")
	}
}

func judgeUndeclared(of *resource.Resource, j *conform.Judgement, r *conform.Record, sent map[string]any) {
	if sent == nil || OfAnotherType(of, sent) { // which has its own checks
		return
	}
	unknown := Undeclared(of, sent)
	for _, name := range unknown {
		want := "a member that a page of " + of.Contract.Name + " names"
		if right := of.Misspelt(name); right != "" {
			want = "a member " + right
		}
		j.Sees(r, false, At+name, want, conform.ShowMember(sent, name))
	}
	j.Holds(len(unknown) == 0)
}

// OfAnotherType reports whether a body says that it is of a type that is neither the resource's nor derived from it.
func OfAnotherType(of *resource.Resource, sent map[string]any) bool {
	given := sent["@odata.type"]
	return given != nil && !of.NamesType(given, false)
}

// Undeclared returns the members of a body that no page names, sorted.
func Undeclared(of *resource.Resource, sent map[string]any) (unknown []string) {
	for name := range sent {
		if !declared(of.Contract, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// declared reports whether a page names a member, or it is control information or an annotation (OData JSON Format 4.01, section 4.6).
func declared(of *schemas.Contract, name string) bool {
	if strings.Contains(name, "@") {
		return true
	}
	if _, known := of.Property(name); known {
		return true
	}
	return slices.ContainsFunc(of.Relationships, func(p schemas.Property) bool { return p.Name == name })
}

func typePlaces(of *resource.Resource) []conform.Place {
	if _, documented := of.Operation(schemas.Create); !documented || !of.Mixed || of.Contract.Base == "" {
		return nil
	}
	return []conform.Place{conform.Place{Operation: schemas.Create, Name: "odata_type", Section: "Request body"}.By(
		on(schemas.Create, func(of *resource.Resource, j *conform.Judgement, r *conform.Record, sent map[string]any) {
			if sent == nil {
				return
			}
			if _, says := sent["@odata.type"]; !j.Holds(says) {
				j.Sees(r, false, At+"@odata.type", "#microsoft.graph."+of.Contract.Name, "no such member")
			}
		}))}
}

// places returns a place for each property of some kind, in each write that a page documents. judge is given what the documented request
// sends: pages contradict themselves, and what they show is the client's to send.
func places(
	of *resource.Resource, suffix string, about func(schemas.Property) bool,
	judge func(p schemas.Property, shown map[string]any) judgeBody,
) []conform.Place {
	var all []conform.Place
	for _, op := range writes {
		if _, documented := of.Operation(op); !documented {
			continue
		}
		shown := resource.Members(of.Documented(op))
		for _, p := range of.Contract.Properties {
			if about(p) {
				place := conform.Place{Operation: op, Name: p.Name + suffix, Section: "Request body", Row: p.Name}
				all = append(all, place.By(on(op, judge(p, shown))))
			}
		}
	}
	return all
}

func readOnlyPlaces(of *resource.Resource) []conform.Place {
	isReadOnly := func(p schemas.Property) bool { return p.ReadOnly == schemas.ReadOnlyDocumented }
	return places(of, ":read_only", isReadOnly, func(p schemas.Property, shown map[string]any) judgeBody {
		return func(_ *resource.Resource, j *conform.Judgement, r *conform.Record, sent map[string]any) {
			value, present := sent[p.Name]
			if _, alike := shown[p.Name]; sent != nil && !j.Holds(!present || value == nil || alike) {
				j.Sees(r, false, At+p.Name, "no such member: the page calls it read-only", conform.Show(value))
			}
		}
	})
}

func valuePlaces(of *resource.Resource) []conform.Place {
	settable := func(p schemas.Property) bool { return p.ReadOnly != schemas.ReadOnlyDocumented }
	return places(of, "", settable, func(p schemas.Property, shown map[string]any) judgeBody {
		return func(of *resource.Resource, j *conform.Judgement, r *conform.Record, sent map[string]any) {
			value, present := sent[p.Name]
			if !present || OfAnotherType(of, sent) {
				return
			}
			if example, alike := shown[p.Name]; value == nil || alike && of.Equal(p, example, value) {
				j.Holds(true) // whether null is taken no page says
				return
			}
			want, got := unfit(of, p, value)
			if !j.Holds(want == "") {
				j.Sees(r, false, At+p.Name, want, got)
			}
		}
	})
}

// AllMembers reports whether a text holds nothing but members of an enum, divided by commas.
func AllMembers(p schemas.Property, text string) bool {
	for member := range strings.SplitSeq(text, ",") {
		if !slices.Contains(p.Enum, strings.TrimSpace(member)) {
			return false
		}
	}
	return true
}

// unfit says what the value of a property had to be, and what it is; nothing where it is right.
func unfit(of *resource.Resource, p schemas.Property, value any) (want, got string) {
	schema, err := of.Index.Request(of.Contract)
	if text, isText := value.(string); err != nil || isText && strings.Contains(text, ",") && AllMembers(p, text) {
		return "", "" // whether several may stand together no page says
	}
	object := map[string]any{p.Name: value}
	for _, breach := range schema.Validate(object) {
		if inside := strings.HasPrefix(breach.At+"/", "/"+p.Name+"/"); inside && !conform.OfUnknownType(of, object, breach.At) {
			return breach.Message, conform.Show(value)
		}
	}
	return "", ""
}
