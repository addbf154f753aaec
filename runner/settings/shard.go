package settings

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"graphconform/runner/exit"
)

// Shard is part Index, from 1, of Count of a plan.
type Shard struct{ Index, Count int }

// maxShards bounds the parts of a plan.
const maxShards = 1000

// Job stands in --shard for the part that the engine gives out: Kubernetes numbers the pods of an Indexed Job, from 0, in IndexVariable.
const (
	Job           = "job"
	IndexVariable = "JOB_COMPLETION_INDEX"
)

func (f *Flags) resolveShard(s *Settings, in Inputs) error {
	if f.Shard == "" {
		return nil
	}
	i, n, _ := strings.Cut(f.Shard, "/")
	index, err := strconv.Atoi(i)
	count, err2 := strconv.Atoi(n)
	if i == Job && err2 == nil {
		if index, err = strconv.Atoi(in.Index); err != nil || index < 0 || index >= count {
			return exit.Usagef("--shard %s: %s is %q, and has to be a number from 0 on and below %d: Kubernetes sets it in the pods of a "+
				"Job with completionMode: Indexed and completions: %d; elsewhere give I/N", f.Shard, IndexVariable, in.Index, count, count)
		}
		index++
	}
	switch {
	case err != nil || err2 != nil || index < 1 || count < index || count > maxShards:
		return exit.Usagef("--shard %s: want I/N, part I of N, such as 1/4, or %s/N; at most %d parts", f.Shard, Job, maxShards)
	case f.Seed == nil && s.Earlier == nil:
		return exit.Usagef("--shard %s: give --seed too, the same number for all parts: they are parts of one plan", f.Shard)
	}
	s.Shard = Shard{index, count}
	if f.Rate == (Rate{}) { // else the flag says what is this process's
		s.Sharers = count
	}
	return nil
}

// Rate is a number of requests a second, which some processes share. The zero value is none given.
type Rate struct {
	PerSecond float64 // of all that share it
	Sharers   int     // 0 for a rate of this process alone
}

// UnmarshalText reads N, or N/M for N a second that M processes share.
func (r *Rate) UnmarshalText(text []byte) error {
	total, sharers, shared := strings.Cut(string(text), "/")
	n, err := strconv.ParseFloat(total, 64)
	m, err2 := strconv.Atoi(sharers)
	if !shared {
		m, err2 = 0, nil
	}
	if err != nil || err2 != nil || math.IsNaN(n) || math.IsInf(n, 0) || shared && (m < 1 || m > maxShards) {
		return fmt.Errorf("%q is no rate: want N requests a second, such as 20, or N/M where M processes share them, such as 20/4", text)
	}
	*r = Rate{n, m}
	return nil
}

// String writes the rate as it is read.
func (r Rate) String() string {
	if r.Sharers == 0 {
		return fmt.Sprint(r.PerSecond)
	}
	return fmt.Sprintf("%v/%d", r.PerSecond, r.Sharers)
}
