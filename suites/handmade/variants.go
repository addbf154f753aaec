package handmade

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func valueVariants() []Variant {
	return []Variant{
		{"utc-timestamps", "timestamps come back in UTC", showingTimes(func(at timestamp) timestamp { return timestamp{at.UTC(), at.digits} })},
		{"timestamps-in-another-zone", "timestamps come back at +05:30", showingTimes(func(at timestamp) timestamp {
			if year := at.UTC().Year(); year == 1 || year == 9999 { // the shifted clock has to stay within the years
				return at
			}
			return timestamp{at.In(time.FixedZone("", 5*3600+1800)), at.digits}
		})},
		{"trimmed-fractions", "fractions lose their trailing zeros", showingTimes(func(at timestamp) timestamp {
			full := timestamp{at.Time, 7}
			return timestamp{at.Time, len(strings.TrimRight(full.fraction(), "0"))}
		})},
		{"padded-fractions", "fractions have seven digits", showingTimes(func(at timestamp) timestamp { return timestamp{at.Time, 7} })},
		{"decimal-integers", "integers come back as 5.0", showing(func(p property, value any, next shower) (any, bool) {
			if n, ok := value.(int64); ok {
				return json.Number(strconv.FormatInt(n, 10) + ".0"), true
			}
			return next(p, value)
		})},
		{"enum-in-any-case", "members are accepted in any case and come back as documented", parsingEnum(func(p property, text string) (string, bool) {
			i := slices.IndexFunc(p.members, func(m string) bool { return strings.EqualFold(m, text) })
			if i < 0 {
				return "", false
			}
			return p.members[i], true
		})},
		{"enum-by-number", "a member's position is accepted and comes back as the member", coercing(func(p property, raw any) any {
			number, _ := raw.(json.Number)
			if i, err := strconv.Atoi(number.String()); err == nil && p.kind == enumKind && i >= 0 && i < len(p.members) {
				return p.members[i]
			}
			return raw
		})},
		{"nulls-refused", "null is refused for what is no String", parsing(func(x *exchange, p property, raw any, next parser) (any, error) {
			if raw == nil && p.kind != stringKind {
				return nil, fmt.Errorf("%s: null is not allowed", p.name)
			}
			return next(x, p, raw)
		})},
		{"nulls-omitted", "null members are left out", showing(func(p property, value any, next shower) (any, bool) {
			shown, visible := next(p, value)
			return shown, visible && shown != nil
		})},
		{"nulls-for-unset", "properties that were never set come back as null", func(s *server) {
			s.unset = func(property) (any, bool) { return nil, true }
		}},
		{"defaults-for-unset", "properties that were never set come back with a default", func(s *server) {
			s.unset = func(p property) (any, bool) { return defaultOf(p), true }
		}},
	}
}

func objectVariants() []Variant {
	return []Variant{
		{"no-odata-type", "objects have no @odata.type", finishing(func(_ *exchange, o *object) { o.drop("@odata.type") })},
		{"odata-context", "single objects have @odata.context", after(func(_ *server, x *exchange, a *answer) {
			a.object().first("@odata.context", x.itemsContext()+"/$entity")
		}, create, get, update)},
		{"odata-etag", "objects have @odata.etag", finishing(func(_ *exchange, o *object) { o.first("@odata.etag", etag(o)) })},
		{"extra-members", "objects have members that no page names", finishing(func(_ *exchange, o *object) {
			o.set("roleScopeTagIds", []any{"0"})
			o.set("lastModifiedBy", newObject(member{"user", newObject(member{"id", nil}, member{"displayName", "Service"})}))
			o.set("version", json.Number("1"))
		})},
		{"members-reversed", "members come in reverse order", finishing(func(_ *exchange, o *object) { slices.Reverse(o.members) })},
		{"location-absent", "201 has no Location", after(func(_ *server, _ *exchange, a *answer) { a.header.Del("Location") }, create)},
		{"location-relative", "Location is a path", after(func(_ *server, x *exchange, a *answer) {
			a.header.Set("Location", strings.TrimPrefix(a.header.Get("Location"), x.origin()))
		}, create)},
		{"patch-204-where-undocumented", "PATCH answers 204 where no page documents it", after(func(s *server, x *exchange, a *answer) {
			if !x.route.resource.hasUpdate {
				noContent(s, x, a)
			}
		}, update)},
		{"no-patch-where-undocumented", "PATCH is answered with 405 where no page documents it", func(s *server) {
			next := s.offered
			s.offered = func(r route) map[string]operation {
				offered := next(r)
				if !r.resource.hasUpdate {
					maps.DeleteFunc(offered, func(_ string, op operation) bool { return op == update })
				}
				return offered
			}
		}},
		{"delete-is-idempotent", "DELETE of an unknown object answers 204", missingItem(func(a *answer) {
			a.status, a.body = http.StatusNoContent, nil
		}, remove)},
	}
}

// etag is a weak one over what the object shows.
func etag(o *object) string {
	hash := fnv.New64a()
	var b bytes.Buffer
	encode(&b, o)
	_, _ = hash.Write(b.Bytes()) // never fails, by its contract
	return fmt.Sprintf(`W/"%x"`, hash.Sum64())
}

func idVariants() []Variant {
	return []Variant{
		{"integer-ids", "ids are 1, 2, 3 over all collections", countedIDs},
		{"ids-per-parent", "ids are 1, 2, 3 in each collection", namingIDs(func(_ *exchange, n int) string { return strconv.Itoa(n) })},
		{"composite-ids", "ids are composed of three parts, one of them the parent's id", namingIDs(func(x *exchange, n int) string {
			return fmt.Sprintf("%s_%s_%08d", guid(), x.route.parent, n)
		})},
		{"escaped-ids", "ids hold characters that a path has to escape", namingIDs(func(_ *exchange, n int) string {
			return fmt.Sprintf("state 1/2+3%%41=b&c?d#e;é:%d", n)
		})},
		{"client-id-refused", "a client's id is refused where the page calls id read-only", reviewing(func(x *exchange, d *draft) *refusal {
			return refuseID(x, d, create, update)
		})},
		{"patch-id-refused", "PATCH refuses a client's id where the page calls id read-only", reviewing(func(x *exchange, d *draft) *refusal {
			return refuseID(x, d, update)
		})},
		{"client-id-taken", "a client's fresh id is taken on create where the page does not call id read-only", func(s *server) {
			s.takesClientID = func(r *resource) bool { return !r.idReadOnly }
		}},
	}
}

// namingIDs makes ids from the number that the new object will have in its collection.
func namingIDs(name func(x *exchange, n int) string) change {
	return func(s *server) {
		s.newID = func(x *exchange) string { return name(x, s.collection(x).created+1) }
	}
}

func refuseID(x *exchange, d *draft, ops ...operation) *refusal {
	if d.id == "" || !x.route.resource.idReadOnly || !slices.Contains(ops, x.op) {
		return nil
	}
	return &refusal{http.StatusBadRequest, "BadRequest", "id is read-only"}
}

func requestVariants() []Variant {
	return []Variant{
		{"unknown-properties-kept", "types are open: unknown properties are stored and come back", func(s *server) { s.takesUnknown = true }},
		{"any-media-type", "the media type of a request is not looked at", func(s *server) { s.checksMedia = false }},
		{"refuses-with-422", "a refused body is answered with 422", afterError(statusError(http.StatusBadRequest), func(_ *exchange, a *answer) {
			a.status = http.StatusUnprocessableEntity
		})},
		{"errors-without-inner-error", "errors hold code and message only", afterError(anyError, func(_ *exchange, a *answer) { a.failure().drop("innerError") })},
		{"errors-with-details", "errors hold details and a target", afterError(anyError, func(_ *exchange, a *answer) {
			a.failure().set("target", "body")
			a.failure().set("details", []any{newObject(member{"code", "detail"}, member{"message", a.message()})})
		})},
		{"throttles-every-7th", "each seventh request is answered with 429 and Retry-After: 0", throttling(http.StatusTooManyRequests, func() string { return "0" })},
		{"unavailable-every-7th", "each seventh request is answered with 503 and Retry-After as a date", throttling(http.StatusServiceUnavailable, func() string {
			return time.Now().UTC().Format(http.TimeFormat)
		})},
	}
}

// throttling turns each seventh request away before anything else looks at it.
func throttling(status int, retryAfter func() string) change {
	return func(s *server) {
		seen := 0
		around(func(_ *server, x *exchange, next handler) *answer {
			if seen++; seen%7 != 0 {
				return next(x)
			}
			a := x.refuse(refusal{status, "TooManyRequests", "Too many requests, try again."})
			a.header.Set("Retry-After", retryAfter())
			return a
		})(s)
	}
}

func listVariants() []Variant {
	return []Variant{
		{"paged-list", "lists have two objects a page, linked by token", pages(paging{size: 2})},
		{"paged-list-by-offset", "lists have two objects a page, linked by count", pages(paging{size: 2, byOffset: true})},
		{"paged-list-relative", "lists have two objects a page, linked without origin", pages(paging{size: 2, relative: true})},
		{"reversed-order", "lists begin with the newest object", func(s *server) { s.newFirst = true }},
		{"list-without-context", "lists have no @odata.context", after(func(_ *server, _ *exchange, a *answer) { a.object().drop("@odata.context") }, list, listParents)},
		{"list-counted", "lists have @odata.count", after(func(s *server, x *exchange, a *answer) {
			a.object().first("@odata.count", len(s.collection(x).items))
		}, list)},
	}
}
