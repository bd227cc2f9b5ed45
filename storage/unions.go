package storage

import "loket/core"

// Ties is the core.Tx's.
func (t *tx) Ties(persons []int64) (map[int64][]core.Tie, error) { return nil, errUnmade }

// Unite is the core.Tx's.
func (t *tx) Unite(into, from int64) error { return errUnmade }

// Part is the core.Tx's.
func (t *tx) Part(addressID int64) (core.Person, bool, error) {
	return core.Person{}, false, errUnmade
}
