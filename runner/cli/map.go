package cli

import (
	"encoding/json"
	"fmt"

	"graphconform/runner/claims"
	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
	"graphconform/suites/conform"
	"graphconform/suites/guard"
)

type mapCmd struct {
	Catalog string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Select  []string `help:"Glob on check ids: operations of the resources that match. May be given again." placeholder:"GLOB" sep:"none"`
	JSON    bool     `name:"json" help:"One JSON object a line."`
	Claims  string   `help:"Write a claims file of what is implemented." placeholder:"FILE"`
	settings.TargetFlags
}

// Help shows how it is used.
func (mapCmd) Help() string {
	return `Examples:

  graphconform map --target http://127.0.0.1:8080 --claims claims.yaml
  graphconform map --target tenant.yaml --select 'beta/device*/**'`
}

// Run finds out which operations a target answers at all.
func (c *mapCmd) Run(e *env) error {
	s, plan, to, err := connectTo(e, &c.TargetFlags, "map", c.Catalog, c.Select)
	if err != nil {
		return err
	}
	defer to.Close()
	refusal, err := to.WritePermission(e.ctx)
	if err != nil {
		return err
	}
	if _, err := to.Preflight(e.ctx, plan, refusal == ""); err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	// A write goes where a look just before finds nothing, and nowhere else.
	guarded := guard.New(to.Sender, guard.Options{Tenant: !s.Loopback()})
	probe := claims.Probe{Sender: guarded, Parents: s.Target.Parents, Writes: refusal == ""}
	rows := probe.Map(e.ctx, plan)
	if err := c.print(e, rows); err != nil {
		return err
	}
	if c.Claims != "" {
		if err := claims.Write(c.Claims, to.Sender.Root(), rows); err != nil {
			return err
		}
	}
	return conclude(e, rows, to.Sender.Root())
}

// conclude says what a map that leaves much open is worth, and what to do about it.
func conclude(e *env, rows []claims.Row, root string) error {
	counts := count(rows)
	if unclear := counts[claims.Unclear]; unclear > 0 {
		fmt.Fprintf(e.err, "graphconform: %d operations are unclear, each for the reason in its line; a claims file lists them apart: "+
			"run --claims checks them, and takes a refusal; an object in each collection, or --parent NAME=ID, tells more\n", unclear)
	}
	if counts[claims.Implemented] > 0 {
		return nil
	}
	remedy := "is the URL its service root, without version segment?"
	switch forbidden, unlicensed := counts[claims.Forbidden], counts[claims.Unlicensed]; {
	case forbidden > 0:
		remedy = fmt.Sprintf("%d are forbidden: does the token carry the permissions?", forbidden)
	case unlicensed > 0:
		remedy = fmt.Sprintf("%d are not licensed: has the tenant a licence for Intune?", unlicensed)
	}
	return exit.With(exit.Inconclusive, fmt.Errorf("target %s: none of %d operations is found to be implemented; %s doctor says more",
		root, len(rows), remedy))
}

// mostRefused is how many operations that are refused are shown: an emulator that has begun refuses thousands.
const mostRefused = 40

func count(rows []claims.Row) map[claims.Result]int {
	counts := map[claims.Result]int{}
	for _, row := range rows {
		counts[row.Result]++
	}
	return counts
}

func (c *mapCmd) print(e *env, rows []claims.Row) error {
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		for _, row := range rows {
			if err := encoder.Encode(row); err != nil {
				return err
			}
		}
		return nil
	}
	counts, table := count(rows), [][]string{{"RESULT", "OPERATION", "STATUS", "REQUEST"}}
	hidden := counts[claims.Refused] > mostRefused && e.detail != report.Full
	for _, row := range rows {
		if hidden && row.Result == claims.Refused {
			continue
		}
		status := row.Detail
		if status == "" {
			status = fmt.Sprint(row.Status)
		}
		table = append(table, []string{string(row.Result), row.Operation, status, row.Method + " " + conform.Printable(row.Path)})
	}
	if err := terminal.Table(e.out, table); err != nil {
		return err
	}
	if hidden {
		e.note("%d operations that are refused are counted alone; -v shows them, --json gives all", counts[claims.Refused])
	}
	fmt.Fprintf(terminal.Folding(e.out), "%d implemented, %d refused, %d forbidden, %d unlicensed, %d unclear\n",
		counts[claims.Implemented], counts[claims.Refused], counts[claims.Forbidden], counts[claims.Unlicensed], counts[claims.Unclear])
	return nil
}
