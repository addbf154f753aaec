package recorded

import (
	"fmt"
	"net/http"
	"strings"

	"graphconform/schemas"
	"graphconform/suites/action"
	"graphconform/suites/conform"
	"graphconform/suites/plan"
	"graphconform/suites/request"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
	"graphconform/suites/schema"
)

// What stands together in evidence.
const (
	single  conform.ScenarioKind = "exchange" // single exchanges, which have nothing to do with each other
	history conform.ScenarioKind = "object"   // what is said of one object: first an answer that shows it, last the answer to judge
	listing conform.ScenarioKind = "list"     // what was created in a collection and deleted from it, and its list last
)

// families returns the rules that a recording can be held against: those of a run, by their ids, as far as it shows what they are about.
func families() []conform.Family {
	known := map[string]conform.Rule{}
	for _, rule := range plan.Rules() {
		known[rule.ID()] = rule
	}
	all := []conform.Family{schema.Family(), request.Family()}
	for _, part := range []struct {
		rule   string
		places func(*resource.Resource) []conform.Place
	}{
		{"status/documented", statusPlaces(schemas.Create, schemas.Update)},
		{"status/existing", statusPlaces(schemas.Get, schemas.List)},
		{"collection/delete_status", statusPlaces(schemas.Delete)},
		{"call/documented", callPlaces("documented", judgeCallStatus)},
		{"call/answer", callPlaces("answer", action.WantAnswer)},
		{"errors/envelope", envelopePlaces},
		{"readonly_id/key", at(schemas.Get, "key", judgeKey)},
		{"readonly_id/kept", at(schemas.Update, "kept", judgeKey)},
		{"query/select", selectPlaces},
		{"query/expand", expandPlaces},
		{"readonly_id/client_id", at(schemas.Create, "client_id", judgeClientID)},
		{"errors/undeclared", undeclaredPlaces},
		{"round_trip/value", valuePlaces},
		{"patch/untouched", untouchedPlaces},
		{"patch/answer", over(history, schemas.Update, "answer", judgeUpdateAnswer)},
		{"computed/kept", over(history, schemas.Update, "kept", judgeCreated)},
		{"etag/stale", over(history, schemas.Update, "stale", judgeStale)},
		{"collection/paged", over(listing, schemas.List, "paged", judgePaged)},
		{"collection/removed", over(history, schemas.Delete, "removed", judgeRemoved)},
		{"collection/member", over(listing, schemas.List, "member", judgeMember)},
		{"collection/unlisted", over(listing, schemas.Delete, "unlisted", judgeUnlisted)},
	} {
		rule := known[part.rule]
		rule.Places = part.places
		all = append(all, conform.Family{Name: rule.Family, Rank: rule.Rank, Applies: anything, Rules: []conform.Rule{rule}})
	}
	return all
}

func anything(*resource.Resource) bool { return true }

// judgeOne judges one exchange.
type judgeOne func(of *resource.Resource, j *conform.Judgement, r *conform.Record)

// at returns the place of a rule on the answers to one operation that say success.
func at(op schemas.OperationKind, name string, judge judgeOne) func(*resource.Resource) []conform.Place {
	return over(single, op, name, func(e *conform.Evidence, j *conform.Judgement) {
		for _, r := range e.All() {
			if r.Operation == op && r.OK() && r.Problem() == "" {
				judge(e.Resource, j, r)
			}
		}
	})
}

// over returns the place of a rule on what stands together, where a page documents the operation.
func over(what conform.ScenarioKind, op schemas.OperationKind, name string, judge conform.Judge) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		if _, documented := of.Operation(op); !documented {
			return nil
		}
		return []conform.Place{{Operation: op, Name: name, Scenarios: []conform.ScenarioKey{what.Key()}, Judge: judge}}
	}
}

func statusPlaces(ops ...schemas.OperationKind) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		for _, op := range ops {
			documented, _ := of.Operation(op)
			places = append(places, at(op, statusName(op), func(_ *resource.Resource, j *conform.Judgement, r *conform.Record) {
				judgeStatus(documented, j, r)
			})(of)...)
		}
		return places
	}
}

func statusName(op schemas.OperationKind) string {
	switch op {
	case schemas.Create, schemas.Update:
		return "documented"
	case schemas.Delete:
		return "status"
	}
	return "existing"
}

func judgeStatus(op schemas.Operation, j *conform.Judgement, r *conform.Record) {
	want := fmt.Sprintf("%d %s", op.Status, http.StatusText(op.Status))
	right := op.Status == 0 || r.Status() == op.Status
	switch prefer := r.Last().Request.Header.Get("Prefer"); { // OData 4.01 Part 1, 8.2.8.7
	case strings.Contains(prefer, "return=minimal"):
		right = right || r.Status() == http.StatusNoContent
	case strings.Contains(prefer, "return=representation"):
		right = right || r.Status() == http.StatusOK
	}
	j.Sees(r, right, "status", want, r.Got()).As(scenario.OtherAnswer(r, op.Status))
}

func judgeCallStatus(_ *resource.Resource, j *conform.Judgement, r *conform.Record, op schemas.Operation) {
	judgeStatus(op, j, r)
}

// callPlaces returns the place of a rule on the answers to each action and function that say success.
func callPlaces(
	name string, judge func(*resource.Resource, *conform.Judgement, *conform.Record, schemas.Operation),
) func(*resource.Resource) []conform.Place {
	return func(of *resource.Resource) []conform.Place {
		var places []conform.Place
		for _, op := range of.Contract.Operations {
			if !op.Kind.IsCall() {
				continue
			}
			places = append(places, conform.Place{
				Operation: op.Kind, Name: name, Call: &op, Scenarios: []conform.ScenarioKey{single.Key()},
				Judge: func(e *conform.Evidence, j *conform.Judgement) {
					for _, r := range e.All() {
						if r.Operation == op.Kind && string(r.Act) == op.Name && r.OK() && r.Problem() == "" {
							judge(of, j, r, op)
						}
					}
				}})
		}
		return places
	}
}

// fromOutside reports whether a status is given by what stands in front of a service (RFC 9110, sections 15.6.3 to 15.6.5).
func fromOutside(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

func envelopePlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete} {
		places = append(places, over(single, op, "envelope", func(e *conform.Evidence, j *conform.Judgement) {
			for _, r := range e.All() {
				if r.Operation != op || r.Problem() != "" || r.Status() < 400 || fromOutside(r.Status()) {
					continue
				}
				problem, difference := scenario.EnvelopeProblem(r)
				j.Sees(r, problem == "", "/error", scenario.WantedEnvelope, problem).As(difference)
			}
		})(of)...)
	}
	return places
}

// judgeKey wants an object to have the id under which it was read or updated.
func judgeKey(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	id, shown := r.Object()["id"].(string)
	if strings.ContainsAny(r.Key, "@=") { // a user's name, or an alternate key (OData URL Conventions 4.01, section 4.3.2)
		return
	}
	if !shown || r.Key == "" || isWild(r.Key) || !of.Holds(r.Object()) {
		return
	}
	if !j.Holds(strings.EqualFold(id, r.Key)) {
		j.Sees(r, false, "/id", conform.Show(r.Key), conform.Show(id))
	}
}

// judgeClientID wants an id that the client sent not to stick where a page calls it read-only.
func judgeClientID(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	sent, isText := r.Sent()["id"].(string)
	if !isText || sent == "" || !of.IDIsReadOnly() || r.ID() == "" {
		return
	}
	if !j.Holds(r.ID() != sent) {
		j.Sees(r, false, "/id", "an id that the server chose", conform.Show(sent)+", as it was sent")
	}
}

// undeclaredPlaces is where a member that no page names was taken: it has to be kept and shown.
func undeclaredPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update} {
		places = append(places, at(op, "undeclared", func(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
			if !of.Holds(r.Object()) || request.OfAnotherType(of, r.Sent()) {
				return
			}
			for _, name := range request.Undeclared(of, r.Sent()) {
				if _, shown := r.Object()[name]; !j.Holds(shown) {
					j.Sees(r, false, "/"+name, "refused with 4xx, or shown as it was sent", "taken, and no such member").As(conform.Missing)
				}
			}
		})(of)...)
	}
	return places
}

func selectPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Get, schemas.List} {
		places = append(places, at(op, "select", judgeSelect)(of)...)
	}
	return places
}

// judgeSelect wants the properties that $select names.
func judgeSelect(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	selected := selectedBy(r)
	if selected == nil {
		return
	}
	for _, object := range r.Validity(of).Objects {
		for _, p := range of.Contract.Properties {
			if !selected[strings.ToLower(p.Name)] {
				continue
			}
			if _, shown := object[p.Name]; !j.Holds(shown || of.LooksLike(object)) {
				j.WantOf(false, r, resource.IDOf(object), "/"+p.Name, "the property that $select names", "no such member").
					As(conform.Missing)
			}
		}
	}
}

func expandPlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Get, schemas.List} {
		places = append(places, at(op, "expand", judgeExpand)(of)...)
	}
	return places
}

// judgeExpand wants a collection that $expand names, where it is shown, to be a list of objects. To leave it out is to ignore the option.
func judgeExpand(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	option := queryOf(r)["expand"]
	for _, object := range r.Validity(of).Objects {
		for _, p := range of.Contract.Relationships {
			shown, present := object[p.Name]
			if !p.Collection || !present || !strings.Contains(strings.ToLower(option), strings.ToLower(p.Name)) {
				continue
			}
			if _, isList := shown.([]any); !j.Holds(isList) {
				j.WantOf(false, r, resource.IDOf(object), "/"+p.Name, "an array of objects", conform.Show(shown)).As(conform.NotAList)
			}
		}
	}
}

// valuePlaces returns a place for each property that clients set: in the answer to what set it, and in the GET behind that.
func valuePlaces(of *resource.Resource) []conform.Place {
	var places []conform.Place
	for _, op := range []schemas.OperationKind{schemas.Create, schemas.Update, schemas.Get, schemas.List} {
		if _, documented := of.Operation(op); !documented {
			continue
		}
		for _, p := range of.Sent {
			place := conform.Place{Operation: op, Name: p.Name, Section: "Request body", Row: p.Name}
			if op == schemas.Get || op == schemas.List {
				place.Anchor, place.Scenarios = schemas.Create, []conform.ScenarioKey{history.Key()}
				places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeWritten(e, j, op, p) }))
				continue
			}
			place.Scenarios = []conform.ScenarioKey{single.Key()}
			places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeAnswered(e, j, op, p) }))
		}
	}
	return places
}

// judgeAnswered holds what was sent of a property against the answer to it, where that shows it.
func judgeAnswered(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, p schemas.Property) {
	for _, r := range e.All() {
		if r.Operation != op || !r.OK() || r.Problem() != "" || !e.Resource.Holds(r.Object()) {
			continue
		}
		sent, named := r.Sent()[p.Name]
		if shown, present := r.Object()[p.Name]; named && present {
			wantSame(e.Resource, j, r, p, sent, shown)
		}
	}
}

// wantSame wants a value that was sent to be the one that is shown.
func wantSame(of *resource.Resource, j *conform.Judgement, r *conform.Record, p schemas.Property, sent, shown any) {
	same := sent == nil && resource.Absent(p, shown) || sent != nil && of.Equal(p, sent, shown)
	if !j.Holds(same || of.MayIgnore(p, nil, shown)) {
		j.WantValue(r, r.About(), "/"+p.Name, sent, "", map[string]any{p.Name: shown}, p.Name)
	}
}

func untouchedPlaces(of *resource.Resource) []conform.Place {
	if _, documented := of.Operation(schemas.Update); !documented {
		return nil
	}
	var places []conform.Place
	for _, p := range of.Sent {
		place := conform.Place{Operation: schemas.Update, Name: p.Name + ":untouched", Section: "Request body", Row: p.Name,
			Scenarios: []conform.ScenarioKey{history.Key()}, Fixed: true}
		places = append(places, place.By(func(e *conform.Evidence, j *conform.Judgement) { judgeUntouched(e, j, p) }))
	}
	return places
}
