package cli

import (
	"graphconform/runner/connection"
	"graphconform/runner/doctor"
	"graphconform/runner/exit"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
	"graphconform/suites/plan"
)

type doctorCmd struct {
	Catalog string   `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Select  []string `help:"Glob on check ids: what is to be checked. May be given again." placeholder:"GLOB" sep:"none"`
	settings.TargetFlags
}

// Help shows how it is used.
func (doctorCmd) Help() string {
	return `Examples:

  graphconform doctor --target http://127.0.0.1:8080
  graphconform doctor --target tenant.yaml --select 'beta/deviceCategory/**'`
}

// Run examines a target and says what to do about what it finds.
func (c *doctorCmd) Run(e *env) error {
	_, plan, to, err := connectTo(e, &c.TargetFlags, "doctor", c.Catalog, c.Select)
	if err != nil {
		return err
	}
	defer to.Close()
	findings := to.Examine(e.ctx, plan, c.AllowWrites)
	var rows [][]string
	for _, finding := range findings {
		rows = append(rows, []string{string(finding.State), finding.Name, finding.Text})
	}
	terminal.Pairs(e.out, rows) //nolint:errcheck // the exit code says it
	if len(doctor.Failed(findings)) > 0 {
		return exit.Quietly(exit.Inconclusive)
	}
	return nil
}

// named resolves the settings of a command whose target must be named; the rest words what to do where none is.
func named(flags *settings.TargetFlags, remedy string, args ...any) (settings.Settings, error) {
	in, err := flags.Read()
	if err != nil {
		return settings.Settings{}, err
	}
	s, err := flags.Resolve(in)
	if err == nil && s.Embedded {
		err = exit.Usagef(remedy, args...)
	}
	return s, err
}

// connectTo plans what is selected and connects to the named target, for a command that looks at it without checking.
func connectTo(e *env, flags *settings.TargetFlags, command, folder string, selected []string) (
	settings.Settings, *plan.Plan, *connection.Connection, error,
) {
	s, err := named(flags, "%s: which target? Give --target", command)
	if err != nil {
		return s, nil, nil, err
	}
	plan, err := planOf(folder, plan.Options{Select: selected})
	if err != nil {
		return s, nil, nil, err
	}
	to, err := connection.Open(e.ctx, s, connection.Endpoint{}, e.environment())
	return s, plan, to, err
}
