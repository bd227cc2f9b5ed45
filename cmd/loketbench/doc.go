// Command loketbench measures the office beside what its own database can do, on one machine on which nothing was prepared.
//
//	make bench                          # everything, in 10 minutes, with a table at its end
//	make bench FULL=1                   # and how the rows fare as the office grows, in 40 minutes
//	make bench ROWS=inbound,latency SECONDS=3 JSON=table.json
//	go run ./cmd/loketbench --help      # and more, for ./loket as make build left it: profiles of each row, fewer followers
//
// It starts a PostgreSQL of its own (fsync on, everything else as it comes) among the temporary files, the program `loket
// serve` as it is built for a release, the providers in miniature in a process of their own, and writes to the office as
// Twilio does. All of it ends with the run, however the run ends.
//
// # How to read the table
//
// No figure says anything by itself: another machine, another disk, another hour give another. So every row is a ratio of
// what the office did to what the same machine did within the same minute without the office: pgbench on the same cluster,
// one fsynced commit, a plain INSERT … SELECT. Ratios travel; figures stand beside them so that they can be checked.
//
//	row        what was measured; the lines below the table say it in a sentence
//	measured   by the office
//	reference  by the database alone, or by whatever bounds the row; pgbench, commits and inserts are measured before and
//	           after, and this is the mean
//	ratio      the one to the other
//	aim        what the ratio, or the measured figure, should be
//	           met, missed, or broken: a message was refused, a place given twice, a letter lost; then no figure counts, and
//	           the run ends as failed
//
// Below the table each row says what one turn, letter or transaction took the processors, and for whom. That hardly changes when
// somebody else uses the machine meanwhile, as rates do, and it tells what limits a row: where the sums of a row and of its
// reference stand to each other as their rates do, the processors were what was waited for.
//
// The load generator, the miniatures, PostgreSQL and the office share the machine's processors, which is to the office's
// disadvantage in every row. Latencies run from the moment at which a message should have been sent, not from when the
// generator came to send it, so a queue before the door counts. Memory is what the kernel says a process had resident at most
// (VmHWM) while the row ran.
//
// # What may enter
//
// What puts load on the office from outside, and what is measured beside it. Nothing here may know how the office works: it
// is the program, its webhooks and its commands, and the tables are read only to see that nothing was lost. Two things go past
// the program: the row outbound, which is the outbox by itself and says so, and the people of a town, who are there before
// (town.go). To add a row, write its file and its line in rows.go.
package main
