package schemas

import "slices"

// Stamp is what a time that the server sets tells of; empty where a property is none.
type Stamp string

// The times that servers set.
const (
	StampCreated  Stamp = "created"
	StampModified Stamp = "modified"
)

var (
	createdNames  = [...]string{"createdDateTime", "creationDateTime", "createdTime"}
	modifiedNames = [...]string{"lastModifiedDateTime", "modifiedDateTime", "lastModifiedTime"}
)

// Counted reports whether a property is the number of an object's version: servers may count it up with each update, and from one of their
// own.
func (p Property) Counted() bool { return p.Name == "version" && p.Type == "Int32" && !p.Collection }

// Stamp reports whether a property is the time of the creation or of the last modification, which no documented request sets.
func (p Property) Stamp() Stamp {
	if p.ReadOnly == Writable {
		return ""
	}
	return p.NamedStamp()
}

// NamedStamp reports whether a property is called like the time of the creation or of the last modification: by its name, as descriptions
// differ in words alone.
func (p Property) NamedStamp() Stamp {
	switch {
	case p.Type != "DateTimeOffset" || p.Collection:
	case slices.Contains(createdNames[:], p.Name):
		return StampCreated
	case slices.Contains(modifiedNames[:], p.Name):
		return StampModified
	}
	return ""
}
