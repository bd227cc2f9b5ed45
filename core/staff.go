package core

import (
	"slices"
	"strings"
	"time"
)

// Role is what a member of staff may do. Each may do what the one before may.
type Role string

const (
	Viewer      Role = "viewer"      // see
	Officer     Role = "officer"     // serve citizens, set the quota
	Broadcaster Role = "broadcaster" // announce, close the counter
	Admin       Role = "admin"       // everything, staff too
	Operating   Role = "operator"    // whoever has the command line: no member of staff
)

// Roles are those that staff are given, the least first.
var Roles = []Role{Viewer, Officer, Broadcaster, Admin}

// Deed is something that not everybody may do.
type Deed string

const (
	See        Deed = "see"
	SetQuota   Deed = "quota"
	CloseDays  Deed = "closure"
	Announce   Deed = "announce"
	KeepStaff  Deed = "staff"
	MoveOthers Deed = "advance"
	Converse   Deed = "converse" // talk with citizens
	Reveal     Deed = "reveal"   // see NIK and addresses in full, and take lists out of the office
	SeeTrail   Deed = "trail"    // see who did what, and who is logged in
)

// least is the one table of who may do what.
var least = map[Deed]Role{See: Viewer, SetQuota: Officer, MoveOthers: Officer, Converse: Officer, Reveal: Officer, SeeTrail: Admin, CloseDays: Broadcaster, Announce: Broadcaster, KeepStaff: Admin}

// May tells whether a role allows a deed.
func (r Role) May(d Deed) bool {
	if r == Operating {
		return true
	}
	has, needs := slices.Index(Roles, r), slices.Index(Roles, least[d])
	return needs >= 0 && has >= needs
}

// Actor is who does something at the desk.
type Actor struct {
	Name    string // as it stands in the audit and the ledger
	Role    Role
	Address int64 // where they are told how it goes; 0: nowhere
	Yes     bool  // answers every question with yes: the operator's --yes
}

// Staff is a member of staff.
type Staff struct {
	ID      int64
	Name    string
	Role    Role
	Person  int64 // whose chat is linked; 0: none yet
	Address int64 // row of that chat's address
	To      Address
	Lang    string
	Added   time.Time
	By      string
}

// StaffName is a name of staff as it is kept: its words set apart by one space each.
func StaffName(typed string) string { return strings.Join(strings.Fields(typed), " ") }

// Called tells whether a name, as somebody types it, is the member's: in any case, and however it is spaced.
func (s Staff) Called(typed string) bool { return strings.EqualFold(s.Name, StaffName(typed)) }

// Actor is the member as who does something.
func (s Staff) Actor() Actor { return Actor{Name: s.Name, Role: s.Role, Address: s.Address} }

// Needs is the least role that allows a deed.
func (d Deed) Needs() Role { return least[d] }

// StaffBook is the part of a Tx that knows who works here.
type StaffBook interface {
	// AddStaff makes a member, or gives one of that name another role. Who was removed may be added again.
	AddStaff(s Staff) (id int64, err error)
	// Staff lists the members, by name.
	Staff() ([]Staff, error)
	// RemoveStaff ends a membership; false if there is no such member.
	RemoveStaff(name, by string) (bool, error)
	// StaffCode gives a member a code that links one chat until a time, and makes earlier codes worthless.
	StaffCode(id int64, code string, until time.Time) error
	// LinkStaff links the address of a person to the member whose code it is; ok is false if the code is nobody's, or over.
	// A chat links to one member, a member to one chat: the latest counts.
	LinkStaff(code string, person, address int64) (s Staff, ok bool, err error)
}
