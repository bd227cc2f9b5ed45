package core

// Day counts the places of one service day. The database holds the same columns with CHECK (held <= ceiling): no place is
// given beyond the quota, and lowering Cap below Held takes nothing away.
type Day struct {
	Date       Date
	Cap        int  // places of the day
	Held       int  // places given, or on offer, and not returned
	LastNumber int  // highest number given; numbers are never given twice
	Waiting    int  // people on the waiting list
	Made       bool // the row exists; otherwise Cap is a default
}

// Left is how many places can still be given.
func (d Day) Left() int { return max(0, d.Cap-d.Held) }

// Override is what staff set for a stretch of days; it wins over the office file, and a later one over an earlier one.
type Override struct {
	ID      int64
	Kind    OverrideKind
	From    Date
	To      Date   // none: without end
	Cap     int    // of a quota
	Service string // of a quota: for one service only
	Intake  bool   // of a closure: no requests either
	Reason  string // of a closure: what citizens are told
	By      string
}

// OverrideKind says what an override changes.
type OverrideKind string

const (
	QuotaOverride   OverrideKind = "quota"
	ClosureOverride OverrideKind = "closure"
)
