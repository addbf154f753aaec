package errors

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// wrongValues are the values of a property that are wrong by one rule, with the scenario that tries them.
type wrongValues struct {
	key  conform.ScenarioKey
	of   resource.Refused
	rule string
}

// judge wants all of them refused.
func (v wrongValues) judge(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind) {
	for i, wrong := range v.of.Values {
		if wrong.Rule == v.rule && v.of.On(i, op) && j.Needs(e.In(v.key).Once(scenario.Base)) {
			r := e.Record(v.key, bad(op).About(v.of.Name).Nth(i+1))
			scenario.WantRefused(j, r, "/"+v.of.Name, wrong.JSON)
		}
	}
}

// judgeBodies wants the bodies that are wrong by one rule refused.
func judgeBodies(e *conform.Evidence, j *conform.Judgement, op schemas.OperationKind, rule string) {
	key, act, sent := scenario.Malformed.Key(), bad(op), false
	if !j.Needs(e.In(key).Once(scenario.Base)) {
		return
	}
	for _, r := range e.Records(key) {
		if r.Act == act && r.Subject == rule {
			sent = true
			scenario.WantRefused(j, r, "body", sentBody(r))
		}
	}
	switch cut := e.Transcript(key).NotRun; {
	case cut.Cause != "": // some may be missing
		j.NeedsSent(e.In(key).About(act, rule))
	case !sent:
		j.Block(nil, "nothing that must be refused could be sent")
	}
}

// sentBody returns the start and the end of what a request carried: what is wrong with a body stands at either.
func sentBody(r *conform.Record) string {
	const most = 60
	last := r.Last()
	if last == nil {
		return ""
	}
	text := string(last.Request.Body)
	if len(text) <= 2*most {
		return text
	}
	return conform.Cut(text, most) + strings.ToValidUTF8(text[len(text)-most:], "")
}

// judgeStored looks in the lists after refused creates for what they sent. Below a parent of its own a list may show nothing else either.
func judgeStored(e *conform.Evidence, j *conform.Judgement, scenarios []conform.ScenarioKey) {
	for _, key := range scenarios {
		list := e.In(key).Once(scenario.AfterList)
		if !j.Needs(e.In(key).Once(scenario.Base)) || !j.Needs(list) || list.Broken != "" {
			continue
		}
		accepted, refused := creates(e, key)
		stored := 0
		for _, entry := range list.Items() {
			ours := !e.SharedBy(key) && !e.Elsewhere(key, entry) || slices.ContainsFunc(refused,
				func(r *conform.Record) bool { return e.Resource.Shares(r.Sent(), entry) })
			if !accepted[resource.IDOf(entry)] && ours {
				stored++
			}
		}
		if len(refused) > 0 {
			got := fmt.Sprintf("%d more", stored)
			j.Want(stored == 0, list, "/value", "no entry but those whose creation was accepted", got).As(conform.EntryMore)
		}
	}
	j.BlockUnlessSeen(nil, "nothing was refused")
}

// creates returns the ids of what a scenario created, and the creates that were refused.
func creates(e *conform.Evidence, key conform.ScenarioKey) (accepted map[string]bool, refused []*conform.Record) {
	accepted = map[string]bool{}
	for _, r := range e.Records(key) {
		switch {
		case r.Operation != schemas.Create || r.Probe:
		case r.OK():
			accepted[r.ID()] = true
		case r.Refused() && fixtures.TypeName(r.Sent()["@odata.type"]) != e.Resource.Neighbour.Name: // whose values anybody may have sent
			refused = append(refused, r)
		}
	}
	return accepted, refused
}

func judgeChanged(e *conform.Evidence, j *conform.Judgement, scenarios []conform.ScenarioKey) {
	of := e.Resource
	for _, key := range scenarios {
		before, after := e.In(key).Once(scenario.Before), e.In(key).Once(scenario.After)
		if !j.Needs(before) || !j.On(after) {
			continue
		}
		accepted, all := updated(e, key)
		if all {
			j.Observations++
			continue
		}
		for _, p := range of.Sent {
			old, now := before.Object()[p.Name], after.Object()[p.Name]
			if !accepted[p.Name] && after.OK() && !j.Holds(of.Equal(p, old, now)) {
				want := "as before the refused updates: " + conform.Show(old)
				j.Want(false, after, "/"+p.Name, want, conform.ShowMember(after.Object(), p.Name)).As(conform.OtherValue)
			}
		}
		j.Want(after.OK(), after, "status", "the object still there after refused updates", after.Got())
	}
}

// updated returns the members of the updates that a scenario was granted; all where a malformed body was: what it changed is that
// finding's business.
func updated(e *conform.Evidence, key conform.ScenarioKey) (members map[string]bool, all bool) {
	members = map[string]bool{}
	for _, r := range e.Records(key) {
		if r.Operation != schemas.Update || r.Probe || !r.OK() {
			continue
		}
		for name := range r.Sent() {
			members[name] = true
		}
		all = all || r.Sent() == nil
	}
	return members, all
}
