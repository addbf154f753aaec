package settings_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"graphconform/runner/exit"
	"graphconform/runner/report"
	"graphconform/runner/settings"
	"graphconform/runner/target"
	"graphconform/suites/conform"
	"graphconform/suites/resource"
)

func given[T any](value T) *T { return &value }

func url(root string) settings.Flags {
	return settings.Flags{TargetFlags: settings.TargetFlags{Target: &root}}
}

func resolve(t *testing.T, flags settings.Flags, in settings.Inputs) settings.Settings {
	t.Helper()
	s, err := flags.Resolve(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Flags go before the target file, and lists of both are joined.
func TestFlagsOverFile(t *testing.T) {
	file := &target.File{
		URL: "http://127.0.0.1:1", Tenant: "a", Workers: 2, Rate: 3, Profile: "observed", Claims: "file.yaml",
		Timeout: target.Duration(time.Second),
		Parents: map[string]string{"x": "1", "y": "2"}, Headers: map[string]string{"A": "1"}, Redact: []string{"$..a"},
		SignIn: target.SignIn{Method: "device-code", Client: "c"},
	}
	before := fmt.Sprintf("%+v", *file)
	alone := resolve(t, settings.Flags{}, settings.Inputs{File: file})
	if got := alone.Target; got.Tenant != "a" || got.Workers != 2 || got.Profile != "observed" || got.Claims != "file.yaml" ||
		alone.Embedded || alone.Token != nil {
		t.Errorf("the file alone: %+v", alone)
	}
	flags := settings.Flags{Profile: "strict", Claims: "flag.yaml", TargetFlags: settings.TargetFlags{
		Tenant: "b", Workers: 5, Rate: settings.Rate{PerSecond: 7}, SignIn: "none",
		Timeout: given(2 * time.Second), Redact: []string{"$..b"},
		Parent: map[string]string{"y": "3", "z": "4"}, Header: map[string]string{"B": "2"},
	}}
	flagsBefore := fmt.Sprintf("%+v", flags)
	s := resolve(t, flags, settings.Inputs{File: file})
	want := target.File{
		URL: "http://127.0.0.1:1", Tenant: "b", Workers: 5, Rate: 7, Profile: "strict", Claims: "flag.yaml",
		Timeout: target.Duration(2 * time.Second),
		Parents: map[string]string{"x": "1", "y": "3", "z": "4"}, Headers: map[string]string{"A": "1", "B": "2"},
		Redact: []string{"$..a", "$..b"},
		SignIn: target.SignIn{Method: "none", Client: "c"},
	}
	if !reflect.DeepEqual(s.Target, want) || len(s.Parents) != 2 {
		t.Errorf("%+v, want %+v", s.Target, want)
	}
	if after := fmt.Sprintf("%+v", *file); after != before {
		t.Errorf("the file was changed: %s", after)
	}
	if after := fmt.Sprintf("%+v", flags); after != flagsBefore {
		t.Errorf("the flags were changed: %s", after)
	}
}

// Values of --header are secrets, but for those of the protocol; those of a target file are none.
func TestSecrets(t *testing.T) {
	flags := url("https://example.org")
	flags.Header = map[string]string{"X-Key": "open-sesame", "prefer": "x", "OData-Version": "4.0"}
	s := resolve(t, flags, settings.Inputs{})
	if !slices.Equal(s.Secrets, []string{"open-sesame"}) {
		t.Errorf("%v", s.Secrets)
	}
	resolve(t, settings.Flags{}, settings.Inputs{File: &target.File{URL: "https://example.org", Headers: map[string]string{"X-Run": "1"}}})
}

// What may be done to a target, and at which pace, follows from where it is.
func TestLimits(t *testing.T) {
	remote, cloud := url("https://example.org"), settings.Flags{TargetFlags: settings.TargetFlags{Cloud: "global"}}
	allowed := cloud
	allowed.AllowWrites = true
	observing := url("http://localhost:1")
	observing.Observe = true
	proxied := url("http://127.0.0.1:1")
	proxied.Proxy = "http://proxy.example:3128"
	part := cloud
	part.Shard, part.Seed = "3/8", given[uint64](1)
	paced, halved, local := part, part, url("http://127.0.0.1:1")
	paced.Rate, halved.Rate = settings.Rate{PerSecond: 20}, settings.Rate{PerSecond: 20, Sharers: 2}
	local.Shard, local.Seed = part.Shard, part.Seed
	for _, test := range []struct {
		name                              string
		flags                             settings.Flags
		file                              *target.File
		embedded, loopback, graph         bool
		readOnly, noAuth                  bool
		workers                           int
		rate, writeRate                   float64
		thousandReads, thousandReadsWrite time.Duration
	}{
		{"embedded", settings.Flags{}, nil, true, true, false, false, false, 3, 0, 0, time.Second, time.Second},
		{"loopback", url("http://127.0.0.1:1"), nil, false, true, false, false, false, 16, 0, 0, time.Second, time.Second},
		{"told to read", observing, nil, false, true, false, true, false, 16, 0, 0, time.Second, time.Second},
		{"by a proxy elsewhere", proxied, nil, false, false, false, true, false, 4, 0, 0, 37500 * time.Millisecond,
			37500 * time.Millisecond},
		{"elsewhere", remote, nil, false, false, false, true, false, 4, 0, 0, 37500 * time.Millisecond, 37500 * time.Millisecond},
		{"cloud", cloud, nil, false, false, true, true, true, 4, 20, 2, 50 * time.Second, 500 * time.Second},
		{"cloud by URL", url("https://graph.microsoft.com"), nil, false, false, true, true, true, 4, 20, 2,
			50 * time.Second, 500 * time.Second},
		{"cloud to write to", allowed, nil, false, false, true, false, true, 4, 20, 2, 50 * time.Second, 500 * time.Second},
		{"part of a run", part, nil, false, false, true, true, true, 4, 2.5, 0.25, 400 * time.Second, 4000 * time.Second},
		{"part with a file's rate", part, &target.File{Rate: 40}, false, false, true, true, true, 4, 5, 5, 200 * time.Second,
			200 * time.Second},
		{"part with a rate of its own", paced, nil, false, false, true, true, true, 4, 20, 20, 50 * time.Second, 50 * time.Second},
		{"one of two at once", halved, nil, false, false, true, true, true, 4, 10, 1, 100 * time.Second, 1000 * time.Second},
		{"part on loopback", local, nil, false, true, false, false, false, 16, 0, 0, time.Second, time.Second},
		{"cloud by file", settings.Flags{}, &target.File{Cloud: "china", Auth: true, Rate: 5, Workers: 9}, false, false, true, true, false,
			9, 5, 5, 200 * time.Second, 200 * time.Second},
	} {
		s := resolve(t, test.flags, settings.Inputs{File: test.file})
		rate, writeRate := s.Rates()
		if s.Embedded != test.embedded || s.Loopback() != test.loopback || s.Graph() != test.graph || s.ReadOnly() != test.readOnly ||
			s.NoAuth() != test.noAuth {
			t.Errorf("%s: embedded %t, loopback %t, Graph %t, only read %t, no bad tokens %t", test.name, s.Embedded, s.Loopback(),
				s.Graph(), s.ReadOnly(), s.NoAuth())
		}
		if s.Workers() != test.workers || rate != test.rate || writeRate != test.writeRate {
			t.Errorf("%s: %d workers, %g and %g requests a second", test.name, s.Workers(), rate, writeRate)
		}
		if a, b := s.Duration(1000, 0), s.Duration(1000, 1000); a != test.thousandReads || b != test.thousandReadsWrite {
			t.Errorf("%s: %s and %s", test.name, a, b)
		}
	}
}

func TestWhatIsChecked(t *testing.T) {
	failed := &report.Report{Seed: 8, Checks: []report.Check{
		{ID: "a", Verdict: conform.Fail}, {ID: "b", Verdict: conform.Pass}, {ID: "c", Verdict: conform.Inconclusive},
		{ID: "d", Verdict: conform.Disabled},
	}}
	s := resolve(t, settings.Flags{Select: []string{"e/**"}, OnlyFailed: given("r.json")}, settings.Inputs{Failed: failed, Seed: 9})
	if !slices.Equal(s.Select, []string{"a", "c", "e/**"}) || s.Seed != 8 || s.Profile.Name != "documented" || *s.Token == "" {
		t.Errorf("%+v", s)
	}
	failed.Configuration = map[string]string{"effort": "standard"}
	for effort, want := range map[string]resource.Effort{"": resource.Standard, "quick": resource.Quick} {
		s := resolve(t, settings.Flags{OnlyFailed: given("r.json"), Effort: effort}, settings.Inputs{Failed: failed, Seed: 9})
		if got := s.Effort(); got != want || s.Configuration(nil)["effort"] != string(want) {
			t.Errorf("effort %s of a run whose values are sent again, want %s", got, want)
		}
	}
	again := settings.Flags{OnlyFailed: given("r.json"), Seed: given[uint64](4)}
	if s = resolve(t, again, settings.Inputs{Failed: failed, Seed: 9}); s.Seed != 4 {
		t.Errorf("seed %d", s.Seed)
	}
	s = resolve(t, settings.Flags{Strict: true, Profile: "observed", Seed: given[uint64](4), Shard: "2/3"}, settings.Inputs{Seed: 9})
	if s.Seed != 4 || s.Shard != (settings.Shard{Index: 2, Count: 3}) || s.Profile.Name != "strict" || !s.Profile.Strict {
		t.Errorf("%+v", s)
	}
	s = resolve(t, settings.Flags{Seed: given[uint64](4), Shard: "job/3"}, settings.Inputs{Index: "2"})
	if s.Shard != (settings.Shard{Index: 3, Count: 3}) {
		t.Errorf("the third pod takes %+v", s.Shard)
	}
	earlier := &report.Report{Seed: 6}
	s = resolve(t, settings.Flags{PickUp: true, Report: given("dir")}, settings.Inputs{Earlier: earlier, Seed: 9})
	if s.Seed != 6 || s.Report != "dir" || s.Earlier != earlier || !s.PickUp {
		t.Errorf("%+v", s)
	}
	s = resolve(t, settings.Flags{Resume: "dir", Shard: "1/2", Report: given("./dir/")}, settings.Inputs{Earlier: earlier, Seed: 9})
	if s.Seed != 6 || s.Report != "dir" || s.Earlier != earlier {
		t.Errorf("%+v", s)
	}
}

func TestWhatCannotBe(t *testing.T) {
	at := func(change func(*settings.Flags)) settings.Flags {
		flags := url("http://127.0.0.1:1")
		change(&flags)
		return flags
	}
	earlier := settings.Inputs{Earlier: &report.Report{Seed: 6}}
	for _, test := range []struct {
		flags settings.Flags
		in    settings.Inputs
		want  string
	}{
		{url(""), settings.Inputs{}, "--target: empty"},
		{url("localhost:8080"), settings.Inputs{}, "--target localhost:8080: "},
		{at(func(f *settings.Flags) { f.Cloud = "global" }), settings.Inputs{}, "--cloud: stands beside --target"},
		{at(func(f *settings.Flags) { f.Fault = []string{"create_answers_200"} }), settings.Inputs{}, "leave --target out"},
		{settings.Flags{Fault: []string{"create_answers_20"}}, settings.Inputs{}, "create_answers_200"},
		{at(func(f *settings.Flags) { f.Workers = -1 }), settings.Inputs{}, "--workers -1: "},
		{at(func(f *settings.Flags) { f.Timeout = given(time.Duration(0)) }), settings.Inputs{}, "--timeout 0s: "},
		{at(func(f *settings.Flags) { f.Consistency = given(time.Duration(0)) }), settings.Inputs{}, "--consistency 0s: "},
		{at(func(f *settings.Flags) { f.Consistency = given(time.Hour) }), settings.Inputs{}, "--consistency 1h0m0s: "},
		{at(func(f *settings.Flags) { f.Token = given("a\n") }), settings.Inputs{}, "--token: "},
		{at(func(f *settings.Flags) { f.Profile = "obserbed" }), settings.Inputs{}, "--profile: "},
		{at(func(f *settings.Flags) { f.Target = given("https://h/sesame-street"); f.Token = given("sesame-street") }), settings.Inputs{},
			"--target: holds the token"},
		{at(func(f *settings.Flags) { f.Target = given("https://h"); f.Token = given("sesame") }), settings.Inputs{},
			"--token, or GRAPH_TOKEN: shorter than 8"},
		{at(func(f *settings.Flags) {
			f.Target = given("https://h")
			f.Header = map[string]string{"X-Key": "sesame"}
		}), settings.Inputs{}, "--header: a value shorter than 8"},
		{url("http://me:sesame@127.0.0.1"), settings.Inputs{}, "--target: holds a user or password"},
		{url("http://me:se/same@127.0.0.1"), settings.Inputs{}, "--target: holds a user or password"},
		{url("me:sesame@127.0.0.1"), settings.Inputs{}, "--target: holds a user or password"},
		{at(func(f *settings.Flags) { f.Proxy = "http://me:sesame@127.0.0.1:1" }), settings.Inputs{}, "--proxy: holds a user or password"},
		{at(func(f *settings.Flags) { f.Proxy = "http://127.0.0.1:1"; f.Emulator = true }), settings.Inputs{},
			"--emulator: stands beside proxy"},
		{settings.Flags{OnlyFailed: given("r.json")}, settings.Inputs{Failed: &report.Report{}}, "--only-failed r.json: nothing failed"},
		{settings.Flags{Shard: "1/2"}, settings.Inputs{}, "give --seed too"},
		{settings.Flags{Shard: "3/2", Seed: given[uint64](1)}, settings.Inputs{}, "want I/N"},
		{settings.Flags{Shard: "job/4", Seed: given[uint64](1)}, settings.Inputs{}, `JOB_COMPLETION_INDEX is "", and has to be a number`},
		{settings.Flags{Shard: "job/4", Seed: given[uint64](1)}, settings.Inputs{Index: "one"}, `is "one"`},
		{settings.Flags{Shard: "job/4", Seed: given[uint64](1)}, settings.Inputs{Index: "4"}, "from 0 on and below 4"},
		{settings.Flags{Shard: "job/4", Seed: given[uint64](1)}, settings.Inputs{Index: "-1"}, "from 0 on and below 4"},
		{settings.Flags{Shard: "job/4"}, settings.Inputs{Index: "0"}, "give --seed too"},
		{settings.Flags{Shard: "job", Seed: given[uint64](1)}, settings.Inputs{Index: "0"}, "want I/N"},
		{settings.Flags{Shard: "job/x", Seed: given[uint64](1)}, settings.Inputs{Index: "0"}, "want I/N"},
		{settings.Flags{Shard: "job/2000", Seed: given[uint64](1)}, settings.Inputs{Index: "0"}, "at most 1000 parts"},
		{settings.Flags{PickUp: true, Report: given("dir"), Seed: given[uint64](5)}, earlier, "the run in dir has seed 6, not 5"},
		{settings.Flags{Shard: "1/1001", Seed: given[uint64](1)}, settings.Inputs{}, "at most 1000 parts"},
		{settings.Flags{Resume: "dir", Seed: given[uint64](5)}, earlier, "the run in dir has seed 6"},
		{settings.Flags{Resume: "dir", Report: given("other")}, earlier, "--report: stands beside --resume"},
	} {
		_, err := test.flags.Resolve(test.in)
		if exit.Code(err) != exit.Usage || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %s", err, test.want)
		}
		if err != nil && (strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), "se/same")) {
			t.Errorf("a password is shown: %v", err)
		}
	}
}

// A target that is given a token of Microsoft Entra is a tenant wherever it is, and no word of a file makes it an emulator.
func TestTenants(t *testing.T) {
	const entra = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC90MS8ifQ.c2ln" // its issuer is https://sts.windows.net/t1/
	here, there := "http://127.0.0.1:1", "https://emulator.internal"
	for _, test := range []struct {
		name                      string
		file                      target.File
		flags                     settings.TargetFlags
		variable                  string
		entra, loopback, readOnly bool
	}{
		{"no token", target.File{URL: here}, settings.TargetFlags{}, "", false, true, false},
		{"an opaque token", target.File{URL: here}, settings.TargetFlags{Token: given("opaque-token")}, "", false, true, false},
		{"by flag", target.File{URL: here}, settings.TargetFlags{Token: given(entra)}, "", true, false, true},
		{"by variable", target.File{URL: here, SignIn: target.SignIn{Method: "token", TokenEnv: "T"}}, settings.TargetFlags{},
			entra, true, false, true},
		{"by header", target.File{URL: here, Headers: map[string]string{"X-Forward": "Bearer " + entra}},
			settings.TargetFlags{}, "", true, false, true},
		{"by sign-in", target.File{URL: here, SignIn: target.SignIn{Method: "client-secret"}},
			settings.TargetFlags{}, "", true, false, true},
		{"by sign-in there", target.File{URL: here,
			SignIn: target.SignIn{Method: "device-code", Authority: "https://login.microsoftonline.us"}},
			settings.TargetFlags{}, "", true, false, true},
		{"by sign-in elsewhere", target.File{URL: here, SignIn: target.SignIn{Method: "client-secret", Authority: "https://127.0.0.1:2"}},
			settings.TargetFlags{}, "", false, true, false},
		{"not sent", target.File{URL: here, SignIn: target.SignIn{Method: "none"}}, settings.TargetFlags{Token: given(entra)},
			"", false, true, false},
		{"allowed", target.File{URL: here}, settings.TargetFlags{Token: given(entra), AllowWrites: true}, "", true, false, false},
		{"called an emulator", target.File{URL: here, Emulator: true}, settings.TargetFlags{Token: given(entra)}, "", true, false, true},
		{"an emulator", target.File{URL: there, Emulator: true}, settings.TargetFlags{}, "", false, false, false},
		{"an emulator by flag", target.File{URL: there}, settings.TargetFlags{Emulator: true}, "", false, false, false},
		{"an emulator with such a token", target.File{URL: there, Emulator: true},
			settings.TargetFlags{Token: given(entra)}, "", true, false, true},
		{"Graph called an emulator", target.File{URL: "https://graph.microsoft.com", Emulator: true}, settings.TargetFlags{},
			"", false, false, true},
	} {
		s, err := test.flags.Resolve(settings.Inputs{File: &test.file, Token: test.variable})
		if err != nil {
			t.Fatal(err)
		}
		if s.Entra != test.entra || s.Loopback() != test.loopback || s.ReadOnly() != test.readOnly {
			t.Errorf("%s: Entra %t, loopback %t, only read %t", test.name, s.Entra, s.Loopback(), s.ReadOnly())
		}
		if rate, _ := s.Rates(); s.Entra && (rate == 0 || !s.NoAuth() || s.Workers() != 4) {
			t.Errorf("%s: treated as if it could not be Microsoft Graph", test.name)
		}
	}
	s, err := (&settings.Flags{TargetFlags: settings.TargetFlags{Token: given(entra)}}).Resolve(settings.Inputs{})
	if err != nil || !s.Loopback() {
		t.Errorf("the embedded tenant counts as another: %v", err)
	}
}

func TestConfiguration(t *testing.T) {
	file := &target.File{Cloud: "global", Tenant: "t", AllowTenants: []string{"t", "u"}, Prefix: "p", Rate: 5, MaxRequests: 10, MaxKept: 7}
	flags := map[string]string{"seed": "5", "workers": "given otherwise"}
	s := resolve(t, settings.Flags{}, settings.Inputs{File: file})
	want := map[string]string{
		"seed": "5", "workers": "4", "timeout": "30s", "cloud": "global", "tenant": "t", "profile": "documented", "allow-tenants": "t, u",
		"prefix": "p", "rate": "5", "max-requests": "10", "max-kept": "7", "consistency": "30s", "effort": "standard",
	}
	if got := s.MaxKept(); got != 7<<20 {
		t.Errorf("%d bytes", got)
	}
	for root, want := range map[string]int64{"http://127.0.0.1:1": 64 << 20, "https://graph.example": 256 << 20} {
		other := resolve(t, settings.Flags{TargetFlags: settings.TargetFlags{Target: &root}}, settings.Inputs{})
		if other.MaxKept() != want {
			t.Errorf("%s: %d bytes", root, other.MaxKept())
		}
	}
	if got := s.Configuration(flags); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if flags["workers"] != "given otherwise" {
		t.Error("the flags were changed")
	}
}

// Writes have to show at once on this machine, unless the target is said to take its time; a flag goes before the file.
func TestConsistency(t *testing.T) {
	at := func(root string) settings.Flags {
		return settings.Flags{TargetFlags: settings.TargetFlags{Target: &root}}
	}
	flagged := at("http://127.0.0.1:1")
	flagged.Consistency = given(2 * time.Second)
	file := &target.File{URL: "http://127.0.0.1:1", Consistency: target.Duration(5 * time.Second)}
	for _, test := range []struct {
		flags settings.Flags
		in    settings.Inputs
		want  time.Duration
	}{
		{settings.Flags{}, settings.Inputs{}, 0}, {at("http://127.0.0.1:1"), settings.Inputs{}, 0},
		{settings.Flags{TargetFlags: settings.TargetFlags{Cloud: "global"}}, settings.Inputs{}, 30 * time.Second},
		{at("t.yaml"), settings.Inputs{File: file}, 5 * time.Second}, {flagged, settings.Inputs{}, 2 * time.Second},
		{flagged, settings.Inputs{File: file}, 2 * time.Second},
	} {
		s := resolve(t, test.flags, test.in)
		if got := s.Consistency(); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

// On Microsoft Graph a run tries less, since it may send two writes a second.
func TestEffort(t *testing.T) {
	quick := url("https://graph.microsoft.com")
	quick.Effort = "quick"
	for _, test := range []struct {
		flags settings.Flags
		want  resource.Effort
	}{
		{settings.Flags{}, resource.Exhaustive}, {url("http://127.0.0.1:1"), resource.Exhaustive},
		{url("https://graph.microsoft.com"), resource.Standard}, {quick, resource.Quick},
	} {
		s := resolve(t, test.flags, settings.Inputs{})
		if got := s.Effort(); got != test.want {
			t.Errorf("%s: %s, want %s", s.Root(), got, test.want)
		}
	}
}

// The line repeats every flag that a verdict can depend on, and no secret.
func TestRerun(t *testing.T) {
	full := settings.Flags{
		Catalog: "my catalog", Effort: "quick", Strict: true, Claims: "c.yaml", Observe: true, Select: []string{"**"},
		Seed: given[uint64](5), Report: given("r"),
		TargetFlags: settings.TargetFlags{
			Target: given("http://127.0.0.1:1"), Token: given("sesame"), Tenant: "t", SignIn: "token", AllowWrites: true,
			Parent:  map[string]string{"y": "a b", "x": "1"},
			Timeout: given(90 * time.Second), Consistency: given(5 * time.Second), Proxy: "http://127.0.0.1:3128",
			Header: map[string]string{"X-Key": "sesame", "A": "sesame"},
			CAFile: "ca.pem", Exec: "serve --key sesame", Redact: []string{"$..x"}, Workers: 3, Rate: settings.Rate{PerSecond: 9},
		},
	}
	profiled := url("tenant.yaml")
	profiled.Profile, profiled.Insecure = "observed", true
	for _, test := range []struct {
		flags settings.Flags
		in    settings.Inputs
		want  string
	}{
		{settings.Flags{}, settings.Inputs{}, "graphconform run"},
		{settings.Flags{Fault: []string{"create_answers_200"}, Variant: []string{"times_utc"}}, settings.Inputs{},
			"graphconform run --fault create_answers_200 --variant times_utc"},
		{url("http://127.0.0.1:1"), settings.Inputs{}, "graphconform run --target http://127.0.0.1:1"},
		{profiled, settings.Inputs{File: &target.File{URL: "https://localhost:1"}},
			"graphconform run --profile observed --target tenant.yaml --insecure"},
		{settings.Flags{TargetFlags: settings.TargetFlags{Cloud: "china", Parent: map[string]string{"x": "1"}}}, settings.Inputs{},
			"graphconform run --cloud china --parent x=1"},
		{full, settings.Inputs{}, "graphconform run --catalog 'my catalog' --effort quick --strict --claims c.yaml --observe" +
			" --target http://127.0.0.1:1 --tenant t --sign-in token --parent x=1 --parent 'y=a b' --allow-writes --timeout 1m30s" +
			" --consistency 5s --header 'A=…' --header 'X-Key=…' --proxy http://127.0.0.1:3128" +
			" --ca-file ca.pem --exec '…' --redact '$..x'"},
	} {
		s := resolve(t, test.flags, test.in)
		if s.Rerun != test.want {
			t.Errorf("got\n%s, want\n%s", s.Rerun, test.want)
		}
		if !strings.HasSuffix(s.Rerun, s.Sweep) || strings.Contains(s.Rerun, "sesame") {
			t.Errorf("%q of sweep, %q", s.Sweep, s.Rerun)
		}
	}
}

func TestRate(t *testing.T) {
	for text, want := range map[string]settings.Rate{"20": {PerSecond: 20}, "0.5": {PerSecond: 0.5}, "20/4": {PerSecond: 20, Sharers: 4}} {
		var rate settings.Rate
		if err := rate.UnmarshalText([]byte(text)); err != nil || rate != want || rate.String() != text {
			t.Errorf("%s: %+v, %s, %v", text, rate, rate, err)
		}
	}
	for _, text := range []string{"", "x", "NaN", "inf", "20/", "20/0", "20/-1", "20/x", "20/4/2", "/4", "20/1001"} {
		if err := new(settings.Rate).UnmarshalText([]byte(text)); err == nil || !strings.Contains(err.Error(), "such as 20/4") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
