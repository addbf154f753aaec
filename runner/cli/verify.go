package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/mod/semver"

	"graphconform/runner/catalog"
	"graphconform/runner/certificate"
	"graphconform/runner/connection"
	"graphconform/runner/exit"
	"graphconform/runner/pipeline"
	"graphconform/runner/settings"
	"graphconform/runner/terminal"
	"graphconform/schemas"
	"graphconform/suites/conform"
	"graphconform/suites/evidence"
)

type verifyCmd struct {
	Bundle   string   `arg:"" optional:"" help:"Folder that certify wrote." placeholder:"DIR"`
	All      string   `help:"Folder of such folders: check each, and write index.html and index.json there." placeholder:"DIR"`
	Key      []string `help:"Public key that is trusted, in PEM. May be given again." placeholder:"FILE"`
	Trust    string   `help:"Public keys that are trusted: a YAML list of name, key (PEM) and until." placeholder:"FILE"`
	Revoked  string   `help:"What was taken back: a YAML list of certificate or key, by id, and reason." placeholder:"FILE"`
	MinShare float64  `help:"Refuse what covers less of the documented operations, in percent." placeholder:"N"`
	MinSuite string   `help:"Refuse what an older suite made, such as v1.4.0." placeholder:"VERSION"`
	JSON     bool     `name:"json" help:"Print what was found as one JSON object."`
	Spot     int      `help:"Send so many scenarios to --target, drawn by chance and with new values, and compare with the certificate." placeholder:"N"`
	Catalog  string   `help:"Folder that derive wrote, of which the certificate is; else the catalog inside the program." placeholder:"DIR"`
	settings.TargetFlags
}

// memoryOfVerify is from how many bytes on verification rather spends time than memory, as a run does.
const memoryOfVerify = 780 << 20

// verified is what verify prints of a bundle as JSON.
type verified struct {
	Format      int                      `json:"format"`
	Bundle      string                   `json:"bundle"`
	Verdict     string                   `json:"verdict"` // verified, refused or unreadable
	Reason      certificate.Reason       `json:"reason,omitempty"`
	Detail      string                   `json:"detail,omitempty"`
	ID          string                   `json:"id,omitempty"` // of the certificate
	Key         string                   `json:"key,omitempty"`
	SignedBy    string                   `json:"signedBy,omitempty"` // as the trust file has it
	Notes       []string                 `json:"notes,omitempty"`
	Certificate *certificate.Certificate `json:"certificate,omitempty"` // where it is verified
	Spot        *certificate.Spotted     `json:"spot,omitempty"`
}

// Run checks a certificate by nothing but its evidence, offline; with --spot it asks the product, too.
func (c *verifyCmd) Run(e *env) error {
	if (c.Bundle == "") == (c.All == "") {
		return exit.Usagef("verify: name the folder that certify wrote, or --all with a folder of such folders")
	}
	if c.Spot < 0 || (c.Spot > 0) != (c.Target != nil || c.Cloud != "") || c.Spot > 0 && c.All != "" {
		return exit.Usagef("--spot N: stands with --target, and of one certificate; give both, or neither")
	}
	debug.SetMemoryLimit(memoryOfVerify)
	with, err := c.verifier(e)
	if err != nil {
		return err
	}
	if c.All != "" {
		return c.all(e, with)
	}
	found, err := with.Verify(e.ctx, c.Bundle)
	if e.ctx.Err() != nil {
		return exit.With(exit.Inconclusive, errors.New("verify: interrupted; nothing is said of the certificate"))
	}
	out := outcome(c.Bundle, found, err)
	if err == nil && c.Spot > 0 {
		if out.Spot, err = c.spot(e, found, with.Catalog); err != nil {
			return err
		}
	}
	if err := c.print(e, out); err != nil {
		return err
	}
	return out.exit()
}

// verifier reads what certificates are held against.
func (c *verifyCmd) verifier(e *env) (*certificate.Verifier, error) {
	v := &certificate.Verifier{Version: version(), Now: time.Now(), MinShare: c.MinShare / 100, MinSuite: c.MinSuite,
		Say: func(text string) { e.note("%s", text) }}
	if c.MinShare < 0 || c.MinShare > 100 {
		return nil, exit.Usagef("--min-share %v: want percent, from 0 to 100", c.MinShare)
	}
	if c.MinSuite != "" && !semver.IsValid(c.MinSuite) {
		return nil, exit.Usagef("--min-suite %s: want a version such as v1.4.0", c.MinSuite)
	}
	for _, path := range c.Key {
		data, err := schemas.ReadFile(path, smallFile)
		if err != nil {
			return nil, exit.Usagef("--key: %w", err)
		}
		key, err := certificate.ParsePublic(data)
		if err != nil {
			return nil, exit.Usagef("--key %s: %w", path, err)
		}
		v.Keys = append(v.Keys, certificate.Trusted{Key: key})
	}
	if c.Trust != "" {
		trusted, err := readList(c.Trust, certificate.ParseTrust)
		if err != nil {
			return nil, exit.Usagef("--trust: %w", err)
		}
		v.Keys = append(v.Keys, trusted...)
	}
	if len(v.Keys) == 0 {
		return nil, exit.Usagef("verify: which key is trusted? Give the vendor's --key pub.pem, from a place that you trust, " +
			"or --trust FILE")
	}
	var err error
	if c.Revoked != "" {
		if v.Revoked, err = readList(c.Revoked, certificate.ParseRevoked); err != nil {
			return nil, exit.Usagef("--revoked: %w", err)
		}
	}
	if v.Catalog, err = catalog.Open(c.Catalog); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	v.Embedded, err = catalog.Open("")
	return v, err
}

func readList[T any](path string, parse func([]byte, string) (T, error)) (list T, err error) {
	data, err := schemas.ReadFile(path, smallFile)
	if err != nil {
		return list, err
	}
	return parse(data, path)
}

// outcome words what Verify returned.
func outcome(bundle string, found *certificate.Verified, err error) *verified {
	out := &verified{Format: 1, Bundle: bundle, Verdict: "verified"}
	if found != nil && found.ID != "" {
		out.ID, out.Key, out.SignedBy, out.Notes = found.ID, found.By.Key.ID(), found.By.Name, found.Notes
	}
	var refused *certificate.Refusal
	switch {
	case err == nil:
		out.Certificate = found.Certificate
	case errors.As(err, &refused):
		out.Verdict, out.Reason, out.Detail = "refused", refused.Reason, refused.Detail
	default:
		out.Verdict, out.Detail = "unreadable", err.Error()
	}
	return out
}

// exit words it as an exit code.
func (v *verified) exit() error {
	switch {
	case v.Verdict == "unreadable":
		return exit.Quietly(exit.Usage)
	case v.Verdict == "refused" || v.Spot != nil && len(v.Spot.Changed) > 0:
		return exit.Quietly(exit.Fail)
	case v.Spot != nil && (v.Spot.Unjudged > 0 || v.Spot.Checks == 0):
		return exit.Quietly(exit.Inconclusive)
	}
	return nil
}

// print prints what was found.
func (c *verifyCmd) print(e *env, v *verified) error {
	if c.JSON {
		return printJSON(e.out, v)
	}
	line := func(format string, args ...any) { fmt.Fprintln(e.out, conform.Printable(fmt.Sprintf(format, args...))) }
	switch v.Verdict {
	case "unreadable":
		return exit.Usagef("verify %s: %s", c.Bundle, v.Detail)
	case "refused":
		line("REFUSED %s: %s", v.Reason, v.Detail)
		return nil
	}
	made := v.Certificate
	pairs := [][]string{{"product", made.Product.Name + " " + made.Product.Version + ", " + made.Product.Vendor},
		{"covers", made.Coverage.String()}, {"profile", made.Profile}, {"issued", made.Issued}}
	if made.Expires != "" {
		pairs = append(pairs, []string{"until", made.Expires})
	}
	for _, r := range made.Runs {
		pairs = append(pairs, []string{"run", fmt.Sprintf("seed %d, %d checks: %d passed, %d failed, %d unsupported, %d inconclusive",
			r.Seed, r.Counts.Planned, r.Counts.Pass, r.Counts.Fail, r.Counts.Unsupported, r.Counts.Inconclusive)})
	}
	for _, d := range made.Disputes {
		pairs = append(pairs, []string{"disputed", d.Check + ": " + d.Statement})
	}
	pairs = append(pairs, []string{"suite", made.Suite.Version}, []string{"certificate", v.ID}, []string{"key", v.Key})
	if v.SignedBy != "" {
		pairs = append(pairs, []string{"signed by", v.SignedBy})
	}
	for _, note := range v.Notes {
		pairs = append(pairs, []string{"note", note})
	}
	for _, unproved := range made.Unproved {
		pairs = append(pairs, []string{"unproved", unproved})
	}
	if err := terminal.Pairs(e.out, printable(pairs)); err != nil {
		return err
	}
	if v.Spot != nil {
		for _, changed := range v.Spot.Changed {
			line("CHANGED %s: passed for the certificate, and is %s now: %s", changed.Check, changed.Verdict, changed.Why)
		}
		line("SPOT %d scenarios, %d checks, seed %d: %d changed, %d could not be judged", v.Spot.Scenarios, v.Spot.Checks, v.Spot.Seed,
			len(v.Spot.Changed), v.Spot.Unjudged)
	}
	line("VERIFIED %s", made)
	return nil
}

func printable(pairs [][]string) [][]string {
	for _, pair := range pairs {
		for i := range pair {
			pair[i] = conform.Printable(pair[i])
		}
	}
	return pairs
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// spot sends a sample of the certificate's scenarios to a live product, with values that nobody knew before.
func (c *verifyCmd) spot(e *env, found *certificate.Verified, from catalog.Catalog) (*certificate.Spotted, error) {
	s, err := c.spotSettings(found)
	if err != nil {
		return nil, err
	}
	to, err := connection.Open(e.ctx, s, connection.Endpoint{}, e.environment())
	if err != nil {
		return nil, err
	}
	defer to.Close()
	e.ending.add(to.Close)
	if err := permit(e, s, to); err != nil {
		return nil, err
	}
	inputs, err := pipelineOf(s)
	if err != nil {
		return nil, err
	}
	options := pipeline.OptionsOf(found.Headers[0])
	options.Seed, options.Run = s.Seed, inputs.Options.Run
	whole, err := from.Plan(options)
	if err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	made, scenarios := certificate.Sample(whole, c.Spot, rand.New(rand.NewPCG(s.Seed, rand.Uint64())))
	inputs.Options, inputs.Made, inputs.Quiet = options, made, true
	planned, err := inputs.Plan()
	if err != nil {
		return nil, err
	}
	nowhere := func(*pipeline.Exercise, evidence.Header) (func() error, error) {
		return func() error { return nil }, nil
	}
	result, _, unreached, err := carrier{e, s, to, to.Sender, nowhere}.carryOut(inputs, planned)
	if unreached != nil {
		err = exit.With(exit.Inconclusive, unreached)
	}
	if err != nil {
		return nil, err
	}
	spotted := found.Compare(result.Report, scenarios)
	return &spotted, nil
}

// spotSettings resolves what the sample is sent with.
func (c *verifyCmd) spotSettings(found *certificate.Verified) (settings.Settings, error) {
	flags := settings.Flags{Catalog: c.Catalog, Profile: found.Certificate.Profile, TargetFlags: c.TargetFlags}
	in, err := flags.Read()
	if err != nil {
		return settings.Settings{}, err
	}
	s, err := flags.Resolve(in)
	if err == nil && s.ReadOnly() {
		return s, exit.Usagef("--spot: %s %s and would only be read; give --emulator where nobody's objects are there",
			s.Root(), whyTenant(s))
	}
	return s, err
}

// all checks every certificate of a registry, and writes its index.
func (c *verifyCmd) all(e *env, with *certificate.Verifier) error {
	folders, err := certificate.Bundles(c.All)
	if err != nil {
		return exit.Usagef("--all: %w", err)
	}
	if len(folders) == 0 {
		return exit.Usagef("--all %s: no folder in it; put those in it that certify wrote", c.All)
	}
	entries, refused := []certificate.Entry{}, 0
	for _, folder := range folders {
		found, err := with.Verify(e.ctx, filepath.Join(c.All, folder))
		if e.ctx.Err() != nil {
			return exit.With(exit.Inconclusive, e.ctx.Err())
		}
		entry := certificate.NewEntry(folder, found, err)
		if entries = append(entries, entry); entry.Verdict != "verified" {
			refused++
		}
		if !c.JSON {
			detail := ""
			if entry.Detail != "" {
				detail = " " + string(entry.Reason) + ": " + entry.Detail
			}
			fmt.Fprintln(e.out, conform.Printable(fmt.Sprintf("%s %s%s", entry.Verdict, folder, detail)))
		}
	}
	if err := certificate.WriteRegistry(c.All, entries); err != nil {
		return exit.With(exit.Inconclusive, fmt.Errorf("--all: %w", err))
	}
	if c.JSON {
		if err := printJSON(e.out, entries); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(e.out, "%d certificates, %d of them verified\n", len(entries), len(entries)-refused)
	}
	if refused > 0 {
		return exit.Quietly(exit.Fail)
	}
	return nil
}
