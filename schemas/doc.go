// Package schemas holds what is promised: the contracts and JSON Schemas derived from reference pages.
//
// It does not read pages (schemas/derive does), sends nothing and judges no target.
package schemas
