// Package minitelegram is a Telegram Bot API server small enough to live in a test: stateful, faithful in what a bot can
// notice, and strict. The telegram channel, the binary and the load tests talk to it instead of to Telegram.
//
//	tg := minitelegram.New(t)                 // a server on the loopback, closed and judged when the test ends
//	bot(tg.URL, tg.Token)                     // the code under test
//	tg.Say(81234, "DAFTAR")                   // a person writes; getUpdates or the webhook brings it to the bot
//	sent := tg.WaitSent(t, 81234, 1, time.Second)
//	tg.Press(81234, sent[0].ID, "m:1")        // and presses a button
//
// Three sides meet here, each in files of its own:
//
//   - the bot's side speaks HTTP: server.go, request.go and answer.go carry a call, methods.go lists who performs it
//     (updates.go, webhook.go, send.go, media.go, edit.go, callback.go, html.go, markup.go);
//   - the people's side is Go: people.go (who exists, blocked, moved), acts.go and media.go (what they do);
//   - the tester's side: record.go (what came), faults.go (what goes wrong), limits.go (how fast is too fast),
//     spec.go (what Telegram would not have understood).
//
// Every call is held against the published description of the Bot API when the variable LOKET_SPECS names a folder that
// holds telegram_bot_api.json, and else against known.txt, the part of it that this project uses. What does not fit
// is a violation and fails the test. Answers follow Telegram's own wording, because bots decide by it.
//
// What may not enter: anything of ours (it would share our mistakes; badly, which spoils files, knows nothing to be mistaken about) and
// anything outside the standard library.
// To add a method: one line in methods.go, one function beside its kin, one line in known.txt.
package minitelegram
