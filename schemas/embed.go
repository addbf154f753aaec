package schemas

import (
	"embed"
	"sync"
)

// files are the derived data. A pattern keeps the build independent of which versions have any.
//
//go:embed */*.json
var files embed.FS

var embedded = sync.OnceValue(func() *Catalog { return Open(files) })

// Embedded returns the committed catalog. Nothing is decoded before it is asked for.
func Embedded() *Catalog { return embedded() }
