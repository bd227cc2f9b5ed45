package core

import (
	"context"
	"time"
)

// Store keeps everything. One value serves one database; many processes may share a PostgreSQL.
type Store interface {
	// Tx runs fn in one transaction and commits if it returns nil. fn may be run again on contention, so it may touch
	// nothing but tx. The transaction belongs to the desk, not to a request: ctx is the desk's.
	Tx(ctx context.Context, fn func(Tx) error) error
	// View runs fn on a consistent snapshot that can change nothing and stops no writer.
	View(ctx context.Context, fn func(Tx) error) error
	// Due tells whether an act is due. It costs less than to look for it in a transaction.
	Due(ctx context.Context) (bool, error)
	Outbox
	Leases
	Bell
	Files
}

// Bell lets the processes that share a database tell each other what they have just committed, so that nobody waits for their
// next look. A ring may get lost, and may be heard where there was none: who hears it looks, as they do from time to time anyway.
type Bell interface {
	// Ring tells the others that letters of an account were committed, or with "" that anything may be due. It is called after
	// the commit, and does not block.
	Ring(account string)
	// Hear calls heard for what others ring, with "" also when rings may have got lost, until ctx ends.
	Hear(ctx context.Context, heard func(account string))
}

// Outbox is the part of a Store that the sending of letters needs. What it compares are times of the database's clock.
type Outbox interface {
	// Claim takes up to n letters owed by the account, the earlier lane first, the older first within a lane, marks them
	// Sending, and commits: the intent to send is on disk before any call. Letters to a shut address become
	// Skipped("blocked") instead, those of an announcement to who follows no more Skipped("stopped"). Of announcements only
	// those leave that are running, within their hours and not over.
	Claim(ctx context.Context, account string, n int) ([]Letter, error)
	// Settle writes what became of claimed letters, fenced by the attempt's number. A receipt belongs to one letter: one in
	// doubt that is given another's stays in doubt. An outcome Sending says that a part was taken: the letter's attempt is
	// now one more, that of the next part.
	//
	// A letter that answers nothing, and that failed for good at its address or whose address is shut, goes on to another open one of
	// the same person before it counts as failed or skipped: by its Detours, or if it is an announcement's to one that has none of it.
	Settle(ctx context.Context, outcomes []Outcome) error
	// Report writes what providers say later. Reports of unknown letters and attempts, and backward ones, change nothing.
	Report(ctx context.Context, reports []Report) error
	// Abandoned turns the account's letters whose sending began more than age ago into Doubtful and says how many.
	// Only the holder of the account's lease calls it, after a crash.
	Abandoned(ctx context.Context, account string, age time.Duration) (int, error)
	// Doubts takes up to n letters of the account in doubt that are due for a look (those on hold only if held), puts their next
	// look off by again, and returns them with the receipts that are known to be other letters'.
	Doubts(ctx context.Context, account string, n int, again time.Duration, held bool) ([]Letter, error)
	// Owing counts the account's letters by state.
	Owing(ctx context.Context, account string) (map[State]int, error)
}

// Leases lets one process at a time speak and listen for an account.
type Leases interface {
	// Lease takes or prolongs the lease of an account for ttl and tells whether holder has it.
	Lease(ctx context.Context, account, holder string, ttl time.Duration) (bool, error)
	// Release gives the lease back, if holder has it.
	Release(ctx context.Context, account, holder string) error
}

// Tx is one transaction. Every method works on a whole tray, by one or few statements whatever the tray's size. The order
// of locks is: inbox id, person, day (with its shares, its slots and its line), request, letter; sorted within every statement.
type Tx interface {
	// Now is the office's time, in UTC, the same for the whole transaction.
	Now() (time.Time, error)

	// Admit writes down the ids of messages. ids[i] is the row of ins[i], or 0 if it was admitted before.
	Admit(ins []Inbound) (ids []int64, err error)
	// People finds, or makes, and locks the people behind the addresses, in the given order. Addresses must be distinct. Who
	// changes anything about a person in hand also keeps them, so that the next sees all of it.
	People(as []Address) ([]Person, error)
	// Holders tells by whom requests were filed, without locking anybody: each by all their addresses, the open ones before the
	// shut, the one used last first, then that from which it was filed. Of their talk nothing is told.
	Holders(requests []int64) (map[int64][]Person, error)
	// Keep stores what may have changed of people: language, talk, and the address that they used last, which is the one
	// they are kept with.
	Keep(ps []Person) error
	// Follow sets or ends people's wish to get announcements; those owed to who stops become Skipped("stopped").
	Follow(fs []Following) error
	// Shut closes or opens addresses; what is owed to a closed one becomes Skipped("blocked"), or goes to another address of the person. Whose last open address is
	// closed follows no more: opening it again is no wish to get announcements.
	Shut(ss []Shutting) error

	// Overrides is what staff have set and not removed, oldest first.
	Overrides() ([]Override, error)
	// AddOverride stores one. Who sets a quota, or shuts or opens intake, also calls Recap.
	AddOverride(o Override) (id int64, err error)
	// RemoveOverride ends one; an error of kind Missing says that there is none, or no more. Who removes what concerns quota or
	// intake also calls Recap.
	RemoveOverride(id int64, by string) error
	// ImportHolidays puts the holidays of years, a HolidayOverride for each day, in the place of those imported before.
	ImportHolidays(years []int, holidays []Override, by string) error
	// Recap gives the days already made, from a day on, the caps that the calendar now gives them, those of their shares too,
	// and returns the days that have places nobody holds. No day loses a place it gave.
	Recap(c *Calendar, from Date) ([]Date, error)
	// Days reads days, without locking; a day not yet made comes with Made false and everything but Line zero.
	Days(ds []Date) ([]Day, error)

	// Book files drafts in their order: places in numerical order, no day beyond its cap, no NIK twice for a service, each
	// with the earliest free slot that begins after now. The calendar is the one made of this transaction's Overrides.
	Book(ds []Draft, c *Calendar) ([]Booking, error)
	// Move takes requests to other statuses, in order; Withdrawn returns the place to its day, and whatever ends a request
	// before it was fetched returns its slot. Who waits can only be withdrawn; the place on offer to them returns too.
	Move(ms []Move) ([]Moved, error)
	// Amend corrects requests that were filed, in order. Who gets another earliest date than their slot's gets another slot.
	Amend(as []Amendment, c *Calendar) ([]Amended, error)
	// Requests answers one list for each query.
	Requests(qs []RequestQuery) ([][]Request, error)
	// Corrections counts the requests whose correction the citizen has answered, and that nobody has moved on since; and those of
	// which the answer is overdue at t.
	Corrections(t time.Time) (answered, overdue int, err error)
	// Search finds a page of requests for staff, and by Later and Earlier whether there is more on either side of it.
	Search(q Search) (Found, error)
	// Tokenize makes the tokens by which Search finds up to most requests after an id that have none, and tells the id to go on
	// from, or 0 at the end. What Book files and Amend renames has its tokens at once.
	Tokenize(after int64, most int) (next int64, err error)
	// Tally counts the requests of a service day.
	Tally(day Date) ([]Tally, error)
	// SlotMoves are the changes of a request's slot, the oldest first.
	SlotMoves(request int64) ([]SlotMove, error)
	// LettersTo lists letters to all addresses of a person, the latest first, at most limit; but for login
	// links, which nobody else may see.
	LettersTo(person int64, limit int) ([]Posted, error)
	// Ways is the history of requests, the oldest step first.
	Ways(requests []int64) (map[int64][]Step, error)

	// Held counts the pickups of the slots of a place, as Held says.
	Held(place string, from, to Date) (map[int64]int, error)
	// Pickups lists pickups. It reads no personal data.
	Pickups(q PickupQuery) ([]Pickup, error)
	// PickupDays counts the pickups of the days from one to another, both included, of all places.
	PickupDays(from, to Date) (map[Date]int, error)
	// Reslot gives requests other slots, in order.
	Reslot(rs []Reslot, c *Calendar) ([]Reslotted, error)
	// Shift gives requests places of the first of some days that has one, in order. Their slots stay as they are.
	Shift(ss []Shift, days []Date, c *Calendar) ([]Shifted, error)

	// Offer holds up to most free places of a day for those who are first in line for it, from an instant of office hours
	// until another, and tells whom.
	Offer(day Date, from, until time.Time, most int, c *Calendar) ([]Offer, error)
	// AnswerOffers ends offers, in order.
	AnswerOffers(as []OfferAnswer, c *Calendar) ([]Answered, error)
	// OpenOffer finds an offer by its id; ok is false when it is not open.
	OpenOffer(id int64) (o Offer, ok bool, err error)
	// Carry lets up to most who wait for days before one wait for that day, the first in line first, and tells whom. They keep
	// their order.
	Carry(to Date, most int, c *Calendar) ([]int64, error)
	// Waiters tells where requests stand in line, those that do.
	Waiters(requests []int64) (map[int64]Waiter, error)

	// Call opens (or adds to) a person's conversation with the officers; text is kept sealed.
	Call(cs []Call) error
	// Calls lists the open conversations, oldest first, with their texts.
	Calls() ([]Conversation, error)
	// Take gives an open conversation of a person to a member of staff, from whomever has it if over. It tells who has it then,
	// and whether the conversation is open. Taker "" gives it back to nobody.
	Take(person int64, taker string, over bool) (has string, open bool, err error)
	// HandBack closes conversations of people. A wish for erasure is closed by staff only.
	HandBack(hs []HandBack) error
	// Forget erases the texts of conversations older than t.
	Forget(t time.Time) (int, error)

	// Post owes letters. A cause already posted changes nothing. Letters to a shut address are Skipped("blocked").
	Post(ls []Letter) error
	// Defer writes due acts. A cause already written changes nothing.
	Defer(as []Act) error
	// DueActs takes up to n acts due at or before t (office time), the earliest first, locked until the transaction ends.
	DueActs(t time.Time, n int) ([]Act, error)
	// Finish marks acts as done.
	Finish(ids []int64) error
	// Postpone makes an act due again at its Due, with its Body: what it has begun goes on then.
	Postpone(a Act) error
	// Prune removes what nobody needs any more, of up to most rows after a place, and says how many were. It tells the place to go
	// on from, or 0 when what is behind is not older than before. What letters of a notice counted stays counted.
	Prune(what Old, before time.Time, after int64, most int) (next int64, gone int, err error)

	// Enlist notes a part of a list of followers: it makes people and addresses as needed. Nothing else of the list counts
	// before Subscribe, so that a long one is taken in by short transactions and yet as a whole.
	Enlist(list string, ss []Subscriber) error
	// Subscribe makes everybody of a list follow, and forgets it. It never opens a shut address.
	Subscribe(list string) error
	// Subscribers lists followers in id order after a given person id.
	Subscribers(after int64, limit int) ([]Subscriber, error)
	// Contacts lists people with a role other than that of a citizen or a group, in id order after a given person id.
	Contacts(after int64, limit int) ([]Subscriber, error)
	// Audit writes down who did what.
	Audit(by, what, about string) error
	// Trail reads the audit.
	Trail(q TrailQuery) ([]Trail, error)

	Notices
	StaffBook
	Logins
	Papers
	Unions
	Phones
}

// Notices is the part of a Tx that announcements need.
type Notices interface {
	// AddNotice stores a notice, its messages frozen, and returns its id.
	AddNotice(n Notice) (id int64, err error)
	// FindNotices lists notices, locked until the transaction ends unless it is a view, or a glance.
	FindNotices(q NoticeQuery) ([]Notice, error)
	// KeepNotice stores what may change of a notice: State, Yes, At, Expires, OpenAt, ShutAt, Spent, Letter and Told.
	KeepNotice(n Notice) error
	// CountAudience says how many letters the notice would be, were it sent now, and what would become of them at once.
	CountAudience(n Notice, by Senders) ([]Reach, error)
	// FanOut makes more letters of a notice, those for up to most people, in the order in which they followed, and tells
	// whether it may not be through yet. The audience is who follows when the first are made. Letters of a notice with a
	// parent that names letters (Resending, Correction, Withdrawal) are made from up to most of those.
	FanOut(id int64, by Senders, most int) (made int, more bool, err error)
	// CountNotices counts the letters of notices; one without letters has a Ledger of zeros.
	CountNotices(ids []int64) (map[int64]Ledger, error)
	// SkipNotice gives up to most owed letters of a notice up, and tells how many they were.
	SkipNotice(id int64, reason string, most int) (int, error)
	// SettleDoubts ends the waiting of a notice's letters in doubt that are held: they are owed again, or failed
	// ("dropped").
	SettleDoubts(id int64, again bool) (int, error)
	// Recipients lists letters of a notice in some states, in the order of ids after a given one.
	Recipients(id int64, states []State, after int64, limit int) ([]Recipient, error)
	// NewsVersion grows with every change of what News tells; it costs nothing.
	NewsVersion() (int64, error)
	// News lists the announcements in force, the latest first, at most limit.
	News(limit int) ([]News, error)
	// FindLetter finds a letter by its cause; id 0 if there is none.
	FindLetter(cause string) (id int64, state State, err error)
	// LettersSince counts letters that are open now, and those that failed or were skipped since t, with their reasons.
	LettersSince(t time.Time) (states map[State]int, reasons map[string]int, err error)
	// OpenLetters counts the letters that are open now by account and state, those of accounts that are served no more among them.
	OpenLetters() (map[string]map[State]int, error)
	// Unheard lists letters on the service lane that failed, or were skipped because nobody could be reached, since t, the latest first:
	// those whose causes name a ticket behind a slash, and officers' answers.
	Unheard(t time.Time, limit int) ([]Lost, error)
	// Ceil sets how many SMS parts an account may send until it is set again; renew begins to count anew. 0: no ceiling.
	Ceil(account string, parts int, renew bool) error
	// Ceilings lists the accounts whose ceiling is reached.
	Ceilings() ([]string, error)
}

// Following is a wish to get announcements, or to get no more.
type Following struct {
	Person  int64
	On      bool
	Wording string // version of the wording agreed to
	Message int64  // inbox row of the message that said so; 0 for an import
	Source  string // "chat", or the source named by an import
}

// Shutting closes or opens an address at the provider's word.
type Shutting struct {
	AddressID int64
	Shut      bool
}

// Act is a due act: something to do at or after a time of the office, once, on any replica.
type Act struct {
	ID    int64
	Cause string // unique
	Kind  string // which of the desk's acts
	Due   time.Time
	Body  []byte // what the act needs to know; stored sealed
}

// Old is what grows for ever unless it is pruned.
type Old string

const (
	OldMessages Old = "messages" // ids of messages: one that the provider repeated later would be new again. The latest stays
	OldLetters  Old = "letters"  // letters in a final state, those of a notice when nothing of it, or made from it, is open
	OldActs     Old = "acts"     // acts that are done: one of the same cause deferred later would be done again
	OldPapers   Old = "papers"   // papers of requests that came to their end before, and their upload links; the files follow (Files.Sweep)
)

// Subscriber is a follower as imported and exported.
type Subscriber struct {
	Person    int64
	Address   Address
	Lang      string
	Kecamatan string
	Kelurahan string
	Role      string // of a contact
	Consent   string // date and source
	Since     time.Time
}
