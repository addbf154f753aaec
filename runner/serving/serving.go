// Package serving is what stands between a client and the fake tenant when it is served: a certificate for a connection that clients send
// tokens over, the addresses by which a proxy was asked, browsers of other origins, chaos, a recording, and objects that are there from
// the start. Each is a layer around a handler, which can be left out.
//
// It knows no resource and answers nothing that the tenant answers. It listens nowhere, and of what it makes only a recording is kept.
package serving

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"time"
)

// Layer puts something around a handler.
type Layer func(http.Handler) http.Handler

// Around puts layers around a handler, the first outermost.
func Around(handler http.Handler, layers ...Layer) http.Handler {
	for i := len(layers) - 1; i >= 0; i-- {
		handler = layers[i](handler)
	}
	return handler
}

// refuse answers with the error envelope of Graph.
func refuse(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	id, client := rand.Text(), r.Header.Get("client-request-id")
	if client == "" || len(client) > maxRequestID {
		client = id
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Request-Id", id)
	w.Header().Set("Client-Request-Id", client)
	w.WriteHeader(status)
	inner := map[string]string{"date": time.Now().UTC().Format("2006-01-02T15:04:05"), "request-id": id, "client-request-id": client}
	body := map[string]any{"error": map[string]any{"code": code, "message": message, "innerError": inner}}
	json.NewEncoder(w).Encode(body) //nolint:errcheck // a client that has gone is no concern of the server
}

// maxRequestID bounds the client-request-id that is echoed.
const maxRequestID = 256
