package desk

import (
	"context"
	"slices"
	"time"

	"loket/core"
)

// KeepSession makes or prolongs the session of a member for so long, by the database's clock.
func (d *Desk) KeepSession(ctx context.Context, token string, staff int64, agent string, data []byte, lasts time.Duration) error {
	return d.tx(ctx, func(tx core.Tx) error { return tx.KeepSession(token, staff, agent, data, lasts) })
}

// FindSession reads the data of a session; ok is false if it is over, or its member works here no more.
func (d *Desk) FindSession(ctx context.Context, token string) (data []byte, ok bool, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		data, ok, err = tx.FindSession(token)
		return err
	})
	return data, ok, err
}

// EndSession ends one by its token: its browser logs out.
func (d *Desk) EndSession(ctx context.Context, token string) error {
	return d.tx(ctx, func(tx core.Tx) error { return tx.EndSession(token) })
}

// Sessions lists one's own, or with SeeTrail those of a member, or with 0 of all: the one seen last first.
func (d *Desk) Sessions(ctx context.Context, staff int64, by core.Actor) (all []core.Session, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		if _, err := ownOr(tx, staff, by, core.SeeTrail); err != nil {
			return err
		}
		all, err = tx.Sessions(staff)
		return err
	})
	return all, err
}

// EndSessions ends one session of a member by its id, or with 0 all of them: one's own, or with KeepStaff anybody's. It tells how
// many they were.
func (d *Desk) EndSessions(ctx context.Context, staff, id int64, by core.Actor) (ended int, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		ended = 0
		s, err := ownOr(tx, staff, by, core.KeepStaff)
		if err != nil {
			return err
		}
		if id != 0 {
			theirs, err := tx.Sessions(s.ID)
			if err != nil || !slices.ContainsFunc(theirs, func(v core.Session) bool { return v.ID == id }) {
				return err
			}
		}
		if ended, err = tx.EndSessions(s.ID, id); err != nil || ended == 0 {
			return err
		}
		return tx.Audit(by.Name, "end sessions", s.Name)
	})
	return ended, err
}

// ownOr finds the member of an id, and refuses who is somebody else and may not do the deed.
func ownOr(tx core.Tx, staff int64, by core.Actor, deed core.Deed) (core.Staff, error) {
	s, ok, err := findMember(tx, func(s core.Staff) bool { return s.ID == staff })
	if err != nil {
		return s, err
	}
	if ok && s.Name == by.Name {
		return s, nil
	}
	return s, may(by, deed)
}
