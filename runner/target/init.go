package target

import (
	_ "embed"
	"strings"
)

//go:embed init.yaml
var commented string

//go:embed target.schema.json
var schema []byte

// SchemaName is the file that a target file names to editors as its schema.
const SchemaName = "target.schema.json"

// Schema is the JSON Schema of target files, for the file of that name.
func Schema() []byte { return append([]byte(nil), schema...) }

// Commented is a target file for a service root with a comment on what else may stand in it.
func Commented(root string) []byte {
	return []byte(strings.Replace(commented, "url: http://127.0.0.1:8080\n", "url: "+root+"\n", 1))
}
