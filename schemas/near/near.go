// Package near guesses which name was meant where one is not known: only where that is close, since a wrong guess leads astray.
package near

import (
	"slices"
	"strings"
)

// most is how many names are guessed at most.
const most = 3

// Names returns the names that are closest to the one given, nearest first, and none where no one is close: letter case and separators
// do not count, and of the letters one in four may differ, up to three, and one of three.
func Names(given string, known []string) []string {
	plain := fold(given)
	var found []string
	allowed := min((len(plain)+1)/4, 3)
	for off := 0; off <= allowed && len(found) == 0; off++ {
		for _, name := range known {
			if len(found) < most && distance(plain, fold(name)) == off && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// Question asks for the names that are close to the one given, in quotes; it is empty where no one is.
func Question(given string, known []string) string {
	found := Names(given, known)
	if len(found) == 0 {
		return ""
	}
	return `did you mean "` + strings.Join(found, `" or "`) + `"?`
}

func fold(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(name))
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
