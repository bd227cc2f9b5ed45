// Package core is the vocabulary of Loket and the contracts between its rooms.
//
// It holds what every room must mean by the same word: an Address, an Inbound, a Letter, a Person, a Request, a Day of
// the quota, the Calendar; and the interfaces on which the rooms meet: Channel, Store, Tx. It holds what can be said
// without a clock, a database or a network: pure functions and value types. It may import nothing of ours. Texts for
// people do not belong here (they live in core/catalog), nor decisions about what to answer (core/dialog), nor SQL
// (storage).
//
// Data flows one way:
//
//	channel ── Inbound ──▶ desk ── event ──▶ dialog ── effects ──▶ desk ── Tx ──▶ outbox ── Letter ──▶ channel
//
// # Glossary
//
//	account   who sends and hears for the office: one bot, one number, one phone
//	act       a due act: something to be done later, once, on any replica
//	actor     who does something at the desk: a member of staff, or the operator of the command line
//	address   where a person can be reached: a channel and an id on it
//	amendment a correction of a request that was filed: another service, a name mended, what the citizen wants to say
//	answer    what a citizen says to a request that needs a correction, until a time that staff set
//	audience  who gets a notice: those who follow, by where and who they are or what they have asked for, with exclusions
//	board     the office's day as staff see it at one glance
//	booking   what became of a draft: a request with its place, or the reason why not
//	calendar  open days, holidays, closures and quota of the office
//	catalog   the text files an office edits: services, messages, office.toml
//	cause     the unique name of a letter or act, made of row ids: what makes a rerun harmless
//	ceiling   how many SMS parts an account may send on a day
//	closure   days on which the counter is shut (and, if it says so, intake too)
//	code      what proves that another address is the same citizen's: sent to it, it comes back from here
//	console   what staff work with in a browser
//	contact   somebody who hands announcements on: a camat, lurah, head of an RW or RT
//	day       the row that counts the places of one service day
//	desk      the room where messages become committed facts
//	detour    another address of the same person, where a letter goes on to that reached nobody at the first
//	dialog    the pure conversation engine
//	dossier   all that is known of one request: its way, its messages, its holder's other requests
//	draft     a complete form, ready to be filed
//	effect    what the dialog wants done; its outcome comes back as the next event
//	fan-out   the making of an announcement's letters, in stretches
//	form      what a citizen has told us so far about a request not yet filed
//	foresight what a change of the calendar would mean, before anybody says yes
//	intake    taking requests by message, as opposed to serving at the counter
//	lane      the order of precedence of letters
//	ledger    the letters of an announcement by state; the seven states add up to its audience
//	letter    a message owed to someone: one row of the outbox
//	line      those who wait for a place, in the order in which they came to wait
//	link      how staff get into the console: it works once, within ten minutes
//	news      announcements in force, which INFO repeats
//	notice    an announcement: a row; its letters are its ledger
//	offer     a place held for somebody in line until they have answered
//	opening   days on which the office is open though they would be shut
//	override  what staff set for a stretch of days; the latest wins
//	place     one unit of a day's quota; its number is part of the ticket
//	paper     what a service wants to see, and each file that a citizen has sent for it. (Where it says that papers are fetched, or ready,
//	          the document is meant that the office makes)
//	part      what a long text is cut into: each is a message of its own at the provider
//	phone     one of the office's own, which sends and hears SMS: each of its SIMs is an account. It may fall silent
//	pickup    when and where the papers of a request are fetched
//	senders   the accounts by which announcements leave, by channel
//	service   one thing the office does, described by one file
//	session   a browser in which a member of staff is logged in
//	share     a part of a day's quota with a cap of its own: a service's, or that of all who do not come by the kecamatan
//	shelf     gives slots away, the earliest free one first
//	slot      a stretch of counter time, an hour or less, that serves so many pickups
//	staff     who works here, by name and role; a code links a member's chat
//	taker     the officer who has a conversation: meanwhile the citizen hears from them alone
//	template  a message in a form that the provider approved beforehand, for when the window is shut
//	ticket    the name of a request that citizens are given: C200317-042
//	tie       an address of somebody, among all of theirs
//	token     what stands for something that is not to be read: a choice of a button, the secret of a link or session, a sealed word that
//	          can be looked for (a keyed fingerprint of it, or of its ending)
//	trail     the audit, read: who did what, when, and about what
//	tray      the messages handled by one transaction, at most one of each person
//	union     two who have proved to be one person, and are one from then on
//	upload    a link to a page on which papers are sent, for who writes where no files can be
//	way       how a request came to be where it is: each step with who, when and why
//	weight    how many places of a day a request takes
//	window    for how long after somebody's last message free text may be sent to them; of an announcement, the hours in which its letters leave
//	wish      what a member of staff has ordered and is asked to be sure of
//
// What SMS and NIK cost, by go test ./core -run xxx -bench 'SMS|NIK' -benchmem, on one core of an EPYC with much else to do:
//
//	count 300 characters   1.7 µs  160 B  5 allocations   8 µs with an emoji, 248 B, 10
//	split 300 characters     9 µs  128 B  5              14 µs with an emoji, 208 B, 7
//	parse a NIK            0.5 µs   64 B  5
package core
