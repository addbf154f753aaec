package derive

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"graphconform/schemas"
)

// account types as the permission table names them.
var accounts = []struct{ text, kind string }{
	{"Delegated (work or school account)", "delegated"},
	{"Delegated (personal Microsoft account)", "personal"},
	{"Application", "application"},
}

// permissions reads the permission table, or what the page includes in its place.
func (p *Page) permissions() {
	s, ok := p.has(permissionSection)
	if !ok {
		return
	}
	p.permissionTable(s.lines)
	for _, l := range s.lines {
		if _, rest, ok := strings.Cut(l.text, "[permissions-table]("); ok {
			p.include, _, _ = strings.Cut(rest, ")")
			return
		}
	}
}

// includePermissions reads the permission table from the file that the page includes, where that lies below the folder of pages.
func (p *Page) includePermissions(root string) {
	name, err := filepath.Rel(root, filepath.Join(filepath.Dir(p.File), filepath.FromSlash(p.include)))
	if p.include == "" || len(p.Permissions) > 0 || err != nil || !filepath.IsLocal(name) {
		return
	}
	file, err := os.OpenInRoot(root, name)
	if err != nil {
		return // what no file says, an older edition may
	}
	defer file.Close()
	if data, err := io.ReadAll(io.LimitReader(file, maxPage)); err == nil {
		p.permissionTable(splitLines(string(data)))
	}
}

// keepPermissions takes the permissions of the newest older edition where the page includes a table that is not at hand.
func (p *Page) keepPermissions(older []*Page) {
	for _, old := range older {
		if p.include != "" && len(p.Permissions) == 0 {
			p.Permissions = old.Permissions
		}
	}
}

// permissionTable reads the permission table; a row is read as words, whether bars divide it or blanks.
func (p *Page) permissionTable(lines []line) {
	inTable, descending := false, false
	account := ""
	for _, l := range lines {
		text := rowText(l.text)
		switch {
		case strings.HasPrefix(text, "Permission type"):
			inTable, descending = true, strings.Contains(text, "from most to least")
			continue
		case strings.HasPrefix(text, "This API is available"):
			return
		case !inTable || text == "":
			continue
		}
		for _, a := range accounts {
			if rest, ok := strings.CutPrefix(text, a.text); ok {
				account, text = a.kind, rest
				p.Permissions = append(p.Permissions, schemas.Permission{Type: account})
				break
			}
		}
		workflow, names := permissionNames(text)
		if account == "" || len(names) == 0 {
			continue
		}
		if descending {
			slices.Reverse(names)
		}
		row := schemas.Permission{Type: account, Workflow: workflow, Names: names}
		if last := &p.Permissions[len(p.Permissions)-1]; last.Names == nil {
			*last = row
		} else {
			p.Permissions = append(p.Permissions, row)
		}
	}
}

// permissionNames splits "Onboarding A.Read.All, A.ReadWrite.All" into the workflow and the names.
func permissionNames(text string) (workflow string, names []string) {
	var words []string
	seen := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		word = strings.TrimRight(word, ".")
		switch {
		case strings.Contains(word, ".") && !seen[word]:
			seen[word] = true
			names = append(names, word)
		case len(names) == 0:
			words = append(words, word)
		}
	}
	return strings.Join(words, " "), names
}
