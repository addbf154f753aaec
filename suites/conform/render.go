package conform

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Render words an outcome as it is printed: the promise, its source, what was wanted and what came.
// Text of the target is shown with control characters as escapes.
func Render(o Outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s      %s\n", strings.ToUpper(string(o.Verdict)), o.Check.ID, o.Check.Level)
	line := func(name, text string) { b.WriteString(renderLine(name, text)) }
	line("rule", o.Check.Promise)
	line("source", o.Check.Source)
	if o.Reason != "" {
		line("reason", o.Reason)
	}
	if o.Follows != "" {
		line("follows", o.Follows)
	}
	b.WriteString(RenderFindings(o.Findings))
	return b.String()
}

// RenderFindings words findings as they are printed below the check that they are of: what was wanted, what came, and in which exchange.
func RenderFindings(findings []Finding) string {
	var b strings.Builder
	const shown = 3
	for i, finding := range findings {
		if i == shown {
			b.WriteString(renderLine("", fmt.Sprintf("… and %d more findings of this check", len(findings)-shown)))
			break
		}
		where := ""
		if finding.At != "" {
			where = finding.At + " = "
		}
		b.WriteString(renderLine("want", where+finding.Want))
		b.WriteString(renderLine("got", finding.Got))
		if e := finding.Exchange; e != nil {
			took := ""
			if e.Duration > 0 {
				took = ", " + e.Duration.Round(time.Millisecond/10).String()
			}
			b.WriteString(renderLine("exchange",
				fmt.Sprintf("%s %s%s%s", e.Request.Method, ShortURL(e.Request.URL), took, requestID(finding))))
			if e.Entry != "" {
				b.WriteString(renderLine("entry", e.Entry))
			}
		}
	}
	return b.String()
}

func renderLine(name, text string) string { return fmt.Sprintf("  %-9s %s\n", name, Printable(text)) }

func requestID(f Finding) string {
	if response := f.Exchange.Response; response != nil && response.Header.Get("Request-Id") != "" {
		return ", request-id " + Cut(response.Header.Get("Request-Id"), 36)
	}
	return ""
}

// ShortURL drops the origin: it is the target's in every exchange.
func ShortURL(absolute string) string {
	parsed, err := url.Parse(absolute)
	if err != nil {
		return absolute
	}
	return parsed.RequestURI()
}
