package report

import (
	"encoding/json"
	"io"

	"graphconform/suites/conform"
)

// shownResults is how many results readers of SARIF show of one run: GitHub 5,000 of at most 25,000.
const shownResults = 5000

// The members of SARIF 2.1.0 (OASIS) that are written.
type (
	sarifLog struct {
		Version string     `json:"version"`
		Schema  string     `json:"$schema"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Full  sarifText `json:"fullDescription"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful bool          `json:"executionSuccessful"` // all was judged that was to be
		ExitCode   int           `json:"exitCode"`
		Notes      []sarifNotice `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotice struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		Rule         string            `json:"ruleId"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
		Logical  []sarifName   `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifAddress `json:"artifactLocation"`
		Region   *sarifRegion `json:"region,omitempty"`
	}
	sarifAddress struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line int `json:"startLine"`
	}
	sarifName struct {
		Name string `json:"fullyQualifiedName"`
	}
)

// SARIF writes report.sarif: a result for each check that failed and that no other explains, at the page that it rests on. What could not
// be judged is a notice of the run, which is then no success.
func SARIF(out io.Writer, r *Report) error {
	code := r.ExitCode()
	run := sarifRun{Results: []sarifResult{}, Tool: sarifTool{sarifDriver{Name: "graphconform", Version: conform.Printable(r.Version),
		Rules: []sarifRule{}}}, Invocations: []sarifInvocation{{Successful: code == 0 || code == 1, ExitCode: code}}}
	for _, rule := range r.Rules {
		full := rule.Promise
		if rule.Standard != "" {
			full += " (" + rule.Standard + ")"
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			conform.Printable(rule.ID), sarifText{conform.Printable(rule.Promise)}, sarifText{conform.Printable(full)}})
	}
	note := func(level, text string) {
		run.Invocations[0].Notes = append(run.Invocations[0].Notes, sarifNotice{level, sarifText{conform.Printable(text)}})
	}
	left := 0
	for _, g := range r.Groups() {
		for _, m := range g.Members {
			if len(run.Results) == shownResults {
				left++
				continue
			}
			run.Results = append(run.Results, r.sarifResult(m))
		}
	}
	if left > 0 {
		note("warning", count(left, "more check")+" failed; report.json has all")
	}
	for _, reason := range r.Reasons(conform.Inconclusive) {
		note("warning", count(reason.Checks, "check")+" could not be judged: "+cut(reason.Words(), 300))
	}
	for _, line := range r.OutOfDate() {
		note("error", "waiver out of date: "+line)
	}
	note("note", r.Word()+": "+r.Sum())
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	return encoder.Encode(sarifLog{"2.1.0", "https://json.schemastore.org/sarif-2.1.0.json", []sarifRun{run}})
}

// sarifResult is one check that failed.
func (r *Report) sarifResult(m Member) sarifResult {
	level := "error"
	if m.Level == conform.Advisory {
		level = "warning"
	}
	id := conform.Printable(m.ID)
	result := sarifResult{Rule: conform.Printable(m.Rule), Level: level, Message: sarifText{r.message(m.Check)},
		Fingerprints: map[string]string{"checkId/v1": id}}
	if address := m.Address(); address != "" {
		at := sarifLocation{Physical: sarifPhysical{Artifact: sarifAddress{address}}, Logical: []sarifName{{id}}}
		if m.Line > 0 {
			at.Physical.Region = &sarifRegion{m.Line}
		}
		result.Locations = []sarifLocation{at}
	}
	return result
}
