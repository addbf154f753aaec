// Package certificate makes and checks certificates: folders in which a vendor states what its product conforms to, with the evidence.
//
//	report-1.json.zst  evidence-1.jsonl.zst     a run, and another one with other values: report-2, evidence-2
//	product.yaml, disputes.yaml                 what the vendor says
//	certificate.json                            what follows from these: scope, counts, limits
//	certificate.html, badge.svg                 the same for people
//	attestation.json                            an in-toto Statement that names each file by its digest, signed in a DSSE envelope
//
// All but the signature can be made again from evidence, product and disputes; Verify does, and believes nothing else. It judges the
// evidence by the code that judges a run. The package sends nothing and knows no flag.
package certificate
