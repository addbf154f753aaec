// Command graphconform derives contracts from reference pages, checks a target against them, and reports.
package main

import "graphconform/runner/cli"

func main() { cli.Main() }
