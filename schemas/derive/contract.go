package derive

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"graphconform/schemas"
)

// derive turns the pages of a result into its contracts, pairs and diagnostics.
func derive(r *Result, errata []Erratum) {
	names := newTypeIndex(r.Pages)
	for _, p := range r.Pages {
		if p.Resource == "" {
			p.Resource = names.bind(p)
		}
		if p.Resource == "" && p.Operation != "" {
			p.Resource = p.ownerInName()
		}
		switch {
		case p.Resource == "":
			p.report(Error, 0, "type", "neither title, text nor path names it")
		case !isIdentifier(p.Resource):
			p.report(Error, 0, "type", fmt.Sprintf("%q is no name of a type", p.Resource))
			p.Resource = ""
		case schemas.IsPrimitive(p.Resource):
			p.report(Error, 0, "type", fmt.Sprintf("%s is a primitive type: no page can describe it", p.Resource))
			p.Resource = ""
		}
	}
	spellAlike(r.Pages)
	current, older := editions(r.Pages)
	for _, p := range current {
		p.keepPermissions(older[p])
	}
	w := newTypeIndex(current)
	for _, p := range r.Pages {
		w.resolve(p, p.Properties)
	}
	correct(r.Pages, errata)
	for _, p := range current {
		for _, old := range older[p] {
			disagree(p, old)
		}
	}
	b := builder{typeIndex: w, older: older}
	for _, p := range w.enums {
		r.Contracts = append(r.Contracts, b.enum(p))
	}
	for key, pages := range w.types {
		contract, pairs := b.contract(key, pages)
		r.Contracts = append(r.Contracts, contract)
		if len(pairs) > 0 {
			r.Pairs = append(r.Pairs, Pairs{key.version, key.name, pairs})
		}
	}
	finish(r)
}

// finish puts what came from maps in order, and settles what needs all contracts.
func finish(r *Result) {
	slices.SortFunc(r.Contracts, func(a, b *schemas.Contract) int {
		return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Name, b.Name))
	})
	slices.SortFunc(r.Pairs, func(a, b Pairs) int {
		return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Name, b.Name))
	})
	markBases(r.Contracts, r.Pages)
	markStates(r.Contracts, r.Pages)
	for _, p := range r.Pages {
		r.Diagnostics = append(r.Diagnostics, p.Diagnostics...)
	}
	sortDiagnostics(r.Diagnostics)
}

// builder makes contracts out of current pages.
type builder struct {
	*typeIndex
	older map[*Page][]*Page
}

func (b builder) enum(p *Page) *schemas.Contract {
	return &schemas.Contract{
		Version: p.Version, Name: p.Resource, Kind: schemas.Enum,
		Members: p.Members, Flags: areFlags(p.Members), Sources: b.sources([]*Page{p}),
	}
}

// contract merges the current pages about one type.
func (b builder) contract(key typeKey, pages []*Page) (*schemas.Contract, []Pair) {
	byAge(pages)
	slices.Reverse(pages)
	slices.SortStableFunc(pages, func(a, b *Page) int { return cmp.Compare(pageRank[a.Kind], pageRank[b.Kind]) })
	c := &schemas.Contract{
		Version: key.version, Name: key.name, Kind: kindOf(pages), Sources: b.sources(pages),
	}
	for _, p := range pages {
		if p.Base != "" && c.Base == "" {
			c.Base = p.Base
		}
	}
	c.Properties, c.Relationships = properties(pages)
	observe(c.Properties, pages)
	c.Operations = operations(pages)
	return c, documentedPairs(pages)
}

// pageRank is the order in which pages of one age count, and that of their pairs.
var pageRank = map[PageKind]int{
	PageKind(schemas.Create): 0, PageKind(schemas.Update): 1, ResourcePage: 2, PageKind(schemas.Get): 3,
	PageKind(schemas.List): 4, PageKind(schemas.Delete): 5, PageKind(schemas.Action): 6, PageKind(schemas.Function): 7,
}

// kindOf returns whether pages are about an entity or a complex type: an entity has operations of its own or a key.
func kindOf(pages []*Page) schemas.TypeKind {
	for _, p := range pages {
		if p.Kind != ResourcePage && p.Operation == "" || p.Key != "" {
			return schemas.Entity
		}
	}
	return schemas.Complex
}

func (b builder) sources(pages []*Page) []schemas.Source {
	var all []*Page
	for _, p := range pages {
		all = append(append(all, p), b.older[p]...)
	}
	byAge(all)
	slices.Reverse(all)
	found := make([]schemas.Source, 0, len(all))
	for _, p := range all {
		source := schemas.Source{Page: p.Title, File: p.Name, Edition: p.Edition, SHA256: p.SHA256}
		if p.Edition == "" {
			source.Commit = p.Commit
		}
		found = append(found, source)
	}
	return found
}

// properties unites the tables of the pages: a property stands as the first page that lists it has it, with
// what only others say of it.
// A row that the resource page lists as a relationship is one, whatever table an operation's page puts it in.
func properties(pages []*Page) (found, relationships []schemas.Property) {
	index, related, own := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, p := range pages {
		for _, r := range p.Relationships {
			if !related[r.Name] {
				related[r.Name] = true
				relationships = append(relationships, r)
			}
		}
		for _, property := range p.Properties {
			own[property.Name] = own[property.Name] || p.Kind == ResourcePage
		}
	}
	for _, p := range pages {
		if p.Operation != "" {
			continue
		}
		for _, property := range p.Properties {
			at, ok := index[property.Name]
			switch {
			case related[property.Name] && !own[property.Name]:
			case ok:
				supplement(&found[at], property)
			default:
				index[property.Name] = len(found)
				found = append(found, property)
			}
		}
	}
	return found, relationships
}

// once unites rows of one name.
func once(rows []schemas.Property) (found []schemas.Property) {
	index := map[string]int{}
	for _, r := range rows {
		if at, ok := index[r.Name]; ok {
			supplement(&found[at], r)
			continue
		}
		index[r.Name] = len(found)
		found = append(found, r)
	}
	return found
}

func supplement(p *schemas.Property, other schemas.Property) {
	if other.ReadOnly == schemas.ReadOnlyDocumented {
		p.ReadOnly = schemas.ReadOnlyDocumented
	}
	if p.Minimum == nil && p.Maximum == nil {
		p.Minimum, p.Maximum = other.Minimum, other.Maximum
	}
	if len(p.Enum) == 0 && p.Type == other.Type {
		p.Enum = other.Enum
	}
	for _, c := range other.Conditions {
		if !hasCondition(p.Conditions, c.Kind) {
			p.Conditions = append(p.Conditions, c)
		}
	}
	p.MaxItems = cmp.Or(p.MaxItems, other.MaxItems)
	p.MaxLength = cmp.Or(p.MaxLength, other.MaxLength)
}

// observe marks what stands in every documented response and in no documented request; of what is called like a time that servers set, the
// latter is enough, as few examples show all that an object has.
func observe(list []schemas.Property, pages []*Page) {
	var requests, responses []map[string]json.RawMessage
	for _, p := range pages {
		if p.Kind == PageKind(schemas.Create) || p.Kind == PageKind(schemas.Update) {
			requests = appendObject(requests, p.Example.Request.object())
			responses = appendObject(responses, p.Example.Response.object())
		}
	}
	if len(requests) == 0 || len(responses) == 0 {
		return
	}
	has := func(name string) func(map[string]json.RawMessage) bool {
		return func(object map[string]json.RawMessage) bool { _, ok := object[name]; return ok }
	}
	lacks := func(name string) func(map[string]json.RawMessage) bool {
		return func(object map[string]json.RawMessage) bool { _, ok := object[name]; return !ok }
	}
	for i := range list {
		name, unsent := list[i].Name, !slices.ContainsFunc(requests, has(list[i].Name))
		shown := !slices.ContainsFunc(responses, lacks(name)) || list[i].NamedStamp() != ""
		if list[i].ReadOnly == schemas.Writable && unsent && shown {
			list[i].ReadOnly = schemas.ReadOnlyObserved
		}
	}
}

func appendObject(list []map[string]json.RawMessage, object map[string]json.RawMessage) []map[string]json.RawMessage {
	if len(object) == 0 {
		return list
	}
	return append(list, object)
}

// operations makes one operation of each page; facets of one operation are united.
func operations(pages []*Page) []schemas.Operation {
	type id struct {
		kind PageKind
		name string
	}
	index := map[id]int{}
	var found []schemas.Operation
	for _, p := range pages {
		if p.Kind == ResourcePage {
			continue
		}
		op := p.operation()
		at, ok := index[id{p.Kind, p.Operation}]
		if !ok {
			index[id{p.Kind, p.Operation}] = len(found)
			found = append(found, op)
			continue
		}
		first := &found[at]
		first.Paths = union(first.Paths, op.Paths)
		first.Rows = union(first.Rows, op.Rows)
	}
	slices.SortStableFunc(found, func(a, b schemas.Operation) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return found
}

func union(a, b []string) []string {
	seen := setOf(a)
	for _, s := range b {
		if !seen[s] {
			seen[s] = true
			a = append(a, s)
		}
	}
	return a
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}

func (p *Page) operation() schemas.Operation {
	op := schemas.Operation{
		Kind: schemas.OperationKind(p.Kind), Name: p.Operation, Method: p.Method, Paths: slices.Clone(p.Paths),
		Status: p.Status, Returns: p.Returns, Permissions: p.Permissions, Clouds: p.Clouds,
		Source: p.source("", "", 0),
	}
	if p.Operation != "" {
		op.Parameters = once(p.Properties)
	} else {
		for _, property := range once(p.Properties) {
			op.Rows = append(op.Rows, property.Name)
		}
	}
	op.Wrapped = op.Kind != schemas.List && p.Example.Response.isWrapped()
	return op
}

func documentedPairs(pages []*Page) []Pair {
	var found []Pair
	for _, p := range pages {
		if p.Example.Request.Method != "" {
			found = append(found, p.Example)
		}
	}
	return found
}

// markBases marks abstract types: they have derived types, nothing creates them, and no example holds one
// inside another object. (An example of the base's own pages shows it even where it is abstract.)
func markBases(contracts []*schemas.Contract, pages []*Page) {
	bases, listed := map[typeKey]bool{}, map[typeKey]bool{}
	for _, c := range contracts {
		if c.Base != "" {
			bases[typeKey{c.Version, c.Base}] = true
		}
	}
	for _, p := range pages {
		for _, name := range containedTypes(p.Example.Response.Body) {
			listed[typeKey{p.Version, name}] = true
		}
	}
	for _, c := range contracts {
		key := typeKey{c.Version, c.Name}
		_, created := c.Operation(schemas.Create)
		c.Abstract = bases[key] && !created && !listed[key]
	}
}

// containedTypes returns the types of the objects inside a body; there the pages write them without a number sign.
func containedTypes(body []byte) (names []string) {
	mark := []byte(`"@odata.type": "microsoft.graph.`)
	for {
		at := bytes.Index(body, mark)
		if at < 0 {
			return names
		}
		body = body[at+len(mark):]
		if end := bytes.IndexByte(body, '"'); end > 0 {
			names = append(names, string(body[:end]))
		}
	}
}

// disagree notes what the newer edition of a page changed.
func disagree(p, old *Page) {
	note := func(line int, format string, args ...any) {
		p.report(Note, line, "edition", fmt.Sprintf(format, args...)+" in "+old.File)
	}
	now := map[string]schemas.Property{}
	for _, property := range p.Properties {
		now[property.Name] = property
	}
	for _, before := range old.Properties {
		property, ok := now[before.Name]
		switch {
		case !ok:
			note(0, "%s is gone, which stands", before.Name)
			continue
		case property.Type != before.Type || property.Collection != before.Collection:
			note(property.Source.Line, "%s had the type %s", before.Name, before.Type)
		case property.ReadOnly != before.ReadOnly:
			note(property.Source.Line, "%s was not the same in being read-only", before.Name)
		case !slices.Equal(property.Enum, before.Enum):
			note(property.Source.Line, "%s had other members", before.Name)
		}
		delete(now, before.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		note(now[name].Source.Line, "%s is new, it is not", name)
	}
	if p.Status != old.Status {
		note(0, "the success status was %d", old.Status)
	}
	if !slices.Equal(p.Paths, old.Paths) {
		note(0, "the paths were others")
	}
}
