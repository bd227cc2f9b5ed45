// Package channels holds no code. It says what a channel is, and how to add one.
//
// A channel is a folder here: telegram, twilio, smsgate, terminal, … It turns what a provider sends into a core.Inbound, and a
// core.Letter into a provider's request. It decides nothing: what to answer is the dialog's, whom to tell is the desk's,
// when to try again is the outbox's. Two channels never know of each other; channels/telegram may be deleted with its
// line in cmd, and everything else still builds.
//
// Two rooms beside them are no channels of citizens, under the same rule of imports: web is the console, staff's browser, and phones the
// demonstration, whose carriers play the providers. They ask of the office what an interface of theirs says, which cmd serves; they
// do not know each other. How to add a page stands in the comment of channels/web.
//
// # What a channel must do
//
//   - Acknowledge only what is on disk. The Receiver returning nil means so; anything else means that the provider must
//     keep the message and bring it again. A poller moves its offset after the Receiver, a hook answers 200 after it and
//     503 without details instead.
//   - Name every message by the provider's own id (Inbound.ID), the same at each redelivery. Nothing else keeps a
//     message from being answered twice.
//   - Take everything that is authentic, whatever it contains. What means nothing to the office is counted (by a function
//     Count in its Config), acknowledged, and passed. A hook never answers 400: the provider would try the same for hours.
//   - Refuse what is not authentic, with 401 or 403, comparing secrets in constant time, and what is longer than 1 MiB with 413.
//     An address is believed from the configuration, never from Host or X-Forwarded-*.
//   - Say by the Kind of an error who must act. The one question that matters: could the provider have carried the call
//     out? No connection, so nothing written: core.Away. A plain refusal: what it says. Everything else, a timeout, a reset, a
//     5xx, an answer that cannot be read: core.Doubt. A wrong Away sends a letter twice; a wrong Doubt only costs a look.
//     What can be repeated without harm, as an edit can, is never in doubt: core.Away.
//   - Give each letter to an address a receipt of its own, without spaces: those of a text in parts are kept side by side. A letter
//     that replaces another (Letter.Replaces) edits or deletes its messages if Limits says that the channel can, and is a new
//     message if not, or if there is nothing to edit any more.
//   - Of groups, hear only what is said to the office, as the group's and never as a person's, and say whether an admin said it.
//     Send no buttons there.
//   - Where the provider takes free text only for a time after a person's last message, say so (Limits.Window) and ask Letter.Free at each
//     Send: what is not free leaves as its Message.Template, and without one fails with core.Window.
//   - Hand over the address that the provider vouches for as the writer's own (Inbound.Proves) only where nobody can make it up, and what
//     came in one go with the same Album.
//   - Be a core.Resolver if the provider can be asked what it sent, a core.Fetcher if it keeps what people send (Limits.Media), a
//     core.Watched if its far end is a thing that may fall silent. A file is fetched as a stream, bounded by whoever reads it.
//   - Return soon after ctx ends, close every body, bound every read, leak no goroutine.
//
// # What a channel may not do
//
//   - Speak on its own account: no greeting, no "please wait", no answer inside a webhook's response. All words come from the
//     catalog, as letters of the outbox, which counts them.
//   - Retry, queue or pace. One Send is one call (and what belongs to it). Limits says how fast the account may
//     go; the outbox keeps to it.
//   - Keep state that matters. A process may be killed between any two lines, and another replica takes over.
//   - Let a number, a chat id, a name, a text or a secret into an error or a log line. Providers' own error texts repeat them, and
//     so do net/http's, which quote the URL: keep the code and the status, drop the words.
//   - Import anything of ours but core.
//
// # Adding one
//
// The shortest to copy is channels/terminal. Of those with a network, channels/twilio is the pattern: settings, one call,
// failures as a table, hooks.
//
//  1. Give the addresses a name in core/address.go. It stands in the database for good.
//  2. Make the folder with a Config whose fields name their variables LOKET_…, and New(Config), which calls nobody and says
//     in one sentence what is wrong with a setting. A provider that is away must not stop the office from opening.
//  3. Write Name, Account, Limits, Send; then Poll (core.Poller) or Routes (core.Hook), never both for one account at a
//     time; then Prepare, Resolve, Fetch and Alive where the provider has something for them. The comments in core/channel.go are
//     the contract.
//  4. Build the provider in miniature under channeltest: stateful, standard library only, nothing of ours in it, so that it
//     is a witness and not an echo. It must be able to misbehave: late, refusing, breaking off after it accepted.
//  5. Pass channeltest.Run against it. Add tests of your own for what only this provider does, fuzz what reads its
//     payloads, and let goleak watch the package.
//  6. Add one line to cmd/loket/channels.go, the variables to cmd's configuration, and the route of a hook to the
//     documentation.
//
// A gateway that is somebody's phone (channels/smsgate) is a channel like any other: its address is "sms" if it reaches numbers by SMS,
// its Account is that phone, its Rate what a SIM bears, and its webhooks are dated, so an old one is refused as well.
// Where several accounts serve one kind of address, the letter's Account says which of them answers: the one that heard.
package channels
