package doctor

import (
	"fmt"
	"slices"
	"strings"

	"graphconform/runner/signin"
	"graphconform/schemas"
	"graphconform/suites/plan"
)

// Need is what one operation documents of permissions.
type Need struct {
	Operation   string // "beta/deviceComplianceDeviceStatus create"
	Application []string
	Delegated   []string // any one of them will do
}

// Needs returns what the operations document that the plan's checks are about. only limits the kinds; none means all.
func Needs(plan *plan.Plan, only ...schemas.OperationKind) []Need {
	var needs []Need
	for _, unit := range plan.Units {
		for _, op := range unit.Resource.Contract.Operations {
			if len(op.Permissions) == 0 || op.Kind.IsCall() || len(only) > 0 && !slices.Contains(only, op.Kind) {
				continue
			}
			need := Need{Operation: unit.Resource.ID() + " " + string(op.Kind)}
			for _, permission := range op.Permissions {
				switch permission.Type {
				case "application":
					need.Application = append(need.Application, permission.Names...)
				case "delegated":
					need.Delegated = append(need.Delegated, permission.Names...)
				}
			}
			needs = append(needs, need)
		}
	}
	return needs
}

// Missing words which needs a token does not meet, one line for each set of permissions.
func Missing(needs []Need, claims signin.Claims) []string {
	operations := map[string][]string{}
	var order []string
	for _, need := range needs {
		names := need.Application
		if len(claims.Roles) == 0 && len(claims.Scopes) > 0 {
			names = need.Delegated
		}
		if len(names) == 0 || slices.ContainsFunc(claims.Permissions(), func(p string) bool { return slices.Contains(names, p) }) {
			continue
		}
		set := strings.Join(names, " or ")
		if operations[set] == nil {
			order = append(order, set)
		}
		operations[set] = append(operations[set], need.Operation)
	}
	var out []string
	for _, set := range order {
		all := operations[set]
		more := ""
		if len(all) > 3 {
			more = fmt.Sprintf(" and %d more", len(all)-3)
		}
		out = append(out, fmt.Sprintf("the token lacks %s, which %s%s needs", set, strings.Join(all[:min(3, len(all))], ", "), more))
	}
	return out
}

// Least names the least privileged permissions that all needs together take, sorted.
func Least(needs []Need) []string {
	var names []string
	for _, need := range needs {
		for _, of := range [][]string{need.Application, need.Delegated} {
			if len(of) > 0 {
				names = append(names, of[0])
				break
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
