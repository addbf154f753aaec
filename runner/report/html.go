package report

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"graphconform/suites/conform"
)

//go:embed page
var pageFiles embed.FS

// HTML writes report.html: one file that loads nothing, opens on a matrix, and shows what departs beside what the page documents.
// What failed can be read without script; the script filters, and lists all checks. A Content-Security-Policy lets that one script run and
// no other.
func HTML(out io.Writer, r *Report) error {
	style, err := pageFiles.ReadFile("page/report.css")
	if err != nil {
		return err
	}
	script, err := pageFiles.ReadFile("page/report.js")
	if err != nil {
		return err
	}
	functions := template.FuncMap{
		"visible": visible, "count": count, "filter": filter, "seconds": seconds, "symbol": symbol, "kind": kindFilter,
	}
	parsed, err := template.New("report.html").Funcs(functions).ParseFS(pageFiles, "page/report.html")
	if err != nil {
		return err
	}
	p := newPage(r)
	p.Style, p.Script = template.CSS(style), template.JS(script)
	p.Policy = fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'; "+
		"require-trusted-types-for 'script'; trusted-types 'none'", integrity(script), integrity(style))
	w := bufio.NewWriterSize(out, 1<<16)
	if err := parsed.Execute(w, p); err != nil {
		return err
	}
	return w.Flush()
}

// integrity is a source expression of CSP (CSP3, section 2.3.1) that allows the text and nothing else.
func integrity(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// A page is bounded by bytes: 5 MB for a few resources, 25 MB for the whole catalog.
const (
	departuresLimit = 2 << 20 // of departures shown in full, and
	perCheck        = 30      // for every check of the report
)

// page is what report.html shows.
type page struct {
	*Report
	Policy         string
	Style          template.CSS
	Script         template.JS
	Data           template.JS
	Verdict        conform.Verdict // that the headline is coloured by
	Headline       string
	Verdicts       []conform.Verdict
	Matrix         Matrix
	Kinds          []*Group
	Departures     []departure // one a kind
	Beyond         int         // kinds that are only listed
	Reasons        []Reason
	Editions       string // the newest of its pages
	Observations   int
	Settings       []setting
	Limits         []string // the first lines of what no page promises and the target refuses, and
	MoreLimits     int      // how many more there are
	LeftBehind     []string // the first of the objects that could not be removed, and
	MoreLeftBehind int      // how many more there are
	HeldBackText   string   // writes that were not sent
}

type setting struct{ Name, Value string }

// departure is a kind of finding: its first check in full, the others by id.
type departure struct {
	*Check
	Kind     *Group
	Findings []shownFinding
	Rest     int // findings of the check beside the first, of which are
	NotShown int // not shown
	Rerun    string
	Others   []otherCheck
	Beyond   int // others that are not listed
}

// otherCheck is another check of a kind, or one that is folded under a check of it.
type otherCheck struct {
	*Check
	Folded  bool
	Finding *shownFinding // of the first few of a kind, so far as there is room; else nil
}

type shownFinding struct {
	Finding
	Shown     bool // there is an exchange
	Open      bool // and it is open at once: the first of the first few departures
	Compared  bool // a page documents it
	Page      string
	Got, Want Side
}

func newPage(r *Report) *page {
	p := &page{Report: r, Observations: r.Summary.Observations, Headline: r.Word(), Verdicts: conform.Verdicts(), Matrix: r.Matrix()}
	p.Verdict = map[int]conform.Verdict{0: conform.Pass, 1: conform.Fail, 2: conform.Fail, 3: conform.Inconclusive}[r.ExitCode()]
	if len(p.Matrix.Rows) > shownRows { // what did not pass comes first
		slices.SortStableFunc(p.Matrix.Rows, func(a, b Row) int { return passedWhole(a) - passedWhole(b) })
	}
	for _, verdict := range []conform.Verdict{conform.Inconclusive, conform.Unsupported, conform.Disabled} {
		p.Reasons = append(p.Reasons, r.Reasons(verdict)...)
	}
	const shownReasons = 200
	p.Reasons = p.Reasons[:min(len(p.Reasons), shownReasons)]
	const remains = 100
	p.HeldBackText = r.heldBack()
	limits := r.Limits()
	p.Limits, p.MoreLimits = limits[:min(len(limits), remains)], max(0, len(limits)-remains)
	p.LeftBehind, p.MoreLeftBehind = r.Left[:min(len(r.Left), remains)], max(0, len(r.Left)-remains)
	for _, resource := range r.Resources {
		p.Editions = max(p.Editions, resource.Edition)
	}
	for _, name := range sortedKeys(r.Configuration) {
		p.Settings = append(p.Settings, setting{name, visible(cut(r.Configuration[name], lineLimit))})
	}
	for _, name := range sortedKeys(r.Target.Found) {
		p.Settings = append(p.Settings, setting{"found: " + visible(name), visible(cut(r.Target.Found[name], lineLimit))})
	}
	p.addDepartures()
	p.Data = p.data()
	return p
}

func passedWhole(row Row) int {
	if row.All.Pass == row.All.Planned {
		return 1
	}
	return 0
}

// addDepartures fills in the departures, a kind of finding each, as many as there is room for.
func (p *page) addDepartures() {
	budget := departuresLimit + perCheck*len(p.Checks)
	p.Kinds = p.Groups()
	for i, g := range p.Kinds {
		if budget <= 0 {
			p.Beyond = len(p.Kinds) - i
			return
		}
		const listed, findings, opened = 100, 5, 5
		c, others := g.First().Check, g.others()
		d := departure{Check: c, Kind: g, Rerun: p.RerunOf(c), Others: others[:min(listed, len(others))],
			Beyond: max(0, len(others)-listed)}
		p.addExchanges(d.Others, &budget)
		for _, f := range g.examples(findings) {
			shown := p.show(f)
			shown.Open = i < opened && len(d.Findings) == 0
			d.Findings = append(d.Findings, shown)
		}
		d.Rest = len(c.Findings) + c.More - 1
		d.NotShown = len(c.Findings) + c.More - len(d.Findings)
		budget -= d.size()
		p.Departures = append(p.Departures, d)
	}
}

// addExchanges adds what the first few others of a kind showed, as long as there is room.
func (p *page) addExchanges(others []otherCheck, budget *int) {
	const most = 19 // beside the one in full
	shown := 0
	for i := range others {
		o := &others[i]
		if shown == most || *budget <= 0 {
			return
		}
		if o.Folded || len(o.Check.Findings) == 0 || o.Check.Findings[0].Exchange == nil {
			continue
		}
		finding := p.show(o.Check.Findings[0])
		o.Finding = &finding
		shown++
		*budget -= finding.size()
	}
}

// examples are findings of the first member, first those that show the group's difference.
func (g *Group) examples(most int) []Finding {
	all := slices.Clone(g.First().Findings)
	slices.SortStableFunc(all, func(a, b Finding) int { return other(a.Difference, g) - other(b.Difference, g) })
	return all[:min(most, len(all))]
}

// others are the checks of a group beside its first member, each with what is folded under it.
func (g *Group) others() (all []otherCheck) {
	for i, m := range g.Members {
		if i > 0 {
			all = append(all, otherCheck{Check: m.Check})
		}
		for _, c := range m.Consequences {
			all = append(all, otherCheck{Check: c, Folded: true})
		}
	}
	return all
}

func (p *page) show(f Finding) shownFinding {
	shown := shownFinding{Finding: f}
	if f.Exchange == nil {
		return shown
	}
	shown.Shown = true
	var documented *Exchange
	if f.Documented != nil {
		documented = &p.Documented[*f.Documented]
		shown.Compared, shown.Page = true, documented.Page
	}
	shown.Got, shown.Want = compare(&p.Exchanges[*f.Exchange], documented, f.At)
	return shown
}

// size is about how many bytes a departure takes in the page.
func (d *departure) size() int {
	n := 1500 + 4*len(d.ID) + len(d.Promise) + len(d.Source)
	for _, c := range d.Others {
		n += 2*len(c.ID) + 120
	}
	for i := range d.Findings {
		n += d.Findings[i].size()
	}
	return n
}

func (f *shownFinding) size() int {
	n := 600 + len(f.At) + len(f.Finding.Want) + len(f.Finding.Got)
	for _, m := range []Message{f.Got.Request, f.Got.Response, f.Want.Request, f.Want.Response} {
		n += 300 + len(m.Start.Text) + len(strings.Join(m.Header, "      "))
		for _, line := range m.Body {
			n += 45 + len(line.Text)
		}
	}
	return n
}

// filter is the fragment that shows the checks of a resource, and of a family where one is named.
func filter(resource, family string) template.URL {
	values := url.Values{"text": {resource + "/"}}
	if family != "" {
		values.Set("family", family)
	}
	return template.URL("#?" + values.Encode())
}

// kindFilter is the fragment that shows the checks of a group.
func kindFilter(g *Group) template.URL {
	return template.URL("#?" + url.Values{"kind": {visible(g.Title())}}.Encode())
}

func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(100 * time.Millisecond).String()
}

// symbol distinguishes verdicts without colour.
func symbol(verdict conform.Verdict) string {
	return map[conform.Verdict]string{conform.Pass: "✓", conform.Fail: "✗", conform.Unsupported: "⊘", conform.Inconclusive: "?",
		conform.Disabled: "◌"}[verdict]
}
