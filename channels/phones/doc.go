// Package phones is the demonstration: the phones of three citizens in a web page, and beside them the day at the office.
//
// The office is the real one. Only the providers are played: for each of Telegram, SMS and WhatsApp there is a Carrier, a
// core.Channel and core.Poller like any other, that knows every phone of its channel. One of them is shown; those of the crowd are
// out of sight, and of them only how many were answered is kept. What a phone shows is kept in memory, the latest of it; what the
// office knows is in its database.
//
// The page is made on the server (page.html, words.toml); what changes is sent by server-sent events as the very pieces of the
// page, so that a reader who comes late, comes back or comes as a second one sees the same. Without JavaScript every phone is a form.
//
// Where a channel carries files, a phone sends a sample picture (photo.go); where it does not, the office's link to its page for papers can be
// pressed.
//
// What the page needs of the office it asks by the interface Office, which cmd hands over. Decisions of the office may not enter, nor
// anything that leaves this machine, nor logos or fonts of others. Another phone is a line in citizens, and a Carrier.
package phones
