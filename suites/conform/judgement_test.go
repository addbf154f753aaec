package conform

import (
	"strings"
	"testing"

	"graphconform/fixtures"
)

func answered(status int, body string) *Record {
	r := &Record{Step: Act("step").Once(), Exchanges: []fixtures.Exchange{{Request: fixtures.Request{Method: "GET"},
		Response: &fixtures.Response{Status: status, Body: []byte(body)}}}}
	r.Read()
	return r
}

func TestVerdicts(t *testing.T) {
	cut := &Record{Step: Act("cut").Once(), Exchanges: []fixtures.Exchange{{Failure: fixtures.Failure{Kind: fixtures.CutOff,
		Detail: "after 3 bytes"}}}}
	tests := []struct {
		name  string
		judge func(*Judgement)
		want  Verdict
	}{
		{"nothing seen has not passed", func(*Judgement) {}, Inconclusive},
		{"what holds passes", func(j *Judgement) { j.Want(true, answered(200, "{}"), "/a", "x", "x") }, Pass},
		{"a departure fails", func(j *Judgement) {
			j.Want(true, answered(200, "{}"), "", "", "")
			j.Want(false, answered(200, "{}"), "/a", "x", "y")
		}, Fail},
		{"a cut answer cannot be judged", func(j *Judgement) { j.Want(true, answered(200, "{}"), "", "", ""); j.On(cut) }, Inconclusive},
		{"a departure counts beside a cut answer", func(j *Judgement) { j.On(cut); j.Want(false, answered(200, "{}"), "", "", "") }, Fail},
		{"a step that failed leaves its followers open", func(j *Judgement) { j.Needs(answered(500, "")) }, Inconclusive},
		{"a refused operation is unsupported", func(j *Judgement) { j.Unsupport("405") }, Unsupported},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := NewJudgement("")
			test.judge(j)
			if got := j.Outcome(&Check{}).Verdict; got != test.want {
				t.Errorf("verdict %s, want %s", got, test.want)
			}
		})
	}
}

func TestTerminalIsSafeFromTheTarget(t *testing.T) {
	if got := Printable("a\x1b[31mb\x00\u202ec\nd\u009be"); got != "a·[31mb··c·d·e" {
		t.Errorf("%q", got)
	}
}

// Long texts are cut where they are shown; where that is before they part, the finding says where they do.
func TestLongTextsThatPart(t *testing.T) {
	long := strings.Repeat("東", 300)
	for got, want := range map[string]string{
		long + "x" + long: " (another text from character 301 on)", long: " (another text from character 301 on)",
		"東京": `"東京"`, long + "東" + long + "!": " (another text from character 602 on)",
	} {
		j := NewJudgement("round_trip/value")
		j.WantValue(&Record{}, "", "/name", long+"東"+long, "", map[string]any{"name": got}, "name")
		if text := j.Findings[0].Got; !strings.HasSuffix(text, want) {
			t.Errorf("%s, want %s", text, want)
		}
	}
}
