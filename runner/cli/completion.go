package cli

import (
	"fmt"
	"slices"

	"github.com/alecthomas/kong"
	"github.com/posener/complete"
	"github.com/willabides/kongplete"

	"graphconform/fixtures/tenant"
	"graphconform/runner/profile"
	"graphconform/runner/target"
	"graphconform/schemas"
	"graphconform/suites/plan"
)

// completing is the variable in which shells hand over the line that is to be completed.
const completing = "COMP_LINE"

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"Shell to print the script for: ${enum}."`
}

// Help shows how the script is used.
func (completionCmd) Help() string {
	return `Examples:

  bash, in ~/.bashrc:         source <(graphconform completion bash)
  zsh, in ~/.zshrc:           source <(graphconform completion zsh)
  fish, in config.fish:       graphconform completion fish | source
  PowerShell, in $PROFILE:    graphconform completion powershell | Out-String | Invoke-Expression`
}

// Run prints the script that lets a shell complete commands, flags and their values.
func (c *completionCmd) Run(e *env) error {
	_, err := fmt.Fprintln(e.out, map[string]string{
		"bash": "complete -C graphconform graphconform",
		"zsh":  "autoload -U +X bashcompinit && bashcompinit\ncomplete -C graphconform graphconform",
		"fish": `function __graphconform_complete
    set -lx COMP_LINE (commandline -cp)
    test -z (commandline -ct); and set COMP_LINE "$COMP_LINE "
    graphconform
end
complete -c graphconform -f -a '(__graphconform_complete)'`,
		"powershell": `Register-ArgumentCompleter -Native -CommandName graphconform -ScriptBlock {
    param($word, $line, $at)
    $env:COMP_LINE = $line.ToString().PadRight($at)
    try { graphconform | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) } }
    finally { Remove-Item Env:COMP_LINE }
}`,
	}[c.Shell])
	return err
}

// completions answers a shell that asks how a line may go on, and ends by the parser's exit.
func completions(parser *kong.Kong) {
	names := func(list func() []string) complete.Predictor {
		return complete.PredictFunc(func(complete.Args) []string { return list() })
	}
	kongplete.Complete(parser, kongplete.WithPredictors(map[string]complete.Predictor{
		"file": complete.PredictFiles("*"), "dir": complete.PredictDirs("*"), "glob": names(resourceGlobs), "rule": names(ruleIDs),
		"fault": names(func() (all []string) {
			for _, fault := range tenant.Faults() {
				all = append(all, fault.Name)
			}
			return all
		}),
		"variant": names(func() (all []string) {
			for _, variant := range tenant.Variants() {
				all = append(all, variant.Name)
			}
			return all
		}),
		"profile": names(func() (all []string) {
			for _, known := range profile.All() {
				all = append(all, known.Name)
			}
			return all
		}),
		"cloud": names(func() (all []string) {
			for _, cloud := range target.Clouds() {
				all = append(all, cloud.Name)
			}
			return all
		}),
	}))
}

// resourceGlobs are the globs of the resources in the catalog, each of all its checks.
func resourceGlobs() (globs []string) {
	catalog := schemas.Embedded()
	for _, version := range catalog.Versions() {
		index, err := catalog.Index(version)
		if err != nil {
			continue // nothing is said where something is completed
		}
		for name := range index {
			globs = append(globs, version+"/"+name+"/**")
		}
	}
	slices.Sort(globs)
	return globs
}

func ruleIDs() (ids []string) {
	for _, rule := range plan.AllRules() {
		ids = append(ids, rule.ID())
	}
	return ids
}
