package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"graphconform/fixtures/wire"
	"graphconform/runner/signin"
	"graphconform/runner/target"
	"graphconform/suites"
)

// connection is a target that can be asked.
type connection struct {
	*target.File
	root     string
	cloud    target.Cloud
	graph    bool // it is a deployment of Microsoft Graph
	loopback bool // nothing leaves this machine
	tokens   wire.TokenSource
	sender   *wire.Sender
	end      func() // ends what was started for it
}

// What Microsoft Graph is asked for at most, in requests a second: well below the limits of its Intune services.
const (
	graphRate      = 20
	graphWriteRate = 2
	graphInFlight  = 4
)

// named settles on a target that must be named; the rest words what to do where none is.
func (f *targetFlags) named(remedy string, args ...any) (*target.File, error) {
	file, err := f.settle()
	if err == nil && file.URL == "" && file.Cloud == "" {
		err = usage(remedy, args...)
	}
	return file, err
}

// aim plans what is selected and connects to the named target, for a command that looks at it without checking.
func (f *targetFlags) aim(e *env, command, catalog string, selected []string) (*suites.Plan, *connection, error) {
	file, err := f.named("%s: which target? Give --target", command)
	if err != nil {
		return nil, nil, err
	}
	plan, err := planOf(catalog, suites.Options{Select: selected})
	if err != nil {
		return nil, nil, err
	}
	to, err := f.connect(e, file)
	return plan, to, err
}

// connect starts the target's command, where it has one, and makes the sender.
func (f *targetFlags) connect(e *env, file *target.File) (*connection, error) {
	c := &connection{File: file, root: file.URL, end: func() {}}
	if named, ok := target.CloudNamed(file.Cloud); ok {
		c.root = named.Root
	}
	c.cloud, c.graph = target.CloudAt(c.root)
	c.loopback = target.Loopback(c.root) && (file.Proxy == "" || target.Loopback(file.Proxy))
	security, err := c.security()
	if err != nil {
		return nil, err
	}
	if c.tokens, err = f.tokens(e, c, security); err != nil {
		return nil, exitError{exitUsage, err}
	}
	config := wire.Config{
		Root: c.root, Tokens: c.tokens, Timeout: time.Duration(file.Timeout), Conns: c.workers(), TLS: security, Header: http.Header{},
		Rate: file.Rate, WriteRate: file.Rate, MaxRequests: file.MaxRequests,
	}
	config.Transport = f.inProcess
	if c.graph {
		config.InFlight = graphInFlight
		config.Rate, config.WriteRate = cmp.Or(file.Rate, graphRate), cmp.Or(file.Rate, graphWriteRate)
	}
	for name, value := range file.Headers {
		config.Header.Set(name, value)
	}
	if file.Proxy != "" {
		if config.Proxy, err = url.Parse(file.Proxy); err != nil {
			return nil, usage("--proxy: %v", err)
		}
	}
	if c.sender, err = wire.New(config); err != nil {
		return nil, exitError{exitUsage, err}
	}
	if file.Exec != "" {
		if c.end, err = start(e, file.Exec, c.root); err != nil {
			return nil, exitError{exitInconclusive, err}
		}
	}
	return c, nil
}

func (c *connection) close() {
	c.sender.Close()
	c.end()
}

// security returns what to trust; nil for what the machine trusts.
func (c *connection) security() (*tls.Config, error) {
	if c.CAFile == "" && !c.Insecure {
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: c.Insecure} // loopback alone: target.File.Problem sees to it
	if c.CAFile == "" {
		return config, nil
	}
	handle, err := os.Open(c.CAFile)
	if err != nil {
		return nil, usage("--ca-file: %v", err)
	}
	defer handle.Close()
	pem, err := io.ReadAll(io.LimitReader(handle, 16<<20))
	if err != nil {
		return nil, usage("--ca-file: %v", err)
	}
	if config.RootCAs, err = x509.SystemCertPool(); err != nil {
		config.RootCAs = x509.NewCertPool()
	}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, usage("--ca-file %s: holds no certificate in PEM", c.CAFile)
	}
	return config, nil
}

// tokens chooses how to sign in: --token, else the method given, else, for Microsoft Graph, what the environment is made for.
func (f *targetFlags) tokens(e *env, c *connection, security *tls.Config) (wire.TokenSource, error) {
	if f.Token != nil && (c.SignIn.Method == "" || c.SignIn.Method == "token") {
		return wire.Fixed(*f.Token), nil
	}
	method := c.SignIn.Method
	if method == "" && c.graph {
		if method = signin.Infer(e.getenv); method == "" {
			return nil, fmt.Errorf("%s asks for a token; set GRAPH_TOKEN, or give sign-in in the target file", c.root)
		}
	}
	config := signin.Config{SignIn: c.SignIn, Tenant: c.Tenant, Getenv: e.getenv, Prompt: e.err}
	config.Method = method
	config.Authority = cmp.Or(c.SignIn.Authority, c.cloud.Authority, target.Clouds()[0].Authority)
	config.Scope = cmp.Or(c.SignIn.Scope, c.root+"/.default")
	config.Known = slices.ContainsFunc(target.Clouds(), func(cloud target.Cloud) bool { return cloud.Authority == config.Authority })
	if security != nil || c.Proxy != "" {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.TLSClientConfig = security
		if proxy, err := url.Parse(c.Proxy); c.Proxy != "" && err == nil {
			transport.Proxy = http.ProxyURL(proxy)
		}
		config.HTTP = &http.Client{Transport: transport, Timeout: time.Minute}
	}
	source, err := signin.New(config)
	if err != nil {
		return nil, err
	}
	return source.Token, nil
}

func (c *connection) workers() int {
	switch {
	case c.Workers > 0:
		return c.Workers
	case c.loopback:
		return 16
	}
	return 4
}

// mayWrite says why the target must not be written to; empty where it may. Loopback is free for all. Elsewhere it takes the flag
// and the tenant's id in the target file, and the tenant is the one that the token names, where it names one.
func (c *connection) mayWrite(ctx context.Context, allowed bool) (string, error) {
	if c.loopback {
		return "", nil
	}
	if !allowed {
		return "--allow-writes is not given", nil
	}
	id := c.Tenant
	token, err := c.tokens(ctx)
	if err != nil {
		return "", exitError{exitInconclusive, fmt.Errorf("sign-in: %w", err)}
	}
	if claims, err := signin.Read(token); err == nil && claims.Tenant != "" {
		if id != "" && id != claims.Tenant {
			return "", usage("tenant %s: the token is for tenant %s", id, claims.Tenant)
		}
		id = claims.Tenant
	}
	switch {
	case id == "":
		return "", usage("--allow-writes: which tenant is %s? Name it in a target file, under tenant and under allow-tenants", c.root)
	case !slices.Contains(c.AllowTenants, id):
		return "", usage("--allow-writes: tenant %s is not among allow-tenants of the target file; add it there if it is one made for tests", id)
	}
	return "", nil
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
