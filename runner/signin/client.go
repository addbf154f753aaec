package signin

import (
	"errors"
	"net/http"
	"time"

	"graphconform/runner/target"
)

// client sends what signs in to where it is addressed, and nowhere else: a redirect would take a secret along (RFC 9110, section 15.4).
type client struct {
	http  http.Client
	plain bool // http is as good as https: the machine's own identity is asked for on its own network
}

func (c Config) client() *client {
	made := &client{http: http.Client{Timeout: time.Minute}, plain: c.Method == "managed-identity"}
	if c.HTTP != nil {
		made.http = *c.HTTP
	}
	made.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return made
}

// Do sends a request. What is not encrypted goes to this machine alone.
func (c *client) Do(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != "https" && !c.plain && !target.Loopback(request.URL.String()) {
		return nil, errors.New("sign-in: " + request.URL.Host + " is addressed without https: everybody on the way could read the secret")
	}
	return c.http.Do(request)
}
