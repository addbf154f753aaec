package prove

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
)

// inProcess hands requests to a handler without a network between: a proof is some million requests, and what a fault does
// to an answer is the same on both sides of a socket.
type inProcess struct{ handler http.Handler }

// RoundTrip serves one request. A handler that aborts ends like a broken connection.
func (t inProcess) RoundTrip(request *http.Request) (response *http.Response, err error) {
	received := request.Clone(request.Context())
	received.RequestURI = request.URL.RequestURI()
	received.RemoteAddr = "in-process"
	if received.Body == nil {
		received.Body = http.NoBody
	}
	if received.Host == "" {
		received.Host = request.URL.Host
	}
	recorder := httptest.NewRecorder()
	defer func() {
		if recover() != nil {
			response, err = nil, io.ErrUnexpectedEOF
		}
	}()
	t.handler.ServeHTTP(recorder, received)
	response = recorder.Result()
	response.Request, response.ContentLength = request, int64(recorder.Body.Len())
	response.Body = io.NopCloser(bytes.NewReader(recorder.Body.Bytes()))
	return response, nil
}

// InProcess returns a transport that hands requests to a handler without a network between.
func InProcess(handler http.Handler) http.RoundTripper { return inProcess{handler} }
