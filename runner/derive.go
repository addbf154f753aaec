package main

type deriveCmd struct{}

// Run is not there yet.
func (deriveCmd) Run(e *env) error { return usage("derive: not built yet") }
