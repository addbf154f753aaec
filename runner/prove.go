package main

type proveCmd struct{}

// Run is not there yet.
func (proveCmd) Run(e *env) error { return usage("prove: not built yet") }
