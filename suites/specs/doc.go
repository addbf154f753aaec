// Package specs shows a plan and its verdicts to Ginkgo: one It a check, which waits for the check's verdict
// and hands it to one matcher. It is the only package that knows Ginkgo; it plans, sends and judges nothing.
package specs
