package phones

import (
	"context"
	"time"
)

// Office is what the page needs of the office. Of an *core.Error of kind Conflict or Missing the page says why nothing was done;
// all others are ours.
type Office interface {
	// Day is how the office stands now.
	Day(ctx context.Context) (Day, error)
	// SetClock moves the office's clock forward, and sees that what is due is done.
	SetClock(ctx context.Context, to time.Time) error
	// Pass lets the days go by until a morning on which papers are fetched: they get ready, and their holders are reminded.
	Pass(ctx context.Context, until time.Time) error
	// Announce announces the closure that is in force, or the next, to all who follow: Missing if there is none, Conflict if that
	// was announced within a day.
	Announce(ctx context.Context) error
	// StaffLink is a path on this server that logs whoever opens it into the console, once: Missing if there is no console.
	StaffLink(ctx context.Context) (path string, err error)
}

// Day is the day at the office.
type Day struct {
	Now       time.Time // in the office's zone
	Opens     time.Time // when requests are taken again; zero: they are taken now
	Places    int
	Given     int
	Left      int
	Waiting   int // in line for a place
	Followers int // of announcements
	Owed      int // letters that are not sent yet
	Latest    []Ticket
}

// Ticket is a request, as the list of the latest shows it: without a name.
type Ticket struct {
	ID      int64
	Ticket  string // empty: waits in line
	Service map[string]string
	Channel string
	At      time.Time // in the office's zone
}

// MostLatest is how many requests the list shows.
const MostLatest = 10
