package specs

import (
	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"graphconform/suites/conform"
)

// Chosen asks Ginkgo which checks of a declared tree a configuration lets run: by focus, labels, files and whatever else leaves out
// specs, those declared elsewhere included. It runs nothing. Nodes that run at the end of a suite are to be declared after it.
func Chosen(tree Tree, description string, configuration types.SuiteConfig) func(*conform.Check) bool {
	known := map[key]*Spec{}
	for _, spec := range tree.Specs() {
		known[spec.key()] = spec
	}
	chosen := map[*conform.Check]bool{}
	for _, report := range PreviewSpecs(description, configuration).SpecReports {
		if report.State != types.SpecStatePassed {
			continue
		}
		if spec := known[keyOf(report)]; spec != nil {
			for _, check := range spec.Checks {
				chosen[check] = true
			}
		}
	}
	return func(check *conform.Check) bool { return chosen[check] }
}

// keyOf returns the key of the spec that a report is about.
func keyOf(report types.SpecReport) key {
	k := key{text: report.LeafNodeText}
	containers := report.ContainerHierarchyTexts
	if len(containers) > 0 && containers[0] == "" {
		containers = containers[1:]
	}
	if len(containers) > 0 {
		k.resource = containers[0]
	}
	if len(containers) > 1 {
		k.operation = containers[1]
	}
	return k
}
