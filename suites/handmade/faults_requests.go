package handmade

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// failure returns the error of an error answer.
func (a *answer) failure() *object {
	if o, ok := a.object().get("error").(*object); ok {
		return o
	}
	return newObject()
}

// message returns an error answer's message.
func (a *answer) message() string {
	text, _ := a.failure().get("message").(string)
	return text
}

func errorFaults() []Fault {
	const family = "errors"
	page := func(title string) func(a *answer) {
		return func(a *answer) {
			a.plainText("text/html; charset=utf-8", "<!DOCTYPE html>\n<title>"+title+"</title>\n<pre>Cannot answer this request</pre>\n")
		}
	}
	byID := []operation{get, update, remove}
	return []Fault{
		{"error-body-plain-text", family, "error bodies are plain text", afterError(anyError, func(_ *exchange, a *answer) {
			a.plainText("text/plain; charset=utf-8", a.message())
		})},
		{"error-as-200", family, "errors go out with status 200", afterError(anyError, func(_ *exchange, a *answer) { a.status = http.StatusOK })},
		{"error-as-500", family, "refused bodies go out with status 500", afterError(statusError(http.StatusBadRequest), func(_ *exchange, a *answer) {
			a.status = http.StatusInternalServerError
		})},
		{"problem-details", family, "error bodies are RFC 9457 problem details", afterError(anyError, func(_ *exchange, a *answer) {
			a.mediaType = "application/problem+json"
			a.body = newObject(member{"type", "about:blank"}, member{"title", a.message()}, member{"status", a.status})
		})},
		{"error-envelope-flat", family, "code and message stand outside of error", afterError(anyError, func(_ *exchange, a *answer) {
			a.body = newObject(member{"code", a.failure().get("code")}, member{"message", a.message()})
		})},
		{"error-is-string", family, "error is a string", afterError(anyError, func(_ *exchange, a *answer) {
			a.body = newObject(member{"error", a.message()})
		})},
		{"error-without-code", family, "errors have no code", afterError(anyError, func(_ *exchange, a *answer) { a.failure().drop("code") })},
		{"error-message-empty", family, "errors have an empty message", afterError(anyError, func(_ *exchange, a *answer) {
			a.failure().set("message", "")
		})},
		{"malformed-json-answers-html", family, "malformed JSON is answered by the framework's error page", afterError(malformedError, func(_ *exchange, a *answer) {
			page("Error")(a)
		})},
		{"malformed-json-answers-500", family, "malformed JSON is answered with 500", afterError(malformedError, func(_ *exchange, a *answer) {
			a.status = http.StatusInternalServerError
		})},
		{"missing-item-answers-html", family, "an unknown object is answered by the framework's 404 page", missingItem(page("404 Not Found"), byID...)},
		{"missing-item-answers-500", family, "an unknown object is answered with 500", missingItem(func(a *answer) { a.status = http.StatusInternalServerError }, byID...)},
		{"missing-item-answers-204", family, "an unknown object is answered with 204", missingItem(func(a *answer) { a.status, a.body = http.StatusNoContent, nil }, byID...)},
		{"missing-item-answers-empty", family, "GET of an unknown object answers 200 with an empty object", missingItem(func(a *answer) {
			a.status, a.body = http.StatusOK, newObject()
		}, get)},
	}
}

func laxityFaults() []Fault {
	const family = "errors"
	return []Fault{
		{"reads-first-json-value", family, "bytes behind the JSON value do not matter", func(s *server) { s.ignoresTrailer = true }},
		{"array-accepted", family, "an array is taken for an object without members", func(s *server) { s.takesArrays = true }},
		{"odata-type-unchecked", family, "any @odata.type is accepted", func(s *server) { s.checksType = false }},
		{"timestamps-unchecked", family, "a timestamp may be any text", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			value, err := next(x, p, raw)
			if text, ok := raw.(string); ok && p.kind == timeKind && err != nil {
				return text, nil
			}
			return value, err
		})},
		{"calendar-rolls-over", family, "30 February is accepted as a day of March", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			if text, ok := raw.(string); ok && p.kind == timeKind {
				return parseTime(p.name, text, true)
			}
			return next(x, p, raw)
		})},
		{"refused-yet-stored", family, "POST stores what was valid of a body before it refuses the rest", during(create, func(s *server, x *exchange, next handler) *answer {
			a := next(x)
			if a.status == http.StatusBadRequest && !x.malformed {
				s.collection(x).add(s.newID(x), x.draft.values)
			}
			return a
		})},
		{"refused-yet-patched", family, "PATCH applies what was valid of a body before it refuses the rest", during(update, func(s *server, x *exchange, next handler) *answer {
			a := next(x)
			if it := s.collection(x).find(x.route.item); a.status == http.StatusBadRequest && it != nil {
				it.values = s.merge(it.values, x.draft.values)
			}
			return a
		})},
	}
}

// coercionFaults make a valid value of what is none.
func coercionFaults() []Fault {
	const family = "errors"
	return []Fault{
		{"coerces-text-to-number", family, "an integer in quotes is accepted", coercing(func(p property, raw any) any {
			if text, ok := raw.(string); ok && p.kind == int32Kind {
				if _, err := strconv.Atoi(text); err == nil {
					return json.Number(text)
				}
			}
			return raw
		})},
		{"coerces-number-to-text", family, "a number or Boolean is accepted as a string", coercing(func(p property, raw any) any {
			switch v := raw.(type) {
			case json.Number:
				if p.kind == stringKind {
					return v.String()
				}
			case bool:
				if p.kind == stringKind {
					return strconv.FormatBool(v)
				}
			}
			return raw
		})},
		{"fraction-cut-to-integer", family, "the fraction of a number for an Int32 is cut", coercing(integral(math.Trunc))},
		{"int32-overflow-wraps", family, "a number beyond Int32 wraps around", coercing(integral(func(f float64) float64 {
			if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
				return f
			}
			return float64(int32(int64(f)))
		}))},
		{"int32-overflow-clamps", family, "a number beyond Int32 becomes its end", coercing(integral(func(f float64) float64 {
			return min(max(f, math.MinInt32), math.MaxInt32)
		}))},
	}
}

// coercing edits JSON values before they are parsed.
func coercing(edit func(p property, raw any) any) change {
	return parsing(func(x *exchange, p property, raw any, next parser) (any, error) { return next(x, p, edit(p, raw)) })
}

// integral edits the numbers sent for an Int32.
func integral(edit func(float64) float64) func(property, any) any {
	return func(p property, raw any) any {
		number, ok := raw.(json.Number)
		if !ok || p.kind != int32Kind {
			return raw
		}
		f, err := number.Float64()
		if err != nil {
			return raw
		}
		return json.Number(strconv.FormatFloat(edit(f), 'f', -1, 64))
	}
}

func authFaults() []Fault {
	const family = "auth"
	unauthorized := statusError(http.StatusUnauthorized)
	return []Fault{
		{"no-auth-check", family, "nobody needs a token", trusting(func(*exchange) bool { return true })},
		{"reads-need-no-token", family, "GET needs no token", trusting(func(x *exchange) bool { return x.request.Method == http.MethodGet })},
		{"patch-needs-no-token", family, "PATCH needs no token", trusting(func(x *exchange) bool { return x.request.Method == http.MethodPatch })},
		{"delete-needs-no-token", family, "DELETE needs no token", trusting(func(x *exchange) bool { return x.request.Method == http.MethodDelete })},
		{"any-authorization-accepted", family, "any Authorization header will do", trusting(func(x *exchange) bool { return x.request.Header.Get("Authorization") != "" })},
		{"empty-token-accepted", family, "the word Bearer alone will do", trusting(func(x *exchange) bool {
			return strings.EqualFold(strings.TrimSpace(x.request.Header.Get("Authorization")), "Bearer")
		})},
		{"auth-403", family, "a request without a token is answered with 403", afterError(unauthorized, func(_ *exchange, a *answer) { a.status = http.StatusForbidden })},
		{"auth-redirects-to-login", family, "a request without a token is sent to a login page", afterError(unauthorized, func(_ *exchange, a *answer) {
			a.status, a.body = http.StatusFound, nil
			a.header.Set("Location", "/Account/Login")
		})},
		{"auth-without-return", family, "a request without a token is answered with 401 and done nevertheless", around(func(s *server, x *exchange, next handler) *answer {
			a := next(x)
			if a.status == http.StatusUnauthorized {
				s.dispatch(x)
			}
			return a
		})},
		{"unauthorized-without-body", "errors", "the 401 has no body", afterError(unauthorized, func(_ *exchange, a *answer) { a.body = nil })},
	}
}

// trusting lets these requests past besides those with a token.
func trusting(trusted func(x *exchange) bool) change {
	return func(s *server) {
		next := s.authorized
		s.authorized = func(x *exchange) bool { return trusted(x) || next(x) }
	}
}
