package certificate

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
)

// payloadType is what DSSE envelopes of in-toto statements say (in-toto attestation, spec/v1/envelope.md).
const payloadType = "application/vnd.in-toto+json"

// seal signs a statement in an envelope, and returns the bytes of the file.
func seal(key *Key, statement []byte) ([]byte, error) {
	signer, err := dsse.NewEnvelopeSigner(key)
	if err != nil {
		return nil, err
	}
	envelope, err := signer.SignPayload(context.Background(), payloadType, statement)
	if err != nil {
		return nil, err
	}
	return encode(envelope)
}

// unseal reads the file of an envelope so that no byte of it can be another one: one form, base64 as it is written by the standard, no
// member but those of DSSE, one signature. It takes no word of the envelope for true; signedBy tells who signed.
func unseal(file []byte) (*dsse.Envelope, []byte, error) {
	envelope := &dsse.Envelope{}
	if err := decodeStrictly(file, envelope); err != nil {
		return nil, nil, err
	}
	if envelope.PayloadType != payloadType {
		return nil, nil, fmt.Errorf("holds %q, no in-toto statement", envelope.PayloadType)
	}
	if len(envelope.Signatures) != 1 {
		return nil, nil, fmt.Errorf("has %d signatures, not one", len(envelope.Signatures))
	}
	for _, text := range []string{envelope.Payload, envelope.Signatures[0].Sig} {
		data, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || base64.StdEncoding.EncodeToString(data) != text {
			return nil, nil, errors.New("its base64 is not the one that encoding gives")
		}
	}
	payload, err := envelope.DecodeB64Payload()
	return envelope, payload, err
}

// signedBy returns the first of the keys that the envelope's signature is of; nil where it is of none. The key id in the envelope chooses
// no key, but is held against the one that the signature is of.
func signedBy(envelope *dsse.Envelope, keys []Trusted) (*Trusted, error) {
	said := envelope.Signatures[0].KeyID
	anonymous := *envelope
	anonymous.Signatures = []dsse.Signature{{Sig: envelope.Signatures[0].Sig}}
	for i := range keys {
		verifier, err := dsse.NewEnvelopeVerifier(keys[i].Key)
		if err != nil {
			return nil, err
		}
		if _, err := verifier.Verify(context.Background(), &anonymous); err != nil {
			continue
		}
		if said != keys[i].Key.ID() {
			return nil, fmt.Errorf("the envelope names key %.16q, and is signed by %.16s", said, keys[i].Key.ID())
		}
		return &keys[i], nil
	}
	return nil, nil
}

// encode writes JSON in the one form that the files of a bundle have.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(value)
	return out.Bytes(), err
}

// decodeStrictly reads what encode wrote, and nothing else: a member that is unknown, or there twice, and a blank too many change bytes.
func decodeStrictly[T any](file []byte, into *T) error {
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	again, err := encode(into)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, file) {
		return errors.New("is not in the form that certify writes: something in it was changed")
	}
	return nil
}
