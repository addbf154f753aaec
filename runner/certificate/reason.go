package certificate

import "fmt"

// Reason is why a certificate is refused.
type Reason string

// The reasons, in the order in which Verify looks for them.
const (
	Envelope   Reason = "envelope"    // the envelope is not as certify writes it
	Signature  Reason = "signature"   // it is signed by none of the keys
	Revoked    Reason = "revoked"     // the issuer took it back, or its key
	Statement  Reason = "statement"   // what is signed is no statement on a certificate
	Missing    Reason = "missing"     // a file that was signed is not there
	Extra      Reason = "extra"       // a file is there that was not signed
	Digest     Reason = "digest"      // a file is not the one that was signed
	Remade     Reason = "certificate" // certificate.json is not what follows from the evidence and the statement
	Catalogue  Reason = "catalog"     // the catalog that it was checked against is not at hand
	Schema     Reason = "schema"      // a report is not as its schema says
	Evidence   Reason = "evidence"    // the evidence cannot be judged, or is of another run
	Plan       Reason = "plan"        // the plan is not the one that catalog, profile, claims and seed give
	Dropped    Reason = "dropped"     // a planned check has no verdict, or more than one
	Verdict    Reason = "verdict"     // the evidence gives another verdict
	Report     Reason = "report"      // the report is not the one that the evidence gives
	Conforming Reason = "conformance" // what was found earns no certificate
	Page       Reason = "page"        // page or badge show something else than the certificate
	Expired    Reason = "expired"     // it counts no more
	Share      Reason = "share"       // it covers less than is asked for
	Outdated   Reason = "suite"       // it was made by an older suite than is asked for
)

// Refusal is the error of a certificate that does not hold.
type Refusal struct {
	Reason Reason
	Detail string
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s: %s", r.Reason, r.Detail) }

func refuse(reason Reason, format string, args ...any) error {
	return &Refusal{reason, fmt.Sprintf(format, args...)}
}

// Unreadable is the error of a bundle of which nothing can be said: there is none, or it cannot be read here.
type Unreadable struct{ Cause error }

func (u Unreadable) Error() string { return u.Cause.Error() }

func (u Unreadable) Unwrap() error { return u.Cause }
