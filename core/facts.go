package core

import "time"

// Facts is what a step of the dialog may know of the world. They are read once per tray and do not change within it;
// whatever must be exact (a place, a NIK already taken) is decided by the outcome of an effect, not by a fact.
type Facts struct {
	Now      time.Time    // the office's time, in the office's zone
	Calendar *Calendar    // with what staff have set
	Days     map[Date]Day // the bookable days
	Bookable []Date       // which they are, in order; the first is today if intake is open
	Limits   Limits       // of the channel of the person at hand
	News     []News       // announcements in force, the latest first
	Uploads  bool         // there are links to a page for papers
	Channels []string     // by which the office can write to people, in the order of their names
}

// Today is the office's day.
func (f Facts) Today() Date { return DateOf(f.Now) }

// Open tells whether requests for today are taken now.
func (f Facts) Open() bool {
	return len(f.Bookable) > 0 && f.Bookable[0] == f.Today() && f.Calendar.IntakeOpen(f.Now)
}
