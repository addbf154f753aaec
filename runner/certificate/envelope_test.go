package certificate

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// An envelope has one form: whatever says the same in another one is refused, and so is a key id that is not the signer's.
func TestEnvelopeHasOneForm(t *testing.T) {
	key, other := newTestKey(t), newTestKey(t)
	sealed, err := seal(key, []byte("{\"a\":\"~~~>>>???\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	file := string(sealed)
	envelope, payload, err := unseal(sealed)
	if err != nil || string(payload) != "{\"a\":\"~~~>>>???\"}\n" {
		t.Fatalf("%q: %v", payload, err)
	}
	if by, err := signedBy(envelope, []Trusted{{Key: other}, {Name: "x", Key: key}}); err != nil || by == nil || by.Name != "x" {
		t.Fatalf("%v: %v", by, err)
	}
	for name, changed := range map[string]string{
		"a blank":               strings.Replace(file, ": ", ":  ", 1),
		"no line end":           strings.TrimSuffix(file, "\n"),
		"something behind":      file + "{}\n",
		"an unknown member":     strings.Replace(file, "{\n", "{\n \"x\": 1,\n", 1),
		"a member twice":        strings.Replace(file, "{\n", "{\n \"payloadType\": \"x\",\n", 1),
		"another case":          strings.Replace(file, "payloadType", "payloadtype", 1),
		"an escape":             strings.Replace(file, "vnd", `\u0076nd`, 1),
		"another type":          strings.Replace(file, "in-toto", "in-tote", 1),
		"base64 for URLs":       strings.Replace(strings.Replace(file, "fn5+", "fn5-", 1), "Pj4/Pz8", "Pj4_Pz8", 1),
		"base64 without filler": strings.Replace(file, "=\"", "\"", 1),
		"no signature":          file[:strings.Index(file, "[")] + "[]\n}\n",
		"nothing":               "",
		"no JSON":               "x",
	} {
		if changed == file {
			t.Errorf("%s: nothing was changed", name)
		}
		if _, _, err := unseal([]byte(changed)); err == nil {
			t.Errorf("%s is taken:\n%s", name, changed)
		}
	}
	twice := *envelope
	twice.Signatures = append(twice.Signatures, twice.Signatures[0])
	two, err := encode(twice)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := unseal(two); err == nil {
		t.Error("two signatures are taken")
	}
	envelope.Signatures[0].KeyID = other.ID()
	if by, err := signedBy(envelope, []Trusted{{Key: key}}); err == nil {
		t.Errorf("the id of another key is taken: %v", by)
	}
}

// Of the two ECDSA signatures that are one, one is taken.
func TestSignaturesHaveOneForm(t *testing.T) {
	key, data := ecdsaKey(t, elliptic.P256()), []byte("data")
	signature, err := key.Sign(t.Context(), data)
	if err != nil || key.Verify(t.Context(), data, signature) != nil {
		t.Fatal(err)
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &pair); err != nil {
		t.Fatal(err)
	}
	public, _ := key.Public().(*ecdsa.PublicKey)
	pair.S.Sub(public.Curve.Params().N, pair.S)
	mirrored, err := asn1.Marshal(pair)
	if err != nil || bytes.Equal(mirrored, signature) {
		t.Fatal(err)
	}
	for _, wrong := range [][]byte{mirrored, nil, {0x30, 0}, signature[:8], append(bytes.Clone(signature), 0)} {
		if key.Verify(t.Context(), data, wrong) == nil {
			t.Errorf("%x is taken", wrong)
		}
	}
	if key.Verify(t.Context(), []byte("date"), signature) == nil {
		t.Error("other bytes are signed")
	}
}

func TestKeysAreRefused(t *testing.T) {
	private, public, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(large)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"nothing": nil, "a text": []byte("x"), "a public key": public, "two": append(bytes.Clone(private), private...),
		"RSA":    pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
		"broken": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}),
	} {
		if _, err := ParsePrivate(text); err == nil || strings.Contains(err.Error(), "BEGIN") {
			t.Errorf("private: %s: %v", name, err)
		}
	}
	for name, text := range map[string][]byte{"nothing": nil, "a private key": private, "two": append(bytes.Clone(public), public...)} {
		if _, err := ParsePublic(text); err == nil {
			t.Errorf("public: %s is taken", name)
		}
	}
	secret, open := parsedKey(t, private), &Key{}
	if open, err = ParsePublic(public); err != nil || open.ID() != secret.ID() {
		t.Errorf("%v: %s and %s are one key", err, secret.ID(), open.ID())
	}
	if _, err := open.Sign(t.Context(), nil); err == nil {
		t.Error("a public key signs")
	}
}

// What is sealed is what is unsealed, whatever it is.
func TestSealProperty(t *testing.T) {
	key := newTestKey(t)
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		sealed, err := seal(key, payload)
		if err != nil {
			t.Fatal(err)
		}
		envelope, again, err := unseal(sealed)
		if err != nil || !bytes.Equal(payload, again) {
			t.Fatalf("%x became %x: %v", payload, again, err)
		}
		if by, err := signedBy(envelope, []Trusted{{Key: key}}); err != nil || by == nil {
			t.Fatal(err)
		}
	})
}

// Whatever an envelope holds, what is taken is in the one form.
func FuzzUnseal(f *testing.F) {
	f.Add([]byte("{\n \"payloadType\": \"application/vnd.in-toto+json\",\n \"payload\": \"e30=\",\n \"signatures\": [\n  {\n   " +
		"\"keyid\": \"\",\n   \"sig\": \"AA==\"\n  }\n ]\n}\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		envelope, _, err := unseal(file)
		if err != nil {
			return
		}
		if again, err := encode(envelope); err != nil || !bytes.Equal(again, file) {
			t.Errorf("%q is taken", file)
		}
	})
}
