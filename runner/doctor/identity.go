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

// identity says whether what answers is an API that has what is selected: it looks at the outermost collections, the first of which
// answered already, and at a path beside one of them at which nothing is.
func (s Subject) identity(ctx context.Context, first fixtures.Exchange) []Finding {
	asked, nothing, foreign := 0, 0, ""
	var shows *fixtures.Exchange // an answer of an API
	for i, path := range s.Paths[:min(len(s.Paths), mostCollections)] {
		answer := first
		if i > 0 {
			answer = s.get(ctx, path)
		}
		if answer.Response == nil {
			break
		}
		asked++
		switch why := answers.Foreign(answer, s.Sender.Root()+path); {
		case answers.NotThere(answer):
			nothing++
		case why != "" && foreign == "":
			foreign = fmt.Sprintf("GET %s: %d with %s", s.Sender.Root()+path, answer.Response.Status, why)
		case why == "" && (shows == nil || shows.Response.Status >= 300):
			shows = &answer
		}
	}
	const remedy = "is the URL its service root, without version segment?"
	switch root := s.Sender.Root(); {
	case shows == nil && foreign != "":
		return []Finding{{"GET", Fail,
			fmt.Sprintf("target %s answers, and is not the API that is to be checked: %s; %s", root, foreign, remedy)}}
	case shows == nil && !s.Graph:
		return []Finding{{Collections, Fail, fmt.Sprintf("target %s answers 404 to GET of %s, all that are to be checked; %s", root,
			plural(nothing), remedy)}}
	case shows != nil && !s.Graph && s.alike(ctx, *shows):
		return []Finding{{"GET", Fail,
			fmt.Sprintf("target %s answers alike whatever is asked for: GET %s, and of what does not exist: %d; %s",
				root, shows.Request.URL, shows.Response.Status, remedy)}}
	case asked > fewCollections && nothing > asked/2:
		return []Finding{{Collections, Warn, fmt.Sprintf("target %s answers 404 to GET of %d of %s that are to be checked; "+
			"`graphconform map --target %s --claims FILE` finds out what it implements, and run --claims FILE checks that alone",
			root, nothing, plural(asked), root)}}
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
