package certificate

import (
	"context"
	"time"

	"graphconform/fixtures"
	"graphconform/suites/guard"
)

// Slim returns a sender whose exchanges leave out what no rule looks at and nothing packs: the ids by which a service finds a request in
// its logs, and times below a microsecond. They would be a third of the evidence. It is taken out before anything is judged, so that the
// run and who judges its evidence again see the same.
func Slim(sender guard.Sender) guard.Sender { return slim{sender} }

type slim struct{ guard.Sender }

// Send sends a request.
func (s slim) Send(ctx context.Context, request fixtures.Request) []fixtures.Exchange {
	exchanges := s.Sender.Send(ctx, request)
	for i := range exchanges {
		e := &exchanges[i]
		e.Started, e.Duration = e.Started.Truncate(time.Microsecond), e.Duration.Truncate(time.Microsecond)
		if e.Response != nil {
			e.Response.Header.Del("Request-Id")
			e.Response.Header.Del("Client-Request-Id")
		}
	}
	return exchanges
}
