// Package report folds the outcomes of a run into what people and machines read: report.json and the terminal's text.
//
// It judges nothing: every figure is counted from outcomes.
package report
