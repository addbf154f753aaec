// Package kubernetes_test holds the manifests against the types of Kubernetes. It is a module of its own, so that the program does not
// depend on those.
package kubernetes_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// The container of each Job, and the variable that numbers its pods.
const (
	container = "graphconform"
	index     = "JOB_COMPLETION_INDEX"
)

func read[T any](t *testing.T, data []byte) *T {
	t.Helper()
	value := new(T)
	if err := yaml.UnmarshalStrict(data, value); err != nil {
		t.Fatal(err)
	}
	return value
}

func readFile[T any](t *testing.T, name string) *T {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return read[T](t, data)
}

// built is what kubectl would apply.
func built(t *testing.T, system filesys.FileSystem, dir string) resmap.ResMap {
	t.Helper()
	all, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(system, dir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// one returns the only resource of that kind and name.
func one[T any](t *testing.T, all resmap.ResMap, kind, name string) *T {
	t.Helper()
	for _, r := range all.Resources() {
		if r.GetKind() == kind && r.GetName() == name {
			data, err := r.AsYAML()
			if err != nil {
				t.Fatal(err)
			}
			return read[T](t, data)
		}
	}
	t.Fatalf("no %s %s in %v", kind, name, all.AllIds())
	return nil
}

// expanded is a text in which references to variables stand that Kubernetes resolves: those to a variable that stands before.
func expanded(text string, env []core.EnvVar, indexIs string) string {
	values := map[string]string{}
	expand := func(text string) string {
		for name, value := range values {
			text = strings.ReplaceAll(text, "$("+name+")", value)
		}
		return text
	}
	for _, v := range env {
		values[v.Name] = expand(v.Value)
		if v.Name == index {
			values[index] = indexIs
		}
	}
	return expand(text)
}

func TestFilesAreWhatKubernetesKnows(t *testing.T) {
	readFile[batch.Job](t, "run.yaml")
	readFile[batch.Job](t, "merge.yaml")
	claim := readFile[core.PersistentVolumeClaim](t, "volume.yaml")
	if !slices.Equal(claim.Spec.AccessModes, []core.PersistentVolumeAccessMode{core.ReadWriteMany}) {
		t.Errorf("not all nodes may write to the volume: %v", claim.Spec.AccessModes)
	}
}

// Each pod of the run takes a part of its own, into a folder of its own; merge looks where they are.
func TestPartsAndMerge(t *testing.T) {
	all := built(t, filesys.MakeFsOnDisk(), ".")
	run, merge := one[batch.Job](t, all, "Job", "graphconform-1"), one[batch.Job](t, all, "Job", "graphconform-merge-1")
	if all.Size() != 3 || run.Spec.CompletionMode == nil || *run.Spec.CompletionMode != batch.IndexedCompletion {
		t.Errorf("%v, %v", all.AllIds(), run.Spec.CompletionMode)
	}
	pod := run.Spec.Template.Spec.Containers[0]
	args := expanded(strings.Join(pod.Args, " "), pod.Env, "2")
	want := "run --all --target=/etc/graphconform/target.yaml --shard=job/4 --seed=1 --report=/work/graphconform-1/parts/2 --pick-up"
	if args != want {
		t.Errorf("the third pod runs\n%s, want\n%s", args, want)
	}
	for _, v := range pod.Env {
		if got := expanded(v.Value, pod.Env, "2"); v.Name == "XDG_STATE_HOME" && got != "/work/graphconform-1/state/2" {
			t.Errorf("the third pod keeps its state in %s", got)
		}
	}
	joins := merge.Spec.Template.Spec.Containers[0]
	args = expanded(strings.Join(joins.Args, " "), joins.Env, "")
	if want = "merge --wait=12h --out=/work/graphconform-1/whole /work/graphconform-1/parts"; args != want {
		t.Errorf("merge is\n%s, want\n%s", args, want)
	}
	target := ""
	for _, volume := range run.Spec.Template.Spec.Volumes {
		if volume.ConfigMap != nil {
			target = volume.ConfigMap.Name
		}
	}
	if data := one[core.ConfigMap](t, all, "ConfigMap", target).Data["target.yaml"]; !strings.Contains(data, "\nurl: ") {
		t.Errorf("target.yaml is %q", data)
	}
}

// Who changes the number of parts and the suffix changes them in one place each.
func TestOnePlaceEach(t *testing.T) {
	system := filesys.MakeFsInMemory()
	for _, name := range []string{"kustomization.yaml", "run.yaml", "merge.yaml", "target.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), "completions: 4", "completions: 16", 1)
		text = strings.Replace(text, `nameSuffix: "-1"`, `nameSuffix: "-2"`, 1)
		if err := system.WriteFile("/here/"+name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	all := built(t, system, "/here")
	pod := one[batch.Job](t, all, "Job", "graphconform-2").Spec.Template.Spec.Containers[0]
	args := expanded(strings.Join(pod.Args, " "), pod.Env, "15")
	if !strings.Contains(args, "--shard=job/16 ") || !strings.Contains(args, "--report=/work/graphconform-2/parts/15 ") {
		t.Error(args)
	}
	joins := one[batch.Job](t, all, "Job", "graphconform-merge-2").Spec.Template.Spec.Containers[0]
	if args = expanded(strings.Join(joins.Args, " "), joins.Env, ""); !strings.HasSuffix(args, " /work/graphconform-2/parts") {
		t.Error(args)
	}
}

// Verdicts are not tried again as crashes are; a pod that its machine lost is, whatever it ended with.
func TestVerdictsAreFinal(t *testing.T) {
	for name, action := range map[string]batch.PodFailurePolicyAction{
		"run.yaml": batch.PodFailurePolicyActionFailIndex, "merge.yaml": batch.PodFailurePolicyActionFailJob,
	} {
		job := readFile[batch.Job](t, name)
		if job.Spec.PodFailurePolicy == nil || job.Spec.Template.Spec.RestartPolicy != core.RestartPolicyNever {
			t.Fatalf("%s: a policy needs pods that are not restarted in place", name)
		}
		if perIndex := job.Spec.BackoffLimitPerIndex != nil; perIndex != (action == batch.PodFailurePolicyActionFailIndex) {
			t.Errorf("%s: a limit of retries for each part: %t", name, perIndex)
		}
		rules := job.Spec.PodFailurePolicy.Rules
		if len(rules) != 2 {
			t.Fatalf("%s: %d rules", name, len(rules))
		}
		first, second := rules[0], rules[1]
		if first.Action != batch.PodFailurePolicyActionIgnore || len(first.OnPodConditions) != 1 ||
			first.OnPodConditions[0].Type != core.DisruptionTarget {
			t.Errorf("%s: the first rule is %+v", name, first)
		}
		exits := second.OnExitCodes
		if second.Action != action || exits == nil || exits.Operator != batch.PodFailurePolicyOnExitCodesOpIn ||
			!slices.Equal(exits.Values, []int32{1, 3}) || exits.ContainerName == nil || *exits.ContainerName != container {
			t.Errorf("%s: the second rule is %+v", name, second)
		}
	}
}

// The image has no shell and runs as a user without rights; nothing but the volume is written to.
func TestPodsFitTheImage(t *testing.T) {
	for _, name := range []string{"run.yaml", "merge.yaml"} {
		pod := readFile[batch.Job](t, name).Spec.Template.Spec
		if len(pod.Containers) != 1 || pod.Containers[0].Name != container || len(pod.InitContainers) > 0 {
			t.Fatalf("%s: %d containers", name, len(pod.Containers))
		}
		c, user := pod.Containers[0], pod.SecurityContext
		if len(c.Command) > 0 || c.Lifecycle != nil || c.LivenessProbe != nil {
			t.Errorf("%s: runs something else than the program", name)
		}
		if *user.RunAsUser != 65532 || !*user.RunAsNonRoot || !*c.SecurityContext.ReadOnlyRootFilesystem ||
			*user.FSGroupChangePolicy != core.FSGroupChangeOnRootMismatch {
			t.Errorf("%s: %+v, %+v", name, user, c.SecurityContext)
		}
		if c.VolumeMounts[0].MountPath != "/work" || pod.Volumes[0].PersistentVolumeClaim.ClaimName != "graphconform" {
			t.Errorf("%s: %+v, %+v", name, c.VolumeMounts, pod.Volumes)
		}
	}
}
