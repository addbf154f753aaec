package schemas

import "io/fs"

// Catalog is a set of contracts with their JSON Schemas, read lazily from files <version>/<type>.json.
type Catalog struct{ fsys fs.FS }
