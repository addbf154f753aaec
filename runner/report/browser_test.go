package report

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"graphconform/suites/conform"
	"graphconform/suites/plan"
)

// tab is a page of a browser.
type tab struct {
	*testing.T
	ctx context.Context
}

// watch notes in the page what may never happen there: a script that is not ours, an error of the one that is, a request.
const watch = `window.noted = [];
addEventListener("securitypolicyviolation", (e) => noted.push("policy: " + e.violatedDirective + " " + e.blockedURI));
addEventListener("error", (e) => noted.push("error: " + e.message));
window.alert = (text) => noted.push("alert: " + text);`

// browser starts a Chromium, or skips where there is none; with GRAPHCONFORM_BROWSER=must that is an error.
func browser(t *testing.T) tab {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		if os.Getenv("GRAPHCONFORM_BROWSER") == "must" {
			t.Fatal("no Chromium; `make test-browser` installs it where it can")
		}
		t.Skip("no Chromium on this machine; `make test-browser` installs Debian's")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 900))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	b := tab{t, ctx}
	call(b, devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	return b
}

// open writes the report as a page, opens it at the fragment and returns its size in bytes.
func (b tab) open(r *Report, fragment string) (size int) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "report.html")
	var out bytes.Buffer
	if err := HTML(&out, r); err != nil {
		b.Fatal(err)
	}
	if err := WriteFile(path, func(w io.Writer) error { _, err := out.WriteTo(w); return err }); err != nil {
		b.Fatal(err)
	}
	size = out.Cap()
	if info, err := os.Stat(path); err == nil {
		size = int(info.Size())
	}
	b.do(chromedp.Navigate("file://" + path + fragment))
	return size
}

func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// text, number and truth evaluate an expression in the page, which its policy does not keep a debugger from.
func (b tab) text(expression string) string   { b.Helper(); return evaluate[string](b, expression) }
func (b tab) number(expression string) int    { b.Helper(); return evaluate[int](b, expression) }
func (b tab) truth(expression string) bool    { b.Helper(); return evaluate[bool](b, expression) }
func (b tab) list(expression string) []string { b.Helper(); return evaluate[[]string](b, expression) }

func evaluate[V any](b tab, expression string) V {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[V](expression))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// call sends one command of the DevTools protocol.
func call[P, R any](b tab, command cdp.Command[P, R], params P) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.Fatal(err)
	}
}

// quiet fails the test where the page did what it may never do.
func (b tab) quiet() {
	b.Helper()
	if noted := b.list(`noted`); len(noted) > 0 {
		b.Errorf("the page noted %q", noted)
	}
}

// villain is a report whose every text tries to break the page.
func villain() *Report {
	r := mixed()
	r.Target.Root, r.Rerun, r.Left = "javascript:alert(3)//"+hostile, "graphconform run '"+hostile, []string{"javascript:alert(4)"}
	r.HeldBack = map[string]int{hostile: 3}
	r.Configuration = map[string]string{"select": hostile}
	for i := range r.Checks {
		c := &r.Checks[i]
		c.ID += hostile
		if c.RootCause != "" {
			c.RootCause += hostile
		}
		c.Promise, c.Source, c.Reason = c.Promise+hostile, c.Source+hostile, c.Reason+hostile
		for k := range c.Findings {
			f := &c.Findings[k]
			f.At, f.Want, f.Got, f.Difference = "/name"+hostile, hostile, strings.Repeat(hostile, 200), hostile
		}
	}
	for i := range r.Exchanges {
		e := &r.Exchanges[i]
		e.URL, e.ResponseBody = "javascript:alert(5)", `{"`+strings.Repeat("x", 50_000)+hostile+`":"<!--<script>"}`
		e.ResponseHeader = map[string][]string{"Location": {"javascript:alert(6)"}, hostile: {hostile}}
	}
	r.Recount()
	return r
}

func TestPageLetsNoOtherScriptRun(t *testing.T) {
	b := browser(t)
	b.open(villain(), "")
	b.quiet()
	if scripts := b.number(`document.querySelectorAll("script").length`); scripts != 2 {
		t.Errorf("%d script elements", scripts)
	}
	if foreign := b.list(`[...document.querySelectorAll("img,iframe,object,embed,link,base,form,svg")]` +
		`.map(e => e.outerHTML.slice(0, 80))`); len(foreign) > 0 {
		t.Errorf("elements that are not ours: %q", foreign)
	}
	if handlers := b.list(`[...document.querySelectorAll("*")].flatMap(e => [...e.attributes])` +
		`.filter(a => /^on/.test(a.name) || /^\s*javascript:/i.test(a.value))` +
		`.map(a => a.name + "=" + a.value.slice(0, 80))`); len(handlers) > 0 {
		t.Errorf("attributes that run: %q", handlers)
	}
	if b.truth(`/[\u202a-\u202e\u2066-\u2069\u001b]/.test(document.body.innerText)`) {
		t.Error("the page shows characters that turn or hide text")
	}
	for _, details := range []string{"article details", "#list details"} { // what is only made when it is opened
		b.number(`[...document.querySelectorAll("` + details + `")].map(d => d.open = true).length`)
	}
	b.do(chromedp.Sleep(200 * time.Millisecond))
	b.quiet()
	if !b.truth(`document.querySelector("#list dd").textContent.includes("<img src=x onerror=alert(2)>")`) {
		t.Error("the list does not show the text as it is")
	}
	// A script that gets into the page all the same is refused.
	b.truth(`(() => { const s = document.createElement("script"); ` +
		`try { s.textContent = "alert(7)"; document.body.append(s); } catch {} return true })()`)
	b.truth(`(() => { try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=alert(8)>"); } catch {} return true })()`)
	b.do(chromedp.Sleep(200 * time.Millisecond))
	for _, noted := range b.list(`noted`) {
		if strings.HasPrefix(noted, "alert") {
			t.Errorf("the page noted %q", noted)
		}
	}
}

func TestPageFilters(t *testing.T) {
	b := browser(t)
	b.open(mixed(), "")
	state := `[document.querySelectorAll("#list li").length, ` +
		`[...document.querySelectorAll("article")].filter(a => !a.hidden).length].join()`
	set := func(name, value string) {
		b.truth(fmt.Sprintf(`(() => { const c = document.querySelector('[name=%s]'); c.value = %q; c.dispatchEvent(new Event("input")); `+
			`return true })()`, name, value))
		b.do(chromedp.Sleep(300 * time.Millisecond))
	}
	for _, step := range []struct{ name, value, want, hash string }{
		{"verdict", "", "7,2", "#checks"},
		{"verdict", "fail", "3,2", "#?verdict=fail"},
		{"level", "advisory", "1,1", "#?verdict=fail&level=advisory"},
		{"family", "status", "0,0", "#?verdict=fail&level=advisory&family=status"},
		{"level", "", "2,1", "#?verdict=fail&family=status"},
		{"text", "UPDATE", "1,1", "#?verdict=fail&family=status&text=UPDATE"}, // the check is folded under one of the article's kind
	} {
		set(step.name, step.value)
		if got := b.text(state); got != step.want {
			t.Errorf("%s=%s: listed and departures %s, want %s", step.name, step.value, got, step.want)
		}
		if got := b.text(`location.hash`); got != step.hash {
			t.Errorf("%s=%s: fragment %s, want %s", step.name, step.value, got, step.hash)
		}
	}
	if got := b.text(`document.getElementById("found").textContent`); !strings.Contains(got, "1 of 7 checks") {
		t.Errorf("said %q", got)
	}
	b.open(mixed(), "#?verdict=inconclusive") // a shared link
	if got := b.text(state); got != "1,0" {
		t.Errorf("a link to a filter shows %s", got)
	}
	b.text(`(document.querySelector("td.fail a").click(), "")`) // a figure of the matrix
	b.do(chromedp.Sleep(300 * time.Millisecond))
	if got := b.text(`document.querySelector("[name=text]").value + " " + ` +
		`document.querySelector("[name=family]").value`); got != "beta/y/ status" {
		t.Errorf("a figure leads to %q", got)
	}
	b.quiet()
}

// A kind of finding is a filter too; its article says which of its checks the filters leave.
func TestPageFiltersKinds(t *testing.T) {
	b := browser(t)
	var outcomes []conform.Outcome
	for i := range 150 {
		outcomes = append(outcomes, failing(fmt.Sprintf("beta/y%03d/create/errors/envelope", i), "errors/envelope", "no code"))
	}
	outcomes = append(outcomes, failing("beta/y/create/errors/type", "errors/type", "accepted"),
		outcome("beta/y/create/status/1", conform.Pass, conform.Documented))
	b.open(report(outcomes...), "#?kind=errors%2Fenvelope%3A+no+code")
	b.do(chromedp.Sleep(300 * time.Millisecond))
	const state = `[[...document.querySelectorAll("article")].filter(a => !a.hidden).map(a => a.querySelector("h3").textContent).join("|"),
		[...document.querySelectorAll("article .folded li")].filter(li => !li.hidden).length,
		document.getElementById("found").textContent].join("; ")`
	if got, want := b.text(state), "errors/envelope: no code; 100; 150 of 152 checks; 1 of 2 kinds of finding above"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b.text(`(location.hash = "#?text=beta/y00", "")`)
	b.do(chromedp.Sleep(300 * time.Millisecond))
	if got, want := b.text(state), "errors/envelope: no code; 9; 10 of 152 checks; 1 of 2 kinds of finding above"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b.text(`(document.querySelector("article .folded .hint a").click(), "")`)
	b.do(chromedp.Sleep(300 * time.Millisecond))
	if got := b.text(`document.querySelector("[name=kind]").value`); got != "errors/envelope: no code" {
		t.Errorf("the link to all of a kind leads to %q", got)
	}
	b.quiet()
}

func TestPageLinks(t *testing.T) {
	b := browser(t)
	for fragment, want := range map[string]string{
		"#beta/y/create/status/2":       "ARTICLE beta/y/create/status/2", // a departure
		"#beta/z/create/auth/4":         "SUMMARY beta/z/create/auth/4",
		"#beta%2Fz%2Fcreate%2Fauth%2F5": "SUMMARY beta/z/create/auth/5",
		"#beta/nothing":                 "BODY ",
		"#%E0%A4%A":                     "BODY ",
	} {
		b.open(mixed(), fragment)
		b.do(chromedp.Sleep(100 * time.Millisecond))
		if got := b.text(`(e => e.tagName + " " + e.id)(document.activeElement)`); got != want {
			t.Errorf("%s leads to %q, want %q", fragment, got, want)
		}
		b.quiet()
	}
	// A link to a check beyond the first rows of the list finds it.
	rules := plan.Rules()
	b.open(large(3, 400),
		"#beta/deviceManagementResource002/create/"+rules[350%len(rules)].Family+"/propertyNumber30=memberNumber350")
	if !b.truth(`document.activeElement.textContent.includes("propertyNumber30=memberNumber350") && ` +
		`!!document.activeElement.parentElement.open`) {
		t.Errorf("the check is not shown: %s", b.text(`document.activeElement.outerHTML`))
	}
}

func TestPageByKeyboard(t *testing.T) {
	b := browser(t)
	b.open(mixed(), "")
	b.do(chromedp.KeyEvent(kb.Tab))
	if got := b.text(`document.activeElement.className`); got != "skip" {
		t.Errorf("the first stop is %q, want the skip link", got)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	if got := b.text(`document.activeElement.id`); got != "departures" {
		t.Errorf("the skip link leads to %q", got)
	}
	stops := map[string]bool{}
	for range 80 {
		b.do(chromedp.KeyEvent(kb.Tab))
		stops[b.text(`document.activeElement.tagName + `+
			`(document.activeElement.name || document.activeElement.textContent.slice(0, 4))`)] = true
	}
	for _, stop := range []string{"BUTTONCopy", "SUMMARYThe "} {
		if !stops[stop] {
			t.Errorf("Tab never stops at %s: %v", stop, sortedKeys(stops))
		}
	}
	b.text(`(document.querySelector("#list summary").focus(), "")`)
	b.do(chromedp.KeyEvent(kb.Enter), chromedp.Sleep(100*time.Millisecond))
	if !b.truth(`document.querySelector("#list details").open && document.querySelector("#list dl").textContent.includes("rerun")`) {
		t.Error("Enter does not open a check of the list")
	}
	landmarks := b.text(`["header", "nav", "main", "search"].map(n => document.querySelectorAll(n).length).join()`)
	if landmarks != "1,1,1,1" {
		t.Errorf("header, nav, main, search: %s", landmarks)
	}
	if got := b.text(`document.querySelector("#found").getAttribute("role")`); got != "status" {
		t.Errorf("role %q", got)
	}
	b.quiet()
}

// What failed can be read where no script runs.
func TestPageWithoutScript(t *testing.T) {
	b := browser(t)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open(mixed(), "#beta/y/create/status/2")
	text := b.text(`document.body.innerText`)
	for _, want := range []string{"DEPARTS", "201 Created", "200 OK", "The page: Create y",
		"--select 'beta/y/create/status/2'", "needs the script"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// A phone shows all without turning the page sideways.
func TestPageOnPhone(t *testing.T) {
	b := browser(t)
	b.do(chromedp.EmulateViewport(360, 740))
	b.open(villain(), "")
	if wide := b.number(`document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("the page is %d px wide", wide)
	}
}

// The page of the whole catalog opens, and filters while one types.
func TestPageOfWholeCatalog(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a page of 200,000 checks")
	}
	b := browser(t)
	size := b.open(large(700, 286), "")
	b.quiet()
	took := b.number(`(() => { const start = performance.now(); ` +
		`const c = document.querySelector("[name=text]"); c.value = "propertynumber07"; ` +
		`history.replaceState(null, "", "#x"); location.hash = "#?text=propertynumber07"; ` +
		`return Math.round(performance.now() - start) })()`)
	b.do(chromedp.Sleep(2 * time.Second))
	if got := b.text(`document.getElementById("found").textContent`); !strings.Contains(got, " of 200200 checks") ||
		strings.HasPrefix(got, "200200") {
		t.Errorf("said %q", got)
	}
	t.Logf("%d bytes, %d ms", size, took)
}

// Screenshots to look at, of this or another report.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("GRAPHCONFORM_SCREENSHOTS")
	if dir == "" {
		t.Skip("GRAPHCONFORM_SCREENSHOTS names no folder")
	}
	r := mixed()
	if path := os.Getenv("GRAPHCONFORM_REPORT"); path != "" {
		read, err := Read(path)
		if err != nil {
			t.Fatal(err)
		}
		r = read
	}
	b := browser(t)
	for _, scheme := range []string{"light", "dark"} {
		for name, size := range map[string][2]int64{"desktop": {1200, 1160}, "phone": {390, 844}} {
			b.do(chromedp.EmulateViewport(size[0], size[1]))
			call(b, emulation.SetEmulatedMedia,
				emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			b.open(r, os.Getenv("GRAPHCONFORM_FRAGMENT"))
			b.do(chromedp.Sleep(300 * time.Millisecond))
			shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s.png", name, scheme)), shot, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.quiet()
}
