package serving

import (
	"crypto/tls"
	"net/http"
	"regexp"
	"strings"
)

// host is what a client may be told to ask: a name or an address, with a port or without.
var host = regexp.MustCompile(`^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?$`)

// Forwarded heeds what a proxy says of the request that it got: X-Forwarded-Proto and X-Forwarded-Host, the first where there are several.
// They show in links alone.
func Forwarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := first(r.Header.Get("X-Forwarded-Host"))
		proto := strings.ToLower(first(r.Header.Get("X-Forwarded-Proto")))
		if asked == "" && proto == "" {
			next.ServeHTTP(w, r)
			return
		}
		copied := *r
		if host.MatchString(asked) {
			copied.Host = asked
		}
		switch {
		case proto == "http":
			copied.TLS = nil
		case proto == "https" && copied.TLS == nil:
			copied.TLS = &tls.ConnectionState{}
		}
		next.ServeHTTP(w, &copied)
	})
}

func first(list string) string {
	one, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(one)
}

// AnyAuth takes every request for one with a token, whatever it brings to prove who asks, and if it brings nothing.
func AnyAuth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		copied := *r
		copied.Header = r.Header.Clone()
		copied.Header.Set("Authorization", "Bearer any")
		next.ServeHTTP(w, &copied)
	})
}

// CORS lets pages of every origin ask (Fetch standard, section 3.3). They bring a token of their own, and no cookies.
func CORS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") == "" {
			next.ServeHTTP(w, r)
			return
		}
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Access-Control-Expose-Headers",
			"Client-Request-Id, Date, ETag, Location, OData-Version, Request-Id, Retry-After, WWW-Authenticate")
		if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
			next.ServeHTTP(w, r)
			return
		}
		header.Set("Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE")
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" { // * does not stand for Authorization
			header.Set("Access-Control-Allow-Headers", asked)
		}
		header.Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
	})
}
