// Package catalog is the office as text files: who it is (office.toml), its days (holidays.csv, yearly.csv), its
// districts (regions.toml), what it does (services/*.toml), and every sentence that citizens read (messages.*.toml, languages.toml).
//
// The files of Kota Cirebon are embedded. A folder may overlay them: office.toml and messages.*.toml key by key (a list or
// a translated text counts as one key), every other file as a whole. Load reads it all and refuses anything doubtful, with
// file, line and mend, all problems at once: an office should find its typing errors at the desk, not at the counter.
//
// What may not enter: decisions about what to say (core/dialog), and any state that changes. A Catalog is made once and is
// safe for concurrent use.
//
// To add a service, put one file into services. To add a language, put one messages file beside the others, a table into
// languages.toml, name it in office.toml, and follow what Load says is untranslated. To add a sentence, write it in
// every messages file; its placeholders must have a longest value in longest.go, so that its short form can be measured.
//
// What it costs, by go test ./core/catalog -run xxx -bench 'Match|Text' -benchmem, on one core of an EPYC with much else to do:
//
//	Match, six words   1.1 µs   256 B  3 allocations
//	Text, filled in    0.9 µs   408 B  6
package catalog
