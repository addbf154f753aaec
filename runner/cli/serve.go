package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"graphconform/fixtures/tenant"
	"graphconform/runner/catalog"
	"graphconform/runner/exit"
	"graphconform/runner/serving"
	"graphconform/runner/terminal"
)

type serveCmd struct {
	Addr     string        `aliases:"listen" help:"Address to listen on." default:"127.0.0.1:8080"`
	Token    string        `help:"Take this bearer token alone; else any." placeholder:"TOKEN"`
	AnyAuth  bool          `help:"Take requests with any other credentials too, and without."`
	TLS      bool          `name:"tls" help:"Serve HTTPS, by a certificate that is made now; its PEM is printed, its key kept in memory."`
	TLSOut   string        `name:"tls-out" help:"Folder to write graphconform.pem to, instead of printing it." placeholder:"DIR"`
	CORS     bool          `name:"cors" help:"Let pages of every origin ask."`
	Latency  time.Duration `help:"Delay of every answer." placeholder:"TIME"`
	Chaos    float64       `help:"Share of requests, from 0 to 1, that get 429, 503 or a late answer." placeholder:"RATE"`
	Seed     int64         `help:"Chooses ids, and which requests chaos meets." default:"0" placeholder:"N"`
	SeedData string        `help:"JSON file, or folder of JSON files, with objects that are there from the start." placeholder:"FILE"`
	Control  bool          `help:"Let POST /__graphconform/reset put all back as it was at the start."`
	Record   string        `help:"HAR file to keep what is asked and answered in, without tokens." placeholder:"FILE"`
	Catalog  string        `help:"Folder that derive wrote; else the catalog inside the program." placeholder:"DIR"`
	Fault    []string      `help:"Switch a fault on, by name. May be given again." placeholder:"NAME"`
	Variant  []string      `help:"Switch a variant on, by name. May be given again." placeholder:"NAME"`
	List     bool          `help:"List faults and variants instead of serving."`
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
	if err := c.check(); err != nil {
		return exit.With(exit.Usage, err)
	}
	security, pem, err := c.security()
	if err != nil {
		return err
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
	handler, end, err := c.handler()
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	server := tenant.Server(handler)
	server.ErrorLog, server.TLSConfig = log.New(e.err, "", log.LstdFlags), security
	fmt.Fprintln(terminal.Folding(e.out), c.greeting(listener.Addr()))
	e.out.Write(pem) //nolint:errcheck // the output keeps its first error
	return errors.Join(serve(e.ctx, listener, server, time.Second), end())
}

// check looks at what the flags say together.
func (c *serveCmd) check() error {
	switch {
	case c.TLSOut != "" && !c.TLS:
		return errors.New("--tls-out: no certificate is made; give --tls as well")
	case c.AnyAuth && c.Token != "":
		return errors.New("--any-auth and --token: leave one of them out")
	case !(c.Chaos >= 0 && c.Chaos <= 1):
		return fmt.Errorf("--chaos %g: give a share from 0 to 1, such as 0.1", c.Chaos)
	}
	return tenant.Check(c.Fault, c.Variant)
}

// security makes the certificate; its PEM is nil where it was written to a file, or where none is wanted.
func (c *serveCmd) security() (*tls.Config, []byte, error) {
	if !c.TLS {
		return nil, nil, nil
	}
	var hosts []string
	host, _, _ := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() { // every address of the machine, which has a name
		host, _ = os.Hostname()
	}
	if host != "" {
		hosts = append(hosts, host)
	}
	made, pem, err := serving.Certificate(time.Now(), hosts...)
	if err != nil {
		return nil, nil, exit.With(exit.Inconclusive, err)
	}
	security := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{made}}
	if c.TLSOut == "" {
		return security, pem, nil
	}
	err = os.MkdirAll(c.TLSOut, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(c.TLSOut, certificateFile), pem, 0o644)
	}
	if err != nil {
		return nil, nil, exit.Usagef("--tls-out: %v", err)
	}
	return security, nil, nil
}

// certificateFile is named so that it takes the place of nobody else's.
const certificateFile = "graphconform.pem"

// handler puts around the tenant what the flags ask for. end is called when nothing is served any more.
func (c *serveCmd) handler() (handler http.Handler, end func() error, err error) {
	from, err := catalog.Open(c.Catalog)
	if err != nil {
		return nil, nil, err
	}
	var seeds []serving.Seed
	if c.SeedData != "" {
		if seeds, err = serving.ReadSeeds(c.SeedData); err != nil {
			return nil, nil, fmt.Errorf("--seed-data: %w", err)
		}
	}
	fake, err := serving.NewRenewable(func() (*tenant.Tenant, error) {
		made := tenant.New(tenant.WithCatalog(from.Contracts), tenant.WithPairs(from.Files),
			tenant.WithToken(c.Token), tenant.WithLatency(c.Latency), tenant.WithSeed(c.Seed),
			tenant.WithFault(c.Fault...), tenant.WithVariant(c.Variant...))
		return made, serving.Sow(made, seeds)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("--seed-data: %w", err)
	}
	layers, end := []serving.Layer{}, func() error { return nil }
	if c.Record != "" {
		file, err := os.OpenFile(c.Record, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return nil, nil, fmt.Errorf("--record: %w", err)
		}
		recorder := serving.NewRecorder(file, version())
		end = func() error { return errors.Join(recorder.Close(), file.Close()) }
		layers = append(layers, recorder.Layer)
	}
	if c.CORS {
		layers = append(layers, serving.CORS)
	}
	layers = append(layers, serving.Forwarded)
	if c.AnyAuth {
		layers = append(layers, serving.AnyAuth)
	}
	if c.Control {
		layers = append(layers, serving.Control(c.Token, fake.Reset))
	}
	if c.Chaos > 0 {
		layers = append(layers, serving.Chaos(c.Chaos, c.Seed))
	}
	return serving.Around(fake, layers...), end, nil
}

// greeting says where the tenant is, and what it takes.
func (c *serveCmd) greeting(at net.Addr) string {
	scheme, takes := "http", "any bearer token is taken unless --token names one"
	if c.TLS {
		scheme = "https"
	}
	if c.AnyAuth {
		takes = "any credentials are taken, and none"
	}
	said := fmt.Sprintf("serving %s://%s/beta and /v1.0; %s; Ctrl-C ends", scheme, at, takes)
	if c.TLSOut != "" {
		said += "; its certificate: " + filepath.Join(c.TLSOut, certificateFile)
	}
	return said
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
	begin := server.Serve
	if server.TLSConfig != nil {
		begin = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
	}
	if err := begin(listener); !errors.Is(err, http.ErrServerClosed) {
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
