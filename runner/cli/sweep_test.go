package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphconform/fixtures/hostile"
	"graphconform/runner/exit"
	"graphconform/runner/journal"
	"graphconform/schemas"
	"graphconform/schemas/odata"
	"graphconform/suites/cleanup"
)

const (
	runOf      = "1a2b3c4d"
	categories = "/beta/deviceManagement/deviceCategories"
)

// scene is a tenant with other people's objects, and a journal that says what a run may have left there.
type scene struct {
	*hostile.Tenant
	*journal.File
	t      *testing.T
	root   string
	path   string
	state  string // the user's state folder
	marked int
}

func newScene(t *testing.T, header journal.Header, lies ...hostile.Lie) *scene {
	t.Helper()
	paths, err := hostile.ReadPaths(schemas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{Tenant: hostile.New(paths, hostile.Attack{Lies: lies}), t: t, state: t.TempDir(), path: filepath.Join(t.TempDir(),
		"journal.jsonl")}
	server := httptest.NewServer(s.Tenant)
	t.Cleanup(server.Close)
	s.root = server.URL
	key, err := journal.KeepKey(filepath.Join(s.state, "graphconform"))
	if err != nil {
		t.Fatal(err)
	}
	header.Target, header.Versions, header.Run, header.ID, header.Catalog = s.root, []string{"beta"}, "graphconform-"+runOf, runOf, "c"
	if s.File, err = journal.Begin(s.path, key, header); err != nil {
		t.Fatal(err)
	}
	return s
}

// mark returns another mark of the run.
func (s *scene) mark() string {
	s.marked++
	return odata.TagPrefix(runOf) + "abcd" + string(rune('a' + s.marked))[:1]
}

// request sends a request as the run did, before its end.
func (s *scene) request(method, path, body string) map[string]any {
	s.t.Helper()
	asked, err := http.NewRequestWithContext(s.t.Context(), method, s.root+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	asked.Header.Set("Authorization", "Bearer abc")
	asked.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(asked)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	object := map[string]any{}
	json.NewDecoder(response.Body).Decode(&object) //nolint:errcheck // DELETE answers nothing
	return object
}

// theirs returns the paths of objects of others.
func (s *scene) theirs() []string {
	s.t.Helper()
	var all []string
	items, _ := s.request("GET", categories, "")["value"].([]any)
	for _, item := range items {
		object, _ := item.(map[string]any)
		all = append(all, fmt.Sprint(categories, "/", object["id"]))
	}
	if len(all) < 3 {
		s.t.Fatalf("others have %q", all)
	}
	return all
}

// makes posts an object of the run with a mark.
func (s *scene) makes(mark string) string {
	s.t.Helper()
	made := s.request("POST", categories, fmt.Sprintf(`{"displayName":"Value %s"}`, mark))
	return fmt.Sprint(categories, "/", made["id"])
}

// noted journals a POST, with its answer where there was one.
func (s *scene) noted(made string, marks ...string) {
	s.t.Helper()
	number, err := s.Intend(cleanup.Intent{Collection: s.root + categories, Marks: marks})
	if err != nil {
		s.t.Fatal(err)
	}
	if made != "" {
		s.Answered(number, s.root+made)
	}
}

func (s *scene) holdsBefore(paths ...string) {
	s.t.Helper()
	ids := []string{}
	for _, path := range paths {
		ids = append(ids, path[strings.LastIndexByte(path, '/')+1:])
	}
	if err := s.Held(s.root+categories, ids); err != nil {
		s.t.Fatal(err)
	}
}

// sweep runs the command, and counts its writes.
func (s *scene) sweep(args ...string) (code int, out string, writes int) {
	s.File.Close()
	before := len(s.Entries())
	var text bytes.Buffer
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	getenv := func(name string) string { return map[string]string{"XDG_STATE_HOME": s.state}[name] }
	code = run(env{ctx: ctx, out: &text, err: &text, getenv: getenv}, append([]string{"sweep", "--journal", s.path}, args...))
	return code, text.String(), len(s.Entries()) - before
}

// jwt is a token that Microsoft Entra could have issued.
func jwt(tenant string) string {
	claims := fmt.Appendf(nil, `{"iss":"https://sts.windows.net/%s/","tid":%q}`, tenant, tenant)
	return "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".signature"
}

// asTenant are the arguments with which the target counts as a tenant that may be written to.
func (s *scene) asTenant(more string) []string {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "target.yaml")
	if err := os.WriteFile(file, []byte("url: "+s.root+"\nallow-tenants: [t1]\n"+more), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return []string{"--target", file, "--token", jwt("t1"), "--rate", "1000"}
}

// change has an answer hold other members.
func change(edit func(c *hostile.Call, object map[string]any)) hostile.Act {
	return func(c *hostile.Call, carry func() hostile.Answer) hostile.Answer {
		got := carry()
		object := got.Object()
		if object == nil {
			return got
		}
		edit(c, object)
		return got.With(object)
	}
}

// each changes the objects of a list.
func each(edit func(object map[string]any)) hostile.Act {
	return change(func(_ *hostile.Call, list map[string]any) {
		items, _ := list["value"].([]any)
		for _, item := range items {
			if object, ok := item.(map[string]any); ok {
				edit(object)
			}
		}
	})
}

var (
	getItems = hostile.When{Method: "GET", Kinds: []hostile.Kind{hostile.Item}, Path: "/deviceCategories"}
	getLists = hostile.When{Method: "GET", Kinds: []hostile.Kind{hostile.Collection}, Path: "/deviceCategories"}
	// sample is a mark of the run.
	sample = odata.TagPrefix(runOf) + "zzzzz"
)

// attacks are journals and tenants by which a sweep shall be led to what is not the run's. Each says how many objects it may remove.
func attacks() map[string]struct {
	lies    []hostile.Lie
	prepare func(*scene)
	removed int
	listed  int // more than those
	says    string
} {
	showsMark := change(func(_ *hostile.Call, object map[string]any) { object["description"] = "Value " + sample })
	return map[string]struct {
		lies    []hostile.Lie
		prepare func(*scene)
		removed int
		listed  int
		says    string
	}{
		"others' objects in place of the run's": {prepare: func(s *scene) {
			for _, path := range s.theirs() {
				s.noted(path, s.mark())
			}
		}, says: "does not show what the run wrote into it, so it is not proved the run's own; it was not touched"},
		"marks that are no marks": {prepare: func(s *scene) {
			for _, path := range s.theirs() {
				s.noted(path, "payroll", "displayname", "a", "")
				s.noted("", "payroll")
			}
		}, says: "does not show what the run wrote"},
		"names that are no names": {prepare: func(s *scene) {
			for _, path := range s.theirs() {
				number, err := s.Intend(cleanup.Intent{Collection: s.root + categories, Name: "payroll"})
				if err != nil {
					s.t.Fatal(err)
				}
				s.Answered(number, s.root+path)
			}
		}, says: "does not show what the run wrote"},
		"an id that is another one's by now": {prepare: func(s *scene) {
			mark := s.mark()
			made := s.makes(mark)
			s.request("DELETE", made, "")
			theirs := s.theirs()[0]
			s.noted(theirs, mark)
			s.noted(made, mark)
		}, says: "does not show"},
		"a tenant that shows the mark under any id": {lies: []hostile.Lie{{When: getItems, Do: func(c *hostile.Call,
			carry func() hostile.Answer) hostile.Answer {
			got := carry()
			return hostile.Answer{Status: 200, Header: http.Header{}}.With(map[string]any{"id": "x", "displayName": sample,
				"was": got.Status})
		}}}, prepare: func(s *scene) {
			for _, path := range s.theirs() {
				s.noted(path, sample)
			}
		}, says: "the target shows it under any id"},
		"a list that shows the mark in others' objects": {
			lies:    []hostile.Lie{{When: getLists, Do: each(func(object map[string]any) { object["displayName"] = sample })}},
			prepare: func(s *scene) { s.theirs(); s.holdsBefore(); s.noted("", sample) },
			says:    "objects show the mark of 1 that the run may have made",
		},
		"one that shows it in one of them": {
			lies: []hostile.Lie{{When: getLists, Do: change(func(_ *hostile.Call, list map[string]any) {
				if items, _ := list["value"].([]any); len(items) > 0 {
					items[0].(map[string]any)["displayName"] = sample
				}
			})}},
			prepare: func(s *scene) { s.theirs(); s.holdsBefore(); s.noted("", sample) },
			says:    "GET of what its list shows shows another object",
		},
		"a list and objects that show it": {
			lies: []hostile.Lie{{When: getLists, Do: each(func(object map[string]any) { object["displayName"] = sample })},
				{When: getItems, Do: showsMark}},
			prepare: func(s *scene) { s.theirs(); s.holdsBefore(); s.noted("", sample) },
			says:    "objects show the mark of 1 that the run may have made",
		},
		"two creations that were answered with one object": {lies: []hostile.Lie{{When: getItems, Do: showsMark}}, prepare: func(s *scene) {
			theirs := s.theirs()[0]
			s.noted(theirs, sample)
			s.noted(theirs, sample)
		}, says: "two creations were answered with it"},
		"collections, routes and other places": {lies: []hostile.Lie{{When: hostile.When{Method: "GET"}, Do: showsMark}},
			prepare: func(s *scene) {
				id := s.theirs()[0][len(categories)+1:]
				for _, path := range []string{
					"", "/", "/beta", "/beta/", categories, categories + "/", "/beta/users/ceo",
					"/v1.0/deviceManagement/deviceCategories/" + id,
					categories + "/" + id + "?x=1", categories + "/" + id + "#x", categories + "/../deviceCategories/" + id,
					categories + "/%2e%2e/x",
					categories + "/$count", ".example/beta/a/b", "/beta/deviceManagement",
				} {
					s.noted(path, sample)
				}
				number, err := s.Intend(cleanup.Intent{Collection: "http://example.org/beta/a", Marks: []string{sample}})
				if err != nil {
					s.t.Fatal(err)
				}
				s.Answered(number, "http://example.org/beta/a/1")
				if _, err := s.Intend(cleanup.Intent{Collection: "http://example.org/beta/a", Marks: []string{sample}}); err != nil {
					s.t.Fatal(err)
				}
			}, says: "does not lie below the API versions that the run was of"},
		"nothing but the truth": {prepare: func(s *scene) {
			s.holdsBefore(s.theirs()...)
			one, lost, patched := s.mark(), s.mark(), s.mark()
			s.noted(s.makes(one), one)
			s.makes(lost)
			s.noted("", lost)
			made := s.makes(patched)
			s.noted(made, s.mark())
			s.Writing(s.root+made, []string{patched})
			gone := s.makes(s.mark())
			s.noted(gone, s.mark())
			s.request("DELETE", gone, "")
			s.Removed(s.root + gone)
		}, removed: 3, says: "3 removed, 0 left"},
		"a POST without a mark, of which nothing came": {
			prepare: func(s *scene) { s.holdsBefore(s.theirs()...); s.noted("") }, says: "0 removed, 0 left",
		},
		"a POST without a mark beside another client": {
			prepare: func(s *scene) {
				s.holdsBefore(s.theirs()...)
				s.Another(categories, []byte(`{"displayName":"x"}`), "Payroll 9")
				s.noted("")
			}, says: "deviceCategories (a collection, in which something may be left): a POST was not answered, " +
				"and nothing marks what it may have made; objects that are new there: 1",
		},
		"a DELETE that is answered and not carried out": {
			lies: []hostile.Lie{{When: hostile.When{Method: "DELETE"}, Do: func(*hostile.Call, func() hostile.Answer) hostile.Answer {
				return hostile.Answer{Status: 204, Header: http.Header{}}
			}}},
			prepare: func(s *scene) { mark := s.mark(); s.noted(s.makes(mark), mark) },
			listed:  1,
			says:    "DELETE answered 204; it is still there",
		},
	}
}

// Whatever a journal says and a tenant answers: no write touches what the run did not make, on this machine and in a tenant.
func TestSweepDoesNoHarm(t *testing.T) {
	for name, attack := range attacks() {
		for _, tenant := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, tenant %t", name, tenant), func(t *testing.T) {
				header := journal.Header{}
				if tenant {
					header.Tenants = []string{"t1"}
				}
				s := newScene(t, header, attack.lies...)
				attack.prepare(s)
				args := []string{"--target", s.root, "--token", "abc"}
				if tenant {
					args = append(s.asTenant(""), "--allow-writes")
					code, out, writes := s.sweep(args...)
					listed := fmt.Sprintf("\n%d would be removed", attack.removed+attack.listed)
					if writes > 0 || !strings.Contains("\n"+out, listed) || (code == exit.OK) != strings.Contains(out,
						"0 would be removed, 0 would be left") {
						t.Errorf("listing ends with %d after %d writes: %s", code, writes, out)
					}
					args = append(args, "--remove")
				}
				code, out, _ := s.sweep(args...)
				if !strings.Contains(out, attack.says) || strings.Count(out, "removed http") != attack.removed ||
					(code == exit.OK) != strings.Contains(out, " 0 left") {
					t.Errorf("%d, want %d removed and %q: %s", code, attack.removed, attack.says, out)
				}
				for _, harm := range s.Harms(true) {
					t.Error(harm)
				}
				for _, damage := range s.Damage() {
					t.Error(damage)
				}
				for line := range strings.Lines(out) {
					if what, left := strings.CutPrefix(line, "LEFT "); left && strings.Count(out, strings.SplitN(what, ": ",
						2)[0]+": ") > 1 {
						t.Errorf("stands in two lines: %s", line)
					}
				}
			})
		}
	}
}

// A tenant is listed unless more is asked for; who is denied is never written to, and another tenant is not even read.
func TestSweepOfATenant(t *testing.T) {
	for name, test := range map[string]struct {
		more, token string
		args        []string
		code        int
		says        string
		writes      int
	}{
		"lists": {code: exit.Inconclusive, says: "1 would be removed, 0 would be left\n" +
			"graphconform: %s is given a token that Microsoft Entra issued, so nothing was removed; " +
			"give --remove to remove what is listed\n"},
		"lists with leave to write": {args: []string{"--allow-writes"}, code: exit.Inconclusive, says: "would remove %s" + categories},
		"asks for leave": {args: []string{"--remove"}, code: exit.Usage,
			says: "sweep --remove deletes, and %s is given a token that Microsoft Entra issued: --allow-writes is not given"},
		"removes": {args: []string{"--remove", "--allow-writes"}, says: "1 removed, 0 left", writes: 1},
		"denied": {more: "deny-tenants: [T1]\n", args: []string{"--remove", "--allow-writes"}, code: exit.Usage,
			says: "tenant t1 is among deny-tenants"},
		"denied, and only listed": {more: "deny-tenants: [T1]\n", code: exit.Inconclusive, says: "1 would be removed"},
		"another tenant": {token: jwt("t2"), args: []string{"--remove", "--allow-writes"}, code: exit.Usage,
			says: "is of tenant t1, and the token is for t2; sign in to the run's tenant"},
		"another tenant is not listed": {token: jwt("t2"), code: exit.Usage, says: "is of tenant t1, and the token is for t2"},
		"a token without a tenant": {token: "opaque-token", code: exit.Usage,
			says: "is of tenant t1, and the token is for none that it names"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, journal.Header{Tenants: []string{"t1"}})
			mark := s.mark()
			made := s.makes(mark)
			s.noted(made, mark)
			args := append(s.asTenant(test.more), test.args...)
			if test.token != "" {
				args = append(args, "--token", test.token)
			}
			code, out, writes := s.sweep(args...)
			if says := strings.ReplaceAll(test.says, "%s", s.root); code != test.code || !strings.Contains(out, says) ||
				writes != test.writes {
				t.Errorf("%d, want %d, after %d writes: %s, want %s", code, test.code, writes, out, says)
			}
		})
	}
}
