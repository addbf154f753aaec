package signin

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Claims is what a token says of itself. It is not verified: that is the target's part.
type Claims struct {
	Audience string
	Tenant   string
	Roles    []string // application permissions
	Scopes   []string // delegated permissions
	Expires  time.Time
}

// Permissions are those of the token, of either kind.
func (c Claims) Permissions() []string { return append(slices.Clone(c.Roles), c.Scopes...) }

// maxToken is the size from which a text is no token, in bytes.
const maxToken = 64 << 10

// Read reads the claims of a JSON Web Token (RFC 7519, section 3). A token of another form is an error; it may be valid all the same.
func Read(token string) (Claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > maxToken {
		return Claims{}, fmt.Errorf("the token is no JSON Web Token")
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return Claims{}, fmt.Errorf("the token is no JSON Web Token: its second part is no base64url")
	}
	var body struct {
		Audience json.RawMessage `json:"aud"`
		Tenant   string          `json:"tid"`
		Roles    []string        `json:"roles"`
		Scopes   string          `json:"scp"`
		Expires  json.Number     `json:"exp"`
	}
	if err := json.Unmarshal(payload, &body); err != nil {
		return Claims{}, fmt.Errorf("the token is no JSON Web Token: its second part is no object of claims")
	}
	claims := Claims{Tenant: body.Tenant, Roles: body.Roles, Scopes: strings.Fields(body.Scopes)}
	var several []string
	switch {
	case json.Unmarshal(body.Audience, &claims.Audience) == nil:
	case json.Unmarshal(body.Audience, &several) == nil && len(several) > 0:
		claims.Audience = several[0]
	}
	if seconds, err := body.Expires.Float64(); err == nil && seconds > 0 && seconds < 1e11 {
		claims.Expires = time.Unix(int64(seconds), 0)
	}
	return claims, nil
}
