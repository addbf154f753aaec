package serving

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"sync"

	"graphconform/fixtures/recording"
	"graphconform/fixtures/wire"
)

// Recorder keeps what is asked and answered as HAR, without credentials. It is safe for concurrent use.
type Recorder struct {
	mutex   sync.Mutex
	har     *recording.HARWriter
	secrets wire.Secrets
	failed  error
}

// NewRecorder makes a recorder that writes to w; version is that of the program. Close ends the file.
func NewRecorder(w io.Writer, version string) *Recorder {
	return &Recorder{har: recording.NewHARWriter(w, version)}
}

// Layer records what goes through.
func (k *Recorder) Layer(next http.Handler) http.Handler {
	transport := &recording.Transport{Base: wire.InProcess(next), Name: "serve", Take: k.take}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.Clone(r.Context())
		asked.URL.Scheme, asked.URL.Host = "http", r.Host
		if r.TLS != nil {
			asked.URL.Scheme = "https"
		}
		response, err := transport.RoundTrip(asked)
		if err != nil {
			panic(http.ErrAbortHandler) // as the tenant did: the connection breaks
		}
		defer response.Body.Close()
		maps.Copy(w.Header(), response.Header)
		w.WriteHeader(response.StatusCode)
		io.Copy(w, response.Body) //nolint:errcheck // a client that has gone is no concern of the server
	})
}

func (k *Recorder) take(entry recording.Entry) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	entry.Exchange = k.secrets.Foreign(entry.Exchange)
	if err := k.har.Add(entry); err != nil && k.failed == nil {
		k.failed = err
	}
}

// Close writes the end, and returns what went wrong on the way.
func (k *Recorder) Close() error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if err := k.har.Close(); err != nil && k.failed == nil {
		k.failed = err
	}
	if k.failed != nil {
		return fmt.Errorf("--record: %w", k.failed)
	}
	return nil
}
