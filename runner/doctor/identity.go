package doctor

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"graphconform/fixtures"
	"graphconform/runner/answers"
)

// Collections is the name of findings about how many collections there are. A target that has none of those asked for may still be a part
// of the reference, which nobody can list.
const Collections = "collections"

// mostCollections bounds those that are asked for, and fewCollections is the number up to which it is no wonder that most are not there.
const (
	mostCollections = 500
	fewCollections  = 5
)

// survey is what collections answer.
type survey struct {
	asked, nothing, forbidden, broken int
	foreign                           string             // the first answer that is none of an API
	shows                             *fixtures.Exchange // an answer of an API
}

func (s *survey) add(url string, answer fixtures.Exchange) {
	s.asked++
	switch status := answer.Response.Status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		s.forbidden++
	case status >= http.StatusInternalServerError && status != http.StatusNotImplemented:
		s.broken++
	}
	switch why := answers.Foreign(answer, url); {
	case answers.NotThere(answer):
		s.nothing++
	case why != "" && s.foreign == "":
		s.foreign = fmt.Sprintf("GET %s: %d with %s", url, answer.Response.Status, why)
	case why == "" && (s.shows == nil || s.shows.Response.Status >= 300):
		s.shows = &answer
	}
}

// identity says whether what answers is an API that has what is selected: it looks at the outermost collections, the first of which
// answered already, and at a path beside one of them at which nothing is.
func (s Subject) identity(ctx context.Context, first fixtures.Exchange) []Finding {
	var found survey
	for i, path := range s.Paths[:min(len(s.Paths), mostCollections)] {
		answer := first
		if i > 0 {
			answer = s.get(ctx, path)
		}
		if answer.Response == nil {
			break
		}
		found.add(s.Sender.Root()+path, answer)
	}
	const remedy = "is the URL its service root, without version segment?"
	root, shows := s.Sender.Root(), found.shows
	failed := func(name, format string, args ...any) []Finding {
		return []Finding{{name, Fail, fmt.Sprintf("target %s "+format, append([]any{root}, args...)...)}}
	}
	switch status := first.Response.Status; {
	case shows == nil && found.foreign != "":
		return failed("GET", "answers, and is not the API that is to be checked: %s; %s", found.foreign, remedy)
	case shows == nil && !s.Graph:
		return failed(Collections, "answers 404 to GET of %s, all that are to be checked; %s", plural(found.nothing), remedy)
	case found.forbidden == found.asked:
		return failed(Collections, "forbids GET of %s, all that are to be checked: %d; does the token carry the permissions?",
			plural(found.asked), status)
	case found.broken == found.asked:
		return failed(Collections, "fails at GET of %s, all that are to be checked: %d; look into its log", plural(found.asked), status)
	case shows != nil && !s.Graph && s.alike(ctx, *shows):
		return failed("GET", "answers alike whatever is asked for: GET %s, and of what does not exist: %d; %s", shows.Request.URL,
			shows.Response.Status, remedy)
	case found.asked > fewCollections && found.nothing > found.asked/2:
		return []Finding{{Collections, Warn, fmt.Sprintf("target %s answers 404 to GET of %d of %s that are to be checked; "+
			"`graphconform map --target %s --claims FILE` finds out what it implements, and run --claims FILE checks that alone",
			root, found.nothing, plural(found.asked), root)}}
	}
	return nil
}

func plural(n int) string {
	if n == 1 {
		return "1 collection"
	}
	return fmt.Sprintf("%d collections", n)
}

// alike reports whether what does not exist is answered as an answer of success is.
func (s Subject) alike(ctx context.Context, shows fixtures.Exchange) bool {
	path := strings.TrimPrefix(shows.Request.URL, s.Sender.Root())
	if shows.Response.Status >= 300 {
		return false
	}
	beside := answers.Beside(path, fixtures.NewSampler(rand.Uint64(), "").GUID())
	return answers.Alike(shows, s.get(ctx, beside))
}

// get sends one GET.
func (s Subject) get(ctx context.Context, path string) fixtures.Exchange {
	exchanges := s.Sender.Send(ctx, fixtures.Request{
		Method: http.MethodGet, URL: s.Sender.Root() + path, Header: http.Header{"Accept": {"application/json"}},
	})
	return exchanges[len(exchanges)-1]
}
