package main_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"graphconform/fixtures/tenant"
)

// chromiumHAR is a recording of a page's fetch calls, which -update makes again. The scripts judge it.
const chromiumHAR = "testdata/recordings/chromium.har"

// fetches is what the page says.
const fetches = `(async () => {
	const say = async (method, path, body) => {
		const headers = {Authorization: "Bearer sample-of-a-token"};
		if (body) headers["Content-Type"] = "application/json";
		const answer = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
		const text = await answer.text();
		return text ? JSON.parse(text) : {};
	};
	document.cookie = "session=sample-of-a-cookie";
	const scripts = "/beta/deviceManagement/deviceComplianceScripts";
	const states = scripts + "/" + (await say("POST", scripts, {displayName: "Überprüfung"})).id + "/deviceRunStates";
	const one = states + "/" + (await say("POST", states, {detectionState: "fail", scriptOutput: "naïve ☃"})).id;
	await say("GET", one);
	await say("PATCH", one, {detectionState: "success"});
	await say("GET", one);
	await say("GET", states + "?$top=1");
	await say("GET", states);
	await say("DELETE", one);
	await say("GET", one);
	await say("GET", states);
	return "said";
})()`

// What a browser records of a page that speaks to a conformant tenant is blamed for nothing, over HTTP/2 as it writes it today.
func TestChromiumRecording(t *testing.T) {
	har := recordByChromium(t)
	name := filepath.Join(t.TempDir(), "chromium.har")
	if *update {
		name = chromiumHAR
	}
	if err := os.WriteFile(name, har, 0o644); err != nil {
		t.Fatal(err)
	}
	code, out := ran(t, "judge", name)
	if code != 0 || !strings.Contains(out, ": 10 of documented operations; they are 6 of ") || strings.Contains(out, "sample-of") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// recordByChromium returns what a headless Chromium saw of the fetch calls of a page.
func recordByChromium(t *testing.T) []byte {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no Chromium on this machine")
	}
	server := httptest.NewUnstartedServer(tenant.New())
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // browsers leave connections that they opened to be fast
	server.StartTLS()
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ctx, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("ignore-certificate-errors", true), // the server's is of a test
		chromedp.Flag("host-resolver-rules", "MAP graph.example "+server.Listener.Addr().String()))...)
	defer stop()
	ctx, end := chromedp.NewContext(ctx)
	defer end()
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	seen := &traffic{of: map[network.RequestID]*seenRequest{}}
	if err := chromedp.Listen(ctx, seen.note); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("https://graph.example/beta")); err != nil {
		t.Fatal(err)
	}
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](fetches, chromedp.EvalAwaitPromise))
	if err != nil || said != "said" {
		t.Fatalf("%q %v", said, err)
	}
	return seen.har(t, ctx)
}

// seenRequest is what a browser tells of one request.
type seenRequest struct {
	sent     *network.EventRequestWillBeSent
	answer   *network.Response
	sentRaw  network.Headers // as they are on the wire
	gotRaw   network.Headers
	finished *network.EventLoadingFinished
}

// traffic is what a browser tells of a page's requests.
type traffic struct {
	mutex sync.Mutex
	of    map[network.RequestID]*seenRequest
	order []network.RequestID
}

func (s *traffic) request(id network.RequestID) *seenRequest {
	if s.of[id] == nil {
		s.of[id] = &seenRequest{}
		s.order = append(s.order, id)
	}
	return s.of[id]
}

func (s *traffic) note(event any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		s.request(e.RequestID).sent = e
	case *network.EventRequestWillBeSentExtraInfo:
		s.request(e.RequestID).sentRaw = e.Headers
	case *network.EventResponseReceived:
		s.request(e.RequestID).answer = e.Response
	case *network.EventResponseReceivedExtraInfo:
		s.request(e.RequestID).gotRaw = e.Headers
	case *network.EventLoadingFinished:
		s.request(e.RequestID).finished = e
	}
}

// har writes HAR as the browser's developer tools do.
func (s *traffic) har(t *testing.T, ctx context.Context) []byte {
	t.Helper()
	s.mutex.Lock()
	seen := make([]*seenRequest, 0, len(s.order))
	for _, id := range s.order {
		if r := s.of[id]; r.sent != nil && r.answer != nil && r.finished != nil {
			seen = append(seen, r)
		}
	}
	s.mutex.Unlock() // the browser's answers come by the same way as its events
	var entries []any
	for _, r := range seen {
		got, err := chromedp.Call(ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: r.sent.RequestID})
		if err != nil && r.answer.Status != 204 {
			t.Fatal(err)
		}
		entries = append(entries, r.entry(got))
	}
	out, err := json.MarshalIndent(map[string]any{"log": map[string]any{
		"version": "1.2", "creator": map[string]string{"name": "WebInspector", "version": "537.36"}, "pages": []any{}, "entries": entries,
	}}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

func (r *seenRequest) entry(got network.GetResponseBodyResult) map[string]any {
	content := map[string]any{"size": len(got.Body), "mimeType": r.answer.MimeType, "text": string(got.Body)}
	if got.Base64encoded {
		content["text"], content["encoding"] = base64.StdEncoding.EncodeToString(got.Body), "base64"
	}
	request := map[string]any{
		"method": r.sent.Request.Method, "url": r.sent.Request.URL, "httpVersion": r.answer.Protocol,
		"headers": pairs(r.sentRaw, r.sent.Request.Headers), "queryString": []any{}, "cookies": []any{}, "headersSize": -1, "bodySize": 0,
	}
	if r.sent.Request.HasPostData {
		var body []byte
		for _, part := range r.sent.Request.PostDataEntries {
			body = append(body, part.Bytes...)
		}
		request["bodySize"] = len(body)
		request["postData"] = map[string]any{"mimeType": "application/json", "text": string(body)}
	}
	took := milliseconds(float64(r.finished.Timestamp - r.sent.Timestamp))
	return map[string]any{
		"_initiator": map[string]string{"type": "script"}, "_resourceType": strings.ToLower(string(r.sent.Type)),
		"startedDateTime": time.UnixMilli(int64(r.sent.WallTime * 1000)).UTC().Format("2006-01-02T15:04:05.000Z"), "time": took,
		"request": request, "cache": map[string]any{}, "serverIPAddress": "127.0.0.1",
		"timings": map[string]any{"blocked": -1, "dns": -1, "connect": -1, "send": 0, "wait": took, "receive": 0, "ssl": -1},
		"response": map[string]any{
			"status": r.answer.Status, "statusText": r.answer.StatusText, "httpVersion": r.answer.Protocol,
			"headers": pairs(r.gotRaw, r.answer.Headers), "cookies": []any{}, "content": content, "redirectURL": "", "headersSize": -1,
			"bodySize": -1, "_transferSize": int(r.finished.EncodedDataLength),
		},
	}
}

func milliseconds(seconds float64) float64 { return float64(int(seconds*1e6)) / 1e3 }

// pairs lists headers, those of the wire where the browser tells them.
func pairs(raw, told network.Headers) []any {
	if raw == nil {
		raw = told
	}
	all := []any{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		all = append(all, map[string]any{"name": name, "value": raw[name]})
	}
	return all
}
