package desk

import (
	"context"

	"loket/core"
)

// Trail reads the audit, the latest lines first: for who may see it.
func (d *Desk) Trail(ctx context.Context, q core.TrailQuery, by core.Actor) (all []core.Trail, err error) {
	if err := may(by, core.SeeTrail); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx core.Tx) error {
		all, err = tx.Trail(q)
		return err
	})
	return all, err
}
