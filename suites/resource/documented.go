package resource

import (
	"maps"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Documented returns the body of the documented request as it stands, nil where no page shows one.
func (r *Resource) Documented(kind schemas.OperationKind) []byte {
	if pair, ok := r.pairs[kind]; ok {
		return pair.Exchange.Request.Body
	}
	return nil
}

// DocumentedAnswer returns the object that the documented response shows, without its id.
func (r *Resource) DocumentedAnswer(kind schemas.OperationKind) map[string]any {
	pair, ok := r.pairs[kind]
	if !ok || pair.Exchange.Response == nil {
		return nil
	}
	return Members(pair.Exchange.Response.Body)
}

// Undescribed returns the properties of types that no page describes which the documented request of a kind sends, and which the documented
// answer shows as they are sent: of their values nothing else is known.
func (r *Resource) Undescribed(kind schemas.OperationKind) (undescribed []schemas.Property) {
	for _, p := range r.Contract.Properties {
		described := schemas.IsPrimitive(p.Type) || len(p.Enum) > 0 || r.Types.Named(p.Type) != nil
		if !described && p.ReadOnly == schemas.Writable {
			undescribed = append(undescribed, p)
		}
	}
	if len(undescribed) == 0 {
		return nil // few resources have any: the bodies need not be read
	}
	sent, answer := Members(r.Documented(kind)), r.DocumentedAnswer(kind)
	return slices.DeleteFunc(undescribed, func(p schemas.Property) bool {
		value, named := sent[p.Name]
		return !named || answer != nil && !r.Equal(p, value, answer[p.Name])
	})
}

// DocumentedValue returns what the documented update sends of a property; false where it does not.
func (r *Resource) DocumentedValue(p schemas.Property) (any, bool) {
	value, named := Members(r.Documented(schemas.Update))[p.Name]
	return value, named
}

// Varied is a value as a page shows it with other texts in place of those that end as the pages' placeholders do: they may be any.
func Varied(value any, values *fixtures.Sampler) any {
	switch value := value.(type) {
	case map[string]any:
		varied := make(map[string]any, len(value))
		for _, name := range slices.Sorted(maps.Keys(value)) {
			varied[name] = Varied(value[name], values)
		}
		return varied
	case []any:
		varied := make([]any, len(value))
		for i, element := range value {
			varied[i] = Varied(element, values)
		}
		return varied
	case string:
		if isPlaceholder(value) {
			return values.Word(schemas.Property{})
		}
	}
	return value
}

// isPlaceholder reports whether a text ends as the pages' placeholders do.
func isPlaceholder(text string) bool { return strings.HasSuffix(text, " value") }

// UndescribedTexts returns the names of the members of a property of a type that no page describes which may be any text; its value is one
// object, or a collection of one.
func (r *Resource) UndescribedTexts(p schemas.Property) (names []string) {
	value, _ := r.DocumentedValue(p)
	object := Inside(p, map[string]any{p.Name: value})
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if text, isText := object[name].(string); isText && isPlaceholder(text) && !strings.Contains(name, "@") {
			names = append(names, name)
		}
	}
	return names
}

// IDIsReadOnly reports whether a page says that clients cannot choose the id.
func (r *Resource) IDIsReadOnly() bool {
	p, ok := r.Contract.Property("id")
	return ok && p.ReadOnly == schemas.ReadOnlyDocumented
}

// example is Example, unremembered.
func (r *Resource) example() map[string]any {
	if body := r.Documented(schemas.Create); body != nil {
		return Members(body)
	}
	return Members(r.Documented(schemas.Update))
}
