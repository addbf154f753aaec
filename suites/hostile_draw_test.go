package suites_test

import (
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"graphconform/fixtures/hostile"
	"graphconform/fixtures/wire"
	"graphconform/suites"
	"graphconform/suites/conform"
	"graphconform/suites/exercise"
)

var hostileFor = flag.Duration("hostile.for", 0, "for how long random attacks are drawn; 0 means a few")

// fewDraws is how many attacks are drawn unless it is said for how long.
const fewDraws = 40

// drawn are the resources that random attacks are drawn for.
func drawn() []string {
	return []string{
		"deviceComplianceScriptDeviceState", "deviceCategory", "notificationMessageTemplate",
		"localizedNotificationMessage", "androidOmaCpConfiguration",
		"roleDefinition", "termsAndConditions", "onPremisesConditionalAccessSettings",
		"deviceManagementScriptUserState", "hardwareConfigurationUserState",
	}
}

// drawAttack draws up to three lies.
func drawAttack(t *rapid.T) hostile.Attack {
	whens, acts := hostile.Whens(), hostile.Acts()
	attack, names := hostile.Attack{Silent: true}, []string{}
	for i := range rapid.IntRange(1, 3).Draw(t, "lies") {
		when := whens[rapid.IntRange(0, len(whens)-1).Draw(t, fmt.Sprint("when ", i))]
		act := acts[rapid.IntRange(0, len(acts)-1).Draw(t, fmt.Sprint("act ", i))]
		first := rapid.IntRange(1, 40).Draw(t, fmt.Sprint("first ", i))
		every := rapid.SampledFrom([]int{1, 2, 3, 7, 20}).Draw(t, fmt.Sprint("every ", i))
		if act.Name == "restart" {
			every = max(every, 20) * 10
		}
		attack.Late = attack.Late || act.Name == "late" // what is carried out after the last look nobody can list
		names = append(names, fmt.Sprintf("%s: %s, every %d from %d", when.Name, act.Name, every, first))
		attack.Lies = append(attack.Lies, hostile.Lie{When: when.Is.Nth(first, every), Do: act.Is})
	}
	attack.Name = strings.Join(names, "; ")
	return attack
}

// No combination of lies does harm, whatever the resource.
func TestNoDrawnAttackDoesHarm(t *testing.T) {
	if testing.Short() {
		t.Skip("needs minutes under the race detector")
	}
	paths := paths(t)
	draws := 0
	property := func(rt *rapid.T) {
		if draws++; *hostileFor == 0 && draws > fewDraws {
			return
		}
		attack := drawAttack(rt)
		resource := rapid.SampledFrom(drawn()).Draw(rt, "resource")
		shared := rapid.Bool().Draw(rt, "shared")
		tenant := hostile.New(paths, attack)
		w := underAttack(t, fewRowsOf(t, 7, "test", "beta/"+resource+"/**"), tenant, attack, shared)
		for _, kind := range []string{harm, damage, slow, lost} {
			if len(w[kind]) > 0 {
				rt.Errorf("%s, shared %t, %s:\n%s", resource, shared, attack.Name, w)
			}
		}
	}
	for start := time.Now(); ; {
		rapid.Check(t, property)
		if t.Failed() || time.Since(start) > *hostileFor {
			break
		}
	}
}

// Two runs at once on one shared tenant that is in trouble touch nothing of each other's, nor of others.
func TestTwoRunsOnATenantInTrouble(t *testing.T) {
	if testing.Short() {
		t.Skip("needs minutes under the race detector")
	}
	paths := paths(t)
	for _, perThousand := range sample([]int{10, 0, 100}, 3, 3) {
		for _, wild := range []bool{false, true} {
			for _, seeds := range [][2]uint64{{7, 7}, {7, 8}} {
				name := fmt.Sprintf("two/%d in 1000, wild %t, same seed %t", perThousand, wild, seeds[0] == seeds[1])
				t.Run(name, func(t *testing.T) {
					twoRuns(t, hostile.New(paths, hostile.Chaos(perThousand, 3, wild)), seeds, wild)
				})
			}
		}
	}
}

func twoRuns(t *testing.T, tenant *hostile.Tenant, seeds [2]uint64, wild bool) {
	w, mutex := wrong{}, sync.Mutex{}
	var both sync.WaitGroup
	for i, seed := range seeds {
		client := fmt.Sprintf("run%d", i+1)
		p := fewRowsOf(t, seed, client, attacked()...)
		both.Go(func() {
			sender, err := wire.New(wire.Config{
				Root: hostile.Root, Token: "abc", Timeout: silentTimeout, MaxWait: time.Second, Transport: tenant.Transport(client),
			})
			if err != nil {
				t.Error(err)
				return
			}
			defer sender.Close()
			outcomes, tally := suites.Judge(t.Context(), p, exercise.Target{Sender: sender, RunID: client, Workers: 4, Shared: true})
			mutex.Lock()
			defer mutex.Unlock()
			judgeVerdicts(w, p, outcomes, hostile.Attack{Conforms: !wild}, true)
			for _, o := range outcomes {
				if o.Verdict == conform.Fail && !wild {
					w.add(blame, "%s", strings.SplitN(conform.Render(o), "\n", 8)[0])
				}
			}
			compareLeft(w, tenant.Left(client), tally.Left)
		})
	}
	both.Wait()
	for _, entry := range tenant.Harms(true) {
		w.add(harm, "%s", entry)
	}
	for _, what := range tenant.Damage() {
		w.add(damage, "%s", what)
	}
	if len(w) > 0 {
		t.Error(w)
	}
}
