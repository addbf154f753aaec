package guard

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"graphconform/fixtures"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

// Listed is what is kept of an object in a list: a list may have no end, and an object be of any size.
type Listed struct {
	ID    string   // empty where it shows none
	Marks []string // texts of the run's that it shows
}

// How many pages of a list are read, and how many objects are kept of.
const (
	maxPages  = 2000
	maxListed = 1 << 20
)

// ReadList reads a collection to its last page, or says why it cannot. marks finds what only the run sends in an object; nil for nothing.
func ReadList(ctx context.Context, sender Sender, collection string, marks func(object []byte) []string) ([]Listed, error) {
	var items []Listed
	seen := map[string]bool{}
	for next := collection; next != ""; {
		if seen[next] || len(seen) >= maxPages || !sender.SameOrigin(next) {
			return nil, fmt.Errorf("its nextLink %q leads nowhere", conform.Cut(next, 100))
		}
		seen[next] = true
		status, page, _ := fetch(ctx, sender, next)
		if status != http.StatusOK {
			return nil, errors.New(Answered(status))
		}
		elements, isList := page["value"].([]any)
		if !isList {
			return nil, errors.New("its answer shows no list called value")
		}
		for _, element := range elements {
			object, ok := element.(map[string]any)
			if !ok {
				continue
			}
			if len(items) == maxListed {
				return nil, fmt.Errorf("it lists more than %d objects", maxListed)
			}
			items = append(items, listed(object, marks))
		}
		link, _ := page["@odata.nextLink"].(string)
		if link == "" {
			break
		}
		var err error
		if next, err = fixtures.Resolve(next, link); err != nil {
			return nil, fmt.Errorf("its nextLink %q is no URL", conform.Cut(link, 100))
		}
	}
	return items, nil
}

func listed(object map[string]any, marks func([]byte) []string) Listed {
	item := Listed{ID: resource.IDOf(object)}
	if marks == nil {
		return item
	}
	if text, err := fixtures.Marshal(object); err == nil {
		item.Marks = marks(text)
	}
	return item
}

// ItemIDs returns the ids that a list shows.
func ItemIDs(items []Listed) []string {
	ids := []string{}
	for _, item := range items {
		if item.ID != "" {
			ids = append(ids, item.ID)
		}
	}
	return ids
}
