package core

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status is how far a request has come. The words are the office's own and part of what scripts rely on.
type Status string

const (
	Waiting    Status = "DAFTAR_TUNGGU"
	Submitted  Status = "DIAJUKAN"
	Verified   Status = "DIVERIFIKASI"
	InProcess  Status = "DIPROSES"
	Ready      Status = "SIAP_DIAMBIL"
	Done       Status = "SELESAI"
	Incomplete Status = "PERLU_PERBAIKAN"
	Rejected   Status = "DITOLAK"
	Withdrawn  Status = "DIBATALKAN"
	NoShow     Status = "TIDAK_DIAMBIL"
)

// Statuses lists all of them in the order of a request's life, side states after.
var Statuses = []Status{Submitted, Verified, InProcess, Ready, Done, Waiting, Incomplete, Rejected, Withdrawn, NoShow}

// Unready are the statuses in which a request has its place, and its papers are not ready.
var Unready = []Status{Submitted, Verified, InProcess, Incomplete}

// next is the one table of legal transitions. Skipping forward is legal; what is missing, and until when, may be said anew.
var next = map[Status][]Status{
	Waiting:    {Submitted, Withdrawn},
	Submitted:  {Verified, InProcess, Ready, Done, Incomplete, Rejected, Withdrawn},
	Verified:   {InProcess, Ready, Done, Incomplete, Rejected, Withdrawn},
	InProcess:  {Ready, Done, Incomplete, Rejected, Withdrawn},
	Incomplete: {Incomplete, Submitted, Verified, InProcess, Ready, Rejected, Withdrawn},
	Ready:      {Done, NoShow, Incomplete, Rejected, Withdrawn},
	NoShow:     {Ready, Done, Withdrawn},
}

// ParseStatus reads a status as people type it: any case, spaces or dashes for the underscore.
func ParseStatus(s string) (Status, error) {
	w := Status(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToUpper(strings.TrimSpace(s))))
	if slices.Contains(Statuses, w) {
		return w, nil
	}
	names := make([]string, len(Statuses))
	for i, st := range Statuses {
		names[i] = string(st)
	}
	return "", fmt.Errorf("%q is not a status: use one of %s", s, strings.Join(names, ", "))
}

// May tells whether a request in status s may move to t.
func (s Status) May(t Status) bool { return slices.Contains(next[s], t) }

// LongestAnswer is how many days ahead an answer may be due at most: a day beyond is a slip of the finger.
const LongestAnswer = 366

// Along tells whether a request in status s is meant when those of a whole day go to t: it may go there, and nothing keeps it from
// going with the others. Who waits for a place, who has been asked for a correction and who has not come go on one by one.
func (s Status) Along(t Status) bool {
	switch s {
	case Waiting:
		return false
	case Incomplete:
		return t == Submitted || t == Rejected || t == Withdrawn
	case NoShow:
		return t == Withdrawn
	}
	return s.May(t)
}

// Active tells whether a request in status s still stands in the way of another one for the same NIK and service.
func (s Status) Active() bool { return s != Done && s != Rejected && s != Withdrawn }

// Ticket is the name of a request: the office's letter, the service day, and the place of that day, C200317-042.
func Ticket(letter string, day Date, number int) string {
	return fmt.Sprintf("%s%02d%02d%02d-%03d", letter, day.Year%100, day.Month, day.Day, number)
}

// MayAmend tells whether the citizen may still change the service and details of a request: until it was verified.
func (s Status) MayAmend() bool { return s == Submitted || s == Incomplete }

// Draft is a complete form, ready to be filed for a service day.
type Draft struct {
	Person   int64  // who files; 0 for staff without a citizen's address
	Via      string // "chat", or "telepon", "loket", "kecamatan" when staff file
	By       string // staff who filed it, "" for the citizen
	Channel  string // of the address that filed
	Service  string // code
	NIK      NIK
	Name     Name
	Note     string  // what else the citizen wanted to say
	Day      Date    // service day
	Cap      int     // places of that day, should its row not exist yet
	Weight   int     // places that it takes; 0 is 1
	Shares   []Share // the parts of the day's quota that it draws from, too
	Letter   string  // first letter of the ticket
	Place    string  // where it is fetched: a kecamatan, or "" for the office
	Earliest Date    // the first day on which it can be fetched; none: it is not fetched at all
	Wait     bool    // if the day is full, it waits in line
}

// Verdict is what became of a draft.
type Verdict int

const (
	Granted Verdict = iota // the request stands and has its place, and its slot
	Full                   // the day, or the service's share of it, has no place left, or those who wait come first
	Taken                  // the NIK has an active request for this service; Booking.Request is that one
	Queued                 // the request waits in line
	NoSlot                 // the counter has no free slot within two years
)

// Booking is a draft's outcome. What is not Granted is an answer, not an error.
type Booking struct {
	Verdict Verdict
	Request Request // the new one, or for Taken the one that stands in the way
	Left    int     // places left on the day after this tray
	Share   string  // of Full: the part of the quota that has no place left; "" if it is the whole day
}

// Request is what a citizen has asked for.
type Request struct {
	ID       int64
	Ticket   string // empty while waiting
	Number   int    // place of the day, 0 while waiting
	Day      Date   // service day; while waiting the day whose places come first
	Service  string
	Status   Status
	Person   int64 // whose address filed it; 0: filed by staff without an address
	Channel  string
	Address  Address
	Via      string
	NIK      NIK
	Name     Name
	Note     string // what the citizen wanted to say, or has answered last
	Weight   int    // places that it takes
	Slot            // when and where it is fetched; From and To zero: not at all, or not known yet
	Earliest Date   // the first day on which it can be fetched; none: it is not fetched at all
	FiledAt  time.Time
	Until    time.Time // of Incomplete: when the answer is due
	Missed   int       // how often it was not fetched
	Reason   string    // of the latest move, if one was given
}

// Move takes a request to another status.
type Move struct {
	Request int64
	To      Status
	By      string // staff member, or "" for the citizen
	Reason  string
	Note    string    // of the citizen: an answer, kept with the request; "": as it is
	Until   time.Time // of Incomplete: when the answer is due
}

// Moved is a move's outcome. If the request's status did not allow the move, OK is false and nothing changed.
type Moved struct {
	OK      bool
	ID      int64 // row of the history, unique for each move: the cause of the letter that tells of it
	Was     Status
	Request Request // as it is now
	Freed   Date    // of Withdrawn: the day to which a place returned; none if there was none to return
}

// Advance is what staff want of requests: those of the tickets, or all of a service day, or all to be fetched on a day, that go
// there along with the others (Status.Along).
type Advance struct {
	To      Status
	Tickets []string
	Waiters []int64 // requests without a ticket, which wait in line: they can only be withdrawn
	Day     Date    // a service day
	Pickup  Date    // a pickup day
	Was     Status  // only those that are in this status still; "": whatever it is
	Reason  string  // of Rejected: the code of a reason of the office's list, or free text
	Until   Date    // of Incomplete: the last day for the answer; none: the office's rule
	Sure    bool    // of Done: also if it is not the day of the pickup
}

// Step is one line of a request's history.
type Step struct {
	Was    Status // "" when filed
	Status Status
	At     time.Time
	By     string // staff member, "" for the citizen
	Reason string
}

// RequestQuery selects requests; the empty fields select nothing away. A person's requests come newest first; all others,
// and every page after a first, in the order of ids, which within a day is the order of its places.
type RequestQuery struct {
	ID     int64
	Person int64
	Ticket string
	Day    Date
	Status Status
	Active bool  // only active ones
	After  int64 // only rows with a greater id: paging in id order
	Limit  int   // 0: a default of 100
}
