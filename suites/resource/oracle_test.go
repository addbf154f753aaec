package resource

import (
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"graphconform/fixtures"
	"graphconform/schemas"
)

// The derived create and update schemas are an oracle of what is sent: they know nothing of how sample rows and wrong values
// are made. Every row is valid by them, and every wrong value is not.
func TestSchemasAgreeWithWhatIsSent(t *testing.T) {
	catalog := schemas.Embedded()
	contracts, err := catalog.Contracts()
	if err != nil {
		t.Fatal(err)
	}
	index := NewIndex(catalog, contracts, fixtures.Embedded())
	var mu sync.Mutex
	var rows, wrong int
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, contract := range contracts {
		if testing.Short() && i%20 != 0 {
			continue
		}
		group.Go(func() error {
			pairs, err := fixtures.ReadPairs(index.pairs, contract.Version, contract.Name)
			if err != nil {
				return err
			}
			r := New(index, i, pairs, Options{Seed: 1})
			if !r.Writable() {
				return nil
			}
			o := oracle{t, r}
			sent, refused := o.rows(), o.wrong()
			mu.Lock()
			defer mu.Unlock()
			rows, wrong = rows+sent, wrong+refused
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if t.Logf("%d bodies valid, %d wrong values not", rows, wrong); rows == 0 || wrong == 0 {
		t.Error("nothing was looked at")
	}
}

type oracle struct {
	*testing.T
	*Resource
}

// violations holds a body against the schema for one use.
func (o oracle) violations(use schemas.Use, body fixtures.Object) []schemas.Violation {
	o.Helper()
	schema, err := o.Index.catalog.Schema(o.Contract.Version, o.Contract.Name, use)
	if err != nil {
		o.Error(err)
		return nil
	}
	value, err := schemas.Decode(Encode(body))
	if err != nil {
		o.Errorf("%s: %v", o.ID(), err)
	}
	return schema.Validate(value)
}

// rows wants every sample row and the plain bodies valid, for create and for update, and returns how many bodies there were.
func (o oracle) rows() (count int) {
	plain := Row{Body: o.Base(o.Sampler("base"))}
	plain.Change = o.ChangeOf(plain.Body)
	for k, row := range append(o.fillRows(), plain, Row{Body: o.Minimal(o.Sampler("minimal")), Change: o.Typed()}) {
		for _, sent := range []struct {
			use  schemas.Use
			body fixtures.Object
		}{{schemas.ForCreate, row.Body}, {schemas.ForUpdate, row.Change}} {
			count++
			for _, v := range o.violations(sent.use, sent.body) {
				o.Errorf("%s: row %d for %s: %s: %s", o.ID(), k, sent.use, v.At, v.Message)
			}
		}
	}
	return count
}

// wrong wants no wrong value valid, for create and for update, and returns how many there were: of every property all that are
// wrong by its type, beyond what the page allows, wrong inside, or no member.
func (o oracle) wrong() (count int) {
	for _, p := range o.Sent {
		all := slices.Concat(wrongValuesOf(p), o.outOfRange(p), o.nestedWrong(p))
		if len(p.Enum) > 0 && !p.Collection {
			for _, w := range o.WrongMembers(p, 0) {
				all = append(all, Wrong{w.Rule, string(Encode(w.Value))})
			}
		}
		for _, w := range all {
			body := o.Typed().With(p.Name, json.RawMessage(w.JSON))
			for _, use := range []schemas.Use{schemas.ForCreate, schemas.ForUpdate} {
				count++
				violations := o.violations(use, body)
				if len(violations) == 0 {
					o.Errorf("%s: /%s of type %s: %s for %s is valid, and wrong by %s", o.ID(), p.Name, p.Type, w.JSON, use, w.Rule)
				}
				for _, v := range violations {
					if !strings.HasPrefix(v.At, "/"+p.Name) {
						o.Errorf("%s: /%s of type %s: %s for %s: %s: %s", o.ID(), p.Name, p.Type, w.JSON, use, v.At, v.Message)
					}
				}
			}
		}
	}
	return count
}
