package schemas

import (
	"regexp"
	"strings"

	"graphconform/schemas/odata"
)

// object is a JSON object under construction.
type object = map[string]any

// dialect is the JSON Schema version that every file names.
const dialect = "https://json-schema.org/draft/2020-12/schema"

// library knows all contracts of one version, so that one type's schema can refer to another's.
type library struct {
	types   map[string]*Contract
	derived map[string][]string // all descendants of a type, sorted
}

func newLibrary(contracts []*Contract) library {
	lib := library{types: map[string]*Contract{}, derived: map[string][]string{}}
	for _, c := range contracts {
		lib.types[c.Name] = c
	}
	for _, c := range contracts { // sorted by name, therefore the lists are sorted
		seen := map[string]bool{c.Name: true}
		for base := c.Base; base != "" && !seen[base]; {
			seen[base] = true
			lib.derived[base] = append(lib.derived[base], c.Name)
			parent, ok := lib.types[base]
			if !ok {
				break
			}
			base = parent.Base
		}
	}
	return lib
}

// schema returns the JSON Schema of a type without its contract.
func (lib library) schema(c *Contract) object {
	doc := object{
		"$schema": dialect,
		"$id":     schemaBase + c.Version + "/" + c.Name + ".json",
		"$ref":    "#/$defs/" + string(ForAnswer),
	}
	if c.Kind == Enum {
		values := object{"enum": memberNames(c)}
		if c.Flags {
			values = flags(names(c.Members))
		}
		doc["$defs"] = object{string(ForCreate): values, string(ForUpdate): values, string(ForAnswer): values}
		return doc
	}
	doc["$defs"] = object{
		string(ForCreate): lib.closed(c),
		string(ForUpdate): object{"$ref": "#/$defs/" + string(ForCreate)}, // no page names a difference
		string(ForAnswer): lib.open(c),
	}
	return doc
}

// closed describes what may be sent: documented properties only. Read-only ones may stand in it, as the
// pages' own requests show; the service decides about them.
func (lib library) closed(c *Contract) object {
	properties := lib.properties(c, ForCreate)
	properties["@odata.type"] = typeName([]string{c.Name}, false)
	own := object{
		"type":                 objectType(c),
		"properties":           properties,
		"additionalProperties": false,
	}
	if derived := lib.complexDescendants(c); len(derived) > 0 {
		return object{"if": saysType(derived), "then": dispatch(derived, ForCreate), "else": own}
	}
	return own
}

// open describes what comes back: services may add members, and say null where no page forbids it.
func (lib library) open(c *Contract) object {
	properties := lib.properties(c, ForAnswer)
	properties["@odata.type"] = typeName(append([]string{c.Name}, lib.derived[c.Name]...), true)
	answer := object{"type": objectType(c), "properties": properties}
	if _, ok := properties["id"]; ok && c.Kind == Entity {
		properties["id"] = object{"type": "string", "minLength": 1}
		answer["required"] = []string{"id"}
	}
	if derived := lib.complexDescendants(c); len(derived) > 0 {
		answer["allOf"] = dispatch(derived, ForAnswer)["allOf"]
	}
	return answer
}

func (lib library) properties(c *Contract, use Use) object {
	found := object{}
	for _, p := range c.Properties {
		found[p.Name] = lib.property(p, use)
	}
	return found
}

// property describes one property's values. Null is always among them: no page forbids it. The limits that a page
// names bind what is sent; what comes back unset may lie outside of them, as the pages' own examples do.
func (lib library) property(p Property, use Use) object {
	if use == ForAnswer {
		p.Minimum, p.Maximum, p.MaxItems, p.MaxLength = nil, nil, 0, 0
	}
	value := lib.value(p, use)
	if !p.Collection {
		return value
	}
	list := object{"type": []string{"array", "null"}, "items": value}
	if p.MaxItems > 0 {
		list["maxItems"] = p.MaxItems
	}
	return list
}

func (lib library) value(p Property, use Use) object {
	if of, ok := odata.Named(p.Type); ok {
		return of.Schema(p.Facets())
	}
	if len(p.Enum) > 0 {
		members := make([]any, 0, len(p.Enum)+1)
		for _, name := range p.Enum {
			members = append(members, name)
		}
		if target, ok := lib.types[p.Type]; ok && target.Flags {
			return flags(p.Enum)
		}
		return object{"enum": append(members, nil)}
	}
	// A property of an entity type is a relationship in disguise: its object is not followed, for a compiled
	// schema takes along everything that it refers to.
	if target, ok := lib.types[p.Type]; ok && target.Kind == Complex {
		return object{"$ref": p.Type + ".json#/$defs/" + string(use)}
	}
	return object{}
}

// flags allows members together, divided by commas (OData ABNF, rule enumValue).
func flags(members []string) object {
	one := alternatives(members)
	return object{"type": []string{"string", "null"}, "pattern": "^" + one + "(?: *, *" + one + ")*$"}
}

// complexDescendants are the types that a value of a complex type may say it is. An entity's are not
// followed: each has pages and a schema of its own.
func (lib library) complexDescendants(c *Contract) []string {
	if c.Kind != Complex {
		return nil
	}
	return lib.derived[c.Name]
}

// dispatch applies to a value the schema of the type that it says it is.
func dispatch(names []string, use Use) object {
	var cases []any
	for _, name := range names {
		// The definition of a derived type dispatches on: a type must not come back to itself.
		cases = append(cases, object{
			"if":   saysType([]string{name}),
			"then": object{"$ref": name + ".json#/$defs/" + string(use)},
		})
	}
	return object{"allOf": cases}
}

func saysType(names []string) object {
	return object{
		"type":       "object",
		"properties": object{"@odata.type": typeName(names, true)},
		"required":   []string{"@odata.type"},
	}
}

// typeName matches the value of @odata.type (OData JSON Format 4.01, section 4.6.3): a fragment, with the
// number sign optional in 4.01, or where absolute an address that ends in it.
func typeName(names []string, absolute bool) object {
	prefix := `#?`
	if absolute {
		prefix = `(?:#|[a-z]+://[^#]*#)?`
	}
	return object{"type": "string", "pattern": "^" + prefix + `microsoft\.graph\.` + alternatives(names) + "$"}
}

// alternatives is a pattern that matches each of the names and nothing else.
func alternatives(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = regexp.QuoteMeta(name)
	}
	return "(?:" + strings.Join(quoted, "|") + ")"
}

// objectType allows null for complex types, which stand in properties; an entity is what is asked for.
func objectType(c *Contract) any {
	if c.Kind == Complex {
		return []string{"object", "null"}
	}
	return "object"
}

func memberNames(c *Contract) []any {
	names := make([]any, 0, len(c.Members)+1)
	for _, m := range c.Members {
		names = append(names, m.Name)
	}
	return append(names, nil)
}
