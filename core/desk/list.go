package desk

import (
	"context"

	"loket/core"
)

// List hands over the requests of a day, in the order of its places, or those to be fetched on it, in the order of their slots,
// for a list that leaves the console; in full with reveal. It is written down who asked.
func (d *Desk) List(ctx context.Context, day core.Date, pickup, reveal bool, by core.Actor, each func(core.Request) error) error {
	return core.Errorf(core.Internal, "to be written")
}
