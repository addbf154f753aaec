package derive

import (
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"graphconform/schemas"
)

// PageKind is what a page describes: the kind of an operation, "resource", "enum", or "" for no reference page.
type PageKind string

// The kinds of page that describe types; the others are those of schemas.OperationKind.
const (
	NoPage       PageKind = ""
	ResourcePage PageKind = "resource"
	EnumPage     PageKind = "enum"
)

// Page is one reference page, in whatever rendering it came.
type Page struct {
	File    string // as it can be opened; to Parse, its path below the --from folder
	Name    string // file name without ending
	From    int    // index of the --from folder
	SHA256  string
	Commit  string // of the --from folder, "" where unknown
	Title   string // as it stands, or as the purpose sentence implies
	Kind    PageKind
	Version string // "v1.0" or "beta"
	Edition string // YYYY-MM-DD of the front matter, "" for none
	// Resource is the type that the page is about: what is created, listed, described. Of an action or function it
	// is the type that it is bound to, which only other pages name.
	Resource string
	// Operation is the name of an action or function.
	Operation string

	Method      string
	Paths       []string
	Status      int
	Returns     *schemas.Returns
	Permissions []schemas.Permission
	Clouds      []string

	Properties    []schemas.Property // rows of the page's table; parameters of an action or function
	Relationships []schemas.Property
	Members       []schemas.Member
	Base          string // "Inherits from"
	Key           string // keyProperty of the page's comment
	Example       Pair

	Diagnostics []Diagnostic

	sections   map[string]*section
	printed    []schemas.Property // the properties as they stand, where an erratum changed them
	methods    []string           // actions and functions that a resource page lists
	states     []state            // what its rows say of operations
	include    string             // the file that it includes in place of a permission table
	frontTitle string             // title in the front matter
	typeText   string             // @odata.type of the JSON representation
	keys       map[string]bool    // names that the page's examples show; see exampleHas
}

// section is the lines below one heading.
type section struct {
	line  int // of the heading
	lines []line
}

// Titles of sections, as all renderings have them. What stands before the first one is the head.
const (
	headSection       = ""
	permissionSection = "Permissions"
	pathSection       = "HTTP Request"
	bodySection       = "Request body"
	responseSection   = "Response"
	exampleSection    = "Example"
	exampleRequest    = "Example request"
	exampleResponse   = "Example response"
	propertySection   = "Properties"
	methodSection     = "Methods"
	relationSection   = "Relationships"
	jsonSection       = "JSON Representation"
	memberSection     = "Members"
)

// titles maps headings in lower case to the section that they start.
var titles = map[string]string{
	"prerequisites":             permissionSection,
	"permissions":               permissionSection,
	"http request":              pathSection,
	"optional query parameters": "Optional query parameters",
	"request headers":           "Request headers",
	"request body":              bodySection,
	"function parameters":       bodySection,
	"response":                  responseSection,
	"example":                   exampleSection,
	"examples":                  exampleSection,
	"request":                   exampleRequest,
	"methods":                   methodSection,
	"properties":                propertySection,
	"relationships":             relationSection,
	"json representation":       jsonSection,
	"members":                   memberSection,
}

// heading returns the section that a line starts: "## Response", or the bare word where headings have no marks.
func heading(text string) (string, bool) {
	const longest, marked = 32, 128 // of a title as it is, and with marks; most lines end here
	if len(text) == 0 || strings.IndexByte("#PpHhOoRrFfEeMmJj", text[0]) < 0 {
		return "", false
	}
	if text[0] == '#' && len(text) <= marked {
		text = strings.Trim(plain(text), "# *:")
	}
	if len(text) > longest {
		return "", false
	}
	title, ok := titles[strings.ToLower(text)]
	return title, ok
}

// leadingTitle splits text that begins with a known title.
func leadingTitle(text string) (title, rest string, ok bool) {
	for name := range titles {
		if len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) && len(name) > len(title) {
			title = name
		}
	}
	return title, text[len(title):], title != ""
}

// cut divides a page into its sections. Within the example, Request and Response mean its two messages.
func cut(lines []line) map[string]*section {
	current := &section{line: 1}
	found := map[string]*section{headSection: current}
	inExample := false
	start := 0
	for i, l := range lines {
		title, ok := heading(l.text)
		if !ok || l.fenced {
			continue
		}
		current.add(lines[start:i])
		start = i + 1
		inExample = inExample || title == exampleSection || title == exampleRequest
		if title == responseSection && inExample {
			title = exampleResponse
		}
		if found[title] == nil { // the first one counts; a second example says the same again
			found[title] = &section{line: l.no}
		}
		current = found[title]
	}
	current.add(lines[start:])
	return found
}

// add adds lines to a section, which mostly are all that it has.
func (s *section) add(lines []line) {
	if s.lines == nil {
		s.lines = lines[:len(lines):len(lines)]
		return
	}
	s.lines = append(s.lines, lines...)
}

// isoDate returns a date as YYYY-MM-DD, "" where it is none.
func isoDate(value string) string {
	for _, layout := range []string{"01/02/2006", "1/2/2006", time.DateOnly} {
		if date, err := time.Parse(layout, value); err == nil {
			return date.Format(time.DateOnly)
		}
	}
	return ""
}

// frontMatter reads the title and date of a page and returns the lines behind the front matter.
func (p *Page) frontMatter(lines []line) []line {
	if len(lines) == 0 || lines[0].text != "---" {
		return lines
	}
	for i, l := range lines[1:] {
		if l.text == "---" {
			return lines[i+2:]
		}
		key, value, _ := strings.Cut(l.text, ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch strings.TrimSpace(key) {
		case "title":
			p.frontTitle = value
		case "ms.date":
			p.Edition = isoDate(value)
		}
	}
	return lines
}

var (
	viewVersion    = regexp.MustCompile(`view=graph-rest-(beta|1\.0)`)
	exampleVersion = regexp.MustCompile(`https://graph\.microsoft\.[a-z]+/(beta|v1\.0)\b`)
)

// version returns the API version: by the folder, by the page's address, by its example, by the notice on beta.
// Some v1.0 pages show beta addresses and carry the notice, so that the folder goes first.
func version(file, text string) string {
	folders := strings.Split(filepath.ToSlash(filepath.Dir(file)), "/")
	for i := len(folders) - 1; i >= 0; i-- {
		if folders[i] == "beta" || folders[i] == "v1.0" {
			return folders[i]
		}
	}
	if m := viewVersion.FindStringSubmatch(text); m != nil {
		if m[1] == "1.0" {
			return "v1.0"
		}
		return m[1]
	}
	if m := exampleVersion.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	if strings.Contains(text, "/beta version") || strings.Contains(text, "/beta APIs") {
		return "beta"
	}
	return "v1.0"
}

func (p *Page) report(severity Severity, line int, what, why string) {
	p.Diagnostics = append(p.Diagnostics, Diagnostic{File: p.File, Line: line, Severity: severity, What: what, Why: why})
}

// has reports whether the page has the section, and where.
func (p *Page) has(title string) (*section, bool) {
	s, ok := p.sections[title]
	return s, ok
}

// source names a place of the page.
func (p *Page) source(sectionTitle, row string, line int) schemas.Source {
	return schemas.Source{Page: p.Title, File: p.Name, Section: sectionTitle, Row: row, Line: line, Edition: p.Edition}
}
