package doctor

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"graphconform/fixtures/wire"
)

func TestExamine(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	needs := []Need{
		{Operation: "beta/a create", Application: []string{"Write.All"}, Delegated: []string{"Write"}},
		{Operation: "beta/a list", Application: []string{"Read.All", "Write.All"}, Delegated: []string{"Read"}},
	}
	token := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".s"
	}
	good := token(`{"aud":"https://graph.example","tid":"t","roles":["Write.All"]}`)
	for _, test := range []struct {
		name   string
		token  string
		status int
		body   string
		date   time.Time
		want   []string // parts of the findings that stand in the way, in order
	}{
		{"all is well", good, 200, "{}", now, nil},
		{"Graph's application id as audience", token(`{"aud":"00000003-0000-0000-c000-000000000000","tid":"t","roles":["Write.All"]}`), 200,
			"{}", now, nil},
		{"an opaque token", "opaque", 200, "{}", now, nil},
		{"delegated", token(`{"aud":"https://graph.example/","scp":"Write Read"}`), 200, "{}", now, nil},
		{"another audience", token(`{"aud":"https://vault.example","roles":["Write.All"]}`), 200, "{}", now,
			[]string{"not for https://graph.example; ask for the scope https://graph.example/.default"}},
		{"another tenant", token(`{"aud":"https://graph.example","tid":"u","roles":["Write.All"]}`), 200, "{}", now,
			[]string{"the token is for tenant u, not for t"}},
		{"a permission too few", token(`{"aud":"https://graph.example","tid":"t","roles":["Read.All"]}`), 200, "{}", now,
			[]string{"lacks Write.All, which beta/a create needs; grant it"}},
		{"none at all", token(`{"aud":"https://graph.example","tid":"t"}`), 200, "{}", now,
			[]string{"lacks Write.All", "lacks Read.All or Write.All"}},
		{"ended", token(fmt.Sprintf(`{"aud":"https://graph.example","roles":["Write.All"],"exp":%d}`, now.Unix()-1)), 200, "{}", now,
			[]string{"the token ended at 2026-01-02T03:04:04Z"}},
		{"clocks apart", good, 200, "{}", now.Add(-time.Hour), []string{"1h0m0s off the target's"}},
		{"clocks a little apart", good, 200, "{}", now.Add(time.Minute), nil},
		{"no licence", good, 400, `{"error":{"message":"Request not applicable to target tenant."}}`, now, []string{"no Intune licence"}},
		{"forbidden", good, 403, "{}", now, []string{"grant the permission"}},
		{"turned away", good, 401, "{}", now, []string{"turns the token away"}},
		{"a route that is not there", good, 400, "{}", now, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", test.date.Format(http.TimeFormat))
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			}))
			defer server.Close()
			sender, err := wire.New(wire.Config{Root: server.URL, Token: test.token})
			if err != nil {
				t.Fatal(err)
			}
			failed := Failed(Examine(t.Context(), Subject{Sender: sender, Token: wire.Fixed(test.token), Graph: true,
				Scope: "https://graph.example/.default", Tenant: "t", Paths: []string{"/beta/a"},
				Needs: needs, Now: func() time.Time { return now }}))
			if len(failed) != len(test.want) {
				t.Fatalf("%+v, want %q", failed, test.want)
			}
			for i, finding := range failed {
				if !strings.Contains(finding.Text, test.want[i]) {
					t.Errorf("%s, want %s", finding.Text, test.want[i])
				}
			}
		})
	}
}

func TestLeast(t *testing.T) {
	got := Least([]Need{{Application: []string{"B", "A"}}, {Delegated: []string{"C"}}, {}, {Application: []string{"B"}}})
	if strings.Join(got, " ") != "B C" {
		t.Error(got)
	}
}
