package certificate

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
)

// Key signs, where it has a private part, and checks signatures: ed25519, or ECDSA over a curve of NIST. It is a dsse.SignerVerifier.
type Key struct {
	private crypto.Signer // nil in one that only checks
	public  crypto.PublicKey
	id      string
}

// ParsePrivate reads a private key in PEM: PKCS #8, or SEC 1 for ECDSA.
func ParsePrivate(text []byte) (*Key, error) {
	block, rest := pem.Decode(text)
	if block == nil || len(rest) > 0 {
		return nil, errors.New("holds not one private key in PEM; `graphconform keygen` makes one")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil && block.Type == "EC PRIVATE KEY" {
		parsed, err = x509.ParseECPrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, fmt.Errorf("holds no private key that can be read, but %q; `graphconform keygen` makes one", block.Type)
	}
	signer, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, errors.New("is no key that signs; take ed25519 or ECDSA")
	}
	key, err := newKey(signer.Public())
	if err != nil {
		return nil, err
	}
	key.private = signer
	return key, nil
}

// ParsePublic reads a public key in PEM (PKIX).
func ParsePublic(text []byte) (*Key, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil || len(rest) > 0:
		return nil, errors.New("holds not one public key in PEM; `graphconform keygen` writes pub.pem")
	case block.Type != "PUBLIC KEY":
		return nil, fmt.Errorf("holds no public key, but %q; name pub.pem, and keep key.pem to yourself", block.Type)
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return newKey(parsed)
}

func newKey(public crypto.PublicKey) (*Key, error) {
	switch public.(type) {
	case ed25519.PublicKey, *ecdsa.PublicKey:
	default:
		return nil, fmt.Errorf("is a key of a kind that certificates are not signed with (%T); take ed25519 or ECDSA", public)
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(der)
	return &Key{public: public, id: hex.EncodeToString(sum[:])}, nil
}

// Generate draws an ed25519 key and returns both parts in PEM.
func Generate() (private, public []byte, err error) {
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		return nil, nil, err
	}
	open, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open}), nil
}

// ID is the SHA-256 of the public key (DER, PKIX), in hexadecimal digits.
func (k *Key) ID() string { return k.id }

// KeyID is ID.
func (k *Key) KeyID() (string, error) { return k.id, nil }

// Public is the public part.
func (k *Key) Public() crypto.PublicKey { return k.public }

var (
	errNoPrivate = errors.New("the key has no private part")
	errSignature = errors.New("the signature is not of this key")
)

// Sign signs bytes.
func (k *Key) Sign(_ context.Context, data []byte) ([]byte, error) {
	switch public := k.public.(type) {
	case ed25519.PublicKey:
		if k.private != nil {
			return k.private.Sign(nil, data, crypto.Hash(0))
		}
	case *ecdsa.PublicKey:
		if k.private != nil {
			digest, hash := digestFor(public, data)
			signature, err := k.private.Sign(rand.Reader, digest, hash)
			if err != nil {
				return nil, err
			}
			return lower(public, signature)
		}
	}
	return nil, errNoPrivate
}

// Verify checks the signature of bytes.
func (k *Key) Verify(_ context.Context, data, signature []byte) error {
	switch public := k.public.(type) {
	case ed25519.PublicKey:
		if ed25519.Verify(public, data, signature) {
			return nil
		}
	case *ecdsa.PublicKey:
		low, err := lower(public, signature)
		digest, _ := digestFor(public, data)
		if err == nil && string(low) == string(signature) && ecdsa.VerifyASN1(public, digest, signature) {
			return nil
		}
	}
	return errSignature
}

// digestFor hashes bytes by a function of the curve's size, as the DSSE libraries do.
func digestFor(key *ecdsa.PublicKey, data []byte) ([]byte, crypto.Hash) {
	switch size := key.Curve.Params().BitSize; {
	case size <= 256:
		sum := sha256.Sum256(data)
		return sum[:], crypto.SHA256
	case size <= 384:
		sum := sha512.Sum384(data)
		return sum[:], crypto.SHA384
	}
	sum := sha512.Sum512(data)
	return sum[:], crypto.SHA512
}

// lower returns the one of the two ECDSA signatures (r, s) and (r, n-s), of which each makes the other, that has the smaller s: else the
// bytes of a signed file could be changed and nobody would see it.
func lower(key *ecdsa.PublicKey, signature []byte) ([]byte, error) {
	var pair struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(signature, &pair); err != nil || len(rest) > 0 {
		return nil, errSignature
	}
	order := key.Curve.Params().N
	if other := new(big.Int).Sub(order, pair.S); other.Cmp(pair.S) < 0 {
		pair.S = other
	}
	return asn1.Marshal(pair)
}
