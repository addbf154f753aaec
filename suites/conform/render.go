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
	line := func(name, text string) { fmt.Fprintf(&b, "  %-9s %s\n", name, Printable(text)) }
	line("rule", o.Check.Promise)
	line("source", o.Check.Source)
	if o.Reason != "" {
		line("reason", o.Reason)
	}
	if o.Follows != "" {
		line("follows", o.Follows)
	}
	const shown = 3
	for i, finding := range o.Findings {
		if i == shown {
			line("", fmt.Sprintf("… and %d more findings of this check", len(o.Findings)-shown))
			break
		}
		where := ""
		if finding.At != "" {
			where = finding.At + " = "
		}
		line("want", where+finding.Want)
		line("got", finding.Got)
		if e := finding.Exchange; e != nil {
			line("exchange", fmt.Sprintf("%s %s, %s%s", e.Request.Method, ShortURL(e.Request.URL), e.Duration.Round(time.Millisecond/10), requestID(finding)))
		}
	}
	return b.String()
}

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
