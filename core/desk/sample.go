package desk

import (
	"context"

	"loket/core"
)

// TryNotice sends every version of a notice to the linked chat of who asks, as its channel shows it.
func (d *Desk) TryNotice(ctx context.Context, n core.Notice, by core.Actor) error {
	return core.Errorf(core.Internal, "to be written")
}
