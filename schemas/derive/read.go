package derive

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"graphconform/schemas"
)

// maxPage is the size that a page may have, in bytes. The largest known ones have 200,000.
const maxPage = 4 << 20

// Result is what the pages of some folders say.
type Result struct {
	Contracts   []*schemas.Contract // sorted by version, then name
	Pairs       []Pairs             // sorted likewise; types without pairs are left out
	Pages       []*Page             // reference pages, sorted by folder, then path
	NoPages     []string            // files that are no reference pages, sorted
	Foreign     []string            // reference pages of other services, which are left aside, sorted
	Diagnostics []Diagnostic        // sorted by file and line
}

// Pairs are the documented pairs of one type, in the order of its operations.
type Pairs struct {
	Version, Name string
	List          []Pair
}

// Read reads every .md and .txt file below the folders. Later folders hold newer editions. A folder may be given as
// DIR@COMMIT, which then stands as the edition of pages without a date. Read fails only where a file or folder cannot be
// read; what is wrong with pages is in the diagnostics.
func Read(dirs []string) (*Result, error) {
	errata, err := ParseErrata(schemas.Errata())
	if err != nil {
		return nil, err
	}
	var files []file
	for i, dir := range dirs {
		dir, commit := splitCommit(dir)
		found, err := list(dir, i, commit)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	pages := make([]*Page, len(files))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		group.Go(func() (err error) {
			pages[i], err = readPage(f)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	result := &Result{}
	for i, p := range pages {
		switch {
		case p != nil:
			result.Pages = append(result.Pages, p)
		case files[i].isForeign():
			result.Foreign = append(result.Foreign, files[i].name)
		default:
			result.NoPages = append(result.NoPages, files[i].name)
		}
	}
	derive(result, errata)
	return result, nil
}

// file is one file below a --from folder.
type file struct {
	from   int
	commit string
	path   string // as it can be opened
	name   string // below the folder, with slashes
	dir    string // the folder as it can be opened
	root   string // name of the folder itself, which may name the version
}

// splitCommit divides DIR@COMMIT, unless a folder of that very name exists.
func splitCommit(name string) (dir, commit string) {
	at := strings.LastIndexByte(name, '@')
	if _, err := os.Stat(name); err == nil || at < 0 {
		return name, ""
	}
	return name[:at], name[at+1:]
}

func list(dir string, from int, commit string) ([]file, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: read pages: %w", dir, err)
	}
	var found []file
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ext := filepath.Ext(path)
		if !entry.Type().IsRegular() || ext != ".md" && ext != ".txt" {
			return nil
		}
		name, err := filepath.Rel(dir, path)
		found = append(found, file{from: from, commit: commit, path: path, name: filepath.ToSlash(name), dir: dir, root: root})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: read pages: %w", dir, err)
	}
	slices.SortFunc(found, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return found, nil
}

// place returns the folder and name of a file, as a clone of the documentation repository has them.
func (f file) place() (folder, name string) {
	return path.Split(filepath.ToSlash(f.root) + "/" + f.name)
}

// isForeign reports whether a page is one of another service: in a clone, those of Intune have names of their own.
func (f file) isForeign() bool {
	folder, name := f.place()
	isPage := strings.HasSuffix(folder, "/api/") || strings.HasSuffix(folder, "/resources/")
	return isPage && strings.Contains(folder, "/api-reference/") && !strings.HasPrefix(name, "intune-")
}

// isBeside reports whether a file of a clone stands beside the reference pages: what pages include, and articles.
func (f file) isBeside() bool {
	folder, name := f.place()
	return strings.Contains(folder, "/api-reference/") && (strings.Contains(folder, "/includes/") || !strings.HasPrefix(name, "intune-")) ||
		strings.Contains(folder, "/concepts/") && !strings.Contains(folder, "/api-reference/")
}

// readPage returns nil for a file that is no reference page of Intune.
func readPage(f file) (*Page, error) {
	if f.isForeign() || f.isBeside() {
		return nil, nil
	}
	handle, err := os.Open(f.path)
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	defer handle.Close()
	var data bytes.Buffer
	if info, err := handle.Stat(); err == nil && info.Size() <= maxPage {
		data.Grow(int(info.Size()) + bytes.MinRead)
	}
	if _, err := data.ReadFrom(io.LimitReader(handle, maxPage+1)); err != nil {
		return nil, fmt.Errorf("%s: read page: %w", f.path, err)
	}
	p := Parse(f.name, data.Bytes(), filepath.Base(f.root))
	if p != nil {
		p.From, p.Commit, p.File = f.from, f.commit, f.path // from here on the file as a user finds it
		p.includePermissions(f.dir)
		for i := range p.Diagnostics {
			p.Diagnostics[i].File = f.path
		}
	}
	return p, nil
}

// Parse reads one page. name is its path below the folder, root the name of that folder, which may name the version
// where the path does not. It returns nil for what is no reference page.
func Parse(name string, data []byte, root string) *Page {
	p := &Page{File: name, Name: strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))}
	if len(data) > maxPage {
		p.report(Error, 0, "page", fmt.Sprintf("larger than %d bytes", maxPage))
		return p
	}
	text := string(data)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		p.report(Warning, 0, "page", "not in UTF-8")
	}
	sum := sha256.Sum256(data)
	p.SHA256 = hex.EncodeToString(sum[:])
	p.sections = cut(p.frontMatter(splitLines(text)))
	p.Version = version(root+"/"+name, text)
	p.paths()
	p.response()
	p.typeText = p.representedType()
	p.example()
	p.classify()
	if p.Kind == NoPage {
		return nil
	}
	p.Example.Operation, p.Example.Page = string(p.Kind), p.Title
	if p.Operation != "" {
		p.Example.Operation = p.Operation
	}
	p.read()
	p.complete()
	return p
}

// read reads what the kind of page has.
func (p *Page) read() {
	switch p.Kind {
	case EnumPage:
		p.readMembers()
	case ResourcePage:
		p.inherits()
		p.readMethods()
		p.Properties = p.properties(propertySection, "Property")
		p.Relationships = p.properties(relationSection, "Relationship")
	default:
		p.permissions()
		p.clouds()
		p.Properties = p.properties(bodySection, "Property")
		p.agree()
	}
}

// agree settles prose and example: where they name different statuses, the status line counts.
func (p *Page) agree() {
	shown := p.Example.Response.Status
	if p.Status != 0 && shown != 0 && p.Status != shown {
		p.report(Warning, p.Example.Response.line, "success status",
			fmt.Sprintf("the example says %d, the text says %d", shown, p.Status))
	}
	if shown != 0 {
		p.Status = shown
	}
}

// complete reports what a page of its kind should have said.
func (p *Page) complete() {
	missing := func(what, why string) { p.report(Error, 0, what, why) }
	switch {
	case p.Kind == EnumPage:
		if len(p.Members) == 0 {
			missing("members", "no table of members")
		}
		return
	case p.Kind == ResourcePage:
		if _, ok := p.has(propertySection); !ok {
			missing("properties", "no such section")
		} else if len(p.Properties) == 0 && p.shows() {
			missing("properties", "no row in the table, yet the JSON representation has members")
		}
		return
	}
	if _, ok := p.has(pathSection); !ok {
		missing("HTTP request", "no such section")
	}
	if p.Status == 0 {
		missing("success status", "neither text nor example names it")
	}
	writes := p.Kind == PageKind(schemas.Create) || p.Kind == PageKind(schemas.Update)
	if writes && len(p.Properties) == 0 {
		missing("properties", "no table in the section "+bodySection)
	}
}

// representedType returns the type that the JSON representation of a resource page names.
func (p *Page) representedType() string {
	s, ok := p.has(jsonSection)
	if !ok {
		return ""
	}
	name := ""
	for _, l := range s.lines {
		if _, rest, ok := strings.Cut(l.text, `"keyProperty": "`); ok {
			p.Key, _, _ = strings.Cut(rest, `"`)
		}
		if _, rest, ok := strings.Cut(l.text, `"@odata.type": "#microsoft.graph.`); ok && name == "" {
			name, _, _ = strings.Cut(rest, `"`)
		}
	}
	return name
}
