package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// A report must stay readable, and small enough to be sent, whatever a target does: these bound what it holds.
const (
	departedLimit = 24 << 20 // bytes of exchanges of checks that failed or could not be judged
	passedLimit   = 8 << 20  // bytes of exchanges of checks that passed
	bodyLimit     = 16 << 10 // bytes of one body
	textLimit     = 2 << 10  // bytes of one text of a finding
	headerLimit   = 40       // header fields of one message
	findingLimit  = 20       // findings of one check
	findingsLimit = 16 << 20 // bytes of all findings; beyond, each check has one, with texts of
	shortLimit    = 160      // bytes
)

// section is what the report holds of one resource. Its indexes count from its own beginning.
type section struct {
	checks     []Check
	exchanges  []Exchange
	documented []Exchange
	omitted    int
	answerTime time.Duration // added up

	numbers    map[*fixtures.Exchange]int
	pages      map[int]int // index into documented by index into pairs
	pairs      []fixtures.Pair
	budget     map[bool]int // bytes left, for what passed and for the rest
	textBudget int          // bytes left for findings
}

// fold makes a section of all outcomes of one of so many resources.
func fold(outcomes []conform.Outcome, pairs []fixtures.Pair, resources int) *section {
	s := &section{
		numbers: map[*fixtures.Exchange]int{}, pages: map[int]int{}, pairs: pairs,
		budget:     map[bool]int{true: passedLimit / max(resources, 1), false: departedLimit / max(resources, 1)},
		textBudget: findingsLimit / max(resources, 1),
	}
	slices.SortFunc(outcomes, func(a, b conform.Outcome) int { return cmp.Compare(a.Check.ID, b.Check.ID) })
	s.checks = make([]Check, len(outcomes))
	s.answerTime = answerTime(outcomes)
	for _, i := range byRelevance(outcomes) {
		s.checks[i] = s.check(outcomes[i])
	}
	return s
}

// answerTime adds up how long the answers took that the outcomes rest on.
func answerTime(outcomes []conform.Outcome) (sum time.Duration) {
	seen := map[*fixtures.Exchange]bool{}
	for _, o := range outcomes {
		for _, e := range o.Exchanges {
			if !seen[e] {
				seen[e] = true
				sum += e.Duration
			}
		}
	}
	return sum
}

// byRelevance orders indexes by how much evidence matters: the first failure of each kind, other roots, what follows them,
// what could not be judged, what passed.
func byRelevance(outcomes []conform.Outcome) []int {
	type kind struct {
		rule       string
		difference conform.Difference
	}
	seen := map[kind]bool{}
	relevance, order := make([]int, len(outcomes)), make([]int, len(outcomes))
	for i, o := range outcomes {
		order[i] = i
		of := kind{o.Check.Rule, conform.Prevailing(o.Findings, func(f conform.Finding) conform.Difference { return f.Difference })}
		switch {
		case o.Verdict == conform.Pass:
			relevance[i] = 4
		case o.Verdict != conform.Fail && len(o.Findings) == 0:
			relevance[i] = 3
		case o.Follows != "":
			relevance[i] = 2
		case seen[of]:
			relevance[i] = 1
		}
		seen[of] = seen[of] || relevance[i] == 0
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(relevance[a], relevance[b]) })
	return order
}

func (s *section) check(o conform.Outcome) Check {
	check := Check{
		ID: o.Check.ID, Rule: o.Check.Rule, Level: o.Check.Level, Source: o.Check.Source, Promise: o.Check.Promise,
		Verdict: o.Verdict, Reason: cut(o.Reason, textLimit), RootCause: o.Follows, Observations: o.Observations, Cause: cause(o),
		Limits: o.Limits, Page: o.Check.Page,
	}
	if o.Check.Line.File == o.Check.Page { // else the line is of another edition
		check.Line = o.Check.Line.Number
	}
	for i, f := range o.Findings {
		if i == findingLimit || i > 0 && s.textBudget <= 0 {
			check.More = len(o.Findings) - i
			break
		}
		check.Findings = append(check.Findings, s.finding(f, check.Rule))
	}
	for _, e := range o.Exchanges {
		if n, kept := s.number(e, o.Verdict == conform.Pass); kept && !slices.Contains(check.Exchanges, n) {
			check.Exchanges = append(check.Exchanges, n)
		}
	}
	return check
}

// cause returns what kept a check from being judged: the step that failed and that it needs, or else the one without an answer.
func cause(o conform.Outcome) *Cause {
	switch {
	case o.Verdict != conform.Inconclusive && o.Verdict != conform.Unsupported:
		return nil
	case o.Blocked != nil && o.Blocked.Last() != nil:
		return &Cause{Request: string(o.Blocked.Operation), Status: o.Blocked.Status(), Failure: o.Blocked.Last().Failure.Kind}
	}
	return missingAnswer(o.Lacks)
}

// missingAnswer returns why a step has no answer: what its request came to, or why none was sent.
func missingAnswer(r *conform.Record) *Cause {
	switch {
	case r == nil:
		return nil
	case r.Last() != nil:
		return &Cause{Request: string(r.Operation), Failure: r.Last().Failure.Kind}
	case r.NotSent.Cause == conform.Skipped && r.NotSent.By.Act != "":
		return &Cause{Request: string(r.NotSent.By.Act), NotSent: conform.Skipped}
	case r.NotSent.Cause == conform.Unreached:
		return &Cause{Request: string(r.Scenario.Kind), NotSent: conform.Unreached}
	case r.NotSent.Cause != "":
		return &Cause{NotSent: r.NotSent.Cause}
	}
	return nil
}

func (s *section) finding(f conform.Finding, rule string) Finding {
	limit := textLimit
	if s.textBudget <= 0 {
		limit = shortLimit
	}
	out := Finding{At: cut(f.At, limit), Want: cut(f.Want, limit), Got: cut(f.Got, limit), Difference: f.Difference}
	s.textBudget -= len(out.At) + len(out.Want) + len(out.Got)
	if f.Rule != rule {
		out.Rule = f.Rule
	}
	if f.Exchange == nil {
		return out
	}
	if n, kept := s.number(f.Exchange, false); kept {
		out.Exchange, out.Documented = &n, s.pair(f.Exchange)
	} else {
		s.omitted++
	}
	return out
}

// number returns the index of an exchange, which it keeps where there is room.
func (s *section) number(e *fixtures.Exchange, passed bool) (n int, kept bool) {
	if n, known := s.numbers[e]; known {
		return n, true
	}
	if s.budget[passed] <= 0 {
		return 0, false
	}
	n = len(s.exchanges)
	s.numbers[e] = n
	s.exchanges = append(s.exchanges, exchange(e))
	s.budget[passed] -= s.exchanges[n].size()
	return n, true
}

// pair returns the index of the documented pair with the method and path of the exchange; nil where no page shows one.
func (s *section) pair(e *fixtures.Exchange) *int {
	for i, pair := range s.pairs {
		if pair.Exchange.Request.Method != e.Request.Method || !matches(pathOf(pair.Exchange.Request.URL), pathOf(e.Request.URL)) {
			continue
		}
		n, known := s.pages[i]
		if !known {
			n = len(s.documented)
			s.pages[i] = n
			shown := exchange(&pair.Exchange)
			shown.Page = pair.Page
			s.documented = append(s.documented, shown)
		}
		return &n
	}
	return nil
}

// matches reports whether a path can come of a documented one, in which {placeholders} stand for ids. The target's own
// prefix may stand before it.
func matches(template, path string) bool {
	want, have := strings.Split(strings.Trim(template, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	if len(have) < len(want) {
		return false
	}
	have = have[len(have)-len(want):]
	for i, segment := range want {
		if !strings.ContainsRune(segment, '{') && !strings.EqualFold(segment, have[i]) {
			return false
		}
	}
	return true
}

func exchange(e *fixtures.Exchange) Exchange {
	out := Exchange{
		Method: e.Request.Method, URL: cut(e.Request.URL, textLimit), RequestHeader: header(e.Request.Header),
		RequestBody: cut(string(e.Request.Body), bodyLimit),
		Entry:       cut(e.Entry, textLimit),
		Failure:     cut(e.Failure.String(), textLimit), Attempt: e.Attempt, Started: e.Started.UTC().Truncate(time.Millisecond),
		Milliseconds: float64(e.Duration.Microseconds()) / 1000,
	}
	if r := e.Response; r != nil {
		out.Status, out.Proto, out.ResponseHeader, out.ResponseBody = r.Status, r.Proto, header(r.Header), cut(string(r.Body), bodyLimit)
	}
	return out
}

// size is about how many bytes an exchange takes in report.json.
func (e *Exchange) size() int {
	n := 250 + len(e.URL) + len(e.RequestBody)*11/10 + len(e.ResponseBody)*11/10
	for _, fields := range []map[string][]string{e.RequestHeader, e.ResponseHeader} {
		for name, values := range fields {
			n += len(name) + len(strings.Join(values, "   ")) + 8
		}
	}
	return n
}

// header bounds header fields. The order in which names are left out is fixed.
func header(fields map[string][]string) map[string][]string {
	if len(fields) == 0 {
		return nil
	}
	out := make(map[string][]string, len(fields))
	for _, name := range sortedKeys(fields) {
		if len(out) == headerLimit {
			break
		}
		values := make([]string, 0, len(fields[name]))
		for _, value := range fields[name][:min(len(fields[name]), headerLimit)] {
			values = append(values, cut(value, textLimit))
		}
		out[cut(name, 200)] = values
	}
	return out
}

// cut shortens text to about n bytes at a character's border.
const cutMark = "…" // behind what is left of a text

func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xc0 == 0x80 {
		n--
	}
	return text[:n] + cutMark
}
