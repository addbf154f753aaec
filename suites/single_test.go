package suites_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"graphconform/fixtures"
)

// single is an emulator of one object that takes whatever a PATCH names, also what pages call read-only; stubborn ones keep a member that
// they did not have before.
type single struct {
	mutex    sync.Mutex
	object   map[string]any
	known    bool // members that it does not have are refused
	stubborn bool // what it took of those cannot be removed
}

func (s *single) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	w.Header().Set("Content-Type", "application/json")
	refuse := func(status int) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"error":{"code":"No","message":"no"}}`))
	}
	if !strings.HasSuffix(r.URL.Path, "/applePushNotificationCertificate") {
		refuse(http.StatusNotFound)
		return
	}
	switch r.Method {
	case http.MethodGet:
	case http.MethodPatch:
		var sent map[string]any
		if json.NewDecoder(r.Body).Decode(&sent) != nil {
			refuse(http.StatusBadRequest)
			return
		}
		for name, value := range sent {
			_, has := s.object[name]
			switch {
			case strings.HasPrefix(name, "@"), !has && s.known:
			case !has || value != nil || has && !s.stubborn:
				s.object[name] = value
			}
		}
	default:
		refuse(http.StatusMethodNotAllowed)
		return
	}
	body, _ := fixtures.Marshal(s.object)
	_, _ = w.Write(body)
}

// A singleton comes back whole: also what the target took although no client sets it. What cannot be brought back is named.
func TestASingletonComesBackWhole(t *testing.T) {
	original := map[string]any{
		"appleIdentifier": "us@contoso.com", "topicIdentifier": "com.apple.mgmt", "certificateSerialNumber": "SERIAL-OF-OTHERS",
		"lastModifiedDateTime": "2020-01-01T00:00:00Z", "expirationDateTime": "2031-01-01T00:00:00Z", "certificateUploadStatus": "done",
		"certificateUploadFailureReason": nil, "certificate": "abc", "id": "7",
	}
	for name, test := range map[string]struct{ known, stubborn, named bool }{
		"takes what is read-only":      {known: true},
		"takes whatever is named":      {},
		"keeps what it once was given": {stubborn: true, named: true},
	} {
		s := &single{object: maps.Clone(original), known: test.known, stubborn: test.stubborn}
		outcomes, tally := judge(t, planned(t, "beta/applePushNotificationCertificate/**"), s, nil)
		if len(outcomes) < 50 {
			t.Fatalf("%s: %d checks", name, len(outcomes))
		}
		for member, value := range s.object {
			if was := original[member]; value != was && !(test.named && was == nil) {
				t.Errorf("%s: %s is %v, and was %v", name, member, value, was)
			}
		}
		if named := len(tally.Left) > 0; named != test.named {
			t.Errorf("%s: left %q", name, tally.Left)
		}
	}
}
