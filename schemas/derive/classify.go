package derive

import (
	"cmp"
	"strings"

	"graphconform/schemas"
)

// titleForms give kind and name by the title: a prefix and a suffix around the name.
var titleForms = []struct {
	prefix, suffix string
	kind           PageKind
}{
	{"Create ", "", PageKind(schemas.Create)},
	{"Get ", "", PageKind(schemas.Get)},
	{"List ", "", PageKind(schemas.List)},
	{"Update ", "", PageKind(schemas.Update)},
	{"Delete ", "", PageKind(schemas.Delete)},
	{"", " action", PageKind(schemas.Action)},
	{"", " function", PageKind(schemas.Function)},
	{"", " resource type", ResourcePage},
	{"", " enum type", EnumPage},
}

// purposes give the same by the sentence below the title, for the rendering that has none.
var purposes = []struct {
	prefix, suffix string
	kind           PageKind
}{
	{"Create a new ", " object", PageKind(schemas.Create)},
	{"Read properties and relationships of the ", " object", PageKind(schemas.Get)},
	{"List properties and relationships of the ", " objects", PageKind(schemas.List)},
	{"Update the properties of a ", " object", PageKind(schemas.Update)},
	{"Update the properties of an ", " object", PageKind(schemas.Update)},
	{"Deletes a ", "", PageKind(schemas.Delete)},
	{"Deletes an ", "", PageKind(schemas.Delete)},
	{"This topic provides descriptions of the declared methods, properties and relationships exposed by the ", " resource", ResourcePage},
}

// classify finds kind, title and the type that the page is about. Of an action or function that type is not
// on the page.
func (p *Page) classify() {
	titled := p.fromTitle()
	purpose := p.fromPurpose()
	if p.Kind == NoPage {
		p.Kind = p.fromSections()
	}
	if p.Kind == PageKind(schemas.List) {
		titled = "" // in the plural
	}
	switch p.Kind {
	case NoPage:
		return
	case PageKind(schemas.Action), PageKind(schemas.Function):
		p.Operation = lastSegment(p.Paths)
		if p.Operation == "" && !strings.Contains(titled, " ") {
			p.Operation = titled
		}
	case ResourcePage, EnumPage:
		p.Resource = cmp.Or(titled, p.typeText, purpose)
	default:
		answered := ""
		if p.Returns != nil {
			answered = p.Returns.Type
		}
		p.Resource = titled
		if titled == "" {
			p.Resource = cmp.Or(p.Example.Response.typeName(), purpose, answered, p.typeInPath())
		}
	}
	if p.Title == "" {
		p.Title = impliedTitle(p.Kind, cmp.Or(p.Resource, p.Operation))
	}
}

// typeInPath reads the type off the last path segment, {deviceCategoryId}.
func (p *Page) typeInPath() string {
	if len(p.Paths) == 0 {
		return ""
	}
	name, ok := between(p.Paths[0][strings.LastIndexByte(p.Paths[0], '/')+1:], "{", "Id}")
	if !ok {
		return ""
	}
	return name
}

// isCRUD reports whether a page is about one of the five operations on a type, not an action, a function or the type itself.
func (p *Page) isCRUD() bool {
	switch schemas.OperationKind(p.Kind) {
	case schemas.Create, schemas.Get, schemas.List, schemas.Update, schemas.Delete:
		return true
	}
	return false
}

func impliedTitle(kind PageKind, name string) string {
	for _, form := range titleForms {
		if form.kind == kind {
			return form.prefix + name + form.suffix
		}
	}
	return name
}

// fromTitle reads the title, which stands before the namespace, and returns the name in it.
func (p *Page) fromTitle() string {
	for _, l := range p.sections[headSection].lines {
		text := plain(strings.Trim(l.text, "# "))
		if strings.HasPrefix(text, "Namespace:") {
			break
		}
		if name, ok := p.takeTitle(text); ok {
			return name
		}
	}
	name, _ := p.takeTitle(p.frontTitle)
	return name
}

// takeTitle takes a line for the title if it has the form of one.
func (p *Page) takeTitle(text string) (name string, ok bool) {
	text, _, _ = strings.Cut(text, " - Microsoft Graph") // as a browser shows it
	for _, form := range titleForms {
		name, ok := between(text, form.prefix, form.suffix)
		if !ok || strings.Contains(name, " ") && form.suffix != " action" && form.suffix != " function" {
			continue
		}
		p.Title, p.Kind = text, form.kind
		return name, true
	}
	return "", false
}

// between returns what stands between prefix and suffix.
func between(text, prefix, suffix string) (string, bool) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return "", false
	}
	rest, ok = strings.CutSuffix(rest, suffix)
	return strings.TrimSpace(rest), ok && strings.TrimSpace(rest) != ""
}

// fromPurpose reads the purpose sentence and returns the type that it names.
func (p *Page) fromPurpose() string {
	for _, l := range p.sections[headSection].lines {
		text := strings.TrimSuffix(plain(l.text), ".")
		for _, form := range purposes {
			name, ok := between(text, form.prefix, form.suffix)
			if !ok || !isIdentifier(name) || p.Kind != NoPage && p.Kind != form.kind {
				continue
			}
			p.Kind = form.kind
			return name
		}
	}
	return ""
}

// fromSections returns the kind of a page without title and known purpose.
func (p *Page) fromSections() PageKind {
	if _, ok := p.has(memberSection); ok {
		return EnumPage
	}
	if _, ok := p.has(pathSection); !ok {
		if _, ok := p.has(propertySection); ok {
			return ResourcePage
		}
		return NoPage
	}
	response := p.text(responseSection)
	switch {
	case strings.Contains(response, "this action returns"):
		return PageKind(schemas.Action)
	case strings.Contains(response, "this function returns"):
		return PageKind(schemas.Function)
	case p.Method == "GET" && p.Returns != nil && p.Returns.Collection:
		return PageKind(schemas.List)
	}
	return PageKind(map[string]schemas.OperationKind{
		"POST": schemas.Create, "GET": schemas.Get, "PATCH": schemas.Update, "DELETE": schemas.Delete,
	}[p.Method])
}

// text returns a section as one line of plain text.
func (p *Page) text(title string) string {
	s, ok := p.has(title)
	if !ok {
		return ""
	}
	words := make([]string, 0, len(s.lines))
	for _, l := range s.lines {
		if text := plain(l.text); text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, " ")
}

// lastSegment is the name of an action or function: the last path segment without parameters and namespace.
func lastSegment(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	path := paths[0]
	if i := strings.IndexByte(path, '('); i >= 0 {
		path = path[:i]
	}
	segments := strings.Split(path, "/")
	return strings.TrimPrefix(segments[len(segments)-1], "microsoft.graph.")
}

// isIdentifier reports whether a text is an OData simple identifier, in ASCII as the pages have them.
func isIdentifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// inherits reads "Inherits from X".
func (p *Page) inherits() {
	for _, l := range p.sections[headSection].lines {
		if rest, ok := strings.CutPrefix(plain(l.text), "Inherits from "); ok {
			p.Base = strings.TrimRight(strings.Fields(rest + " ")[0], ".")
			return
		}
	}
}

// cloudNames are the national clouds in the order of the pages' table.
var cloudNames = []struct{ header, name string }{
	{"Global service", "global"},
	{"US Government L4", "usgov-l4"},
	{"US Government L5 (DOD)", "usgov-l5"},
	{"China operated by 21Vianet", "china"},
}

// cloudIncludes are the files that Markdown sources include in place of the table.
var cloudIncludes = map[string][]string{
	"all-clouds.md":   {"global", "usgov-l4", "usgov-l5", "china"},
	"global-us.md":    {"global", "usgov-l4", "usgov-l5"},
	"global-china.md": {"global", "china"},
	"global-only.md":  {"global"},
}

// clouds reads the national clouds. A table of names without marks names those that have the API.
func (p *Page) clouds() {
	var lines []line
	for _, title := range []string{headSection, permissionSection} {
		if s, ok := p.has(title); ok {
			lines = append(lines, s.lines...)
		}
	}
	for i, l := range lines {
		if strings.Contains(l.text, "national-cloud-support") {
			file := l.text[strings.LastIndexByte(l.text, '/')+1:]
			p.Clouds = cloudIncludes[strings.TrimRight(file, ")] ")]
			return
		}
		if strings.Contains(l.text, "Global service") {
			p.cloudTable(plain(l.text), lines[i+1:])
			return
		}
	}
}

func (p *Page) cloudTable(header string, below []line) {
	var marks []rune
	for _, l := range below {
		for _, r := range l.text {
			if r == '✅' || r == '❌' {
				marks = append(marks, r)
			}
		}
		if len(marks) > 0 || strings.HasPrefix(l.text, "Permission") {
			break
		}
	}
	column := 0
	for _, cloud := range cloudNames {
		if !strings.Contains(header, cloud.header) {
			continue
		}
		if len(marks) == 0 || column < len(marks) && marks[column] == '✅' {
			p.Clouds = append(p.Clouds, cloud.name)
		}
		column++
	}
}
