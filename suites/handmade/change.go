package handmade

import "slices"

// change is what a fault or a variant does to the plain target. The functions below make changes that take hold at
// one place each; all of them wrap what is there, so changes can be combined.
type change func(s *server)

// both makes several changes one after the other.
func both(changes ...change) change {
	return func(s *server) {
		for _, c := range changes {
			c(s)
		}
	}
}

// around wraps the whole exchange, authentication included.
func around(wrap func(s *server, x *exchange, next handler) *answer) change {
	return func(s *server) {
		next := s.handle
		s.handle = func(x *exchange) *answer { return wrap(s, x, next) }
	}
}

// during wraps one operation, which runs once path, method and parent are known.
func during(op operation, wrap func(s *server, x *exchange, next handler) *answer) change {
	return func(s *server) {
		next := s.operations[op]
		s.operations[op] = func(x *exchange) *answer { return wrap(s, x, next) }
	}
}

// after edits the successful answers of these operations, of all where none is given.
func after(edit func(s *server, x *exchange, a *answer), ops ...operation) change {
	return around(func(s *server, x *exchange, next handler) *answer {
		a := next(x)
		if a.status < 300 && (len(ops) == 0 || slices.Contains(ops, x.op)) {
			edit(s, x, a)
		}
		return a
	})
}

// afterError edits the error answers that pick chooses.
func afterError(pick func(x *exchange, a *answer) bool, edit func(x *exchange, a *answer)) change {
	return around(func(_ *server, x *exchange, next handler) *answer {
		a := next(x)
		if a.status >= 400 && pick(x, a) {
			edit(x, a)
		}
		return a
	})
}

// anyError picks every error.
func anyError(*exchange, *answer) bool { return true }

// malformedError picks the errors about a body that is no JSON.
func malformedError(x *exchange, _ *answer) bool { return x.malformed }

// statusError picks the errors of one status.
func statusError(status int) func(*exchange, *answer) bool {
	return func(_ *exchange, a *answer) bool { return a.status == status }
}

// missingItem edits the answer about an object that is unknown below a known parent.
func missingItem(edit func(a *answer), ops ...operation) change {
	return func(s *server) {
		pick := func(x *exchange, a *answer) bool {
			return a.status == 404 && slices.Contains(ops, x.op) && s.knownParent(x.route)
		}
		afterError(pick, func(_ *exchange, a *answer) { edit(a) })(s)
	}
}

// parsing wraps the reading of one value.
func parsing(wrap func(x *exchange, p property, raw any, next parser) (any, error)) change {
	return func(s *server) {
		next := s.parse
		s.parse = func(x *exchange, p property, raw any) (any, error) { return wrap(x, p, raw, next) }
	}
}

// keeping edits every value on its way into the store, null included.
func keeping(edit func(p property, value any) any) change {
	return func(s *server) {
		next := s.keep
		s.keep = func(p property, value any) any { return edit(p, next(p, value)) }
	}
}

// keepingStrings, keepingTimes and keepingInts edit the values of one type that are not null.
func keepingStrings(edit func(string) string) change {
	return keeping(func(p property, value any) any {
		if text, ok := value.(string); ok && p.kind == stringKind {
			return edit(text)
		}
		return value
	})
}

func keepingTimes(edit func(timestamp) timestamp) change {
	return keeping(func(_ property, value any) any {
		if at, ok := value.(timestamp); ok {
			return edit(at)
		}
		return value
	})
}

func keepingInts(edit func(int64) int64) change {
	return keeping(func(_ property, value any) any {
		if n, ok := value.(int64); ok {
			return edit(n)
		}
		return value
	})
}

// showing wraps the writing of one value.
func showing(wrap func(p property, value any, next shower) (any, bool)) change {
	return func(s *server) {
		next := s.show
		s.show = func(p property, value any) (any, bool) { return wrap(p, value, next) }
	}
}

// showingTimes edits timestamps on their way out.
func showingTimes(edit func(timestamp) timestamp) change {
	return showing(func(p property, value any, next shower) (any, bool) {
		if at, ok := value.(timestamp); ok {
			value = edit(at)
		}
		return next(p, value)
	})
}

// finishing edits every object on its way out.
func finishing(edit func(x *exchange, o *object)) change {
	return func(s *server) {
		next := s.finish
		s.finish = func(x *exchange, o *object) {
			next(x, o)
			edit(x, o)
		}
	}
}

// reviewing edits or refuses what was read from a valid body.
func reviewing(judge func(x *exchange, d *draft) *refusal) change {
	return func(s *server) {
		next := s.review
		s.review = func(x *exchange, d *draft) *refusal {
			if r := next(x, d); r != nil {
				return r
			}
			return judge(x, d)
		}
	}
}

// editing edits the encoded JSON.
func editing(edit func([]byte) []byte) change {
	return func(s *server) { s.wire.edits = append(s.wire.edits, edit) }
}

// plainText replaces an answer's body by text of this media type.
func (a *answer) plainText(mediaType, text string) {
	a.body, a.mediaType, a.text = nil, mediaType, text
}
