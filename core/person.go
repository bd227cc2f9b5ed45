package core

import "time"

// Person is somebody who has written to the office, as seen from the address they are writing from. People are made the
// first time an address writes; one person may have several addresses.
type Person struct {
	ID        int64
	AddressID int64
	Address   Address
	New       bool   // made by this very message
	Lang      string // "id" or "en"; "" until chosen or guessed
	Following bool   // receives announcements, by explicit consent
	Shut      bool   // the address is closed by its owner at the provider
	Staff     *Staff // a member of staff, if this chat is linked to one
	HeardBy   string // account to which they last wrote from this address; "": none that is known
	Heard     bool   // to Keep: they write at this moment, to HeardBy: noted on channels with a Window, or with several accounts
	Talk      Talk
}

// Talk is what the office remembers of a conversation: what the person has told us, never where they are. It is stored
// sealed, as one JSON text; every field must survive the round trip.
type Talk struct {
	Form    *Form    `json:"form,omitempty"`    // the request being filled in
	Serial  int      `json:"serial,omitempty"`  // number of the latest form: tells an old button from a new one
	Offer   []Choice `json:"offer,omitempty"`   // the choices last offered: what a number means
	Rest    []string `json:"rest,omitempty"`    // pages not yet sent: what LANJUT sends
	Stale   bool     `json:"stale,omitempty"`   // something else was said since the choices were offered: a yes is none of them
	Aside   *Form    `json:"aside,omitempty"`   // the form that waits while one that came complete is filed
	Chosen  bool     `json:"chosen,omitempty"`  // the language was chosen, not guessed
	Ask     *Ask     `json:"ask,omitempty"`     // a question outside the form that waits for its answer
	Puzzled int      `json:"puzzled,omitempty"` // messages in a row that were not understood
	Burst   Burst    `json:"burst,omitzero"`    // how fast they write
	Filed   Filed    `json:"filed,omitzero"`    // whom they filed for today
	Wrong   Wrong    `json:"wrong,omitzero"`    // how often they guessed at other people's tickets
	Officer bool     `json:"officer,omitempty"` // asked for an officer, not yet handed back
	Taken   bool     `json:"taken,omitempty"`   // … and an officer has taken it
	Noted   Date     `json:"noted,omitzero"`    // the day on which they were told that their words go to an officer
	Told    Date     `json:"told,omitzero"`     // the day on which they last heard of the closure
	Greeted bool     `json:"greeted,omitempty"` // have been told who speaks, and offered announcements
	Spoke   int64    `json:"spoke,omitempty"`   // when the office last answered, in seconds since 1970
	Waits   bool     `json:"waits,omitempty"`   // have, or had lately, a request in line: a yes may mean a place on offer

	Link  *Link `json:"link,omitempty"` // a code was sent to another address, which may be theirs too
	Asked Wrong `json:"asked,omitzero"` // codes that they had sent to other addresses
	Coded Wrong `json:"coded,omitzero"` // codes that others had sent to them

	Notice *NoticeForm `json:"notice,omitempty"` // of staff: the announcement being written
	Codes  Wrong       `json:"codes,omitzero"`   // wrong codes that would make them staff
	Wish   *Wish       `json:"wish,omitempty"`   // of staff: what waits for their yes
}

// Bounds is what limits how much somebody may do on one day. It stays with each of them when they part, or else who unites and parts again
// begins anew every time.
func (k Talk) Bounds() Talk {
	return Talk{Filed: k.Filed, Wrong: k.Wrong, Asked: k.Asked, Coded: k.Coded, Codes: k.Codes, Burst: k.Burst}
}

// Link is a code that was sent to another address: who writes it here uses both.
type Link struct {
	To    Address   `json:"to"`
	Code  string    `json:"code"`
	Ends  time.Time `json:"ends"`
	Tries int       `json:"tries,omitempty"` // wrong ones
}

// Wish is something that a member of staff has ordered and is asked to be sure of: one of its fields beside the serial.
type Wish struct {
	Serial  int       `json:"serial"` // from Talk.Serial, new with every wish: tells an old button from a new one
	Closing *Override `json:"closing,omitempty"`
	Reopen  int64     `json:"reopen,omitempty"` // a closure
	Advance *Advance  `json:"advance,omitempty"`
	Rename  *Renaming `json:"rename,omitempty"`
}

// Renaming is a name to be mended.
type Renaming struct {
	Ticket string `json:"ticket"`
	Name   Name   `json:"name"`
}

// NoticeForm is an announcement not yet sent: what its author has said so far.
type NoticeForm struct {
	Serial int      `json:"serial"` // from Talk.Serial, new with every change: tells an old button from a new one
	Notice Notice   `json:"notice"`
	Said   []string `json:"said,omitempty"`  // languages beside Indonesian of which is known whether there is a text in them
	To     bool     `json:"to,omitempty"`    // the audience was said
	When   bool     `json:"when,omitempty"`  // the time was said
	Shown  bool     `json:"shown,omitempty"` // the preview was shown: a yes means it
	Skip   int      `json:"skip,omitempty"`  // how many of the letters shown would be skipped
}

// Form is a request not yet filed. A field is empty until it was answered acceptably.
type Form struct {
	Serial  int    `json:"serial"`
	Group   string `json:"group,omitempty"`   // chosen group of services, while Service is open
	Service string `json:"service,omitempty"` // code
	NIK     NIK    `json:"nik,omitempty"`
	Name    Name   `json:"name,omitempty"`
	Place   string `json:"place,omitempty"` // kecamatan where it is to be fetched, of a service that is fetched there
	Day     Date   `json:"day,omitzero"`    // service day asked for; none: today
	Wait    bool   `json:"wait,omitempty"`  // if the day is full, it is to wait in line
	Tries   int    `json:"tries,omitempty"` // unacceptable answers in a row
	Ready   bool   `json:"ready,omitempty"` // came complete in one message: no confirmation is asked
}

// Ask is a question outside the form.
type Ask struct {
	What   string `json:"what"`             // "cancel", "status", …: what the answer is for
	Ticket string `json:"ticket,omitempty"` // whose; of a request without one "#" and its id
	Proved bool   `json:"proved,omitempty"` // the NIK was shown, or the request is theirs anyway
	Note   string `json:"note,omitempty"`   // what they have said already, while it is asked which request it is for; of "papers" the paper's code
	Album  string `json:"album,omitempty"`  // of "papers": what was sent in one go, and has its answer

	Media   []Media `json:"media,omitempty"`   // what they have sent already, while it is asked what it is
	Account string  `json:"account,omitempty"` // … through which it came
	Caption string  `json:"caption,omitempty"` // … and what they said of it
	Told    bool    `json:"told,omitempty"`    // of "papers": that no more files are taken for it
	Words   bool    `json:"words,omitempty"`   // of "papers": words beside the files are welcome, too
}

// Burst counts the messages of a short stretch of time.
type Burst struct {
	Since time.Time `json:"since,omitzero"`
	Count int       `json:"count,omitempty"`
	Told  bool      `json:"told,omitempty"` // were asked to wait
}

// Wrong counts what may be done only so often on one day: to write pairs of ticket and NIK that do not belong together, to show wrong
// codes, to ask for codes.
type Wrong struct {
	Day   Date `json:"day,omitzero"`
	Count int  `json:"count,omitempty"`
}

// Filed is the NIKs a person has filed for on one day.
type Filed struct {
	Day  Date  `json:"day,omitzero"`
	NIKs []NIK `json:"niks,omitempty"`
}
