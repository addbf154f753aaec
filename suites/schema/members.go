package schema

import (
	"strings"

	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

func judgeNames(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	for _, wrong := range r.Validity(of).Misspelt {
		if wrong == "" {
			j.Observations++
			continue
		}
		right := of.Misspelt(wrong)
		j.Sees(r, false, "/"+right, "a member "+right, "a member "+wrong)
	}
	j.Keep(r)
}

func judgeType(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	for _, object := range r.Validity(of).Objects {
		given, present := object["@odata.type"]
		exactly := of.Kind == resource.Collection && (r.Operation != schemas.List || r.Made[resource.IDOf(object)])
		if j.Holds(!present || of.NamesType(given, exactly)) {
			j.Keep(r)
			continue
		}
		j.Sees(r, false, "/@odata.type", "#microsoft.graph."+of.Contract.Name, conform.Show(given))
	}
}

// judgeDerived wants an object of a derived type in a collection of its base to say so, unless the context does.
func judgeDerived(of *resource.Resource, j *conform.Judgement, r *conform.Record) {
	context, _ := r.Whole()["@odata.context"].(string)
	cast := r.Operation != schemas.List && strings.Contains(context, "microsoft.graph."+of.Contract.Name)
	for _, object := range r.Validity(of).Objects {
		_, says := object["@odata.type"]
		if j.Holds(says || cast) {
			j.Keep(r)
			continue
		}
		j.Sees(r, false, "/@odata.type", "#microsoft.graph."+of.Contract.Name, "no such member")
	}
}

// judgeProperty looks at one property in all answers. An answer gives one finding, however many of its objects are wrong.
func judgeProperty(of *resource.Resource, j *conform.Judgement, found *conform.Answers, property string) {
	members := found.Members(of)
	if members.Err != nil {
		j.Miss(members.Err.Error())
		return
	}
	for _, r := range members.First {
		j.Keep(r)
	}
	broken := members.Breaches[property]
	for _, b := range broken {
		j.Sees(b.Record, false, "/"+property, b.Want, b.Got).As(b.Difference)
	}
	seen := members.Present[property]
	if property == "id" {
		seen = members.Objects
	}
	j.Observations += max(0, seen-len(broken))
	if members.Objects > 0 && j.Observations == 0 {
		j.Observations++ // absent everywhere is a way to be unset
	}
}
