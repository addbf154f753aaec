package query

import (
	"fmt"
	"slices"

	"graphconform/schemas"
	"graphconform/schemas/odata"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
	"graphconform/suites/scenario"
)

// alone are the options that take effect when each is asked for alone, and are right then.
func (o objects) alone() map[string]bool {
	order := scenario.AskedOf(o.of).Ordered[0].Name
	filters := map[string]bool{}
	for _, f := range scenario.AskedOf(o.of).Filters {
		r := o.steps.Step(f.Step)
		filters[f.Step.String()] = r.OK() && slices.Equal(sorted(o.ranksIn(r)), f.Passes)
	}
	skip, down := o.steps.Once(scenario.QuerySkip), o.steps.About(scenario.QueryOrderDown, order)
	text := scenario.AskedOf(o.of).Text.Name
	return map[string]bool{
		"$top":     top(o) == 1,
		"$skip":    skip.OK() && len(o.ranksIn(skip)) == len(o.made)-1,
		"$orderby": down.OK() && slices.Equal(o.ranksIn(down), downwards),
		"$filter": text != "" && filters[scenario.QueryFilter.About(text).Nth(1).String()] &&
			filters[scenario.QueryFilter.About(text).Nth(2).String()],
	}
}

func judgeTogether(e *conform.Evidence, j *conform.Judgement, _ bool) {
	o, ok := known(e, j)
	asked := scenario.AskedOf(e.Resource)
	r := o.steps.Once(scenario.QueryTogether)
	if !ok || !o.asSent(j, asked.Text) || !o.asSent(j, asked.Ordered[0]) || !listed(j, r, "several options at once") {
		return
	}
	alone := o.alone()
	for _, option := range []string{"$filter", "$orderby", "$skip", "$top"} {
		if !alone[option] {
			j.LeaveOpen(r, option+" takes no effect alone")
			return
		}
	}
	own := o.ranksIn(r)
	right := slices.Equal(own, []int{scenario.Least}) && len(r.Items()) == 1
	got := fmt.Sprintf("%s of %s", named(own), entries(len(r.Items())))
	j.Want(right, r, "/value", named([]int{scenario.Least})+" alone", got).As(conform.OtherNumber)
	if !right {
		return
	}
	if count, given := countIn(r); given {
		two := isNumber(count) && number(count) == 2
		j.Want(two, r, "/@odata.count", "2, which pass the filter", conform.Show(count)).As(conform.OtherValue)
	}
	wantSelected(o.of, j, r, "/value/0/", []string{asked.Text.Name}, o.control.Item(o.made[scenario.Least].ID())[0], r.Items()[0])
}

func judgePaged(e *conform.Evidence, j *conform.Judgement) {
	o, ok := known(e, j)
	made := scenario.ConcurrentlyCreated(e)
	r, sorts := scenario.Paged(e)
	if !ok || !listed(j, r, "$top with so many objects") {
		return
	}
	if top(o) != 1 {
		j.LeaveOpen(r, "$top takes no effect alone")
		return
	}
	want := min(len(made), scenario.Queried(e.Resource))
	if o.shared && want < scenario.Queried(e.Resource) {
		j.LeaveOpen(r, "others may use the collection, and it is not known to hold so many objects")
		return
	}
	got := fmt.Sprintf("%d over %d pages", len(r.Items()), len(r.Pages))
	if j.Want(len(r.Items()) == want, r, "/value", entries(want), got).As(conform.OtherNumber); len(r.Items()) != want || o.shared {
		return // where others write, pages may shift
	}
	j.Want(r.Listed() == want, r, "/value", "no object twice", fmt.Sprintf("%d objects in %s", r.Listed(), got)).As(conform.EntryTwice)
	if ordered := scenario.AskedOf(e.Resource).Ordered; sorts && o.alone()["$orderby"] {
		wantOrder(j, r, ordered[0])
	}
}

// judgePagedFilter looks for the objects that do not pass, on any page, and where nobody else writes for all others.
func judgePagedFilter(e *conform.Evidence, j *conform.Judgement) {
	o, ok := known(e, j)
	all, made := e.In(scenario.Concurrent.Key()).Once(scenario.List), scenario.ConcurrentlyCreated(e)
	out := scenario.LeftOut(e.Resource, all, made)
	if !ok || !j.Needs(all) {
		return
	}
	if len(out) == 0 || !o.alone()["$filter"] {
		j.LeaveOpen(all, "$filter takes no effect alone, or the list does not show objects as they were sent")
		return
	}
	r := e.In(scenario.Concurrent.Key()).Once(scenario.QueryPagedFilter)
	if !listed(j, r, "$filter over so many objects") {
		return
	}
	for _, each := range made {
		times, passes := len(r.Item(each.ID())), !slices.Contains(out, each)
		switch want := "no object that does not pass the filter"; {
		case !passes:
			j.Want(times == 0, r, "/value", want, fmt.Sprintf("one on %d pages", len(r.Pages))).As(conform.EntryMore)
		case !o.shared && len(all.Item(each.ID())) == 1: // where others write, pages may shift
			j.WantOf(times == 1, r, each.ID(), "/value", "each object that passes once", entries(times)).As(conform.OtherNumber)
		}
	}
}

// wantOrder wants the entries of all pages in order, as far as they show a value that can be compared.
func wantOrder(j *conform.Judgement, r *conform.Record, p schemas.Property) {
	var before map[string]any
	for _, entry := range r.Items() {
		if entry[p.Name] == nil {
			continue
		}
		if before != nil && !j.Holds(!after(before[p.Name], entry[p.Name])) {
			want := "a value not before " + conform.Show(before[p.Name])
			j.WantOf(false, r, resource.IDOf(entry), "/value/*/"+p.Name, want, conform.ShowMember(entry, p.Name)).As(conform.OtherOrder)
			return
		}
		before = entry
	}
}

// after tells whether a value comes after another one: numbers and instants alone are compared.
func after(a, b any) bool {
	if isNumber(a) && isNumber(b) {
		return number(a) > number(b)
	}
	s, ok := odata.Instant(a)
	t, also := odata.Instant(b)
	return ok && also && s.After(t)
}
