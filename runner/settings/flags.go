package settings

import (
	"time"

	"graphconform/runner/report"
)

// Flags are what is given to a command that checks a target, by flags or by the environment. Nothing changes them.
type Flags struct {
	Select     []string `predictor:"glob" group:"checked" help:"Glob on check ids; ** crosses slashes. May be given again." placeholder:"GLOB" sep:"none"`
	Exclude    []string `predictor:"glob" group:"checked" help:"Glob on check ids that are left out. May be given again." placeholder:"GLOB" sep:"none"`
	All        bool     `group:"checked" help:"Check all that the pages document, also where that is much, or not on this machine."`
	Claims     string   `predictor:"file" group:"checked" help:"Claims file, as map writes it: what it names is checked, and nothing else; what it calls unclear may be refused." placeholder:"FILE"`
	Profile    string   `predictor:"profile" group:"checked" help:"Set of rules: documented, strict or observed; list --profiles explains them." placeholder:"NAME"`
	Strict     bool     `group:"checked" help:"Also check what the real service itself is known to break."`
	Observe    bool     `group:"checked" help:"Only read: list and get what exists. That is the default off the loopback interface."`
	Effort     string   `group:"checked" help:"How much is tried: quick, standard or exhaustive; else standard for Microsoft Graph, and exhaustive elsewhere." enum:"quick,standard,exhaustive," default:"" placeholder:"EFFORT"`
	Catalog    string   `predictor:"dir" group:"checked" help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	OnlyFailed *string  `predictor:"file" group:"checked" help:"report.json of an earlier run, or its folder: check again what failed or could not be judged in it, with its values, and nothing else." placeholder:"FILE"`

	Plan     bool    `group:"course" help:"Print how much would be sent, with which permissions and in which time, and send nothing."`
	Seed     *uint64 `group:"course" help:"Seed of the values that are sent; else a new one, which is printed." placeholder:"N"`
	FailFast bool    `group:"course" help:"Stop at the first check that fails. What was not judged by then is inconclusive."`
	Shard    string  `group:"course" help:"Take part I of N of the resources; merge joins the reports. Needs --seed, the same for all parts. job/N: the part of this pod of an Indexed Job of Kubernetes." placeholder:"I/N"`
	PickUp   bool    `group:"course" help:"What an earlier start of this run left in the folder of --report is picked up: its objects are removed, what it judged is kept, and a run that had ended is not run again."`
	Resume   string  `predictor:"dir" group:"course" help:"Folder of the report of a run that was interrupted: go on with it, under the same flags." placeholder:"DIR"`

	Report *string `predictor:"dir" group:"report" help:"Folder to write the reports to: report.json, report.html and more." placeholder:"DIR"`
	ReportModeFlag

	Waivers  *string `predictor:"file" group:"known" help:"Waiver file: failures that are known and do not fail the run." placeholder:"FILE"`
	Baseline *string `predictor:"file" group:"known" help:"report.json of an earlier run, or its folder: what failed in it does not fail this one." placeholder:"FILE"`
	RenamedFlag

	TargetFlags

	Fault   []string `predictor:"fault" group:"embedded" help:"Fault of the embedded tenant, by name; serve --list shows them. May be given again." placeholder:"NAME"`
	Variant []string `predictor:"variant" group:"embedded" help:"Variant of the embedded tenant, by name. May be given again." placeholder:"NAME"`
}

// RenamedFlag lets what was written down about checks go on under their new ids.
type RenamedFlag struct {
	Renamed *string `predictor:"file" group:"known" help:"Names that derive --diff --renamed found spelt otherwise: checks are known by their former ids too. Else the list inside the program." placeholder:"FILE"`
}

// ReportModeFlag lets others read what a run writes.
type ReportModeFlag struct {
	ReportMode report.Mode `group:"report" help:"Permissions of the files of a report, its journal and evidence, such as 0640; else they are for the user alone." placeholder:"MODE"`
}

// TargetFlags say where the target is and how it is reached. What they give goes before the target file.
type TargetFlags struct {
	Target      *string           `predictor:"file" group:"target" help:"Target file (FILE.yaml), or the service root without version segment, such as http://127.0.0.1:8080." placeholder:"FILE|URL"`
	Cloud       string            `predictor:"cloud" group:"target" help:"In place of --target: a deployment of Microsoft Graph (global, usgov-l4, usgov-l5, china)." placeholder:"NAME"`
	Exec        string            `group:"target" help:"Command that serves the target: started before, ended after the run." placeholder:"COMMAND"`
	Parent      map[string]string `group:"target" help:"Id of a parent to work below, by placeholder name. May be given again." placeholder:"NAME=ID"`
	Header      map[string]string `group:"target" help:"Header of every request. May be given again." placeholder:"NAME=VALUE"`
	Consistency *time.Duration    `group:"target" help:"How long a write may take to show in reads and lists, which are repeated until then; else 30s for Microsoft Graph, and no time elsewhere." placeholder:"TIME"`

	Token  *string `group:"sign-in" help:"Bearer token for the target; else the variable GRAPH_TOKEN." env:"GRAPH_TOKEN" placeholder:"TOKEN"`
	SignIn string  `group:"sign-in" help:"How to get a token: client-secret, certificate, workload-identity, github-oidc, azure-pipelines, managed-identity, azure-cli, device-code, token, none." placeholder:"METHOD"`
	Tenant string  `group:"sign-in" help:"Id of the tenant." placeholder:"ID"`

	AllowWrites  bool     `group:"guards" help:"Write to a tenant that the target file allows; else it is only read. A tenant is what is not on the loopback interface, or is given a token of Microsoft Entra."`
	Emulator     bool     `group:"guards" help:"Nobody's objects are there: write to a target whose name resolves to private addresses only."`
	CAFile       string   `predictor:"file" group:"guards" name:"ca-file" help:"PEM file of certificate authorities to trust." placeholder:"FILE"`
	Insecure     bool     `group:"guards" help:"Trust any certificate; for https on the loopback interface only."`
	InsecureHTTP bool     `group:"guards" name:"insecure-http" help:"Send the token over http to what is not on the loopback interface: everybody on the way can read it there."`
	Redact       []string `group:"guards" help:"JSONPath of a value that no report may show. May be given again." placeholder:"JSONPATH" sep:"none"`

	Workers     int            `group:"pace" help:"Scenarios at once; 3 for the embedded tenant, else 16 on loopback and 4 elsewhere." placeholder:"N"`
	Timeout     *time.Duration `group:"pace" help:"Time limit of one request; else 30s." placeholder:"TIME"`
	Rate        Rate           `group:"pace" help:"Requests a second, or N/M where M processes share N, of which 2 may write at Microsoft Graph; else what the target file says, or 20, of these 2 that write, for Microsoft Graph, and any number elsewhere: the parts of --shard share that." placeholder:"N"`
	MaxRequests int64          `group:"pace" help:"Send no more requests than this, but for removing what was made." placeholder:"N"`
	MaxKept     int64          `group:"pace" help:"MiB of memory for the answers of one resource, beyond what is expected; else 64 on the loopback interface and 256 elsewhere. What comes beyond is not judged." placeholder:"N"`
	Proxy       string         `group:"pace" help:"HTTP proxy; else what the environment names." placeholder:"URL"`
}
