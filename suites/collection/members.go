package collection

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

// shown is an object that was made, and a list that must show it.
type shown struct{ made, list *conform.Record }

// allShown pairs what was made with the lists that were read after it.
func allShown(e *conform.Evidence) []shown {
	of := e.Resource
	var pairs []shown
	for _, k := range of.Rows {
		if !scenario.Lists(e, k) {
			continue
		}
		row := e.In(scenario.RowKey(k))
		made := row.Once(scenario.Create)
		pairs = append(pairs, shown{made, row.Once(scenario.List)})
		if row.Once(scenario.Update).OK() {
			pairs = append(pairs, shown{made, row.Once(scenario.Relisted)})
		}
	}
	life := e.In(scenario.Lifecycle.Key())
	for _, made := range lives(e) {
		pairs = append(pairs, shown{made, life.Once(scenario.Filled)})
	}
	nulls := e.In(scenario.Nulls.Key())
	list := nulls.Once(scenario.NullList)
	whole := len(list.Item(nulls.Once(scenario.Base).ID())) > 0 && len(list.Item(nulls.Nth(scenario.Base, 2).ID())) > 0
	for _, p := range of.Cleared(of.Sent) {
		if whole { // the first and the last object are there: what is missing between is missing for its null
			pairs = append(pairs, shown{nulls.About(scenario.Null, p.Name), list})
		}
	}
	patch := e.In(scenario.Patch.Key())
	if cleared := patch.Once(scenario.ClearedList); cleared.OK() {
		pairs = append(pairs, shown{patch.Nth(scenario.Base, 2), cleared})
	}
	return pairs
}

// lives returns the creates of the lifecycle before it lists.
func lives(e *conform.Evidence) []*conform.Record {
	life := e.In(scenario.Lifecycle.Key())
	return []*conform.Record{life.Nth(scenario.Base, 1), life.Nth(scenario.Base, 2), life.Nth(scenario.Base, 3)}
}

func judgeMember(e *conform.Evidence, j *conform.Judgement) {
	for _, p := range allShown(e) {
		made, list := p.made, p.list
		if !made.OK() || made.ID() == "" || !j.Needs(list) {
			continue
		}
		if list.Broken != "" {
			j.Block(list, list.Broken)
			continue
		}
		found := len(list.Item(made.ID()))
		got := fmt.Sprintf("%d of %d entries", found, len(list.Items()))
		j.Want(found == 1, list, "/value", fmt.Sprintf("one entry with id %q", made.ID()), got).As(timesFound(found))
	}
	j.BlockUnlessSeen(nil, "no object with an id was created and listed")
}

// timesFound is how a list departs that shows an object so often.
func timesFound(times int) conform.Difference {
	if times == 0 {
		return conform.NoEntry
	}
	return conform.EntryTwice
}

func judgeExact(e *conform.Evidence, j *conform.Judgement) {
	if e.SharedBy(scenario.Lifecycle.Key()) {
		judgeDoubled(e, j)
		return
	}
	life := e.In(scenario.Lifecycle.Key())
	for _, act := range []conform.Act{scenario.Vacant, scenario.Filled} {
		list, made := life.Once(act), map[string]bool{}
		if !j.Needs(list) || list.Broken != "" {
			continue
		}
		for _, r := range lives(e) {
			if act == scenario.Filled && j.Needs(r) && r.ID() != "" {
				made[r.ID()] = true
			}
		}
		j.Want(len(list.Items()) == len(made), list, "/value", entries(len(made)), entries(len(list.Items()))).As(conform.OtherNumber)
	}
}

// judgeDoubled looks for second objects of one POST where others may write too: they show the texts that it alone carried. Of a POST that
// was sent again the first may have been carried out.
func judgeDoubled(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	list := life.Once(scenario.Filled)
	if !j.Needs(list) || list.Broken != "" {
		return
	}
	answered := map[string]bool{}
	for _, r := range lives(e) {
		answered[r.ID()] = true
	}
	judged := false
	for _, made := range lives(e) {
		own := list.Item(made.ID())
		if !j.Needs(made) || len(made.Exchanges) > 1 || len(own) == 0 {
			continue
		}
		texts := ownTexts(e.Resource, made.Sent(), own[0])
		if len(texts) == 0 {
			continue
		}
		judged = true
		second := slices.IndexFunc(list.Items(), func(entry map[string]any) bool {
			return !answered[resource.IDOf(entry)] && !slices.ContainsFunc(texts, func(p schemas.Property) bool {
				return !e.Resource.Equal(p, own[0][p.Name], entry[p.Name])
			})
		})
		want := fmt.Sprintf("one entry with the texts of %q", made.ID())
		j.Want(second < 0, list, "/value", want, "a second one, which no POST answered").As(conform.EntryTwice)
	}
	if !judged {
		j.LeaveOpen(nil, "others may write there, and no text tells what one POST made")
	}
}

// ownTexts returns the properties in which an entry shows a text that one POST alone carried, as it was sent.
func ownTexts(of *resource.Resource, sent, entry map[string]any) (texts []schemas.Property) {
	for _, p := range of.Markable() {
		if text, isText := sent[p.Name].(string); isText && len(text) >= tellingLength && of.Equal(p, text, entry[p.Name]) {
			texts = append(texts, p)
		}
	}
	return texts
}

// tellingLength is how long a text is at least that no two clients choose by chance.
const tellingLength = 8

func entries(n int) string { return fmt.Sprintf("%d entries", n) }

func judgeTwo(e *conform.Evidence, j *conform.Judgement) {
	seen := map[string]string{}
	for _, r := range append(lives(e), e.In(scenario.Lifecycle.Key()).Once(scenario.Equal)) {
		if r.Twin {
			j.Limited(conform.Limit{Refused: []string{"the values of another object"}})
			continue
		}
		if !j.On(r) {
			continue
		}
		if r.Refused() {
			if len(seen) > 0 {
				j.Want(false, r, "status", "another object made", r.Got())
			} else {
				j.Block(r, r.Got())
			}
			continue
		}
		if id := r.ID(); id != "" {
			j.Want(seen[id] == "", r, "/id", "an object of its own", fmt.Sprintf("the object %q of %s", id, seen[id]))
			seen[id] = r.Step.String()
		}
	}
	j.BlockUnlessSeen(nil, "no object with an id was created")
}

// judgeOtherTypes looks at a list in which an object of another type stands beside those of the resource's own.
func judgeOtherTypes(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	made, list := scenario.OtherMade(e), life.Once(scenario.OtherTypeList)
	if made.Refused() {
		j.Refused(made, "no object of another type could be made: "+made.Got())
		return
	}
	if !j.Needs(made) || !j.Needs(list) || list.Broken != "" {
		return
	}
	for _, n := range scenario.Staying() {
		if own := life.Nth(scenario.Base, n); j.Needs(own) && own.ID() != "" {
			want := fmt.Sprintf("an entry with id %q beside the one of another type", own.ID())
			j.Want(len(list.Item(own.ID())) > 0, list, "/value", want, entries(len(list.Items()))).As(conform.NoEntry)
		}
	}
	if own, r := life.Nth(scenario.Base, 3), life.Once(scenario.OtherTypeGet); own.ID() != "" && j.On(r) {
		j.Want(r.OK() && r.ID() == own.ID(), r, "/id", conform.Show(own.ID()), r.Got()+" "+conform.ShowMember(r.Object(), "id"))
	}
	if id := made.ID(); id != "" {
		want := fmt.Sprintf("the object %q of another type", id)
		j.Want(len(list.Item(id)) > 0, list, "/value", want, entries(len(list.Items()))).As(conform.NoEntry)
	}
	for _, entry := range list.Item(made.ID()) {
		sent, shown := typeOf(made), fixtures.TypeName(entry["@odata.type"])
		if sent != "" && shown != "" && !j.Holds(sent == shown) { // that each names one is for the schema's rules
			j.WantValue(list, made.ID(), "/value/*/@odata.type", made.Sent()["@odata.type"], "of another type", entry, "@odata.type")
		}
	}
}

func judgeLocation(e *conform.Evidence, j *conform.Judgement) {
	life := e.In(scenario.Lifecycle.Key())
	judgeLocationsApart(e, j)
	made := life.Nth(scenario.Base, 1)
	if !j.Needs(made) {
		return
	}
	if made.ID() == "" {
		j.Block(made, "POST "+made.Step.String()+" gave no id")
		return
	}
	if !scenario.Located(e.Resource, made) {
		j.Observations++ // not given
		return
	}
	r := life.Once(scenario.Location)
	if r.Last() == nil {
		unsupport(j, "Location is not followed: ", r.NotSent)
		return
	}
	wantLocation(j, made, r)
	for i, other := range lives(e) { // followed where it does not name the object
		if r := life.Nth(scenario.Location, i+1); r.Last() != nil {
			wantLocation(j, other, r)
		}
	}
}

// wantLocation wants what the Location of a created object leads to to be that object.
func wantLocation(j *conform.Judgement, made, followed *conform.Record) {
	if j.On(followed) {
		got := followed.Got() + " " + conform.ShowMember(followed.Object(), "id")
		j.Want(followed.OK() && followed.ID() == made.ID(), followed, "Location", fmt.Sprintf("200 OK with id %q", made.ID()), got)
	}
}

// judgeLocationsApart wants objects not to share a Location: the one of the first object is followed, and no other.
func judgeLocationsApart(e *conform.Evidence, j *conform.Judgement) {
	of := map[string]*conform.Record{}
	for _, r := range lives(e) {
		if !scenario.Located(e.Resource, r) || r.ID() == "" {
			continue
		}
		at := r.Response().Header.Get("Location")
		if other := of[at]; other != nil && other.ID() != r.ID() {
			j.Want(false, r, "Location", "another one than that of "+other.Step.String(), conform.Cut(at, 100))
		}
		of[at] = r
	}
}

// unsupport notes why a check lacks what it needs. What is lacking because the run was stopped says nothing of the target.
func unsupport(j *conform.Judgement, what string, why conform.NotSent) {
	if why.Cause == conform.Stopped || strings.Contains(why.Detail, conform.StoppedReason) {
		j.Stop()
		return
	}
	j.Unsupport(what + why.Detail)
}
