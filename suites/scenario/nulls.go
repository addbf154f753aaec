package scenario

// runNulls sends null for every property, and inside the objects of those that hold some.
func runNulls(a Actor) {
	of := a.Resource()
	a.Create(Base.Once(), base(a))
	for _, p := range of.Sent {
		made := a.Create(Null.About(p.Name), around(a).With(p.Name, nil))
		if made.OK() {
			a.Get(NullGet.About(p.Name), made)
		}
		if object := of.WithNulls(p); object != nil {
			value := any(object)
			if p.Collection {
				value = []any{object}
			}
			inside := a.Create(NullInside.About(p.Name), around(a).With(p.Name, value))
			a.Get(NullInsideGet.About(p.Name), inside)
		}
	}
	a.Create(Base.Nth(2), base(a))
	list(a, NullList.Once())
}
