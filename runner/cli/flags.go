package cli

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// given returns the flags that a command runs with, by name: as given, by the environment, or by default.
// What can hold a secret is only said to be given.
func given(parsed *kong.Context) map[string]string {
	out := map[string]string{}
	for _, flag := range parsed.Flags() {
		value := reflect.ValueOf(parsed.FlagValue(flag))
		for value.Kind() == reflect.Pointer && !value.IsNil() {
			value = value.Elem()
		}
		if !value.IsValid() || value.IsZero() || flag.Name == "help" {
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

// emptyFlag returns the first flag that was given with nothing for a value, as a variable of a shell gives it that is not set; nil where
// there is none. Who gave it wanted something else than what holds without it. An empty token is one: none is sent.
func emptyFlag(parsed *kong.Context) *kong.Flag {
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

// secretsOf returns what the arguments give to flags that hold a token or a header, also where they cannot be parsed.
func secretsOf(args []string) []string {
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
