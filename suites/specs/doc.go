// Package specs shows a plan and its verdicts to Ginkgo: resource > operation > requirement, one It a check, which waits for the check's
// outcome and hands it to a matcher. It has the matchers for specs that are written by hand, too. It is the only package that knows Ginkgo;
// it plans, sends and judges nothing: who exercises a resource is handed in.
//
// Its tests are the door for the ginkgo command: they check the embedded tenant, or a server on the loopback interface.
package specs
