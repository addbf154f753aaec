// Package report folds the outcomes of a run into one model and renders it for people and machines: report.json,
// which Read reads again, report.html, junit.xml, ctrf.json, summary.md, annotations, report.sarif, evidence.har and the terminal's text.
//
// It judges nothing and sends nothing: every figure is counted from outcomes. All that a target sent is taken to be
// hostile: it is bounded here, and escaped wherever it is shown.
package report
