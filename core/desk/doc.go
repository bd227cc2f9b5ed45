// Package desk is where messages become committed facts.
//
// The messages that are waiting are gathered on a tray, at most one of each person, and a tray is one transaction: the
// messages are admitted, the people behind them locked, dialog.Step is asked what to do, what it wants is done by one call
// of core.Tx for each kind of effect, the outcomes go back to the dialog, and what it says is posted. After the commit the
// channels are told that the messages are on disk, and the outbox is woken. A crowd makes trays larger, not slower: beside or
// after another, a tray waits a moment for company.
//
//	queue.go    what is waiting          tray.go     from a tray to its commit, or to its parts
//	rounds.go   inside the transaction   fail.go     the message that cannot be handled
//	wants.go    what has an outcome      serve.go    what staff want in their chats
//	acts.go     what is due later        report.go   what providers say later
//	prune.go    what is old and goes     ceiling.go  what every day begins with
//	unite.go    two addresses of one citizen: the code, the uniting, the parting
//	watch.go    the office's own phones, which may fall silent          accounts.go  who writes to whom, and announces
//	tokens.go   what former binaries filed is found, too
//
// An announcement is a row, and from then on due acts carry it: second (who may say yes is asked), begin at its time, fan (its
// letters, a chunk a transaction), window (the quiet hours), expire, skip (what has not left is given up), keep (what the author
// is told, until all is final).
//
//	notice.go   preview and yes          fan.go      its letters        keep.go     until all are final
//	steer.go    pause, cancel, the second yes        mend.go     sent again, corrected, taken back
//	replace.go  what says the same again goes the same way
//	look.go     what staff look at is counted after their message's transaction, and is an event of theirs
//
// What becomes of requests goes on by due acts, too. Whatever frees a place defers offer, which holds it for the first in line; invite
// tells them when office hours begin, lapse ends what nobody answers. The first to wait for a day defers dayend, which lets those
// who are left wait for the next, and release, when seats that were kept become everybody's. The first pickup of a day defers remind,
// which also warns staff of papers that are not ready: unready moves those by their yes. A correction defers correct. advance moves a
// whole day on. Each act, run late, does only what is still of use, and letters of requests are made without locking their holders.
//
//	offers.go   a place down the line    dayend.go   from one day to the next
//	remind.go   before a pickup          unready.go  papers that are not ready      answer.go   before an answer is due
//	advance.go  tickets and days         moving.go   what an advance does to them   advanceday.go   when it was asked for in a chat
//	holders.go  who is told: at the address that they used last, in the forms of the others should that fail
//
// A change of the calendar is one transaction, and what follows from it are acts: move takes those whom it concerns to other days and
// slots, in their order, a page a transaction, and tells each once; earlier tells those who are to come later of days that are open
// again. holidays tells staff of a year without any.
//
//	change.go   what a change does       closure.go  shut, longer, open again       hours.go     other hours, special openings
//	room.go     places of lost days      roomslots.go  slots that are gone          earlier.go   days that are open again
//	foresee.go  what a change would do   month.go    the calendar as staff see it   holidays.go  years imported, and unknown
//
// What citizens send for their requests comes with their messages (attach), and each file is an act: fetch hands it to a worker after the
// commit, unfit asks for it again in words, sweep removes what is nobody's at night. By a link whole files come, each at once.
//
//	attach.go   noted with its message   fetch.go    one attempt        fetchers.go  the workers
//	unfit.go    asked for again          uploads.go  by a link          openpaper.go for staff         sweep.go  at night
//
// The other files are the use-cases of staff, one each, called by commands and by the console. An error of theirs says by
// its Kind who must act (core.Invalid, core.Missing, core.Conflict: the caller) and is a sentence for an operator.
//
// What is said and decided does not belong here (core/dialog), nor how it is stored (storage). A function handed to
// core.Store.Tx may be run again: whatever it changes outside the transaction, it sets from the start.
//
// To add a use-case, write one file with one method of Desk. To add a due act, write its function and name it in acts.go. A deed that not
// everybody may do has a line in core/staff.go, and is asked for by may.
package desk
