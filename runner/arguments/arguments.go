// Package arguments looks at what a command line was given: the flags that hold, the secrets among them, and what was meant by what is not
// known.
//
// It parses no command line itself, and runs nothing.
package arguments

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"graphconform/fixtures/wire"
	"graphconform/schemas/near"
)

// Given returns the flags that a command runs with, by name: as given, by the environment, or by default.
// What can hold a secret is only said to be given.
func Given(parsed *kong.Context) map[string]string {
	out := map[string]string{}
	for _, flag := range parsed.Flags() {
		value := reflect.ValueOf(parsed.FlagValue(flag))
		for value.Kind() == reflect.Pointer && !value.IsNil() {
			value = value.Elem()
		}
		if !value.IsValid() || value.IsZero() || flag.Name == "help" || flag.Group != nil && flag.Group.Key == "output" {
			continue
		}
		if text := setting(value); text != "" {
			out[flag.Name] = text
		}
		if secret(flag.Name) {
			out[flag.Name] = "(given)"
		}
	}
	return out
}

func setting(value reflect.Value) string {
	switch value := value.Interface().(type) {
	case []string:
		return strings.Join(value, ", ")
	case map[string]string:
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(value)) {
			pairs = append(pairs, name+"="+value[name])
		}
		return strings.Join(pairs, ", ")
	default:
		return fmt.Sprint(value)
	}
}

// Empty returns the first flag that was given with nothing for a value, as a variable of a shell gives it that is not set; nil where
// there is none. Who gave it wanted something else than what holds without it. An empty token is one: none is sent.
func Empty(parsed *kong.Context) *kong.Flag {
	for _, at := range parsed.Path {
		if at.Flag == nil || at.Flag.Name == "token" || at.Flag.Name == "target" { // which says more

			continue
		}
		value := reflect.ValueOf(parsed.FlagValue(at.Flag))
		for value.Kind() == reflect.Pointer && !value.IsNil() {
			value = value.Elem()
		}
		switch list, isList := value.Interface().([]string); {
		case isList && slices.Contains(list, ""):
			return at.Flag
		case isList || value.Kind() == reflect.String || value.Kind() == reflect.Map:
			if value.Len() == 0 {
				return at.Flag
			}
		}
	}
	return nil
}

// secret reports whether a flag of that name may hold one: a token, a header with one, a command line with one.
func secret(name string) bool {
	for _, word := range []string{"token", "secret", "password", "key", "header", "exec", "certificate", "proxy"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// Secrets returns what the arguments give to flags that hold a token or a header, also where they cannot be parsed.
func Secrets(args []string) []string {
	var out []string
	for i, arg := range args {
		name, given, found := strings.Cut(arg, "=")
		if name != "--token" && name != "--header" {
			continue
		}
		if !found && i+1 < len(args) {
			given = args[i+1]
		}
		if _, behind, pair := strings.Cut(given, "="); pair && name == "--header" {
			given = behind
		}
		out = append(out, given)
	}
	return out
}

// Of what the parser says, what is known not to be there, and what it guesses.
var (
	unknownFlag     = regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (?:one of )?(.*)\?)?$`)
	unknownArgument = regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean (?:one of )?(.*)\?)?$`)
	inQuotes        = regexp.MustCompile(`"([^"]+)"`)
)

// Word words why arguments cannot be parsed, and what to do: the parser's guesses are named where they are close.
func Word(err error, args []string, known []string) string {
	help := "`graphconform --help` shows commands and flags"
	if len(args) == 0 {
		return "no command is given: `graphconform run` checks the embedded tenant; " + help
	}
	if len(args) > 0 && slices.Contains(known, args[0]) {
		help = fmt.Sprintf("`graphconform %s --help` shows its flags", args[0])
	}
	text := strings.ReplaceAll(err.Error(), `,"" but got`, ` but got`) // what a flag without a value has is none of its values
	if m := unknownFlag.FindStringSubmatch(text); m != nil {
		if long := oneDash(args, m[1]); long != "" {
			return fmt.Sprintf("unknown flag %s; the name of a flag stands behind two dashes: -%s", long, long)
		}
		return join("unknown flag "+m[1], question(m[1], m[2]), help)
	}
	m := unknownArgument.FindStringSubmatch(text)
	switch {
	case m == nil:
		return join(text, "", help)
	case wire.HasUser(m[1]):
		return join("unexpected argument: a URL with a user or password, which is not shown", "", help)
	case strings.Contains(m[1], "://"):
		return join("unexpected argument "+m[1], "give a target as --target "+m[1]+".", help)
	case strings.ContainsAny(m[1], "/*"):
		return join("unexpected argument "+m[1], "give a glob as --select '"+m[1]+"', for each glob anew.", help)
	}
	return join("unexpected argument "+m[1], question(m[1], m[2]), help)
}

// join sets what is wrong, what may be meant and the way to help after one another.
func join(wrong, meant, help string) string {
	if meant == "" {
		return wrong + "; " + help
	}
	return wrong + "; " + meant + " " + help
}

// question asks for those of the parser's guesses that are close to what was given, or begin with it.
func question(given, guessed string) string {
	var names []string
	for _, m := range inQuotes.FindAllStringSubmatch(guessed, -1) {
		begins := len(strings.Trim(given, "-")) > 2 && strings.HasPrefix(m[1], given)
		if begins || len(near.Names(given, []string{m[1]})) > 0 {
			names = append(names, m[1])
		}
	}
	if len(names) == 0 {
		return ""
	}
	return `did you mean "` + strings.Join(names, `" or "`) + `"?`
}

// oneDash returns the argument that is a long name behind one dash, which the parser takes for many flags of one letter.
func oneDash(args []string, flag string) string {
	if strings.HasPrefix(flag, "--") {
		return ""
	}
	for _, arg := range args {
		name, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(name, "-") && !strings.HasPrefix(name, "--") && len(name) > 2 {
			return name
		}
	}
	return ""
}
