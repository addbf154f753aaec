package recordings

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
)

// Proxy forwards what clients send to a target, unchanged, and has it judged as it goes by. It is no run: nothing here asks whose the
// objects are that a client changes, so that off this machine it forwards reads alone unless it is told to.
type Proxy struct {
	Reader *Reader
	To     *url.URL
	Writes bool                 // forward more than GET and HEAD
	Record *recording.HARWriter // where the exchanges go, without credentials; nil for nowhere
	Base   http.RoundTripper
	Fail   func() // is called once something departs; nil where nobody wants to know before the end

	underWay atomic.Int64

	mutex  sync.Mutex
	order  recording.Order
	failed error
}

// Handler returns the handler that forwards.
func (p *Proxy) Handler() http.Handler {
	p.order.Pass = p.Reader.judge.Add
	transport := &recording.Transport{Base: p.Base, Name: "proxy", Take: p.take}
	forward := &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: -1, // at once
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(p.To)
			r.Out.Host = "" // the target's
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if values := r.In.Header[name]; values != nil {
					r.Out.Header[name] = values
				}
			}
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			refuse(w, http.StatusBadGateway, "the target cannot be reached: "+err.Error())
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.Writes && !readsAlone(r) {
			refuse(w, http.StatusForbidden,
				r.Method+" is not forwarded to "+p.To.Host+": it may change what is there; --allow-writes lets it")
			return
		}
		p.underWay.Add(1)
		defer p.underWay.Add(-1)
		forward.ServeHTTP(w, r)
	})
}

// readsAlone reports whether a request changes nothing (RFC 9110, section 9.2.1). Some servers take another method out of a header.
func readsAlone(r *http.Request) bool {
	for _, name := range []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	return fixtures.Safe(r.Method)
}

// refuse answers as Graph does, so that clients show what is wrong.
func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body := map[string]any{"error": map[string]string{"code": "graphconform", "message": message}}
	json.NewEncoder(w).Encode(body) //nolint:errcheck // the client may be gone
}

func (p *Proxy) take(entry recording.Entry) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.failed != nil {
		return
	}
	entry.Exchange = p.Reader.secrets.Foreign(entry.Exchange)
	if p.Record != nil {
		p.failed = p.Record.Add(entry)
	}
	if p.failed == nil {
		p.failed = p.order.Add(entry)
	}
	if p.failed == nil && p.underWay.Load() <= 1 { // this one: nothing that began earlier is still to come
		p.failed = p.order.Flush()
	}
	if p.failed == nil && p.Fail != nil && p.Reader.failing() {
		p.Fail()
	}
}

// Close ends the judging, once nothing is forwarded any more, and returns what went wrong on the way.
func (p *Proxy) Close() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.Reader.files = append(p.Reader.files, "proxy")
	if p.failed == nil {
		p.failed = p.order.Flush()
	}
	if p.Record != nil {
		if err := p.Record.Close(); err != nil && p.failed == nil {
			p.failed = fmt.Errorf("--record: %w", err)
		}
	}
	return p.failed
}
