package cli

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"graphconform/fixtures/recording"
	"graphconform/fixtures/wire"
	"graphconform/runner/exit"
	"graphconform/runner/recordings"
	"graphconform/runner/terminal"
)

type proxyCmd struct {
	To          string `help:"URL of the target that everything is forwarded to." required:"" placeholder:"URL"`
	Addr        string `aliases:"listen" help:"Address to listen on." default:"127.0.0.1:8081"`
	Record      string `help:"HAR file to keep what goes by in, without tokens." placeholder:"FILE"`
	Fail        bool   `help:"End once something departs; else all is judged until it is interrupted."`
	AllowWrites bool   `help:"Forward more than GET and HEAD to a target that is not on this machine."`
	Version     string `help:"Version of Graph of URLs that name none: beta or v1.0." enum:"beta,v1.0," default:""`
	judging     `embed:""`
}

// Run forwards and judges until it is interrupted; its exit code is the verdict of what went through.
func (c *proxyCmd) Run(e *env) error {
	to, err := url.Parse(c.To)
	if err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https" {
		return exit.Usagef("--to %s: no URL such as http://127.0.0.1:8080 or https://graph.microsoft.com", c.To)
	}
	if err := c.makeFolder(); err != nil {
		return err
	}
	session, err := c.begin(c.Version, c.To)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(e.ctx)
	defer end()
	proxy := &recordings.Proxy{Reader: session.read, To: to, Writes: c.AllowWrites || wire.Loopback(c.To), Base: transport()}
	if c.Fail {
		proxy.Fail = end
	}
	if c.Record != "" {
		file, err := os.OpenFile(c.Record, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return exit.Usagef("--record: %v", err)
		}
		defer file.Close()
		proxy.Record = recording.NewHARWriter(file, version())
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return exit.Usagef("--addr %s: %v; choose another port, or 127.0.0.1:0 for a free one", c.Addr, err)
	}
	defer listener.Close()
	fmt.Fprintf(terminal.Folding(e.err), "forwarding http://%s to %s; Ctrl-C ends, and gives the verdict\n", listener.Addr(), c.To)
	server := &http.Server{Handler: proxy.Handler(), ReadHeaderTimeout: time.Minute, ErrorLog: log.New(e.err, "", 0)}
	if err := cmp.Or(serve(ctx, listener, server, lastAnswers), proxy.Close()); err != nil {
		return exit.With(exit.Inconclusive, err)
	}
	return session.conclude(e, []string{"graphconform", "judge", cmp.Or(c.Record, "FILE")})
}

// transport is that of a proxy: it leaves coding and redirects to the client.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression, t.MaxIdleConnsPerHost = true, 100
	return t
}

// lastAnswers is how long what is under way may take once a proxy ends.
const lastAnswers = 5 * time.Second
