package exercise

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/cleanup"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
	"graphconform/suites/resource"
)

// journalled sends a POST between two entries of the journal, and remembers it where nobody knows what became of it.
func (s *session) journalled(request fixtures.Request) []fixtures.Exchange {
	journal := s.run.target.Journal
	if journal == nil && s.run.target.Private {
		exchanges := s.run.guard.Send(s.ctx, request)
		if slices.ContainsFunc(exchanges, guard.Uncertain) {
			s.mutex.Lock()
			defer s.mutex.Unlock()
			s.lost = append(s.lost, lostPost{Intent: s.intentOf(request)})
		}
		return exchanges
	}
	intent := s.intentOf(request)
	others := s.mayHoldOthers(request.URL)
	if others {
		if s.run.target.Shared && len(intent.Marks) == 0 {
			return guard.HeldBack(request, "nothing in it would prove what it makes the run's own")
		}
		if err := s.run.existing.note(s, request.URL); err != nil {
			return guard.HeldBack(request, err.Error())
		}
		if why := s.namesAnother(request); why != "" {
			return guard.HeldBack(request, why)
		}
	}
	number, unnoted := s.intend(intent, request)
	if unnoted != nil {
		return unnoted
	}
	exchanges := s.run.guard.Send(s.ctx, request)
	made, certain := guard.Made(exchanges)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case !certain:
		answer := exchanges[len(exchanges)-1].Response
		s.lost = append(s.lost, lostPost{Intent: intent, number: number, why: unnamed(exchanges), answer: answer})
	case journal != nil:
		journal.Answered(number, made)
	}
	if certain && made != "" {
		s.sent[made] = append(s.sent[made], intent)
	}
	if others {
		s.unit.posts.note(request.URL, len(intent.Marks) > 0)
	}
	return exchanges
}

// intend journals what a request may make. Where that cannot be noted, it is not sent.
func (s *session) intend(intent cleanup.Intent, request fixtures.Request) (number int, unnoted []fixtures.Exchange) {
	if s.run.target.Journal == nil {
		return 0, nil
	}
	number, err := s.run.target.Journal.Intend(intent)
	if err != nil {
		return 0, guard.NotSent(request, fmt.Sprintf("what it makes cannot be noted: %v", err))
	}
	return number, nil
}

// unnamedToo remembers a POST to the embedded tenant whose answer names nothing: elsewhere it is noted before the answer is read.
func (s *session) unnamedToo(r *conform.Record) {
	posted := r.Method() == http.MethodPost && r.Operation != schemas.Action
	if !posted || s.run.target.Journal != nil || !s.run.target.Private {
		return
	}
	if r.OK() && r.ID() == "" && !slices.ContainsFunc(r.Exchanges, guard.Uncertain) {
		s.lost = append(s.lost, lostPost{Intent: s.intentOf(r.Last().Request), why: unnamed(r.Exchanges)})
	}
}

// namesAnother says why a POST that names an id may reach what is not the run's own: a target may replace what has that id.
func (s *session) namesAnother(request fixtures.Request) string {
	id := resource.IDOf(resource.Members(request.Body))
	if id == "" {
		return ""
	}
	object := resource.Item(request.URL, id)
	proof := s.run.guard.Proves(s.ctx, object)
	if proof.Why == "" || s.run.guard.Missing(s.ctx, object) {
		return ""
	}
	return "the id that it sends may be another object's: " + proof.Why
}

// mayHoldOthers reports whether a POST goes to a collection that is not below a parent of the run's own.
func (s *session) mayHoldOthers(collection string) bool {
	return !s.run.target.Private && !s.run.guard.Owns(collection)
}

func (s *session) intentOf(request fixtures.Request) cleanup.Intent {
	intent := cleanup.Intent{Collection: request.URL, Marks: s.run.guard.Marks(request.Body), Own: s.run.guard.Owns(request.URL)}
	if len(intent.Marks) == 0 {
		intent.Values = cleanup.Values(request.Body)
	}
	name := strings.ToLower(s.run.target.Name()) + "-"
	if i := slices.IndexFunc(intent.Marks, func(mark string) bool { return strings.HasPrefix(mark, name) }); i >= 0 {
		intent.Name = intent.Marks[i]
	}
	return intent
}

// existing remembers what shared collections held before the run, so that each is listed once.
type existing struct {
	mutex sync.Mutex
	noted map[string]bool
	ids   map[string][]string
}

// note learns, and journals, what a collection that others may use holds, before the run's first POST to it. Where that cannot be
// known nothing may be created there.
func (e *existing) note(s *session, collection string) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.noted[collection] {
		return nil
	}
	if e.noted == nil {
		e.noted, e.ids = map[string]bool{}, map[string][]string{}
	}
	ids, err := s.run.guard.Before(s.ctx, collection)
	if err != nil {
		return fmt.Errorf("what is there before is not known: %w", err)
	}
	if ids != nil {
		e.ids[collection] = ids
		if journal := s.run.target.Journal; journal != nil {
			if err := journal.Held(collection, ids); err != nil {
				return err
			}
		}
	}
	e.noted[collection] = true
	return nil
}

// isNoted reports whether a URL is that of a collection that the run posted to.
func (e *existing) isNoted(collection string) bool {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.noted[collection]
}

// isListed reports whether a collection could be listed before the run's first POST to it.
func (e *existing) isListed(collection string) bool {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	_, listed := e.ids[collection]
	return listed
}

func (e *existing) all() map[string][]string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return maps.Clone(e.ids)
}

// unnamed says why an answer that tells of a success names nothing; empty where there is no such answer.
func unnamed(exchanges []fixtures.Exchange) string {
	if last := exchanges[len(exchanges)-1]; last.Response != nil && last.Response.Status/100 == 2 {
		return fmt.Sprintf("POST was answered %d without an id that can be read", last.Response.Status)
	}
	return ""
}

// lostPost is a POST that may have made something that no answer names, or that an answer names wrongly.
type lostPost struct {
	cleanup.Intent
	number int    // in the journal, where no answer is noted there
	said   string // the URL of what an answer said that it made, and that is not proved the run's own
	why    string // nothing names what it made
	answer *fixtures.Response
}

// unmarked says why nothing tells what the POST made.
func (l lostPost) unmarked() string {
	answered := "not answered"
	if l.answer != nil {
		answered = fmt.Sprintf("answered %d", l.answer.Status)
	}
	return "POST was " + answered + ", and nothing in it marks what it may have made"
}

// disown notes that an answer named something that is not proved the run's own. What the POST made must be looked for.
func (s *session) disown(object, why string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	intent := cleanup.Intent{Collection: object[:strings.LastIndexByte(object, '/')]}
	if sent := s.sent[object]; len(sent) > 0 { // several POSTs may be answered alike
		intent, s.sent[object] = sent[0], sent[1:]
		intent.Own = false // it does not go with what it lies below
	}
	why = fmt.Sprintf("POST was answered with %s, which was not touched: %s", object, why)
	s.lost = append(s.lost, lostPost{Intent: intent, said: object, why: why})
}

// disownBelow notes that what the session made below an object is not gone with that, which is not proved the run's own any more: a target
// that started anew may have given its key to another one.
func (s *session) disownBelow(parent string) (left []cleanup.Remains) {
	const why = "what it lies below is not proved the run's own any more"
	s.run.guard.Drop(parent)
	for _, object := range s.objects {
		switch {
		case s.gone[object] || !strings.HasPrefix(object, parent+"/"):
		case s.tried[object]:
			left = append(left, cleanup.Remains{URL: object, Why: why + "; it was not touched"})
		default:
			s.disown(object, why)
		}
	}
	for i, lost := range s.lost {
		if strings.HasPrefix(lost.Collection, parent+"/") {
			s.lost[i].Own = false
		}
	}
	return left
}

// findLost removes what POSTs of the session made that no answer names. What an answer names wrongly is listed where nothing else is found.
func (s *session) findLost(ctx context.Context) (left []cleanup.Remains) {
	intents := make([]cleanup.Intent, len(s.lost))
	for i, lost := range s.lost {
		intents[i] = lost.Intent
	}
	if len(intents) > 0 {
		s.run.guard.Settle(ctx)
	}
	swept := cleanup.Sweep(ctx, s.run.guard, cleanup.Leftovers{Unanswered: intents, Held: s.run.existing.all()})
	for _, object := range swept.Removed {
		s.unit.posts.gone(object)
	}
	for i, lost := range s.lost {
		switch unfound := slices.Contains(swept.Unfound, i); {
		case unfound && !s.run.target.Private && (lost.why != "" || len(lost.Marks) == 0):
			why := cmp.Or(lost.why, lost.unmarked())
			left = append(left, cleanup.Remains{URL: lost.Collection, Within: true,
				Why: why + "; nothing there is seen to be what it made"})
		case lost.said == "":
			s.found(lost, swept)
		case !unfound && len(swept.Left) == 0 && s.run.target.Journal != nil:
			s.run.target.Journal.Removed(lost.said) // or not ours: no later sweep has business there
		}
	}
	return append(left, swept.Left...)
}

// found journals that nothing of a POST is left.
func (s *session) found(lost lostPost, swept cleanup.Swept) {
	if journal := s.run.target.Journal; journal != nil && len(swept.Left) == 0 && !lost.Own {
		journal.Answered(lost.number, "")
	}
}

// wasRemoved journals that an object is gone.
func (r *run) wasRemoved(object string) {
	r.guard.Gone(object)
	if r.target.Journal != nil {
		r.target.Journal.Removed(object)
	}
}

// journalReturn journals an object that an update may bring back after its deletion.
func (s *session) journalReturn(object string) {
	s.mutex.Lock()
	gone := s.gone[object]
	s.mutex.Unlock()
	if journal := s.run.target.Journal; gone && journal != nil {
		if number, err := journal.Intend(cleanup.Intent{Collection: s.at.URL, Own: !s.at.Shared}); err == nil {
			journal.Answered(number, object)
		}
	}
}

// hidden returns the collections that do not list what the session made there and GET shows: what is lost there is not found by lists.
func (s *session) hidden(ctx context.Context) (left []cleanup.Remains) {
	intents := slices.Clone(s.unseen)
	for _, lost := range s.lost {
		intents = append(intents, lost.Intent)
	}
	known := slices.Clone(s.objects)
	for _, made := range s.made {
		known = append(known, made.Parent)
	}
	looked := map[string]bool{}
	for _, intent := range intents {
		there := slices.DeleteFunc(slices.Clone(known), func(object string) bool {
			return s.gone[object] || object[:strings.LastIndexByte(object, '/')] != intent.Collection
		})
		if looked[intent.Collection] || len(there) == 0 || !s.mayHoldOthers(intent.Collection) {
			continue
		}
		looked[intent.Collection] = true
		items, err := guard.ReadList(ctx, s.run.guard, intent.Collection, nil)
		shown := slices.ContainsFunc(guard.ItemIDs(items), func(id string) bool {
			return slices.Contains(there, resource.Item(intent.Collection, id))
		})
		if err == nil && !shown && !s.run.guard.Missing(ctx, there[0]) {
			left = append(left, cleanup.Remains{URL: intent.Collection, Within: true,
				Why: "does not list what the run made there, so what a POST without an answer made cannot be found"})
		}
	}
	return left
}

// journalWriting journals the marks that an update is about to put into an object, over those that it was made with. What lies below a
// parent of the run's own goes with that.
func (s *session) journalWriting(object string, body []byte) {
	if journal := s.run.target.Journal; journal != nil && s.at.Shared && s.resource.Kind == resource.Collection {
		if marks := s.run.guard.Marks(body); len(marks) > 0 {
			journal.Writing(object, marks)
		}
	}
}

// journalOriginal journals how the scenario's singleton was, and reports whether that is kept.
func (s *session) journalOriginal() bool {
	journal := s.run.target.Journal
	return journal == nil || journal.Original(s.at.URL, resource.Encode(s.former())) == nil
}

// journalChanging journals an update of the scenario's singleton.
func (s *session) journalChanging(object string, body []byte, done bool) {
	if journal := s.run.target.Journal; journal != nil && s.original != nil && object == s.at.URL {
		journal.Changing(object, body, done)
	}
}

// journalRestored journals that the scenario's singleton is as it was.
func (s *session) journalRestored() bool {
	if journal := s.run.target.Journal; journal != nil {
		journal.Restored(s.at.URL)
	}
	return true
}
