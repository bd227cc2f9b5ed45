package core

import "time"

// Silence is how long one of the office's own phones may not be heard of before it counts as silent. Staff are told at the next look,
// which is within five minutes of the last that was heard.
const Silence = 4 * time.Minute

// SilentPhone is an account whose phone is silent.
type SilentPhone struct {
	Account string
	Since   time.Time // when it was last heard of, by the office's clock
}

// Phones is the part of a Tx that knows which of the office's own phones have fallen silent. What is owed by one that is stays owed: it
// is claimed by nobody.
type Phones interface {
	// HearPhone notes that an account's phone was heard of at a time of this process's clock; zero: nobody could say. It tells since
	// when it has been silent by the office's clock, zero if it is not, and whether that is news: one of many who look is told so.
	HearPhone(account string, at time.Time) (since time.Time, news bool, err error)
	// SilentPhones lists those that are silent, by name.
	SilentPhones() ([]SilentPhone, error)
	// Reassign lets other accounts of the same channel, in turn, send up to most letters that are owed by one, but for those of which
	// something may have been sent by it already. It tells how many they were.
	Reassign(from string, to []string, most int) (int, error)
}
