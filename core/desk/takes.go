package desk

import (
	"context"

	"loket/core"
)

// Take gives a conversation to who asks. Of someone else's it is refused, unless over.
func (d *Desk) Take(ctx context.Context, person int64, over bool, by core.Actor) error {
	return core.Errorf(core.Internal, "to be written")
}

// Leave gives a conversation back to nobody: it waits for whoever takes it.
func (d *Desk) Leave(ctx context.Context, person int64, by core.Actor) error {
	return core.Errorf(core.Internal, "to be written")
}
