package connection

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"graphconform/fixtures/wire"
	"graphconform/runner/exit"
	"graphconform/runner/signin"
)

// WritePermission returns why the target must not be written to; empty where it may. Loopback is free for all, and so is an emulator at
// private addresses. Elsewhere it takes the flag and the tenant's id in the target file, and the tenant is the one that the token names,
// where it names one. No tenant that the target file denies is ever written to.
func (c *Connection) WritePermission(ctx context.Context) (refusal string, err error) {
	s := c.settings
	if !s.Loopback() && !s.AllowWrites && !s.Emulator() {
		return "--allow-writes is not given", nil
	}
	if s.Embedded {
		return "", nil
	}
	id := s.Target.Tenant
	token, err := c.tokens(ctx)
	if err != nil {
		return "", exit.With(exit.Inconclusive, fmt.Errorf("sign-in: %w", err))
	}
	if denied := denied(s.Target.DenyTenants, append(c.named(token), id)); denied != "" {
		return "", exit.Usagef("tenant %s is among deny-tenants of the target file: nothing is written to it; "+
			"leave --allow-writes out to read it", denied)
	}
	switch {
	case s.Loopback():
		return "", nil
	case s.Emulator():
		return "", c.private(ctx)
	}
	if claims, err := signin.Read(token); err == nil && claims.Tenant != "" {
		if id != "" && id != claims.Tenant {
			return "", exit.Usagef("tenant %s: the token is for tenant %s", id, claims.Tenant)
		}
		id = claims.Tenant
	}
	switch {
	case id == "":
		return "", exit.Usagef("--allow-writes: which tenant is %s? Name it in a target file, under tenant and under allow-tenants", c.root)
	case !slices.Contains(s.Target.AllowTenants, id):
		return "", exit.Usagef("--allow-writes: tenant %s is not among allow-tenants of the target file; "+
			"add it there if it is one made for tests", id)
	}
	return "", nil
}

// Tenants returns the ids of the tenants that requests are for, sorted and in lower case: those that the token and headers name, else the
// one that the settings name.
func (c *Connection) Tenants(ctx context.Context) ([]string, error) {
	token, err := c.tokens(ctx)
	if err != nil {
		return nil, exit.With(exit.Inconclusive, fmt.Errorf("sign-in: %w", err))
	}
	ids := c.named(token)
	if len(ids) == 0 && c.settings.Target.Tenant != "" {
		ids = []string{c.settings.Target.Tenant}
	}
	for i := range ids {
		ids[i] = strings.ToLower(ids[i])
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// named returns the ids of the tenants that a token names, and tokens in headers.
func (c *Connection) named(token string) []string {
	ids := wire.IssuerOf(token).Tenants
	for _, name := range slices.Sorted(maps.Keys(c.settings.Target.Headers)) {
		for word := range strings.FieldsSeq(c.settings.Target.Headers[name]) {
			ids = append(ids, wire.IssuerOf(word).Tenants...)
		}
	}
	return ids
}

// denied returns the first of the ids that is denied; empty where none is.
func denied(list, ids []string) string {
	for _, id := range ids {
		if slices.ContainsFunc(list, func(other string) bool { return id != "" && strings.EqualFold(other, id) }) {
			return id
		}
	}
	return ""
}

// private makes sure that an emulator has private addresses only. The sender holds it again whenever it connects.
func (c *Connection) private(ctx context.Context) error {
	parsed, err := url.Parse(c.root)
	if err != nil {
		return exit.Usagef("--emulator: %v", err)
	}
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", parsed.Hostname())
	if err != nil || len(addresses) == 0 {
		return exit.With(exit.Inconclusive, fmt.Errorf("--emulator: %s has no address: %w", parsed.Hostname(), err))
	}
	for _, address := range addresses {
		if !wire.Private(address) {
			return exit.Usagef("--emulator: %s is %s, which is no private address, and may be a tenant; "+
				"it takes --allow-writes and allow-tenants in a target file", parsed.Hostname(), address.Unmap())
		}
	}
	return nil
}
