package connection

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"graphconform/fixtures/wire"
	"graphconform/runner/signin"
	"graphconform/runner/target"
)

// signIn chooses how to sign in: --token, else the method given, else, for Microsoft Graph, what the environment is made for.
func (c *Connection) signIn(environment Environment, security *tls.Config) (wire.TokenSource, error) {
	s := c.settings
	method := s.Target.SignIn.Method
	if s.Token != nil && (method == "" || method == "token") {
		c.signedIn = *s.Token != ""
		return wire.Fixed(*s.Token), nil
	}
	if method == "" && s.Graph() {
		if method = signin.Infer(environment.Getenv); method == "" {
			return nil, fmt.Errorf("%s asks for a token; set GRAPH_TOKEN, or give sign-in in the target file", c.root)
		}
	}
	config := signin.Config{SignIn: s.Target.SignIn, Tenant: s.Target.Tenant, Getenv: environment.Getenv, Prompt: environment.Prompt}
	config.Method = method
	config.Authority = cmp.Or(config.SignIn.Authority, c.cloud.Authority, target.Clouds()[0].Authority)
	config.Scope = c.scope()
	config.Known = slices.ContainsFunc(target.Clouds(), func(cloud target.Cloud) bool { return cloud.Authority == config.Authority })
	if security != nil || s.Target.Proxy != "" {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.TLSClientConfig = security
		if proxy, err := url.Parse(s.Target.Proxy); s.Target.Proxy != "" && err == nil {
			transport.Proxy = http.ProxyURL(proxy)
		}
		config.HTTP = &http.Client{Transport: transport, Timeout: time.Minute}
	}
	c.secrets = config.Secrets()
	source, err := signin.New(config)
	if err != nil {
		return nil, err
	}
	c.signedIn = method != "" && method != "none"
	if s.Entra || s.Embedded || !target.Loopback(c.root) {
		return source.Token, nil
	}
	// The target counts as one of this machine; a token of a tenant would belie that.
	return func(ctx context.Context) (string, error) {
		token, err := source.Token(ctx)
		if wire.ByEntra(token) {
			return "", fmt.Errorf("the token is one that Microsoft Entra issued, so that the target is a tenant; " +
				"leave sign-in.authority out")
		}
		return token, err
	}, nil
}

// scope is what tokens are asked for.
func (c *Connection) scope() string {
	return cmp.Or(c.settings.Target.SignIn.Scope, c.root+"/.default")
}
