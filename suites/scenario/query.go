package scenario

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/schemas/odata"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Ranks are those of the objects that queries are asked about: in every property that is asked about, one has the least value, one the
// greatest, and one is between them.
const (
	Least = iota
	Middle
	Greatest
	ranks
)

// RankOf is which of them the n-th create makes, from 1: neither their order nor the reverse one is that of their values.
func RankOf(n int) int { return n % ranks }

// MadeAs is which create makes the one of a rank.
func MadeAs(rank int) int { return [ranks]int{3, 1, 2}[rank] }

// Filter is one $filter that is tried.
type Filter struct {
	Step     conform.Step
	Property schemas.Property
	Passes   []int // the ranks of the objects that pass
	form     string
}

// filterForms are the filters tried on a kind of property, with # for the name, 0, 1 and 2 for the values by rank, and "inner" for a text
// inside the first two alone. The comparisons tell values from texts, the operators from each other, what binds tighter, and literals from
// patterns. A name that the type does not have is null where it is no error.
var filterForms = map[string][]struct {
	form   string
	passes []int
}{
	"String": {
		{"# eq {0}", []int{Least}},
		{"# eq {0} or # eq {1} and not (# eq {0})", []int{Least, Middle}},
		{"startswith(#,{0})", []int{Least, Middle}},
		{"not startswith(#,{inner}) and startswith(#,{0})", []int{Least, Middle}},
		{"# in ({1},{0})", []int{Least, Middle}},
		{"contains(#,{inner}) and not contains(#,'%_') and not contains(#,'.')", []int{Least, Middle}},
		{"noSuchProperty eq {0}", nil},
	},
	"integer":        {{"# gt {1}", []int{Greatest}}, {"# ge {1} and # lt {2}", []int{Middle}}},
	"DateTimeOffset": {{"# le {1}", []int{Least, Middle}}, {"# ge {1} and # lt {2}", []int{Middle}}},
	"Boolean":        {{"# eq {2}", []int{Middle, Greatest}}},
}

// Asked are the properties of a resource that queries are asked about: the first of each kind, integers first.
type Asked struct {
	Properties []schemas.Property
	Ordered    []schemas.Property // those whose values have an order that nobody disputes
	Text       schemas.Property   // with texts that no other object has; no name where there is none
	Filters    []Filter
}

// AskedOf returns what queries are asked about.
func AskedOf(of *resource.Resource) Asked {
	var asked Asked
	for _, kind := range []string{"integer", "DateTimeOffset", "String", "Boolean"} {
		p, found := firstOf(of, kind)
		if !found {
			continue
		}
		asked.Properties = append(asked.Properties, p)
		switch {
		case kind == "String":
			asked.Text = p
			if len(asked.Ordered) == 0 {
				asked.Ordered = append(asked.Ordered, p)
			}
		case kind != "Boolean":
			asked.Ordered = append(asked.Ordered, p)
		}
		for i, f := range filterForms[kind] {
			asked.Filters = append(asked.Filters, Filter{QueryFilter.About(p.Name).Nth(i + 1), p, f.passes, f.form})
		}
	}
	return asked
}

// Keys are two properties to sort by: a Boolean, which two of the objects share, and one with values of its own; none where there are not
// both.
func (a Asked) Keys() []schemas.Property {
	for _, p := range a.Properties {
		if p.Type == "Boolean" && len(a.Ordered) > 0 {
			return []schemas.Property{p, a.Ordered[0]}
		}
	}
	return nil
}

// firstOf returns the first property of a kind with values to choose, which no prose restricts.
func firstOf(of *resource.Resource, kind string) (schemas.Property, bool) {
	candidates := of.Sent
	if kind == "String" {
		candidates = of.Markable()
	}
	for _, p := range candidates {
		if kindOf(p) == kind && !of.Conditional[p.Name] && !p.SetOnly() && !p.Counted() && hasRanks(p) {
			return p, true
		}
	}
	return schemas.Property{}, false
}

func kindOf(p schemas.Property) string {
	of, primitive := odata.Named(p.Type)
	switch {
	case p.Collection || len(p.Enum) > 0 || !primitive:
		return ""
	case of.Most > of.Least:
		return "integer"
	}
	return of.Name
}

// rankedIntegers returns values of an integer property, the least first: as texts they come in another order.
func rankedIntegers(p schemas.Property) [ranks]int64 {
	if least, most := fixtures.IntegerRange(p); least > 9 || most < 100 {
		return [ranks]int64{least, least + 1, least + 2}
	}
	return [ranks]int64{9, 10, 100}
}

// hasRanks reports whether a property of a kind can have so many values: of integers the range may be too small.
func hasRanks(p schemas.Property) bool {
	if kindOf(p) != "integer" {
		return true
	}
	_, most := fixtures.IntegerRange(p)
	numbers := rankedIntegers(p)
	return numbers[Greatest] <= most && numbers[Greatest] > numbers[Least]
}

// rankedValues returns values of a property of a kind, the least first: as texts, the numbers and the instants would come in another order,
// and the second text begins with the first.
func rankedValues(p schemas.Property, values *fixtures.Sampler) (ranked [ranks]any) {
	switch kindOf(p) {
	case "integer":
		for i, n := range rankedIntegers(p) {
			ranked[i] = resource.Number(n)
		}
	case "DateTimeOffset":
		at, _ := time.Parse(time.RFC3339, values.Timestamp()) //nolint:errcheck // the sampler writes it so
		later := at.Add(time.Hour).In(time.FixedZone("", -8*60*60))
		ranked = [ranks]any{at.Format(time.RFC3339), at.Format("2006-01-02T15:04:05") + ".5Z", later.Format(time.RFC3339)}
	case "String":
		first := "a" + values.Tag()
		ranked = [ranks]any{first, first + "m", "t" + values.Tag()}
	case "Boolean":
		ranked = [ranks]any{false, true, true}
	}
	return ranked
}

// literal writes a value as $filter does (OData ABNF 4.01, primitiveLiteral).
func literal(value any) string {
	switch value := value.(type) {
	case string:
		if _, isInstant := odata.Instant(value); isInstant {
			return value
		}
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	case json.Number:
		return value.String()
	}
	return fmt.Sprint(value)
}

// write puts a property and the values of the three objects into a filter.
func (f Filter) write(ranked [ranks]any) string {
	inner := ""
	if text, ok := ranked[0].(string); ok {
		inner = text[1:]
	}
	return strings.NewReplacer("#", f.Property.Name, "{0}", literal(ranked[0]), "{1}", literal(ranked[1]), "{2}", literal(ranked[2]),
		"{inner}", literal(inner)).Replace(f.form)
}

// options writes query options, of alternating names and values.
func options(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, pairs[i]+"="+strings.ReplaceAll(url.QueryEscape(pairs[i+1]), "+", "%20"))
	}
	return strings.Join(parts, "&")
}

// SelectedOf names what $select asks for, the id beside: never all that an object has, where there is more.
func SelectedOf(of *resource.Resource) []string {
	var names []string
	for _, p := range AskedOf(of).Properties {
		names = append(names, p.Name)
	}
	for _, p := range of.Sent {
		if len(names) == 0 && !of.Restricted(p.Name) {
			names = append(names, p.Name)
		}
	}
	return names[:min(2, len(names), max(1, len(of.Sent)-1))]
}

// mostPages is how many pages of a list with $top=1 are read: a target may take $top for the size of a page.
const mostPages = 4

// runQuery makes three objects and asks for them with query options.
func runQuery(a Actor) {
	of, asked := a.Resource(), AskedOf(a.Resource())
	ranked := map[string][ranks]any{}
	for _, p := range asked.Properties {
		ranked[p.Name] = rankedValues(p, a.Values())
	}
	var made [ranks]*conform.Record
	for n := range made {
		body := around(a)
		for _, p := range asked.Properties {
			body = body.With(p.Name, ranked[p.Name][RankOf(n+1)])
		}
		if n == 0 || of.Kind == resource.Collection {
			made[n] = a.Create(Base.Nth(n+1), body)
		}
	}
	a.Get(Before.Once(), made[0])
	names := append([]string{"id"}, SelectedOf(of)...)
	slices.Reverse(names) // in another order than that of the table
	askItem(a, QuerySelect, made[0], options("$select", strings.Join(names, ",")))
	askItem(a, QueryUnknown, made[0], "$noSuchOption=1")
	if of.Kind != resource.Collection {
		return
	}
	list(a, List.Once())
	ask := func(step conform.Step, pages int, pairs ...string) { askList(a, step, pages, pairs...) }
	ask(QueryCount.Once(), 0, "$count", "true")
	ask(QueryTop.Once(), mostPages, "$top", "1")
	ask(QueryTopNone.Once(), mostPages, "$top", "0")
	ask(QueryTopWrong.Once(), mostPages, "$top", "-1")
	ask(QuerySkip.Once(), 0, "$skip", "1")
	for i, p := range asked.Ordered {
		if i == 0 {
			ask(QueryOrder.About(p.Name), 0, "$orderby", p.Name)
		}
		ask(QueryOrderDown.About(p.Name), 0, "$orderby", p.Name+" desc")
	}
	if keys := asked.Keys(); len(keys) > 1 {
		ask(QueryOrderKeys.Once(), 0, "$orderby", keys[0].Name+","+keys[1].Name+" desc")
	}
	for _, f := range asked.Filters {
		ask(f.Step, 0, "$filter", f.write(ranked[f.Property.Name]))
	}
	if p := asked.Text.Name; p != "" {
		filter := fmt.Sprintf("%s eq %s or %s eq %s", p, literal(ranked[p][Least]), p, literal(ranked[p][Middle]))
		ask(QueryTogether.Once(), mostPages, "$select", "id,"+p, "$filter", filter, "$orderby", asked.Ordered[0].Name+" desc",
			"$skip", "1", "$top", "1", "$count", "true")
	}
	askForNull(a, made[0])
}

// Nullable returns a text property that an object was created with and that one with next to nothing was not; false where there is none.
func Nullable(of *resource.Resource, with, without *conform.Record) (schemas.Property, bool) {
	for _, p := range of.Markable() {
		text, named := with.Sent()[p.Name].(string)
		if _, also := without.Sent()[p.Name]; named && text != "" && !also && without.Sent() != nil {
			return p, true
		}
	}
	return schemas.Property{}, false
}

// askForNull asks about objects of which one has no value.
func askForNull(a Actor, full *conform.Record) {
	of := a.Resource()
	body := of.Bare(a.Values())
	if text := AskedOf(of).Text.Name; text != "" {
		body = of.Typed().With(text, "t"+a.Values().Tag()+"'s")
	}
	bare := a.Create(QueryBare.Once(), body)
	list(a, QueryBareList.Once()) // which waits until it is there
	if text, ok := bare.Sent()[AskedOf(of).Text.Name].(string); ok && bare.OK() {
		askList(a, QueryQuote.Once(), 0, "$filter", AskedOf(of).Text.Name+" eq "+literal(text))
	}
	if p, ok := Nullable(of, full, bare); ok && bare.OK() {
		askList(a, QueryIsNull.Once(), 0, "$filter", p.Name+" eq null")
		askList(a, QueryIsNot.Once(), 0, "$filter", p.Name+" ne "+literal(full.Sent()[p.Name]))
		askList(a, QueryOrderNull.Once(), 0, "$orderby", p.Name)
	}
}

// askList lists with query options, of alternating names and values, at most so many pages, 0 for all.
func askList(a Actor, step conform.Step, pages int, pairs ...string) {
	at := a.Collection()
	at.URL, at.Pages = at.URL+"?"+options(pairs...), pages
	a.List(step, at).Probe = true
}

// Relationship is the name by which a parent is shown with the resource's collection; empty where that is not right below it.
func Relationship(of *resource.Resource) string {
	name := strings.TrimPrefix(of.Route.Tail, "/")
	if !SecondParent(of) || strings.ContainsAny(name, "/.(") {
		return ""
	}
	return name
}

// expandParents reads both parents with what is below them, and, where that is no tenant's, all parents.
func expandParents(a Actor) {
	name := Relationship(a.Resource())
	if name == "" {
		return
	}
	first := a.Collection()
	second, why := a.Second()
	if why != "" || first.Parent == "" || second.Parent == "" {
		return
	}
	query := "?" + options("$expand", name)
	for i, parent := range []string{first.Parent, second.Parent} {
		a.GetURL(QueryExpand.Nth(i+1), parent+query).Probe = true
	}
	if at := strings.LastIndexByte(first.Parent, '/'); at > 0 && !a.Tenant() {
		a.List(QueryExpandList.Once(), Collection{URL: first.Parent[:at] + query}).Probe = true
	}
}

// askItem reads an object with query options.
func askItem(a Actor, act conform.Act, of *conform.Record, query string) {
	if missing(a, of) {
		a.Note(act.Once(), conform.NotSent{Cause: conform.Skipped, Detail: of.Step.String() + " gave no id", By: of.Step})
		return
	}
	a.GetURL(act.Once(), address(a, of.ID())+"?"+query).Probe = true
}
