package collection

import (
	"fmt"
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// judgePaged looks for what was created side by side in the pages of the list.
func judgePaged(e *conform.Evidence, j *conform.Judgement) {
	list, made := e.In(scenario.Concurrent.Key()).Once(scenario.List), scenario.ConcurrentlyCreated(e)
	if len(list.Pages) > 1 && list.Refused() {
		j.On(list)
		got := fmt.Sprintf("page %d answers %s", len(list.Pages), list.Got())
		j.Want(false, list, "/@odata.nextLink", "a link to the next page", got).As(conform.LinkBroken)
		return
	}
	if many := len(list.Items()) > 0; !j.On(list) || !many && !j.Needs(list) { // a later page without objects is for this check
		return
	}
	crowd := e.Resource.Effort.Amounts().Crowd
	if len(made) < crowd/2 {
		j.Block(nil, "too few objects with ids were created")
		return
	}
	if wantLinks(j, list); list.Broken != "" {
		return
	}
	missing, twice, example := miscounted(list, made)
	j.Observations += len(made) - 1
	all := len(made) == crowd && missing == 0 && twice == 0
	if all && !e.SharedBy(scenario.Concurrent.Key()) {
		got := fmt.Sprintf("%d entries over %d pages", len(list.Items()), len(list.Pages))
		j.Want(len(list.Items()) == len(made), list, "/value", entries(len(made)), got).As(conform.OtherNumber)
	}
	want := fmt.Sprintf("each of the %d objects once", len(made))
	got := fmt.Sprintf("%d missing, %d more than once over %d pages (%s)", missing, twice, len(list.Pages), example)
	j.Want(missing == 0 && twice == 0, list, "/value", want, got).As(timesFound(min(1, twice)))
}

// judgeFoundPages looks at the links of a list of what others made.
func judgeFoundPages(e *conform.Evidence, j *conform.Judgement) {
	if list := e.In(scenario.Existing.Key()).Once(scenario.List); j.Needs(list) {
		wantLinks(j, list)
	}
}

func wantLinks(j *conform.Judgement, list *conform.Record) {
	j.Want(list.Broken == "", list, "/@odata.nextLink", "links to every page, to the last", list.Broken).As(conform.LinkBroken)
}

// miscounted counts the objects that a list does not show, and those that it shows more than once, with the least id of both as an example.
func miscounted(list *conform.Record, made []*conform.Record) (missing, twice int, example string) {
	for id, times := range timesListed(list, made) {
		switch {
		case times == 0:
			missing++
		case times > 1:
			twice++
		default:
			continue
		}
		if example == "" || id < example {
			example = id
		}
	}
	return missing, twice, example
}

// timesListed counts the entries of a list for each created object.
func timesListed(list *conform.Record, made []*conform.Record) map[string]int {
	times := map[string]int{}
	for _, r := range made {
		times[r.ID()] = 0
	}
	for _, item := range list.Items() {
		id := resource.IDOf(item)
		if _, ours := times[id]; ours {
			times[id]++
		}
	}
	return times
}

// judgeValues holds what was created side by side against the answers and the list.
func judgeValues(e *conform.Evidence, j *conform.Judgement) {
	of := e.Resource
	list := e.In(scenario.Concurrent.Key()).Once(scenario.List)
	if !j.Needs(list) {
		return
	}
	made := scenario.ConcurrentlyCreated(e)
	if len(made) == 0 {
		j.Block(nil, "no object with an id was created")
		return
	}
	alike := lostAlike(of, made)
	for _, r := range made {
		if of.Holds(r.Object()) {
			wantOwn(of, j, r, "/", r, r.Object(), alike)
		}
		if found := list.Item(r.ID()); len(found) > 0 {
			wantOwn(of, j, list, "/value/*/", r, found[0], alike)
		}
	}
	j.BlockUnlessSeen(list, "no created object could be listed")
}

// loss is how a property comes back other than it was sent.
type loss struct {
	name string
	how  conform.Difference
}

// lostAlike returns what each object of several lost in one way. That is no mix-up: a value that is sent alone loses it, too.
func lostAlike(of *resource.Resource, made []*conform.Record) map[loss]bool {
	counts, alike := map[loss]int{}, map[loss]bool{}
	for _, r := range made {
		for _, name := range of.Lost(r.Sent(), r.Object()) {
			counts[lossOf(name, r, r.Object())]++
		}
	}
	for of, n := range counts {
		alike[of] = n == len(made) && n > 1 && of.how != conform.OtherValue && of.how != conform.Shifted
	}
	return alike
}

func lossOf(name string, sent *conform.Record, shown map[string]any) loss {
	got, present := shown[name]
	how := conform.Differ(sent.Sent()[name], got, present)
	if how == conform.CutToSeconds || how == conform.CutToMilliseconds { // which what is cut to a finer unit fits where zeros stand there
		how = conform.CutToMicroseconds
	}
	return loss{name, how}
}

// wantOwn wants an object, shown by a record, to have the values that its own POST sent, apart from what all of them lose.
func wantOwn(of *resource.Resource, j *conform.Judgement, by *conform.Record, at string, made *conform.Record, shown map[string]any,
	alike map[loss]bool) {
	lost := slices.DeleteFunc(of.Lost(made.Sent(), shown), func(name string) bool { return alike[lossOf(name, made, shown)] })
	if j.Holds(len(lost) == 0) {
		return
	}
	for _, name := range lost {
		j.WantValue(by, made.ID(), at+name, made.Sent()[name], "", shown, name)
	}
}
