// Package dialog is the conversation of the office with a citizen, as a pure function: Step takes a person, the facts of
// the moment and an event, and returns the person as they are afterwards and the effects that are wanted.
//
// There is no clock, no database and no network here. What must be exact (is a place left? is the NIK free?) is asked for
// by an effect; its outcome comes back as the next event of the same message. Because Step is pure, a transaction that
// holds it may be run again, and a conversation can be replayed from a text file: the transcripts under testdata are the
// specification of this room.
//
// A conversation is a form, not a program. What a person has told us is kept (core.Talk), never where they are: without
// a service the groups of services are offered, a field without an answer is asked for, a full form is read back for a
// yes. Commands are understood anywhere. A press, a number and the label itself all mean the same offered choice.
//
// What is wished of a request that was filed (to see it, to change it, to fetch it at another time, to answer what is missing) goes
// one way: the request is looked up with the wish as the reason (find.go), shown to belong to the person, and only then spoken of
// (turn.about). Buttons name the request and the wish, by its ticket or, as long as it waits in line and has none, by its row. A
// place on offer comes unasked, so a plain yes of somebody in line is looked up before it is taken for anything (line.go).
//
// One citizen may write from several addresses, once they have proved it (union.go): whom a letter of theirs goes to is not decided here.
//
// Papers of a request are asked for with its ticket, one after the other (papers.go). What comes is noted here and looked at elsewhere; which
// paper it is follows from the question, from the words beside it, or from what is lacking (sent.go, papermeant.go).
//
// What a channel can do is in core.Limits; none is known here by name, but Telegram as the one on which staff work, and those by which people
// are told to write. Where letters must leave in a form that a provider has approved their words are said here, as everywhere
// (template.go), for whatever channel has a window.
//
// Staff work here too, in a private chat that a code has made theirs (staff.go); what they write first is looked for among
// their own commands, then in the form of an announcement that is open (staffform.go), and else means what it means to
// everybody. A form of an announcement has a number that changes with it: a button of what was shown before sends nothing.
// In groups (group.go) nothing is ever said but whether the group follows.
//
// What one event costs, by go test ./core/dialog -run xxx -bench Step -benchmem, on one core of an EPYC with much else to do:
//
//	whole    26 µs   5.0 kB  149 allocations   DAFTAR#NIK#NAME#SERVICE
//	wish     19 µs   5.3 kB  106               a sentence that names a service
//	halo     12 µs   3.7 kB   82               a command
//	booked   16 µs   8.4 kB  124               the outcome, and the receipt
//
// To add a kind of answer, write one function that takes a turn and says something, and name it in the table of words
// (lexicon.go). Sentences stand in core/catalog, in every language, in a short form for SMS and a full form for the rest.
package dialog
