//go:build linux

package bench_test

import (
	"bytes"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"
	"time"

	"graphconform/fixtures"
	"graphconform/fixtures/recording"
	"graphconform/fixtures/tenant"
)

// call is a request that a run sent, with what the answer made.
type call struct {
	method, path string
	header       http.Header
	body         []byte
	began, ended time.Duration // since the first request
	status       int
	answer       []byte
	answered     http.Header
	made         string // id, where it is a GUID
}

// target is a fake tenant behind a wire of some latency. It notes what it is asked.
type target struct {
	latency time.Duration
	handler http.Handler
	mutex   sync.Mutex
	start   time.Time
	calls   []*call
}

// serve serves a new tenant on the loopback interface until the test ends.
func serve(t testing.TB, latency time.Duration) (root string, to *target) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to = &target{latency: latency, handler: tenant.New()}
	server := &http.Server{Handler: to, ReadHeaderTimeout: time.Minute}
	go server.Serve(listener) //nolint:errcheck // ends with the test
	t.Cleanup(func() { server.Close() })
	return "http://" + listener.Addr().String(), to
}

func (to *target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c := &call{method: r.Method, path: r.URL.RequestURI(), header: r.Header.Clone(), body: body}
	to.mutex.Lock()
	if to.start.IsZero() {
		to.start = time.Now()
	}
	c.began = time.Since(to.start)
	to.calls = append(to.calls, c)
	to.mutex.Unlock()
	time.Sleep(to.latency)
	shown := httptest.NewRecorder()
	to.handler.ServeHTTP(shown, r)
	c.status, c.answer, c.answered = shown.Code, shown.Body.Bytes(), shown.Header()
	if c.method == http.MethodPost && c.status == http.StatusCreated {
		if m := madeID.FindSubmatch(c.answer); m != nil {
			c.made = string(m[1])
		}
	}
	c.ended = time.Since(to.start)
	maps.Copy(w.Header(), shown.Header())
	w.WriteHeader(shown.Code)
	_, _ = w.Write(c.answer)
}

var (
	madeID = regexp.MustCompile(`"id": ?"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"`)
	anyID  = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

// entry is a call as recordings hold it.
func (c *call) entry(root string) recording.Entry {
	return recording.Entry{Exchange: fixtures.Exchange{
		Request:  fixtures.Request{Method: c.method, URL: root + c.path, Header: c.header, Body: c.body},
		Response: &fixtures.Response{Status: c.status, Header: c.answered, Body: c.answer}, Attempt: 1,
		Started: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(c.began), Duration: c.ended - c.began,
	}}
}

// replay sends the same requests in the same order by a bare client, so many at once, and returns how long it took. What names an id
// that an earlier answer gave waits for the answer that gives it now.
func replay(t testing.TB, root string, calls []*call, workers int) time.Duration {
	t.Helper()
	given := map[string]*promise{}
	for _, c := range calls {
		if c.made != "" && given[c.made] == nil {
			given[c.made] = &promise{kept: make(chan struct{})}
		}
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers, DisableCompression: true}}
	defer client.CloseIdleConnections()
	queue := make(chan *call)
	var busy sync.WaitGroup
	start := time.Now()
	for range workers {
		busy.Go(func() {
			for c := range queue {
				if err := c.again(client, root, given); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, c := range calls {
		queue <- c
	}
	close(queue)
	busy.Wait()
	return time.Since(start)
}

// promise is the id that a replayed POST is answered with.
type promise struct {
	once sync.Once
	kept chan struct{}
	id   string
}

func (p *promise) keep(id string) {
	p.once.Do(func() { p.id = id; close(p.kept) })
}

func (c *call) again(client *http.Client, root string, given map[string]*promise) error {
	own := given[c.made]
	renamed := func(id []byte) []byte {
		if p := given[string(id)]; p != nil && p != own {
			<-p.kept
			return []byte(p.id)
		}
		return id
	}
	if own != nil {
		defer own.keep(c.made) // also where this one fails
	}
	path := string(anyID.ReplaceAllFunc([]byte(c.path), renamed))
	request, err := http.NewRequest(c.method, root+path, bytes.NewReader(anyID.ReplaceAllFunc(c.body, renamed)))
	if err != nil {
		return err
	}
	maps.Copy(request.Header, c.header)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if m := madeID.FindSubmatch(answer); own != nil && m != nil {
		own.keep(string(m[1]))
	}
	return err
}
