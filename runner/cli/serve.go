package cli

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/terminal"
)

type serveCmd struct {
	Addr    string        `help:"Address to listen on." default:"127.0.0.1:8080"`
	Token   string        `help:"Take this bearer token alone; else any." placeholder:"TOKEN"`
	Latency time.Duration `help:"Delay of every answer." placeholder:"TIME"`
	Catalog string        `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Fault   []string      `help:"Switch a fault on, by name. May be given again." placeholder:"NAME"`
	Variant []string      `help:"Switch a variant on, by name. May be given again." placeholder:"NAME"`
	List    bool          `help:"List faults and variants instead of serving."`
}

// Help shows how it is used.
func (serveCmd) Help() string {
	return `Examples:

  graphconform serve
  graphconform serve --addr 127.0.0.1:9090 --fault create_answers_200
  graphconform serve --list`
}

// Run serves the fake tenant until it is interrupted.
func (c *serveCmd) Run(e *env) error {
	if c.List {
		return c.list(e)
	}
	if err := tenant.Check(c.Fault, c.Variant); err != nil {
		return exit.With(exit.Usage, err)
	}
	// Who connects from now on waits until the catalog is read: a script may go on as soon as the command was started.
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		remedy := "choose another port, or 127.0.0.1:0 for a free one"
		if _, _, wrong := net.SplitHostPort(c.Addr); wrong != nil {
			remedy = "give host and port, such as 127.0.0.1:8080"
		}
		return exit.Usagef("--addr %s: %v; %s", c.Addr, err, remedy)
	}
	defer listener.Close()
	from, err := catalog.Open(c.Catalog)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	server := tenant.Server(tenant.New(tenant.WithCatalog(from.Contracts), tenant.WithPairs(from.Files),
		tenant.WithToken(c.Token), tenant.WithLatency(c.Latency),
		tenant.WithFault(c.Fault...), tenant.WithVariant(c.Variant...)))
	server.ErrorLog = log.New(e.err, "", log.LstdFlags)
	fmt.Fprintf(terminal.Folding(e.out),
		"serving http://%s/beta and /v1.0; any bearer token is taken unless --token names one; Ctrl-C ends\n",
		listener.Addr())
	return serve(e.ctx, listener, server, time.Second)
}

// serve serves until the context ends, and lets what is under way come to its end, for so long at most.
func serve(ctx context.Context, listener net.Listener, server *http.Server, most time.Duration) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
		defer cancel()
		if server.Shutdown(last) != nil {
			server.Close() //nolint:errcheck // the process ends
		}
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-ended
	return nil
}

func (c *serveCmd) list(e *env) error {
	rows := [][]string{{"FAULT", "FAMILY", "DEFECT"}}
	for _, f := range tenant.Faults() {
		rows = append(rows, []string{f.Name, f.Family(), f.Description})
	}
	rows = append(rows, []string{}, []string{"VARIANT", "", "CONFORMANT DIFFERENCE"})
	for _, v := range tenant.Variants() {
		rows = append(rows, []string{v.Name, "", v.Description})
	}
	return terminal.Table(e.out, rows)
}
