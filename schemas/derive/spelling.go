package derive

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"graphconform/schemas"
)

// spellAlike gives each type one name: pages spell some in lower case in titles and in camel case in links. Names that differ in case
// alone would be files that some file systems cannot hold beside each other.
func spellAlike(pages []*Page) {
	first, spellings := map[typeKey]string{}, map[typeKey]map[string]int{}
	eachTypeName(pages, func(key typeKey, name *string) {
		if known, ok := first[key]; !ok {
			first[key] = *name
		} else if known != *name {
			spellings[key] = map[string]int{}
		}
	})
	if len(spellings) == 0 {
		return
	}
	eachTypeName(pages, func(key typeKey, name *string) {
		if spellings[key] != nil {
			spellings[key][*name]++
		}
	})
	for key, times := range spellings {
		first[key] = slices.MaxFunc(slices.Collect(maps.Keys(times)), func(a, b string) int { return better(a, times[a], b, times[b]) })
	}
	eachTypeName(pages, func(key typeKey, name *string) { *name = first[key] })
}

// eachTypeName calls do for every place in which a page names a type that is not primitive.
func eachTypeName(pages []*Page, do func(typeKey, *string)) {
	for _, p := range pages {
		for _, name := range p.typeNames() {
			if *name != "" && !schemas.IsPrimitive(*name) {
				do(typeKey{p.Version, strings.ToLower(*name)}, name)
			}
		}
	}
}

// better compares two spellings by which is to be taken: camel case first, then what more pages have.
func better(a string, times int, b string, others int) int {
	rank := func(name string) int {
		switch {
		case name == strings.ToLower(name):
			return 1
		case name[0] >= 'A' && name[0] <= 'Z':
			return 2
		}
		return 3
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(times, others), -cmp.Compare(a, b))
}

// typeNames returns where a page names types.
func (p *Page) typeNames() []*string {
	names := []*string{&p.Resource, &p.Base}
	if p.Returns != nil {
		names = append(names, &p.Returns.Type)
	}
	for i := range p.Properties {
		names = append(names, &p.Properties[i].Type)
	}
	for i := range p.Relationships {
		names = append(names, &p.Relationships[i].Type)
	}
	return names
}
