package derive

import (
	"strconv"
	"strings"

	"graphconform/schemas"
)

// row is one row of a property table, its cells as plain text.
type row struct {
	line     int
	name     string
	typeName string
	text     []string // the description, line by line
	members  []string // of the list in it that is marked as one, where it holds several
}

func (r row) description() string { return strings.TrimSpace(strings.Join(r.text, " ")) }

// splitBars returns the cells, at least one, of a line of the form |a|b|c|, and whether the last bar closes the row.
func splitBars(text string) (cells []string, closed bool) {
	text = strings.TrimSpace(text)[1:]
	start := 0
	for i := 0; i < len(text); i++ {
		if text[i] == '|' && (i == 0 || text[i-1] != '\\') {
			cells = append(cells, text[start:i])
			start = i + 1
		}
	}
	if rest := text[start:]; rest != "" || len(cells) == 0 {
		return append(cells, rest), false
	}
	return cells, true
}

func hasBars(text string) bool { return strings.HasPrefix(strings.TrimLeft(text, " "), "|") }

// rowText joins the cells of a row as site text has them; of a rule line |---| nothing is left.
func rowText(text string) string {
	if !hasBars(text) {
		return plain(text)
	}
	cells, _ := splitBars(text)
	for i := range cells {
		if cells[i] = word(cells[i]); isRule(cells[i]) {
			return ""
		}
	}
	return strings.TrimSpace(strings.Join(cells, " "))
}

// word returns a cell that holds a name or type as plain text, without what is left of emphasis: *id*, _id_.
func word(cell string) string {
	text := plain(cell)
	for len(text) > 2 && text[0] == text[len(text)-1] && (text[0] == '*' || text[0] == '_') {
		text = text[1 : len(text)-1]
	}
	return text
}

// isHead reports whether a cell is the first of a table's head: the name, also in the plural, or Parameter where a Property is meant.
func isHead(cell, head string) bool {
	cell = strings.TrimSuffix(strings.ToLower(strings.Trim(cell, "* ")), "s")
	head = strings.ToLower(head)
	return cell == head || head == "property" && (cell == "propertie" || cell == "parameter")
}

// startsTable reports whether a line is the head of the table whose first column is named so.
func startsTable(text, head string) bool {
	first, rest, more := strings.Cut(rowText(text), " ")
	return more && rest != "" && isHead(first, head)
}

func isRule(cell string) bool { return cell != "" && strings.Trim(cell, ":-") == "" }

// table reads the rows of the table whose first column has the given head. known reports whether a name is
// surely one of a property, for rows without bars.
func table(lines []line, head string, known func(name string) bool) []row {
	for i, l := range lines {
		if startsTable(l.text, head) {
			if hasBars(l.text) {
				return barRows(lines[i+1:], head)
			}
			return textRows(lines[i+1:], head, known)
		}
	}
	return nil
}

// barRows reads rows of cells. A bare bar in the description is part of it. A row may go on below: in lines without
// bars that follow it, or in a row whose first cell alone is filled, as group headings are too, which add nothing.
func barRows(lines []line, head string) []row {
	var rows []row
	open, last := false, 0
	var pending []string // lines that belong to the last row if the table goes on
	flush := func() {
		if len(rows) > 0 && len(pending) > 0 {
			last := &rows[len(rows)-1]
			last.text = append(last.text, pending...)
		}
		pending = nil
	}
	for _, l := range lines {
		if !hasBars(l.text) {
			if l.text == "" {
				continue
			}
			text, closed := strings.CutSuffix(l.text, "|")
			pending = append(pending, plain(text))
			if open || l.no == last+1 {
				flush()
				open, last = open && !closed, l.no
			}
			continue
		}
		cells, closed := splitBars(l.text)
		name := word(cells[0])
		switch {
		case name == "" || isHead(name, head) && len(cells) > 1 && isTypeHead(cells[1]) || isRule(name):
			continue
		case isAlone(cells):
			pending = append(pending, name)
			continue
		}
		flush()
		rows = append(rows, row{
			line:     l.no,
			name:     name,
			typeName: word(cells[1]),
			text:     []string{plain(strings.Join(cells[2:], "|"))},
			members:  markedList(strings.Join(cells[2:], "|")),
		})
		open, last = !closed, l.no
	}
	return rows
}

// isTypeHead reports whether a cell is the second of a table's head.
func isTypeHead(cell string) bool {
	cell = strings.Trim(plain(cell), "* ")
	return strings.EqualFold(cell, "Type") || strings.EqualFold(cell, "Value")
}

// isAlone reports whether only the first cell of a row is filled.
func isAlone(cells []string) bool {
	for _, cell := range cells[1:] {
		if plain(cell) != "" {
			return false
		}
	}
	return true
}

// textRows reads rows of words: name, type, "collection" or not, description. A line that is no such row goes
// on with the description of the row before.
func textRows(lines []line, head string, known func(string) bool) []row {
	var rows []row
	for _, l := range lines {
		words := strings.Fields(plain(l.text))
		if len(words) == 0 || isHead(words[0], head) && len(words) > 1 && isTypeHead(words[1]) {
			continue
		}
		size := typeWords(words, known)
		if size == 0 {
			if len(rows) > 0 {
				last := &rows[len(rows)-1]
				last.text = append(last.text, words...)
			}
			continue
		}
		rows = append(rows, row{
			line:     l.no,
			name:     words[0],
			typeName: strings.Join(words[1:1+size], " "),
			text:     words[1+size:],
		})
	}
	return rows
}

// typeWords returns how many words behind the name make up the type; none where the line is no row.
func typeWords(words []string, known func(string) bool) int {
	if len(words) < 2 || !isIdentifier(words[0]) {
		return 0
	}
	size := 1
	typeName, _ := splitType(words[1])
	if len(words) > 3 && words[1] == "Unknown" && words[2] == "Type" {
		size = 3
	} else if !isIdentifier(typeName) || !likelyRow(words, typeName, known) {
		return 0
	}
	if len(words) > 1+size && strings.EqualFold(words[1+size], "collection") {
		size++
	}
	return size
}

// likelyRow reports whether a line is a row, and no prose that goes on: its type is primitive or in camel case, or the page's
// example has the property.
func likelyRow(words []string, typeName string, known func(string) bool) bool {
	if _, err := strconv.Atoi(typeName); err == nil || schemas.IsPrimitive(typeName) || known(words[0]) {
		return true
	}
	lower := func(s string) bool { return s[0] >= 'a' && s[0] <= 'z' }
	camel := strings.ToLower(typeName) != typeName && lower(typeName)
	return lower(words[0]) && (camel || len(words) == 2 || strings.EqualFold(words[2], "collection") || !lower(words[2]))
}

// properties turns the rows of a section into properties.
func (p *Page) properties(sectionTitle, head string) []schemas.Property {
	s, ok := p.has(sectionTitle)
	if !ok {
		return nil
	}
	rows := table(s.lines, head, p.exampleHas)
	found := make([]schemas.Property, 0, len(rows))
	for _, r := range rows {
		if !isIdentifier(r.name) {
			p.report(Error, r.line, "row "+strconv.Quote(r.name), "the cell names no property")
			continue
		}
		property := schemas.Property{Name: r.name, Source: p.source(sectionTitle, r.name, r.line)}
		property.Type, property.Collection = splitType(r.typeName)
		if !isIdentifier(property.Type) {
			p.report(Error, r.line, "type of "+r.name, "the cell "+strconv.Quote(r.typeName)+" names no type")
		}
		describe(&property, r.description())
		if len(property.Enum) > 0 && len(r.members) > 0 {
			property.Enum = r.members
		}
		found = append(found, property)
	}
	for _, r := range rows {
		if text := r.description(); concernsOthers(text) {
			p.elsewhere(found, p.source(sectionTitle, r.name, r.line), strings.ToLower(text))
		}
	}
	return found
}

// splitType splits "String collection", or Collection(String) as pages of other services write. A namespace goes.
func splitType(cell string) (name string, collection bool) {
	name, collection = between(cell, "Collection(", ")")
	if !collection {
		name = strings.Trim(cell, "* ")
		const suffix = " collection"
		if at := len(name) - len(suffix); at > 0 && strings.EqualFold(name[at:], suffix) {
			name, collection = name[:at], true
		}
	}
	for _, namespace := range []string{"Edm.", "microsoft.graph."} {
		name = strings.TrimPrefix(name, namespace)
	}
	return name, collection
}

// readMembers reads the table of an enum page.
func (p *Page) readMembers() {
	s, ok := p.has(memberSection)
	if !ok {
		return
	}
	for _, r := range memberRows(s.lines) {
		value, err := strconv.ParseInt(r.typeName, 10, 64)
		if err != nil || !isIdentifier(r.name) {
			p.report(Error, r.line, "member "+r.name, "the value "+strconv.Quote(r.typeName)+" is no integer, or the name is none")
			continue
		}
		p.Members = append(p.Members, schemas.Member{Name: r.name, Value: value})
	}
}

func memberRows(lines []line) []row {
	for i, l := range lines {
		if !startsTable(l.text, "Member") {
			continue
		}
		if hasBars(l.text) {
			return barRows(lines[i+1:], "Member")
		}
		var rows []row
		for _, l := range lines[i+1:] {
			words := strings.Fields(plain(l.text))
			if len(words) < 2 || !isIdentifier(words[0]) {
				continue
			}
			if _, err := strconv.ParseInt(words[1], 10, 64); err == nil {
				rows = append(rows, row{line: l.no, name: words[0], typeName: words[1]})
			}
		}
		return rows
	}
	return nil
}
