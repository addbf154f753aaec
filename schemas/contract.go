package schemas

import (
	"slices"
	"strings"
)

// Contract is what the reference pages promise of one type in one API version.
// It is what a file <version>/<type>.json holds under the key x-contract.
type Contract struct {
	Version    string     `json:"version"` // "v1.0" or "beta"
	Name       string     `json:"name"`    // type name without namespace, "deviceComplianceDeviceStatus"
	Kind       TypeKind   `json:"kind"`
	Base       string     `json:"base,omitempty"` // name of the base type
	Abstract   bool       `json:"abstract,omitempty"`
	Properties []Property `json:"properties,omitempty"` // in the order of the newest page that lists them
	Members    []Member   `json:"members,omitempty"`    // of an enum type
	// Flags says that members may stand together, divided by commas. No page says so: it follows from their values.
	Flags bool `json:"flags,omitempty"`
	// Relationships are the navigation properties that the resource page lists.
	Relationships []Property  `json:"relationships,omitempty"`
	Operations    []Operation `json:"operations,omitempty"` // sorted by kind, then name
	Sources       []Source    `json:"sources"`              // every page and edition that was read for it, newest first
}

// TypeKind distinguishes entity, complex and enum types (OData CSDL 4.01, sections 6, 9 and 10).
type TypeKind string

// The kinds of type that reference pages describe.
const (
	Entity  TypeKind = "entity"
	Complex TypeKind = "complex"
	Enum    TypeKind = "enum"
)

// Property is one row of a property table.
type Property struct {
	Name       string   `json:"name"`
	Type       string   `json:"type"` // as the page names it: String, Int32, DateTimeOffset, runState
	Collection bool     `json:"collection,omitempty"`
	Enum       []string `json:"enum,omitempty"` // member names in order; only for enum types
	ReadOnly   ReadOnly `json:"readOnly,omitempty"`
	Minimum    *int64   `json:"minimum,omitempty"` // where the row names a range
	Maximum    *int64   `json:"maximum,omitempty"`
	MaxItems   int      `json:"maxItems,omitempty"`
	MaxLength  int      `json:"maxLength,omitempty"`
	// Conditions are what the prose of pages restricts and no limit tells; each kind stands once.
	Conditions []Condition `json:"conditions,omitempty"`
	Source     Source      `json:"source"`
}

// Condition says that a page restricts a property or an operation by a sentence, and where that stands. What exactly it asks for is for
// people to read: a target may refuse what it touches, and must keep what it takes.
type Condition struct {
	Kind   ConditionKind `json:"kind"`
	Source Source        `json:"source"`
}

// ConditionKind is what kind of restriction a sentence is.
type ConditionKind string

// The kinds of restriction.
const (
	CreateOnly ConditionKind = "createOnly" // no update may change it
	SetOnly    ConditionKind = "setOnly"    // it can be set and not be reset
	Applies    ConditionKind = "applies"    // only beside certain values of others, or in certain places
	Required   ConditionKind = "required"   // it must be there beside certain values of others
	Form       ConditionKind = "form"       // its text has a form of its own
	Unique     ConditionKind = "unique"     // no two objects may have the same value
	Relation   ConditionKind = "relation"   // it is compared with another property
	Values     ConditionKind = "values"     // only some of its type's values
	State      ConditionKind = "state"      // of an operation: its object must be in a certain state
)

// Conditional reports whether prose restricts the values of a property, so that a target may refuse some or all of them.
func (p Property) Conditional() bool {
	return slices.ContainsFunc(p.Conditions, func(c Condition) bool { return c.Kind != CreateOnly })
}

// CreateOnly reports whether a page says that no update may change a property.
func (p Property) CreateOnly() bool {
	return slices.ContainsFunc(p.Conditions, func(c Condition) bool { return c.Kind == CreateOnly })
}

// SetOnly reports whether a page lets a property be set and not be reset.
func (p Property) SetOnly() bool {
	return slices.ContainsFunc(p.Conditions, func(c Condition) bool { return c.Kind == SetOnly })
}

// ReadOnly is the reason for which a property is taken for read-only; empty where it is not.
type ReadOnly string

// Reasons for holding a property read-only.
const (
	// Writable: no page says otherwise.
	Writable ReadOnly = ""
	// ReadOnlyDocumented: the row says that the property is read-only.
	ReadOnlyDocumented ReadOnly = "documented"
	// ReadOnlyObserved: the property stands in no documented request, and in every documented response or is called like a time that
	// servers set.
	// It is not sent in sample rows and never gives a finding of level documented.
	ReadOnlyObserved ReadOnly = "observed"
)

// Member is one row of an enum page.
type Member struct {
	Name  string `json:"name"`
	Value int64  `json:"value"`
}

// OperationKind is the kind of an API page.
type OperationKind string

// The kinds of operation that reference pages describe.
const (
	Create   OperationKind = "create"
	Get      OperationKind = "get"
	List     OperationKind = "list"
	Update   OperationKind = "update"
	Delete   OperationKind = "delete"
	Action   OperationKind = "action"
	Function OperationKind = "function"
)

// IsCall reports whether operations of the kind are called by name, as actions and functions are.
func (k OperationKind) IsCall() bool { return k == Action || k == Function }

// Operation is what one API page promises.
type Operation struct {
	Kind        OperationKind `json:"kind"`
	Name        string        `json:"name,omitempty"` // of an action or function: the last path segment
	Method      string        `json:"method"`
	Paths       []string      `json:"paths"`  // without version, "/deviceManagement/…/{placeholder}"; the first is the main one
	Status      int           `json:"status"` // documented success status
	Returns     *Returns      `json:"returns,omitempty"`
	Rows        []string      `json:"rows,omitempty"`       // names of the properties that its Request body table lists
	Parameters  []Property    `json:"parameters,omitempty"` // of an action or function
	Wrapped     bool          `json:"wrapped,omitempty"`    // the documented answer holds the object under "value"
	Permissions []Permission  `json:"permissions,omitempty"`
	Clouds      []string      `json:"clouds,omitempty"` // "global", "usgov-l4", "usgov-l5", "china"; none where the page is silent
	// Condition is where a page lets the operation be done to objects in a certain state alone; nil where none does.
	Condition *Condition `json:"condition,omitempty"`
	Source    Source     `json:"source"` // the newest edition of the page
}

// Makes reports whether an operation makes objects of the elements of a parameter: the action assign does, of its assignments, which stand
// below the object that it acts on. Of other actions names alone tell nothing.
func (op Operation) Makes(parameter Property) bool {
	return op.Kind == Action && op.Name == "assign" && parameter.Collection && !IsPrimitive(parameter.Type)
}

// Returns is the type of an operation's answer.
type Returns struct {
	Type       string `json:"type"`
	Collection bool   `json:"collection,omitempty"`
}

// Permission is one row of the permission table.
type Permission struct {
	Type     string   `json:"type"` // "delegated", "personal", "application"
	Workflow string   `json:"workflow,omitempty"`
	Names    []string `json:"names,omitempty"` // least privileged first; none where not supported
}

// Source names the place of a page that a fact rests on.
type Source struct {
	Page    string `json:"page,omitempty"` // title, "Create deviceComplianceDeviceStatus"
	File    string `json:"file,omitempty"` // file name without ending
	Section string `json:"section,omitempty"`
	Row     string `json:"row,omitempty"`
	Line    int    `json:"line,omitempty"`    // 1-based, in the file
	Edition string `json:"edition,omitempty"` // date of the page, YYYY-MM-DD, where it has one
	Commit  string `json:"commit,omitempty"`  // of the page's folder, where the page has no date; only in Contract.Sources
	SHA256  string `json:"sha256,omitempty"`  // of the file; only in Contract.Sources
}

// String renders a source as a reader looks it up: page, section, row.
func (s Source) String() string {
	parts := []string{s.Page}
	if s.Section != "" {
		parts = append(parts, s.Section)
	}
	if s.Row != "" {
		parts = append(parts, "row "+s.Row)
	}
	return strings.Join(parts, ", ")
}

// In returns the source narrowed to a section and, unless it is empty, a row of the same page.
func (s Source) In(section, row string) Source {
	return Source{Page: s.Page, File: s.File, Edition: s.Edition, Section: section, Row: row}
}

// Operation returns the contract's first operation of the kind.
func (c *Contract) Operation(kind OperationKind) (Operation, bool) {
	for _, op := range c.Operations {
		if op.Kind == kind {
			return op, true
		}
	}
	return Operation{}, false
}

// Property returns the property of that name.
func (c *Contract) Property(name string) (Property, bool) {
	for _, p := range c.Properties {
		if p.Name == name {
			return p, true
		}
	}
	return Property{}, false
}
