// Package storage keeps the office: core.Store on SQLite and on PostgreSQL, the same SQL on both.
//
//	keys, err := storage.LoadKeys(path)                     // or NewKeys, then Save
//	store, err := storage.Open(ctx, "sqlite:loket.db", keys) // or postgres://…
//	err = store.Migrate(ctx)                                // before anything else; safe with many replicas
//
// An error of Open, Ping or Migrate whose core.KindOf is core.Away means that the database is not reached (yet); any
// other is final: ErrNewer, ErrNoKey, ErrForeignKey by name, the rest with a sentence for the operator. Errors hold no
// URL, no password and no personal data.
//
// # What may enter
//
// SQL, and what keeps it honest: migrations, seals, locks. No decision about what a citizen is told. Whatever the two
// databases spell differently stands in dialect.go and nowhere else.
//
// # How it holds together
//
//   - Every method takes a whole tray. A batch is a relation made of Go values, so that one statement serves one row or
//     ten thousand.
//   - Lock, decide, write: rows that depend on what is in them are locked (requests by Move, letters by Settle and Report),
//     the decision is plain Go, and one statement writes the outcome. The schema's constraints stand behind it.
//   - Days, their shares, slots, offers and the line are held by one lock, all at once (holdDays): a place that becomes free is
//     somebody's in line, a request that moves touches two days and two slots, and it is the same few rows anyway that everybody
//     is after. Places are counted on a board (board.go), slots on a core.Shelf (slots.go), queue.go says who may take what is
//     free. Who decides by the calendar sees, holding the days, that no override has changed since it was made, and runs again
//     if one has.
//   - Locks are taken in the order inbox id, person, days, request, letter, sorted within every statement.
//     Whoever meets others in the way all the same (a deadlock, a stranger who writes twice at one moment) runs again from
//     the start.
//   - On SQLite there is one writing connection beside a few that can only read: nothing there needs a lock.
//   - The letters of a notice are made by one statement for every few people (fanout.go), from the same relation that counts
//     them beforehand (audience.go). They have no text of their own, and leave only while their notice runs (ripe.go): to
//     pause or to end it touches none of them.
//   - Two people who turn out to be one are made so by moving everything of one of them (unions.go); the row that is left stays, so that
//     whoever waited for it sees that it has changed.
//   - Papers are rows (papers.go, attach.go), their files streams that never are in memory whole (files.go): in a folder beside an SQLite
//     file, whose one writer would be busy with each for as long as it takes to write 10 MB and whose backup would swell; in PostgreSQL
//     in parts, for a folder is one machine's. A file is complete before a paper names it; whatever no paper names is swept up a day later.
//   - A letter that reaches nobody goes on to another address of the same person (detour.go): the same row, so that counts add up, with
//     attempts numbered on, so that nothing said of it before changes it.
//   - What grows for ever is pruned in the order of ids (prune.go). The counts of a notice's letters are kept when these go.
//   - A request is found by words and endings of what is sealed: tokens.go makes keyed fingerprints of them. A search goes by what is
//     rarest of all that it wants (sought.go), so that nothing is opened but what it returns.
//   - Who has committed something for another process tells it (bell.go), after the commit and not too often; whoever misses that
//     looks each second.
//   - Statements are kept, parsed and planned, by their connection (prepare.go), and PostgreSQL is kept from reading whole
//     tables (postgres.go), for it knows nothing of a crowd that was imported a moment ago; plan_test.go looks at how both
//     databases go about every statement among half a million rows of each kind, and refuses one that it has not met. Behind a
//     pooler nothing is kept.
//
// What privacy costs, by go test ./storage -run xxx -bench Keys -benchmem, on one core of an EPYC with much else to do:
//
//	seal a reply       0.5 µs  304 B  3 allocations
//	open it            0.4 µs  272 B  3
//	a fingerprint      0.8 µs  544 B  7
//
// A page of 50 among 100,000 requests, by go test ./storage -run xxx -bench Search -benchtime 20x, on PostgreSQL and two such cores: 1 to 2 ms
// by a day, a pickup, a status, a service or a name, 5 by a name that a third have on one day, 0.3 by a number, a NIK or a ticket.
//
// # One more
//
// A column: a new file in migrations, numbered on, that also works while the previous binary still runs, with {{ID}} and
// {{BYTES}} for what the databases spell differently, and {{POSTGRES}} or {{SQLITE}} before a line that only one of them reads. A
// sealed column: a line in seal.go besides. A method of core.Tx: the file of its noun, a case in storagetest (if it writes, also
// one of its case "view"), and a line in plan_people_test.go or its neighbours.
package storage
