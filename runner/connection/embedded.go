package connection

import (
	"fmt"
	"net"
	"net/http"

	"graphconform/fixtures/tenant"
	"graphconform/fixtures/wire"
	"graphconform/runner/catalog"
	"graphconform/runner/settings"
)

// Endpoint is where the embedded tenant is reached. The zero value is for any other target, whose settings say where it is.
type Endpoint struct {
	Root      string
	Transport http.RoundTripper // nil for a network connection
}

// Embed starts the fake tenant where the settings name no target: in this process where it is as it should be, else on a free port of
// the loopback interface, since some of what it can be told to do shows on the wire alone. stop ends it.
func Embed(s settings.Settings, from catalog.Catalog) (at Endpoint, stop func(), err error) {
	if !s.Embedded {
		return Endpoint{}, func() {}, nil
	}
	fake := tenant.New(tenant.WithCatalog(from.Contracts), tenant.WithPairs(from.Files), tenant.WithToken(*s.Token),
		tenant.WithFault(s.Faults...), tenant.WithVariant(s.Variants...))
	if len(s.Faults)+len(s.Variants) == 0 {
		return Endpoint{"http://localhost:0", wire.InProcess(fake)}, func() {}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Endpoint{}, nil, fmt.Errorf("embedded tenant: %w", err)
	}
	server := tenant.Server(fake)
	go server.Serve(listener) //nolint:errcheck // ends with the run
	return Endpoint{Root: "http://" + listener.Addr().String()}, func() { server.Close() }, nil
}
