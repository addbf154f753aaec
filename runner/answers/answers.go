// Package answers tells what answers at all: an API of JSON, or a web server, a page to sign in, something that answers everything alike.
//
// It holds no answer against a contract: that is for the suites.
package answers

import (
	"bytes"
	"cmp"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
)

// Foreign says what an answer is that no API of JSON gives to a request for that URL; empty where it may be one's.
func Foreign(e fixtures.Exchange, asked string) string {
	response := e.Response
	switch {
	case response == nil:
		return ""
	case response.Status/100 == 3:
		return "a redirect to " + place(response.Header.Get("Location"))
	case isHTML(response) && e.Request.URL != asked:
		return "a redirect to " + place(e.Request.URL) + ", which shows HTML: a page to sign in?"
	case isHTML(response):
		return "HTML: a web server?"
	case response.Status/100 != 2 || response.Status == http.StatusNoContent:
		return ""
	case strings.Contains(media(response), "json"): // what it calls JSON is judged
		return ""
	}
	if _, err := schemas.Decode(response.Unmarked()); err != nil {
		return fmt.Sprintf("no JSON (%s)", cmp.Or(media(response), "without Content-Type"))
	}
	return ""
}

// place is a URL without its query, which may hold a secret.
func place(to string) string {
	bare, _, _ := strings.Cut(to, "?")
	return conform.Printable(conform.Cut(cmp.Or(bare, "nowhere"), 100))
}

func media(response *fixtures.Response) string {
	name, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return conform.Printable(name)
}

func isHTML(response *fixtures.Response) bool {
	return strings.Contains(media(response), "html") || bytes.HasPrefix(bytes.TrimSpace(response.Body), []byte("<!")) ||
		bytes.HasPrefix(bytes.TrimSpace(response.Body), []byte("<html"))
}

// NotThere reports whether an answer says that nothing is under the URL.
func NotThere(e fixtures.Exchange) bool {
	return e.Response != nil && (conform.NotThere(e.Response.Status) ||
		e.Response.Status == http.StatusBadRequest && conform.NoRoute(e.Response.Body))
}

// Beside is a path next to another one at which nothing is; nobody is an id that nothing has.
func Beside(path, nobody string) string {
	return path[:strings.LastIndexByte(path, '/')] + "/noSuchPath" + nobody[:8]
}

// Alike reports whether two answers differ in nothing but what they repeat of their requests, and in numbers: ids and times.
func Alike(a, b fixtures.Exchange) bool {
	return a.Response != nil && b.Response != nil && a.Response.Status == b.Response.Status && form(a) == form(b)
}

var varying = regexp.MustCompile(`[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|\b[0-9a-fA-F]{16,}\b|[0-9]+`)

// formBytes is how much of a body is compared, and shortestRepeated the length below which a step of a path is no word of its own.
const (
	formBytes        = 8 << 10
	shortestRepeated = 3
)

// form is what an answer looks like.
func form(e fixtures.Exchange) string {
	text := string(e.Response.Body[:min(len(e.Response.Body), formBytes)])
	value, _ := schemas.Decode(e.Response.Body)
	if object, ok := value.(map[string]any); ok {
		if fault, ok := object["error"].(map[string]any); ok { // the rest of it names the request
			text = fmt.Sprint(fault["code"], " ", fault["message"])
		}
	}
	if to, err := url.Parse(e.Request.URL); err == nil {
		steps := slices.DeleteFunc(strings.Split(to.Path, "/"), func(step string) bool { return len(step) < shortestRepeated })
		slices.SortStableFunc(steps, func(a, b string) int { return len(b) - len(a) }) // one may begin another
		for _, repeated := range slices.Concat([]string{e.Request.URL, to.RequestURI(), to.Path, e.Request.Method}, steps) {
			text = strings.ReplaceAll(text, repeated, "·")
		}
	}
	return media(e.Response) + " " + varying.ReplaceAllString(text, "·")
}
