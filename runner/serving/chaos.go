package serving

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"
)

// maxDelay is how long chaos puts an answer off at most.
const maxDelay = time.Second

// Chaos makes trouble for a share of all requests, from 0 to 1: 429 with Retry-After, 503 with or without, each before anything is done, or
// an answer that comes late. What becomes of the n-th request depends on the seed and on n alone.
func Chaos(rate float64, seed int64) Layer {
	return func(next http.Handler) http.Handler {
		var asked atomic.Uint64
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch t := troubleOf(seed, asked.Add(1), rate); {
			case t.status != 0:
				if t.retry {
					w.Header().Set("Retry-After", "1")
				}
				refuse(w, r, t.status, t.code, "chaos: "+t.text)
			case t.delay > 0 && !wait(r, t.delay):
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

// trouble is what becomes of one request.
type trouble struct {
	status     int // 0 for the tenant's answer
	code, text string
	retry      bool // says when to come again
	delay      time.Duration
}

func troubleOf(seed int64, n uint64, rate float64) trouble {
	draw := rand.New(rand.NewPCG(uint64(seed), n))
	if draw.Float64() >= rate {
		return trouble{}
	}
	text := fmt.Sprintf("so it is with request %d", n)
	switch draw.IntN(4) {
	case 0, 1:
		return trouble{status: http.StatusTooManyRequests, code: "TooManyRequests", text: text, retry: true}
	case 2:
		return trouble{status: http.StatusServiceUnavailable, code: "ServiceUnavailable", text: text, retry: draw.IntN(2) == 0}
	}
	return trouble{delay: time.Duration(1 + draw.Int64N(int64(maxDelay)))}
}

// wait reports whether the client is still there then.
func wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
