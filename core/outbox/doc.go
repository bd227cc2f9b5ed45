// Package outbox sends what is owed. One Runner serves one account of one channel: it takes the account's lease, and while
// it holds it, it claims letters, calls the channel, settles the outcomes, and lets the channel listen.
//
// Nothing is decided here about what is said or to whom, and nothing lives here alone: whatever is in hand when the
// process dies stands in the database as Sending, and becomes a doubt that the next holder of the lease clears up.
//
//	Claim ──▶ hand ──(pace, one call an address)──▶ Channel.Send ──▶ verdict ──▶ Settle, in groups
//
// The rules of sending:
//
//   - The intent to send is committed before the call, the outcome after it, both in groups: the next letters are claimed, and
//     the last outcomes written, while calls are in flight. What is claimed can leave within half a second, and never are more
//     than 4,096 letters claimed and not settled: so many a death leaves in doubt at most, whatever is owed. What was sent
//     and is not written down are the calls of the moment that two groups take (settle.go).
//   - The letters of one address are sent one after another. Earlier lanes overtake later ones: only what can leave within
//     a moment is claimed. An announcement that does not leave within half a second is given back (shed.go), for whether it
//     may still leave is looked at when it is claimed: so a pause, an end or a STOP holds within a second.
//   - A text longer than one message goes in parts, the next only when it is on disk that the one before was taken. Whatever
//     happens in between, a part written down as taken is not sent again.
//   - An account never makes more calls in a second than allowed, as the provider sees it, and hardly fewer (pace.go).
//   - What certainly reached nobody is owed again, for a day. What may have reached somebody is in doubt (doubt.go): the
//     provider is asked if it can be (core.Resolver), else the letter is sent again, unless it says to hold.
//   - Who loses the lease stops claiming and listening before it ends at the database. Two never speak for one account. Each
//     call is begun only while the lease lasts, by a clock that runs while the process is frozen.
//   - Outcomes wait for a database that is away, in memory; only a planned stop gives up waiting.
//
// To add a kind of failure, add a case to verdict.go: it is the only place that knows what a core.Kind means for a letter.
package outbox
