package web

import (
	"context"
	"io"
	"time"

	"loket/core"
)

// Desk is what the console needs of the desk: its use-cases, in the terms of core. Whatever a role does not allow is refused there
// (core.Role.May); the console only hides what would be refused. An *core.Error of kind Invalid, Missing or Conflict is told to
// whoever asked, by Office.Explain; all others are ours.
type Desk interface {
	// Now is the office's time, in the office's zone.
	Now(ctx context.Context) (time.Time, error)

	Logins
	Days
	Inquiries
	Talks
	Announcing
	Calendars
	Staffing
	Uploads
}

// Logins let staff in.
type Logins interface {
	// SendLink sends a login link to the linked chat of the member of that name. It tells nobody whether there is one, not by
	// how long it takes either, and sends no more than three in ten minutes to one member. The link is base and then its token.
	SendLink(ctx context.Context, name, base string) error
	// Link makes a login link for a member, to be handed over by who asks: the operator, or with KeepStaff.
	Link(ctx context.Context, name string, by core.Actor) (token string, err error)
	// Linked tells whose link that is, without using it; ok is false if it is nobody's, used, or over.
	Linked(ctx context.Context, token string) (s core.Staff, ok bool, err error)
	// LogIn uses a link.
	LogIn(ctx context.Context, token string) (s core.Staff, ok bool, err error)
	// Worker is a member of staff as they are now; ok is false if they are none any more.
	Worker(ctx context.Context, id int64) (s core.Staff, ok bool, err error)

	KeepSession(ctx context.Context, token string, staff int64, agent string, data []byte, lasts time.Duration) error
	FindSession(ctx context.Context, token string) (data []byte, ok bool, err error)
	EndSession(ctx context.Context, token string) error
	// Sessions lists one's own, or with SeeTrail those of a member, or with 0 of all.
	Sessions(ctx context.Context, staff int64, by core.Actor) ([]core.Session, error)
	// EndSessions ends one session by its id, or with 0 all of a member: one's own, or with KeepStaff anybody's.
	EndSessions(ctx context.Context, staff, id int64, by core.Actor) (int, error)
}

// Days are the office's days.
type Days interface {
	Board(ctx context.Context) (core.Board, error)
	Quota(ctx context.Context, day core.Date) (core.Day, []core.Share, error)
	SetQuota(ctx context.Context, places int, service string, from, to core.Date, by core.Actor) error
}

// Inquiries are what staff do with requests.
type Inquiries interface {
	// Search finds a page of requests; by a whole NIK or number for who may have them shown alone.
	Search(ctx context.Context, q core.Search, by core.Actor) (core.Found, error)
	// Dossier is all that is known of a request, by its id.
	Dossier(ctx context.Context, id int64) (core.Dossier, error)
	// Reveal is a request, to be shown in full. It is written down who asked.
	Reveal(ctx context.Context, id int64, by core.Actor) (core.Request, error)
	// Pick is the requests of some ids, those that there are.
	Pick(ctx context.Context, ids []int64) ([]core.Request, error)
	// FreeHours are the next hours with room in which a request may be fetched instead, on a day or later, at most n.
	FreeHours(ctx context.Context, id int64, day core.Date, n int) ([]core.Slot, error)
	Advance(ctx context.Context, a core.Advance, by core.Actor) ([]core.Moved, error)
	Reschedule(ctx context.Context, ticket string, want core.Reslot, by core.Actor) (core.Reslotted, error)
	Rename(ctx context.Context, ticket string, name core.Name, by core.Actor) (core.Request, error)
	// List hands over the requests of a day, in the order of its places, or those to be fetched on it, in the order of their slots,
	// for a list that leaves the console; in full with reveal. It is written down who asked.
	List(ctx context.Context, day core.Date, pickup, reveal bool, by core.Actor, each func(core.Request) error) error
	// OpenPaper opens what was sent for a request, and is written down: with Reveal.
	OpenPaper(ctx context.Context, id int64, by core.Actor) (core.Paper, io.ReadCloser, error)
	// File files a request for who calls or stands at the gate.
	File(ctx context.Context, f Filing, by core.Actor) (core.Booking, error)
}

// Uploads are what citizens do who have a link to the page for papers.
type Uploads interface {
	// OpenUpload is what the page behind a link shows, by the secret part of its address: Missing if there is no such link.
	OpenUpload(ctx context.Context, token string) (core.UploadPage, error)
	// TakeUpload takes the files for a requirement: each is read before the next is asked for, until next answers io.EOF. If one of them
	// is not to be had or not to be kept, none is.
	TakeUpload(ctx context.Context, token, code string, next func() (io.Reader, error)) (core.UploadTaken, error)
}

// Filing is a request that staff file.
type Filing struct {
	Via     string // telepon, loket, kecamatan
	Service string
	NIK     string // as typed
	Name    string // as typed
	Phone   string // as typed; "": nobody is told
	Day     core.Date
	Wait    bool   // if the day is full
	Place   string // kecamatan, of a service that is fetched there
	Note    string
}

// Talks are conversations with citizens who asked for an officer.
type Talks interface {
	Calls(ctx context.Context) ([]core.Conversation, error)
	// Caller is a person's open conversation, with what they have filed and what was sent to them.
	Caller(ctx context.Context, person int64) (core.Caller, error)
	// Take gives a conversation to who asks. Of someone else's it is refused, unless over.
	Take(ctx context.Context, person int64, over bool, by core.Actor) error
	// Leave gives it back to nobody.
	Leave(ctx context.Context, person int64, by core.Actor) error
	// Answer sends words to the citizen's channel, and takes the conversation if nobody has it; someone else's is refused.
	Answer(ctx context.Context, person int64, text string, by core.Actor) error
	// HandBack ends it: from now on the office answers by itself.
	HandBack(ctx context.Context, person int64, by core.Actor) error
}

// Announcing is what staff do with notices.
type Announcing interface {
	Preview(ctx context.Context, n core.Notice, by core.Actor) (core.Preview, error)
	// TryNotice sends every version of a notice to the linked chat of who asks, as its channel shows it.
	TryNotice(ctx context.Context, n core.Notice, by core.Actor) error
	Announce(ctx context.Context, n core.Notice, by core.Actor, again bool) (core.Notice, error)
	Notices(ctx context.Context, q core.NoticeQuery) ([]core.Noticed, error)
	Notice(ctx context.Context, id int64) (n core.Noticed, beside *core.Noticed, err error)
	// Recipients hands over the letters of a notice that are in some states, after one of them or from the first on.
	Recipients(ctx context.Context, id int64, states []core.State, after int64, each func(core.Recipient) error) error
	// Steer does something with a notice, and returns it as it is then and how many letters were concerned.
	Steer(ctx context.Context, id int64, deed core.Steering, by core.Actor) (core.Noticed, int, error)
	// Retry is a notice to those whom another failed to reach.
	Retry(ctx context.Context, id int64, other bool, by core.Actor) (core.Notice, error)
	Correct(ctx context.Context, id int64, texts map[string]string, by core.Actor) (core.Notice, error)
}

// Calendars are what staff do with the calendar.
type Calendars interface {
	Month(ctx context.Context, year int, month time.Month) (core.Month, error)
	Overrides(ctx context.Context) ([]core.Override, error)
	Closures(ctx context.Context) ([]core.Closure, error)
	Foresee(ctx context.Context, o core.Override, by core.Actor) (core.Foresight, error)
	ForeseeEnd(ctx context.Context, id int64, by core.Actor) (core.Foresight, error)
	ForeseeHolidays(ctx context.Context, years []int, holidays []core.Override, by core.Actor) (core.Foresight, error)
	Close(ctx context.Context, o core.Override, by core.Actor) (closed core.Override, pickups int, err error)
	Extend(ctx context.Context, id int64, to core.Date, by core.Actor) (closed core.Override, pickups int, err error)
	Reopen(ctx context.Context, id int64, by core.Actor) error
	ClosureNotice(ctx context.Context, o core.Override) (core.Notice, error)
	SetHours(ctx context.Context, o core.Override, by core.Actor) (set core.Override, pickups int, err error)
	OpenDays(ctx context.Context, o core.Override, by core.Actor) (set core.Override, pickups int, err error)
	Undo(ctx context.Context, id int64, by core.Actor) (was core.Override, pickups int, err error)
	ImportHolidays(ctx context.Context, years []int, holidays []core.Override, by core.Actor) error
}

// Staffing is who works here, and what they did.
type Staffing interface {
	Members(ctx context.Context) ([]core.Staff, error)
	AddStaff(ctx context.Context, name string, role core.Role, by core.Actor) (code string, err error)
	StaffCode(ctx context.Context, name string, by core.Actor) (code string, err error)
	RemoveStaff(ctx context.Context, name string, by core.Actor) error
	// Trail reads the audit: with SeeTrail.
	Trail(ctx context.Context, q core.TrailQuery, by core.Actor) ([]core.Trail, error)
}

// Office is what the console must know of the office and its catalog; cmd hands it over.
type Office struct {
	Name       map[string]string // by language
	ShortName  map[string]string
	Zone       *time.Location
	ZoneLabel  string   // WIB
	Languages  []string // of the office, its first one first
	Services   []Service
	Kecamatan  []string
	Rejections []Phrase               // reasons, by code
	Answers    []Phrase               // canned answers to citizens
	Channels   map[string]core.Limits // the ones that are on, by name
	Rules      core.NoticeRules
	Pages      int  // files of one requirement of a request, at most
	Demo       bool // of a demonstration: says so

	// Explain says an error that is the asker's in their language; ok is false of one that is ours.
	Explain func(lang string, err error) (text string, ok bool)
	// Status is what a status is called.
	Status func(lang string, s core.Status) string
	// Lost is why a letter failed or was skipped, in words.
	Lost func(lang, reason string) string
	// Audience reads an audience as `announce send --to` takes it; Describe says one in words.
	Audience func(to, not string) (core.Audience, error)
	Describe func(lang string, a core.Audience) string
	// Answer is an officer's words as a channel shows them.
	Answer func(channel, lang, text string) core.Message
	// Hours reads hours by weekday as `calendar hours` takes them: "mon-thu 08.00-14.00, fri 08.00-11.30".
	Hours func(text string) (map[time.Weekday]core.Hours, error)
	// Holidays reads a list as `holidays import` takes it.
	Holidays func(name string, from io.Reader) (years []int, holidays []core.Override, err error)
	// Health is how the channels fare, in this process.
	Health func(ctx context.Context) []Health
}

// Service is a service that citizens may ask for, or a former one that requests still name.
type Service struct {
	Code   string
	Name   map[string]string // by language
	Group  string
	Active bool
	Place  bool    // it is fetched at a kecamatan
	Papers []Paper // what can be sent for it, in the order in which it is asked for
}

// Paper is what can be sent for a service.
type Paper struct {
	Code     string
	Name     map[string]string // by language
	Optional bool              // of some citizens only
}

// Phrase is a text of the office file, to choose from.
type Phrase struct {
	Code string
	Text map[string]string // by language
}

// Health is how one account fares.
type Health struct {
	Channel  string
	Account  string
	Holding  bool      // this process speaks for it
	Contact  time.Time // when the provider last answered; zero: not yet
	Halted   bool      // its ceiling of the day is reached
	Unserved bool      // letters are owed, and no channel sends them
}
