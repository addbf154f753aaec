package certificate

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"io"
	"unicode/utf8"

	"graphconform/suites/conform"
)

//go:embed page
var pageFiles embed.FS

// HTML writes certificate.html: one file that loads nothing and runs no script, for a product's page. It shows the certificate, and
// nothing else.
func HTML(out io.Writer, c *Certificate) error {
	return render(out, "page/certificate.html", c)
}

// shown is what a page is made of.
type shown struct {
	Style  template.CSS
	Policy string
	Of     any
}

// render fills in a page below page/.
func render(out io.Writer, name string, of any) error {
	style, err := pageFiles.ReadFile("page/certificate.css")
	if err != nil {
		return err
	}
	share := func(part float64) string { return fmt.Sprintf("%.1f %%", 100*part) }
	functions := template.FuncMap{
		"visible": conform.Printable, "share": share, "percent": func(c Coverage) string { return share(c.Share()) },
	}
	parsed, err := template.New(name[len("page/"):]).Funcs(functions).ParseFS(pageFiles, name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(style)
	policy := fmt.Sprintf("default-src 'none'; img-src 'self'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
		base64.StdEncoding.EncodeToString(sum[:]))
	var page bytes.Buffer
	if err := parsed.Execute(&page, shown{template.CSS(style), policy, of}); err != nil {
		return err
	}
	_, err = out.Write(page.Bytes())
	return err
}

// Badge writes badge.svg: what is covered, and by which profile, in a line.
func Badge(out io.Writer, c *Certificate) error {
	const left = "graphconform"
	right := fmt.Sprintf("%s %.1f %%", c.Profile, 100*c.Coverage.Share())
	if len(c.Disputes) > 0 {
		right += fmt.Sprintf(", %d disputed", len(c.Disputes))
	}
	if c.Expires != "" {
		right += " until " + c.Expires
	}
	const character, gap = 7, 10 // pixels
	a, b := character*utf8.RuneCountInString(left)+2*gap, character*utf8.RuneCountInString(right)+2*gap
	colour := "#2d7d46"
	if c.Coverage.Partial {
		colour = "#3b6ea5"
	}
	title := html.EscapeString(conform.Printable(fmt.Sprintf("%s %s: graphconform, profile %s, %s",
		c.Product.Name, c.Product.Version, c.Profile, c.Coverage)))
	_, err := fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s">
<title>%s</title>
<rect width="%d" height="20" fill="#444"/><rect x="%d" width="%d" height="20" fill="%s"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="%d" y="14" textLength="%d">%s</text><text x="%d" y="14" textLength="%d">%s</text>
</g>
</svg>
`, a+b, title, title, a, a, b, colour, gap, a-2*gap, left, a+gap, b-2*gap, html.EscapeString(conform.Printable(right)))
	return err
}
