package query

import (
	"encoding/json"
	"fmt"
	"slices"

	"graphconform/suites/conform"
	"graphconform/suites/scenario"
)

func judgeTop(e *conform.Evidence, j *conform.Judgement, strict bool) {
	o, ok := known(e, j)
	r := o.steps.Once(scenario.QueryTop)
	if !ok || !listed(j, r, "$top") {
		return
	}
	all, got := len(r.Items()), fmt.Sprintf("%s over %d pages", entries(len(r.Items())), len(r.Pages))
	ignored := o.ignoresTop(r)
	if notIgnored(j, r, strict, ignored, "$top=1", got); !strict && !ignored {
		j.Want(all == 1, r, "/value", "one entry", got).As(conform.OtherNumber)
		if none := o.steps.Once(scenario.QueryTopNone); all == 1 && listed(j, none, "$top=0") {
			j.Want(len(none.Items()) == 0, none, "/value", "no entry", entries(len(none.Items()))).As(conform.OtherNumber)
		}
	}
}

func judgeTopWrong(e *conform.Evidence, j *conform.Judgement, _ bool) {
	o, ok := known(e, j)
	r := o.steps.Once(scenario.QueryTopWrong)
	switch {
	case !ok || !j.NeedsSent(r) || j.Holds(scenario.Declined(r)):
	case top(o) != 1:
		j.LeaveOpen(r, "$top takes no effect alone")
	default:
		j.Want(false, r, "status", "$top=-1 refused with 4xx or 501", r.GotStatus(true)).As(scenario.NotRefused(r))
	}
}

// top is how many entries a list with $top=1 has; 0 for no list.
func top(o objects) int {
	if r := o.steps.Once(scenario.QueryTop); r.OK() {
		return len(r.Items())
	}
	return 0
}

// ignoresTop tells whether a list with $top=1 is the whole one, also where it is cut into pages of one: an option of that name which
// sets the size of pages does not bound the list.
func (o objects) ignoresTop(r *conform.Record) bool {
	if len(r.Items()) < 2 {
		return false
	}
	there, all := o.onFirstPage(r), len(o.ranksIn(r)) == len(o.made)
	lacking := slices.ContainsFunc(o.onFirstPage(o.control), func(rank int) bool { return !slices.Contains(there, rank) })
	return sizes(r)[0] > 1 && !lacking && (all || o.shared) || slices.Max(sizes(r)) == 1
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

func judgeSkip(e *conform.Evidence, j *conform.Judgement, strict bool) {
	o, ok := known(e, j)
	r := o.steps.Once(scenario.QuerySkip)
	if !ok || !listed(j, r, "$skip") {
		return
	}
	own := o.ranksIn(r)
	if o.shared && len(own) == len(o.made) {
		j.LeaveOpen(r, "others may use the collection: $skip may leave out an object of theirs")
		return
	}
	ignored := len(own) == len(o.made)
	if notIgnored(j, r, strict, ignored, "$skip=1", named(own)); !strict && !ignored {
		once := len(slices.Compact(sorted(own))) == len(own)
		j.Want(len(own) == len(o.made)-1 && once, r, "/value", "two of the three objects", named(own)).As(conform.OtherNumber)
	}
}

func judgeCount(e *conform.Evidence, j *conform.Judgement, strict bool) {
	o, ok := known(e, j)
	r := o.steps.Once(scenario.QueryCount)
	if !ok || !listed(j, r, "$count") {
		return
	}
	count, given := countIn(r)
	if notIgnored(j, r, strict, !given, "$count=true", "no @odata.count"); strict || !given {
		return
	}
	least, want := sizes(r)[0], fmt.Sprintf("at least %d", sizes(r)[0])
	if o.shared && len(r.Pages) > 1 { // others may write between two pages
		j.Want(isNumber(count) && number(count) >= least, r, "/@odata.count", want, conform.Show(count)).As(conform.OtherValue)
		return
	}
	want = fmt.Sprint(len(r.Items()))
	j.Want(isNumber(count) && number(count) == len(r.Items()), r, "/@odata.count", want, conform.Show(count)).As(conform.OtherValue)
}

// countIn returns the count that the first page of a list gives.
func countIn(r *conform.Record) (count any, given bool) {
	first := r.Controls()[0]
	if count, given = first["@odata.count"]; !given {
		count, given = first["@count"]
	}
	return count, given
}

func isNumber(value any) bool { _, ok := value.(json.Number); return ok }

func number(value any) int {
	text, _ := value.(json.Number)
	n, err := text.Int64()
	if err != nil {
		return -1
	}
	return int(n)
}

// Orders of the three objects.
var (
	upwards   = []int{scenario.Least, scenario.Middle, scenario.Greatest}
	downwards = []int{scenario.Greatest, scenario.Middle, scenario.Least}
	byKeys    = []int{scenario.Least, scenario.Greatest, scenario.Middle} // by the Boolean, and then downwards
)

func judgeOrder(e *conform.Evidence, j *conform.Judgement, strict bool) {
	o, ok := known(e, j)
	if !ok {
		return
	}
	for i, p := range scenario.AskedOf(o.of).Ordered {
		if !o.asSent(j, p) {
			continue
		}
		down := o.steps.About(scenario.QueryOrderDown, p.Name)
		asked := []*conform.Record{down}
		if i == 0 {
			asked = append(asked, o.steps.About(scenario.QueryOrder, p.Name))
		}
		asked = slices.DeleteFunc(asked, func(r *conform.Record) bool { return !listed(j, r, "$orderby") })
		wanted := func(r *conform.Record) []int {
			if r == down {
				return downwards
			}
			return upwards
		}
		wrong := func(r *conform.Record) bool { return !slices.Equal(o.ranksIn(r), wanted(r)) }
		ignored := o.ignoresOrder(asked) && slices.ContainsFunc(asked, wrong) // lists may be in the order that is asked for as they are
		for _, r := range asked {
			want, own := wanted(r), o.ranksIn(r)
			if notIgnored(j, r, strict, ignored, "$orderby", named(own)); !strict && !ignored {
				j.Want(slices.Equal(own, want), r, "/value", named(want)+" by "+p.Name, named(own)).As(conform.OtherOrder)
			}
		}
	}
}

func judgeOrderKeys(e *conform.Evidence, j *conform.Judgement, _ bool) {
	o, ok := known(e, j)
	if !ok {
		return
	}
	keys, r := scenario.AskedOf(o.of).Keys(), o.steps.Once(scenario.QueryOrderKeys)
	switch {
	case !o.asSent(j, keys[0]) || !o.asSent(j, keys[1]) || !listed(j, r, "$orderby with two keys"):
	case !o.alone()["$orderby"]:
		j.LeaveOpen(r, "$orderby takes no effect alone")
	default:
		by := fmt.Sprintf(" by %s, then downwards by %s", keys[0].Name, keys[1].Name)
		j.Want(slices.Equal(o.ranksIn(r), byKeys), r, "/value", named(byKeys)+by, named(o.ranksIn(r))).As(conform.OtherOrder)
	}
}

// ignoresOrder tells whether lists that were to be sorted show all objects as lists without options do: in one order whatever is asked
// for, or, where those lists differ too, in any.
func (o objects) ignoresOrder(asked []*conform.Record) bool {
	plain, again := o.ranksIn(o.control), o.steps.Once(scenario.QueryCount)
	steady := !again.OK() || slices.Equal(o.ranksIn(again), plain)
	for _, r := range asked {
		own := o.ranksIn(r)
		if !slices.Equal(sorted(own), upwards) || steady && !slices.Equal(own, plain) {
			return false
		}
	}
	return len(asked) > 0
}

func judgeFilter(e *conform.Evidence, j *conform.Judgement, strict bool) {
	o, ok := known(e, j)
	if !ok {
		return
	}
	type answer struct {
		of scenario.Filter
		r  *conform.Record
	}
	var answers []answer
	for _, f := range scenario.AskedOf(o.of).Filters {
		if r := e.Record(scenario.Query.Key(), f.Step); o.asSent(j, f.Property) && listed(j, r, "$filter") {
			answers = append(answers, answer{f, r})
		}
	}
	ignored := !slices.ContainsFunc(answers, func(a answer) bool { return !slices.Equal(sorted(o.ranksIn(a.r)), upwards) })
	for _, a := range answers {
		own := o.ranksIn(a.r)
		if notIgnored(j, a.r, strict, ignored, "$filter", named(own)); !strict && !ignored {
			right := slices.Equal(sorted(own), a.of.Passes)
			j.Want(right, a.r, "/value", named(a.of.Passes)+", by "+a.of.Property.Name, named(own)).As(conform.OtherNumber)
		}
	}
}
