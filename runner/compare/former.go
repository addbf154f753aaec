package compare

import (
	"fmt"

	"graphconform/schemas"
	"graphconform/suites/conform"
)

// Former returns the function from a check's id to those before renames, as Reports takes it: the renames of a file, or, where none is
// named, those inside the program. It is nil where there are none.
func Former(file string) (func(id string) []string, error) {
	renames, err := schemas.Renamed()
	if file != "" {
		var data []byte
		if data, err = schemas.ReadFile(file, schemas.MaxRenames); err != nil {
			return nil, fmt.Errorf("--renamed: %w", err)
		}
		if renames, err = schemas.ParseRenames(data); err != nil {
			return nil, fmt.Errorf("--renamed %s: %w; `graphconform derive --diff --renamed %s OLD NEW` writes such a file",
				file, err, file)
		}
	}
	if err != nil || len(renames) == 0 {
		return nil, err
	}
	return func(id string) []string { return conform.FormerIDs(id, renames) }, nil
}
