// Package transcript replays conversations written down in text files, and writes down what is answered.
//
// A transcript is a specification that a civil servant can read and correct:
//
//	# What this is about, in plain words.
//	@ 17-03-2020 08.00              the office's clock, in the office's zone
//	= quota 2                       the world: what staff or others have done
//	Siti, by sms:                   who speaks, and through which channel
//	> daftar                        what they write; > [Label] presses a button, > (photo), > (3 photos of album A) his words, > (pdf), … send files
//	RT 05, by group:                a group of many; > (member) … is written by one who is no admin of it
//	< Pilih layanan, …              what the office answers
//	| …                             more lines of the same answer; [Label] [Label] are buttons
//	< (edit) …                      a message that takes the place of an earlier one
//	< (template status) … | …       a template instead of a message, with what stands at its variables
//	* Siti was not reached by …     a letter is lost, and why
//	* C200317-001 DIAJUKAN          what became true in the office: a status, places left, another time to fetch, a place in line
//	~                               the provider delivers the last message again
//
// Lines that begin with <, | or * are written by Play, the others by people. A message takes Pause of the office's time,
// unless "= at once" stands before it. When the clock moves, everything that has become due is done, at the time to which it
// moved: a transcript that wants something on time sets the clock to that time. A transcript about another office than the
// embedded one says "= office NAME"; that office's files lie beside it, in offices/NAME.
//
// The same files are played by several offices (interface Office): Pure holds nothing but the dialog and a few maps, Live
// a desk with a real database behind it; the binary replays them with chat --replay. All must give the same bytes.
//
// This room knows no sentence and no rule of the office. To let a transcript say something new about the world, add a case
// to world.go and a method to Office.
package transcript
