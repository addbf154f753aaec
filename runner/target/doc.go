// Package target reads target files: where a target is, how to sign in, what may be done there.
//
// A target file is strict YAML: an unknown key is an error that names file and line. target.schema.json describes the same for editors.
// The package sends nothing and holds no secrets: a file names the environment variables that do.
package target
