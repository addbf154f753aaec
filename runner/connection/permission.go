package connection

import (
	"context"
	"fmt"
	"slices"

	"graphconform/runner/exit"
	"graphconform/runner/signin"
)

// WritePermission returns why the target must not be written to; empty where it may. Loopback is free for all. Elsewhere it takes the
// flag and the tenant's id in the target file, and the tenant is the one that the token names, where it names one.
func (c *Connection) WritePermission(ctx context.Context) (refusal string, err error) {
	s := c.settings
	if s.Loopback() {
		return "", nil
	}
	if !s.AllowWrites {
		return "--allow-writes is not given", nil
	}
	id := s.Target.Tenant
	token, err := c.tokens(ctx)
	if err != nil {
		return "", exit.With(exit.Inconclusive, fmt.Errorf("sign-in: %w", err))
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
