package scenario

import (
	"slices"

	"graphconform/suites/conform"
)

// The kinds of scenario.
const (
	Documented   conform.ScenarioKind = "documented"
	Rows                              = conform.SampleRow
	IDs          conform.ScenarioKind = "ids"
	Concurrent   conform.ScenarioKind = "concurrent"
	WrongMembers conform.ScenarioKind = "wrong members of"
	Nulls        conform.ScenarioKind = "nulls"
	Patch        conform.ScenarioKind = "patch"
	Parts        conform.ScenarioKind = "parts"
	Lifecycle    conform.ScenarioKind = "lifecycle"
	WrongValues  conform.ScenarioKind = "wrong values of"
	Malformed    conform.ScenarioKind = "malformed"
	Undeclared   conform.ScenarioKind = "undeclared"
	Unknown      conform.ScenarioKind = "unknown"
	Query        conform.ScenarioKind = "query"
	Auth         conform.ScenarioKind = "auth"
	Tags         conform.ScenarioKind = "tags"
	Methods      conform.ScenarioKind = "methods"
	Call         conform.ScenarioKind = "call"
	Existing     conform.ScenarioKind = "existing"
)

// What the steps of several scenarios do.
const (
	Create    conform.Act = "create"
	Base      conform.Act = "base" // a create with harmless values
	Minimal   conform.Act = "minimal"
	Emptying  conform.Act = "emptying" // DELETE of what is left below the parent
	Emptied   conform.Act = "emptied"
	Get       conform.Act = "get"
	List      conform.Act = "list"
	Update    conform.Act = "update"
	Updated   conform.Act = "updated" // GET after Update
	Delete    conform.Act = "delete"
	Before    conform.Act = "before" // GET
	After     conform.Act = "after"  // GET
	AfterList conform.Act = "after/list"
	GetBefore conform.Act = "get/before" // of a singleton that is there from the start
)

// Of a sample row.
const (
	Moderate conform.Act = "moderate" // a create without the values that no page promises to be taken
	Lessened conform.Act = "lessened" // an update without them
	Next     conform.Act = "next"
	NextList conform.Act = "next/list"
	Relisted conform.Act = "relisted"
	Touch    conform.Act = "touch"
	Touched  conform.Act = "touched"

	Restricted        conform.Act = "restricted" // a create with what prose restricts, beside harmless values
	RestrictedGet     conform.Act = "restricted/get"
	RestrictedUpdate  conform.Act = "restricted/update"
	RestrictedUpdated conform.Act = "restricted/updated"
)

// Of ids.
const (
	ClientID       conform.Act = "client"
	ClientOwn      conform.Act = "client/own"
	ClientGet      conform.Act = "client/get"
	ExistingBefore conform.Act = "existing/before"
	ExistingID     conform.Act = "existing"
	ExistingAfter  conform.Act = "existing/after"
	UnusedID       conform.Act = "unused"
	UnusedGet      conform.Act = "unused/get"
	UnusedNew      conform.Act = "unused/new"
	OtherBefore    conform.Act = "other/before"
	OtherID        conform.Act = "other"
	OtherFirst     conform.Act = "other/first"
	OtherSecond    conform.Act = "other/second"
)

// Of concurrent requests.
const (
	RaceUpdate conform.Act = "race/update"
	RaceGet    conform.Act = "race/get"
	RaceDelete conform.Act = "race/delete"
	RaceGone   conform.Act = "race/gone"
)

// Of wrong members.
const (
	Wrong        conform.Act = "wrong"
	WrongGet     conform.Act = "wrong/get"
	WrongUpdate  conform.Act = "wrong/update"
	WrongUpdated conform.Act = "wrong/updated"
)

// Of nulls.
const (
	Null          conform.Act = "null"
	NullGet       conform.Act = "null/get"
	NullInside    conform.Act = "null_inside"
	NullInsideGet conform.Act = "null_inside/get"
	NullList      conform.Act = "null/list"
	Bare          conform.Act = "bare" // a create with next to nothing
	BareGet       conform.Act = "bare/get"
	BareInside    conform.Act = "bare/inside" // a create with an object inside that has next to nothing
	BareUpdate    conform.Act = "bare/update" // of what was left out
	BareKept      conform.Act = "bare/kept"
)

// Of patch.
const (
	OthersBefore conform.Act = "others/before"
	OthersAfter  conform.Act = "others/after"
	Only         conform.Act = "only"
	OnlyGet      conform.Act = "only/get"
	Again        conform.Act = "again"
	AgainGet     conform.Act = "again/get"
	Empty        conform.Act = "empty"
	EmptyGet     conform.Act = "empty/get"
	Set          conform.Act = "set"
	SetAgain     conform.Act = "set/again"
	SetAgainGet  conform.Act = "set/again/get"
	Cleared      conform.Act = "cleared"
	ClearedList  conform.Act = "cleared/list"
	Refilled     conform.Act = "refilled"
	RefilledGet  conform.Act = "refilled/get"
	PatchUnknown conform.Act = "unknown"
	UnknownGet   conform.Act = "unknown/get"
	UnknownList  conform.Act = "unknown/list"
	Fixed        conform.Act = "fixed" // an update of what no update may change
	FixedGet     conform.Act = "fixed/get"
)

// Of patch, about a property of a type that no page describes.
const (
	More    conform.Act = "more" // an update with more elements than the page shows, or with other texts
	MoreGet conform.Act = "more/get"
	Less    conform.Act = "less" // one with as many again
	LessGet conform.Act = "less/get"
)

// Of parts.
const (
	PartNull     conform.Act = "part/null" // an update of an object inside, with null for one member
	PartNullGet  conform.Act = "part/null/get"
	PartOnly     conform.Act = "part/only" // one that names one member of it alone
	PartOnlyGet  conform.Act = "part/only/get"
	PartEmpty    conform.Act = "part/empty" // one of an object of a type that no page describes, with an empty text for a member
	PartEmptyGet conform.Act = "part/empty/get"
	TypeUpdate   conform.Act = "type" // one that says that the object is of another type
	TypeGet      conform.Act = "type/get"
)

// Of the lifecycle.
const (
	Vacant        conform.Act = "vacant"
	Equal         conform.Act = "equal" // a create with the values of an object that is there
	EqualGet      conform.Act = "equal/get"
	Filled        conform.Act = "filled"
	Location      conform.Act = "location"
	Second        conform.Act = "second"
	SecondList    conform.Act = "second/list"
	SecondFilter  conform.Act = "second/filter"
	SecondGet     conform.Act = "second/get"
	SecondUpdate  conform.Act = "second/update"
	SecondUpdated conform.Act = "second/updated"
	SecondDelete  conform.Act = "second/delete"
	SecondDeleted conform.Act = "second/deleted"
	BeforeList    conform.Act = "before/list"
	Gone          conform.Act = "gone"
	GoneList      conform.Act = "gone/list"
	GoneUpdate    conform.Act = "gone/update"
	GoneAgain     conform.Act = "gone/again"
	Kept          conform.Act = "kept"
	OtherType     conform.Act = "other"
	OtherTypeList conform.Act = "other/list"
	OtherTypeGet  conform.Act = "other/get"
	ParentGone    conform.Act = "parent/gone" // DELETE of the parent
	OrphanGet     conform.Act = "orphan/get"
	OrphanList    conform.Act = "orphan/list"
	PathGet       conform.Act = "path/get" // of the object, or of its parent, by another documented path
	PathList      conform.Act = "path/list"
)

// Of what must be refused.
const (
	BadCreate    conform.Act = "bad/create"
	BadUpdate    conform.Act = "bad/update"
	ItemGet      conform.Act = "item/get"
	ItemUpdate   conform.Act = "item/update"
	ItemDelete   conform.Act = "item/delete"
	ItemLeft     conform.Act = "item/left"
	ParentCreate conform.Act = "parent/create"
	ParentList   conform.Act = "parent/list"
	ParentGet    conform.Act = "parent/get"
	ParentUpdate conform.Act = "parent/update"
	ParentDelete conform.Act = "parent/delete"
	NoToken      conform.Act = "no token"
	AuthCreate   conform.Act = "auth/create"
	AuthGet      conform.Act = "auth/get"
	AuthList     conform.Act = "auth/list"
	AuthUpdate   conform.Act = "auth/update"
	AuthDelete   conform.Act = "auth/delete"
	AuthPage     conform.Act = "auth/page" // GET of a further page
	OtherToken   conform.Act = "other token"
	LowerCase    conform.Act = "lower case" // GET with the scheme in lower case
)

// Of what no page names.
const (
	UndeclaredCreate  conform.Act = "undeclared/create"
	UndeclaredGet     conform.Act = "undeclared/get"
	UndeclaredUpdate  conform.Act = "undeclared/update"
	UndeclaredUpdated conform.Act = "undeclared/updated"
	Annotated         conform.Act = "annotated"      // a create with an annotation that nobody knows
	Charset           conform.Act = "charset"        // a create whose media type says UTF-8
	UntypedCreate     conform.Act = "untyped/create" // without @odata.type, where the collection has objects of one type
	UntypedUpdate     conform.Act = "untyped/update"
	ChosenCreate      conform.Act = "chosen/create" // with values for what the server sets
	ChosenGet         conform.Act = "chosen/get"
	ChosenUpdate      conform.Act = "chosen/update"
	ChosenUpdated     conform.Act = "chosen/updated"
)

// Of query options.
const (
	QuerySelect      conform.Act = "select"
	QueryUnknown     conform.Act = "unknown option"
	QueryCount       conform.Act = "count"
	QueryTop         conform.Act = "top"
	QueryTopNone     conform.Act = "top/none"
	QueryTopWrong    conform.Act = "top/wrong"
	QuerySkip        conform.Act = "skip"
	QueryOrder       conform.Act = "orderby"
	QueryOrderDown   conform.Act = "orderby/desc"
	QueryOrderKeys   conform.Act = "orderby/keys"
	QueryFilter      conform.Act = "filter"
	QueryBare        conform.Act = "null" // a create with next to nothing
	QueryBareList    conform.Act = "null/list"
	QueryQuote       conform.Act = "filter/quote"
	QueryIsNull      conform.Act = "null/filter" // for null
	QueryIsNot       conform.Act = "null/other"  // for any other value than one
	QueryOrderNull   conform.Act = "null/orderby"
	QueryExpand      conform.Act = "expand"      // GET of a parent with what is below it
	QueryExpandList  conform.Act = "expand/list" // of all parents
	QueryTogether    conform.Act = "together"
	QueryPaged       conform.Act = "paged"
	QueryPagedFilter conform.Act = "paged/filter"
)

// Of conditions about entity tags. The tag is the one that the object had first, or the one that it has now.
const (
	TagAgain       conform.Act = "tag/again"   // GET, while nothing changed
	TagSame        conform.Act = "tag/same"    // GET unless the tag is the first one, while it is
	TagCurrent     conform.Act = "tag/current" // an update if the tag is the one that it is
	TagPlain       conform.Act = "tag/plain"   // an update without a condition
	TagChanged     conform.Act = "tag/changed" // GET
	TagLater       conform.Act = "tag/later"   // an update some time after that
	TagMoved       conform.Act = "tag/moved"   // GET
	TagOther       conform.Act = "tag/other"   // GET unless the tag is the first one, while it is another
	TagStale       conform.Act = "tag/stale"   // an update if the tag is still the first one
	TagKept        conform.Act = "tag/kept"    // GET
	TagAny         conform.Act = "tag/any"     // an update if there is an object
	TagAnyGet      conform.Act = "tag/any/get"
	TagRace        conform.Act = "tag/race" // updates side by side if the tag is the one that it is
	TagRaced       conform.Act = "tag/raced"
	TagRaceLater   conform.Act = "tag/race/later" // the same some time after the last change
	TagRacedLater  conform.Act = "tag/raced/later"
	TagStaleDelete conform.Act = "tag/stale/delete"
	TagThere       conform.Act = "tag/there" // GET
	TagDelete      conform.Act = "tag/delete"
)

// Of methods that no page documents on an object.
const (
	MethodHead    conform.Act = "method/head"
	MethodNone    conform.Act = "method/none" // one that no standard names
	MethodRead    conform.Act = "method/read" // GET after these
	MethodPost    conform.Act = "method/post"
	MethodNew     conform.Act = "method/new" // an update if there is no object
	MethodPosted  conform.Act = "method/posted"
	MethodPut     conform.Act = "method/put"
	MethodPutGet  conform.Act = "method/put/get"
	MethodPutList conform.Act = "method/put/list"
)

// Of actions and functions.
const (
	Called       conform.Act = "call"
	Uncalled     conform.Act = "call/before" // GET of the object
	CalledGet    conform.Act = "call/get"
	UncalledList conform.Act = "call/listed" // GET of the collection of what the call makes of a parameter, before it
	CalledList   conform.Act = "call/list"

	CalledMore     conform.Act = "call/more" // with as many elements again
	CalledMoreList conform.Act = "call/more/list"

	OtherCalled conform.Act = "call/other" // on another object, before
	OtherListed conform.Act = "call/other/listed"
	OtherList   conform.Act = "call/other/list"

	BadParameter conform.Act = "bad"
	BadObject    conform.Act = "bad/unknown"
	AuthCall     conform.Act = "auth/call"
	ReadCall     conform.Act = "call/read" // GET of an action
)

// Of the parents above a scenario's collection.
const (
	Parent    conform.Act = "parent"
	Parents   conform.Act = "parents"
	Ancestors conform.Act = "ancestors"
	Original  conform.Act = "original" // of a singleton

	ParentBefore conform.Act = "parent/before" // GET of the parent while something is below it
	ParentKept   conform.Act = "parent/kept"   // and when all of that is removed again
)

// mustBeRefused are the acts whose requests ask for what must be refused.
var mustBeRefused = [...]conform.Act{
	BadCreate, BadUpdate, ItemGet, ItemUpdate, ItemDelete, ParentCreate, ParentList, ParentGet, ParentUpdate, ParentDelete,
	AuthCreate, AuthGet, AuthList, AuthUpdate, AuthDelete, AuthPage, BadParameter, BadObject, AuthCall,
}

// MustBeRefused reports whether the record answers a request that had to be refused.
func MustBeRefused(r *conform.Record) bool { return slices.Contains(mustBeRefused[:], r.Act) }

// mayFail are the acts that may find nothing, or are free to be refused.
var mayFail = [...]conform.Act{
	ClientID, ClientGet, ClientOwn, ExistingID, UnusedID, UnusedNew, OtherID, RaceGone, RaceUpdate, Null, NullGet, Minimal, PatchUnknown,
	UnknownGet,
	Location, SecondGet, SecondUpdate, SecondDelete, Gone, GoneUpdate, GoneAgain, OtherType, Wrong, WrongGet, WrongUpdate, Parent, Parents,
	Ancestors, Restricted, RestrictedGet, RestrictedUpdate, RestrictedUpdated, Fixed, UndeclaredCreate, UndeclaredUpdate, Annotated,
	ChosenCreate, ChosenUpdate, ParentGone, OrphanGet, OrphanList, PathGet, PathList, Uncalled, CalledGet, UncalledList, CalledList,
	QuerySelect, QueryUnknown, QueryCount, QueryTop, QuerySkip, QueryOrder, QueryOrderDown, QueryOrderKeys, QueryFilter,
	QueryTogether, QueryPaged,
	TagSame, TagCurrent, TagOther, TagStale, TagAny, TagStaleDelete, TagDelete,
	MethodHead, MethodNone, MethodPost, MethodNew, MethodPut, OtherToken, LowerCase, Charset,
	TagRace, TagRaceLater,
}

// MustSucceed reports whether the record answers a request that any conformant target carries out.
func MustSucceed(r *conform.Record) bool {
	return !MustBeRefused(r) && !slices.Contains(mayFail[:], r.Act)
}

// WithoutCredentials reports whether the record answers a request without credentials, or with wrong ones.
func WithoutCredentials(r *conform.Record) bool {
	switch r.Act {
	case AuthCreate, AuthGet, AuthList, AuthUpdate, AuthDelete, AuthPage, AuthCall:
		return true
	}
	return false
}
