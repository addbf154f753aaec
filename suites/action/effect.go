package action

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

func judgeEffect(e *conform.Evidence, j *conform.Judgement, c resource.Call, made resource.Made) {
	if !j.Needs(called(e, c)) {
		return
	}
	for _, r := range e.Records(keyOf(c)) {
		if r.Step.Act == scenario.BadParameter && r.OK() {
			j.LeaveOpen(r, "a request with a wrong parameter was carried out before")
			return
		}
	}
	wantOtherKept(e, j, c, made)
	before, after := e.In(keyOf(c)).About(scenario.UncalledList, made.Parameter), e.In(keyOf(c)).About(scenario.CalledList, made.Parameter)
	for _, list := range []*conform.Record{before, after} {
		if list.Refused() || list.Broken != "" {
			j.LeaveOpen(list, "the target does not list what the action makes: "+list.Got())
			return
		}
	}
	if !j.Needs(before) || !j.On(after) {
		return
	}
	was, is := len(before.Items()), len(after.Items())
	want := fmt.Sprintf("%d entries, as %s had, in place of the %d that were there or beside them", made.Count, made.Parameter, was)
	j.Want(is == made.Count || is == was+made.Count, after, "/value", want, fmt.Sprintf("%d entries", is)).As(conform.OtherNumber)
	wantShown(e.Resource, j, called(e, c), after, made)
	more := e.In(keyOf(c)).About(scenario.CalledMoreList, made.Parameter)
	if more.Last() == nil || !more.OK() || more.Broken != "" || !j.On(more) {
		return // a target may take what the page shows alone
	}
	twice, now := 2*made.Count, len(more.Items())
	want = fmt.Sprintf("%d entries, as %s had then, in place of the %d that were there or beside them", twice, made.Parameter, is)
	held := now == twice || now == is+made.Count || now == is+twice // what was there already may be made again or not
	j.Want(held, more, "/value", want, fmt.Sprintf("%d entries", now)).As(conform.OtherNumber)
}

// wantOtherKept wants what the action made of another object before to be listed there, and still to be.
func wantOtherKept(e *conform.Evidence, j *conform.Judgement, c resource.Call, made resource.Made) {
	steps := e.In(keyOf(c))
	before, after := steps.About(scenario.OtherListed, made.Parameter), steps.About(scenario.OtherList, made.Parameter)
	if !before.OK() || before.Broken != "" || !j.On(before) {
		return
	}
	was := len(before.Items())
	j.Want(was >= made.Count, before, "/value", fmt.Sprintf("%d entries, as %s had of the other object", made.Count, made.Parameter),
		fmt.Sprintf("%d entries", was)).As(conform.OtherNumber)
	wantShown(e.Resource, j, steps.Once(scenario.OtherCalled), before, made)
	if !after.OK() || after.Broken != "" || !j.On(after) {
		return
	}
	ids := func(list *conform.Record) string {
		var all []string
		for _, item := range list.Items() {
			all = append(all, resource.IDOf(item))
		}
		slices.Sort(all)
		return fmt.Sprintf("%d entries: %s", len(list.Items()), conform.Cut(strings.Join(all, ", "), 200))
	}
	want := "as before the call on another object, " + ids(before)
	j.Want(ids(before) == ids(after), after, "/value", want, ids(after)).As(conform.OtherNumber)
}

// wantShown wants a list to show each object that a call was given to make, as it was given: in some entry, whatever else that has. What
// prose restricts, and what servers count, may be otherwise.
func wantShown(of *resource.Resource, j *conform.Judgement, call, list *conform.Record, made resource.Made) {
	contract := of.Types.Named(made.Type)
	elements, _ := call.Sent()[made.Parameter].([]any)
	if contract == nil || len(list.Items()) < len(elements) { // the number is a finding of its own
		return
	}
	for _, element := range elements {
		sent, _ := element.(map[string]any)
		var lost []schemas.Property
		for i, entry := range list.Items() {
			if missing := lostOf(of, contract, sent, entry); i == 0 || len(missing) < len(lost) {
				lost = missing
			}
		}
		if j.Holds(len(lost) == 0) {
			continue
		}
		for _, p := range lost {
			want := fmt.Sprintf("an entry with %s = %s, as %s had", p.Name, conform.Show(sent[p.Name]), made.Parameter)
			j.Want(false, list, "/value", want, "none has it")
		}
	}
}

// lostOf returns the properties that an element of a parameter has and an entry of a list does not show alike.
func lostOf(of *resource.Resource, contract *schemas.Contract, sent, entry map[string]any) (lost []schemas.Property) {
	for _, p := range fixtures.Settable(of.Types, contract) {
		value := sent[p.Name]
		if p.Name != "id" && value != nil && len(p.Conditions) == 0 && !p.Counted() && !of.Equal(p, value, entry[p.Name]) {
			lost = append(lost, p)
		}
	}
	return lost
}
