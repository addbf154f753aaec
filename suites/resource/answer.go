package resource

import (
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// Holds reports whether an object has any member that the contract knows.
func (r *Resource) Holds(object map[string]any) bool {
	if len(r.Contract.Properties) == 0 {
		return len(object) > 0
	}
	for _, p := range r.Contract.Properties {
		if _, ok := object[p.Name]; ok {
			return true
		}
	}
	return false
}

// Same reports whether two answers agree in all that clients can set.
func (r *Resource) Same(a, b map[string]any) bool {
	return !slices.ContainsFunc(r.Sent, func(p schemas.Property) bool { return !r.Equal(p, a[p.Name], b[p.Name]) })
}

// Differing names what clients can set and two answers do not agree in.
func (r *Resource) Differing(a, b map[string]any) (names []string) {
	for _, p := range r.Sent {
		if !r.Equal(p, a[p.Name], b[p.Name]) {
			names = append(names, p.Name)
		}
	}
	return names
}

// Lost names what a client sent and an object does not show. What was left out may have any default.
func (r *Resource) Lost(sent, shown map[string]any) (names []string) {
	for _, p := range r.Sent {
		if value, named := sent[p.Name]; named && !r.Equal(p, value, shown[p.Name]) && !r.MayIgnore(p, nil, shown[p.Name]) {
			names = append(names, p.Name)
		}
	}
	return names
}

// LooksLike reports whether members have documented names but for their letter case: that is for the names rule.
func (r *Resource) LooksLike(object map[string]any) bool {
	for name := range object {
		if r.Misspelt(name) != "" {
			return true
		}
	}
	return false
}

// Misspelt returns the documented name that a member differs from only in case, underscores or hyphens.
func (r *Resource) Misspelt(name string) string {
	if r.names[name] == name {
		return ""
	}
	return r.names[plainName(name)]
}

// plainName drops what spellings of one name differ in.
func plainName(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), "-", ""))
}

// FirstMisspelt returns the first member of an object that stands where a documented one is missing.
func (r *Resource) FirstMisspelt(object map[string]any) string {
	wrong := ""
	for name := range object {
		right := r.Misspelt(name)
		if right == "" || wrong != "" && name > wrong {
			continue
		}
		if _, also := object[right]; !also {
			wrong = name
		}
	}
	return wrong
}

// NamesType accepts the type with or without #, or behind an absolute metadata address; unless it must be exactly that, as for objects
// that the run made, also a type derived from it.
func (r *Resource) NamesType(given any, exactly bool) bool {
	name := fixtures.TypeName(given)
	return name == r.Contract.Name || !exactly && slices.Contains(r.Types.Derived(r.Contract.Name), name)
}

// IsOwn reports whether an entry is of the resource's type or of one derived from it.
func (r *Resource) IsOwn(item map[string]any) bool {
	name := fixtures.TypeName(item["@odata.type"])
	return !r.Mixed || name == r.Contract.Name || slices.Contains(r.Types.Derived(r.Contract.Name), name)
}

// Shares reports whether an entry holds a value that was sent and that nobody else can have chosen.
func (r *Resource) Shares(members, entry map[string]any) bool {
	for _, p := range r.Sent {
		if sent, ok := members[p.Name].(string); ok && p.Type == "String" && len(sent) > 8 && entry[p.Name] == sent {
			return true
		}
	}
	return false
}
