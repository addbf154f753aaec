package serving

import (
	"net/http"
	"strings"
	"sync/atomic"

	"graphconform/fixtures/tenant"
)

// control is the path below which a test steers what it talks to. No page documents anything there.
const control = "/__graphconform/"

// Renewable is a tenant that another can take the place of. It is safe for concurrent use; a request that is under way ends where it began.
type Renewable struct {
	now  atomic.Pointer[tenant.Tenant]
	make func() (*tenant.Tenant, error)
}

// NewRenewable makes the first tenant.
func NewRenewable(another func() (*tenant.Tenant, error)) (*Renewable, error) {
	r := &Renewable{make: another}
	return r, r.Reset()
}

// Reset puts a new tenant in the place of the one that is there.
func (r *Renewable) Reset() error {
	made, err := r.make()
	if err == nil {
		r.now.Store(made)
	}
	return err
}

// ServeHTTP answers as the tenant that is there now.
func (r *Renewable) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.now.Load().ServeHTTP(w, request)
}

// Control opens POST /__graphconform/reset, which calls reset and answers 204. It asks for the token that the tenant takes, with "" for any
// one, so that no page that somebody looks at can do it.
func Control(token string, reset func() error) Layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			what, steers := strings.CutPrefix(r.URL.Path, control)
			switch {
			case !steers:
				next.ServeHTTP(w, r)
			case !tenant.Bears(r, token):
				w.Header().Set("WWW-Authenticate", `Bearer realm=""`)
				refuse(w, r, http.StatusUnauthorized, "InvalidAuthenticationToken", "no valid bearer token")
			case what != "reset":
				refuse(w, r, http.StatusNotFound, "ResourceNotFound", "there is "+control+"reset alone")
			case r.Method != http.MethodPost:
				w.Header().Set("Allow", http.MethodPost)
				refuse(w, r, http.StatusMethodNotAllowed, "MethodNotAllowed", "method not allowed: POST resets")
			default:
				if err := reset(); err != nil {
					refuse(w, r, http.StatusInternalServerError, "InternalServerError", err.Error())
					return
				}
				w.WriteHeader(http.StatusNoContent)
			}
		})
	}
}
