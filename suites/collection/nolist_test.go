package collection_test

import (
	"testing"

	"graphconform/schemas"
	"graphconform/suites/collection"
	"graphconform/suites/conform"
	"graphconform/suites/conform/conformtest"
	"graphconform/suites/scenario"
)

// Whatever else was seen, a check on what a list holds neither passes nor fails by a list that is none.
func TestNoList(t *testing.T) {
	three := []*conform.Record{made(1), made(2), made(3)}
	read := func(step conform.Step, n int) *conform.Record { return get(step, 200, object(n)) }
	type records = []*conform.Record
	for _, test := range []struct {
		rule, place string
		operation   schemas.OperationKind
		key         conform.ScenarioKey
		records     func(list conformtest.Listing) []*conform.Record
	}{
		{"member", "member", schemas.List, scenario.Lifecycle.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{list(scenario.Filled.Once(), object(1)+","+object(2)+","+object(3))}, three...)
		}},
		{"exact", "exact", schemas.List, scenario.Lifecycle.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{list(scenario.Vacant.Once(), ""), list(scenario.Filled.Once(), object(1))}, three...)
		}},
		{"unlisted", "removed", schemas.List, scenario.Lifecycle.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{deleted(204, ""), list(scenario.GoneList.Once(), object(1))}, three...)
		}},
		{"alone", "alone", schemas.Delete, scenario.Lifecycle.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{list(scenario.Filled.Once(), object(1)), read(scenario.Get.Nth(1), 1), read(scenario.Get.Nth(3), 3),
				deleted(204, ""), list(scenario.GoneList.Once(), object(1)), read(scenario.Kept.Nth(1), 1), read(scenario.Kept.Nth(3), 3)},
				three...)
		}},
		{"alone", "alone", schemas.Delete, scenario.Lifecycle.Key(), func(list conformtest.Listing) []*conform.Record {
			// only the second list is none
			return append(records{conformtest.List(scenario.Filled.Once(), page(object(1), object(3))), read(scenario.Get.Nth(1), 1),
				deleted(204, ""), list(scenario.GoneList.Once(), object(1)), read(scenario.Kept.Nth(1), 1)}, three...)
		}},
		{"list_parent", "parent", schemas.List, scenario.Lifecycle.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{made(4), list(scenario.SecondList.Once(), object(4))}, three...)
		}},
		{"paged", "paged", schemas.List, scenario.Concurrent.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{list(scenario.List.Once(), object(1))}, three...)
		}},
		{"values", "values", schemas.List, scenario.Concurrent.Key(), func(list conformtest.Listing) []*conform.Record {
			return append(records{list(scenario.List.Once(), object(1))}, three...)
		}},
	} {
		conformtest.NoList(t, collection.Family(), test.rule, test.place, test.operation, conformtest.Resource(t, belowParent), test.key,
			test.records)
	}
	conformtest.NoList(t, collection.Family(), "paged", "paged", schemas.List, conformtest.Resource(t, onlyListed),
		scenario.Existing.Key(), func(list conformtest.Listing) []*conform.Record { return records{list(scenario.List.Once(), "")} })
	mixed := conformtest.Resource(t, "beta/activeDirectoryWindowsAutopilotDeploymentProfile")
	conformtest.NoList(t, collection.Family(), "other_types", "other_types", schemas.List, mixed, scenario.Lifecycle.Key(),
		func(list conformtest.Listing) []*conform.Record {
			other := conformtest.Record(schemas.Create, scenario.OtherType.Nth(1), 201, `{}`, object(9))
			return append(records{other, list(scenario.OtherTypeList.Once(), object(9)), read(scenario.OtherTypeGet.Once(), 3)}, three...)
		})
}
