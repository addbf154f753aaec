// Package connection makes a target that can be asked out of settings: it chooses how to sign in, starts what serves the target, makes the
// sender, examines the target before anything else is sent, and reports whether it may be written to.
//
// It checks nothing of what the target answers.
package connection

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"graphconform/fixtures/wire"
	"graphconform/runner/exit"
	"graphconform/runner/process"
	"graphconform/runner/settings"
	"graphconform/runner/target"
	"graphconform/schemas"
	"graphconform/suites/exercise"
)

// Connection is a target that can be asked.
type Connection struct {
	Sender   *wire.Sender
	settings settings.Settings
	root     string
	cloud    target.Cloud
	tokens   wire.TokenSource
	signedIn bool     // requests carry a token
	end      func()   // ends what was started for it
	secrets  []string // with which to sign in
}

// Environment is what signing in needs beside the settings.
type Environment struct {
	Getenv func(string) string
	Prompt io.Writer // for a person who signs in
}

// graphInFlight is how many requests are under way at Microsoft Graph at most.
const graphInFlight = 4

// localMaxWait is how long a target on this machine may put off requests. Nobody shares it, so that nothing makes that right for long.
const localMaxWait = 30 * time.Second

// Open starts the target's command, where it has one, and makes the sender. at is where the embedded tenant is; else the settings say.
func Open(ctx context.Context, s settings.Settings, at Endpoint, environment Environment) (*Connection, error) {
	c := &Connection{settings: s, root: at.Root, end: func() {}}
	if c.root == "" {
		c.root = s.Target.URL
	}
	if named, ok := target.CloudNamed(s.Target.Cloud); ok {
		c.root = named.Root
	}
	c.cloud, _ = target.CloudAt(c.root)
	security, err := c.security()
	if err != nil {
		return nil, err
	}
	if c.tokens, err = c.signIn(environment, security); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if err := cmp.Or(c.overHTTP(), c.tooShort()); err != nil {
		return nil, err
	}
	config := wire.Config{
		Root: c.root, Tokens: c.tokens, Timeout: time.Duration(s.Target.Timeout), Conns: s.Workers(), TLS: security, Header: http.Header{},
		MaxRequests: s.Target.MaxRequests, Transport: at.Transport, Private: s.Emulator() && !s.Loopback(),
		MaxShare: s.MaxKept(), MaxKept: s.MaxKept() * 3 / 2,
		Secrets: slices.Concat(s.Secrets, c.secrets),
	}
	config.Rate, config.WriteRate = s.Rates()
	treat(&config, s)
	if s.Target.Proxy != "" {
		if config.Proxy, err = url.Parse(s.Target.Proxy); err != nil {
			return nil, exit.Usagef("--proxy: %v", err)
		}
	}
	if c.Sender, err = wire.New(config); err != nil {
		return nil, exit.With(exit.Usage, err)
	}
	if s.Target.Exec != "" {
		if err := c.Restart(ctx); err != nil {
			return nil, exit.With(exit.Inconclusive, err)
		}
	}
	return c, nil
}

// treat bounds what is asked of a target at once, and says who asks, as its kind needs it.
func treat(config *wire.Config, s settings.Settings) {
	if s.MaybeGraph() {
		config.InFlight = graphInFlight
	}
	if s.Named() {
		config.Agent = exercise.Named
	}
	if s.Loopback() {
		config.MaxWait = localMaxWait
	}
	for name, value := range s.Target.Headers {
		config.Header.Set(name, value)
	}
}

// Restart ends what was started for the connection, and starts it anew. One goroutine at a time calls it, and none beside Close.
func (c *Connection) Restart(ctx context.Context) error {
	c.end()
	end, err := process.Start(ctx, c.settings.Target.Exec, c.root)
	if err == nil {
		c.end = end
	}
	return err
}

// overHTTP refuses to send a token where everybody on the way can read it.
func (c *Connection) overHTTP() error {
	secure := !strings.HasPrefix(strings.ToLower(c.root), "http:") || c.settings.StaysHere(c.root)
	if !c.signedIn || c.settings.Target.InsecureHTTP || secure {
		return nil
	}
	by := ""
	if c.settings.Target.Proxy != "" {
		by = " by a proxy"
	}
	return exit.Usagef("target %s: a token over http%s can be read, and used, by everybody on the way; give an https URL, "+
		"or --insecure-http where the way is your own", c.root, by)
}

// tooShort refuses to sign in elsewhere with what could not be cut out of an answer.
func (c *Connection) tooShort() error {
	short := func(secret string) bool { return len(secret) < wire.ShortestSecret }
	if c.settings.StaysHere(c.root) || !slices.ContainsFunc(c.secrets, short) {
		return nil
	}
	return exit.Usagef("sign-in: a secret is shorter than %d characters, which cannot be told from other texts and kept out of reports",
		wire.ShortestSecret)
}

// Root is the service root as the settings have it.
func (c *Connection) Root() string { return c.root }

// Close ends the connection, and what was started for it.
func (c *Connection) Close() {
	c.Sender.Close()
	c.end()
}

// security returns what to trust; nil for what the machine trusts.
func (c *Connection) security() (*tls.Config, error) {
	file, insecure := c.settings.Target.CAFile, c.settings.Target.Insecure
	if file == "" && !insecure {
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: insecure} // loopback alone: target.File.Problem sees to it
	if file == "" {
		return config, nil
	}
	pem, err := schemas.ReadFile(file, 16<<20)
	if err != nil {
		return nil, exit.Usagef("--ca-file: %v", err)
	}
	if config.RootCAs, err = x509.SystemCertPool(); err != nil {
		config.RootCAs = x509.NewCertPool()
	}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, exit.Usagef("--ca-file %s: holds no certificate in PEM", file)
	}
	return config, nil
}
