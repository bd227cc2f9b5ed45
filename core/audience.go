package core

// Audience is who gets an announcement: of those who follow, whoever one of To selects and none of Not.
type Audience struct {
	To  []Selector `json:"to"`
	Not []Selector `json:"not,omitempty"`
}

// Selector selects followers: everything it names must hold, and what it names of a request must hold of one and the
// same request. The zero Selector selects all.
type Selector struct {
	Channel   string   `json:"channel,omitempty"`   // who can be written to there; the letter goes there
	Lang      string   `json:"lang,omitempty"`      // who speaks it
	Kecamatan string   `json:"kecamatan,omitempty"` // by its name in the office's list
	Kelurahan string   `json:"kelurahan,omitempty"` // the same
	Role      string   `json:"role,omitempty"`      // GroupRole, a contact's role, or AnyContact
	Person    int64    `json:"person,omitempty"`    // that one
	Ticket    string   `json:"ticket,omitempty"`    // who filed it
	Service   string   `json:"service,omitempty"`   // who has a request for it
	Statuses  []Status `json:"statuses,omitempty"`  // … in one of these
	From      Date     `json:"from,omitzero"`       // … to be fetched on this day or later
	To        Date     `json:"to,omitzero"`         // … to be fetched on this day or earlier
}

// Roles that persons may have beside that of a citizen, "".
const (
	GroupRole  = "group"   // a group or channel that follows as a whole
	AnyContact = "contact" // in a Selector: everyone who has one of ContactRoles
)

// ContactRoles are those who hand announcements on: heads of a kecamatan, a kelurahan, a neighbourhood (RW, RT).
var ContactRoles = []string{"camat", "lurah", "rw", "rt"}

// Fetching are the statuses of requests whose papers are still to be fetched.
var Fetching = []Status{Submitted, Verified, InProcess, Ready, NoShow}

// Requests tells whether a selector asks something of a request.
func (s Selector) Requests() bool {
	return s.Ticket != "" || s.Service != "" || len(s.Statuses) > 0 || !s.From.IsZero() || !s.To.IsZero()
}

// Public tells whether an announcement is for whoever asks, and not for some only: nobody is chosen by where they live,
// who they are or what they have asked for.
func (a Audience) Public() bool {
	for _, s := range append(append([]Selector(nil), a.To...), a.Not...) {
		if s.Requests() || s.Kecamatan != "" || s.Kelurahan != "" || s.Role != "" || s.Person != 0 {
			return false
		}
	}
	return len(a.To) > 0
}
