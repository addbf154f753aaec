package guard

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"graphconform/fixtures"
	"graphconform/suites/conform"
)

// onObjects are the methods that may be sent to an object of the run's own: nobody knows what a server takes others for.
var onObjects = [...]string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, conform.NoMethod,
}

// mayActOn says why a request to an object is held back; empty where it may go. Whatever lies above the object, and whatever the method,
// a look has to show that the object is there and the run's own: PUT may make what is not there, and nobody knows what other methods do.
func (g *Guard) mayActOn(ctx context.Context, request fixtures.Request) string {
	if why := g.misdirected(request.URL); why != "" {
		return why
	}
	if !slices.Contains(onObjects[:], request.Method) {
		return "no page documents the method"
	}
	if g.options.Private {
		return ""
	}
	if why := g.namesNoItem(request.URL); why != "" {
		return why
	}
	if isOdd(strings.TrimPrefix(request.URL, g.Root())) {
		return "the URL can be read in several ways"
	}
	if _, why := g.below(ctx, request.URL); why != "" {
		return why
	}
	if proof := g.prove(ctx, request.URL); proof.Why != "" {
		return "not proved ours: " + proof.Why
	}
	return ""
}
