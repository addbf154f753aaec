package schemas

import (
	"bytes"
	"io/fs"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// TestDialect: the committed files are schemas of the dialect that they name, whatever Schema compiles them as.
func TestDialect(t *testing.T) {
	catalog := Embedded()
	names, err := catalog.Names("beta")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(names); i += 40 {
		file := "beta/" + names[i] + ".json"
		data, err := fs.ReadFile(catalog.Files(), file)
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		compiler.LoadURL = catalog.newCompiler(ForAnswer).LoadURL // for what it refers to
		if err := compiler.AddResource(schemaBase+file, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		if _, err := compiler.Compile(schemaBase + file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestSchemasSideBySide compiles the same schemas from several goroutines: each must be compiled once and be shared.
func TestSchemasSideBySide(t *testing.T) {
	catalog := Open(files)
	names := []string{"deviceComplianceDeviceStatus", "deviceConfigurationAssignment", "windowsKioskProfile"}
	var mutex sync.Mutex
	found := map[string]*Schema{}
	var group sync.WaitGroup
	for range 4 {
		for _, name := range names {
			for _, use := range []Use{ForCreate, ForUpdate, ForAnswer} {
				group.Go(func() {
					schema, err := catalog.Schema("beta", name, use)
					if err != nil {
						t.Error(err)
						return
					}
					schema.Validate(map[string]any{"id": "1",
						"target": map[string]any{"@odata.type": "#microsoft.graph.groupAssignmentTarget"}})
					mutex.Lock()
					defer mutex.Unlock()
					if other, ok := found[name+string(use)]; ok && other != schema {
						t.Errorf("%s, %s: compiled twice", name, use)
					}
					found[name+string(use)] = schema
				})
			}
		}
	}
	group.Wait()
}

func TestDefinitions(t *testing.T) {
	const file = `{"$defs":{"answer":{"type":"object"},"create":{},"update":{"$ref":"#/$defs/create"}},"$id":"x","$schema":"y",` +
		`"x-contract":{"name":"a"}}`
	for use, want := range map[Use]string{
		ForAnswer: `{"$id":"x","$defs":{"answer":{"type":"object"}}}`,
		ForCreate: `{"$id":"x","$defs":{"create":{}}}`,
		ForUpdate: `{"$id":"x","$defs":{"create":{},"update":{"$ref":"#/$defs/create"}}}`,
	} {
		if got, err := definitions([]byte(file), use); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", use, got, err)
		}
	}
	if _, err := definitions([]byte(`{"$defs":7}`), ForAnswer); err == nil {
		t.Error("definitions that are none are taken")
	}
}
