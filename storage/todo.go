package storage

import (
	"errors"
	"time"

	"loket/core"
)

// What is still to be built.

var errTodo = errors.New("not built yet")

func (t *tx) ImportHolidays(years []int, holidays []core.Override, by string) error { return errTodo }
func (t *tx) Recap(c *core.Calendar, from core.Date) ([]core.Date, error)           { return nil, errTodo }
func (t *tx) Amend(as []core.Amendment, c *core.Calendar) ([]core.Amended, error) {
	return nil, errTodo
}
func (t *tx) Ways(requests []int64) (map[int64][]core.Step, error)         { return nil, errTodo }
func (t *tx) Held(place string, from, to core.Date) (map[int64]int, error) { return nil, nil }
func (t *tx) Pickups(q core.PickupQuery) ([]core.Pickup, error)            { return nil, errTodo }
func (t *tx) PickupDays(from, to core.Date) (map[core.Date]int, error)     { return nil, errTodo }
func (t *tx) Reslot(rs []core.Reslot, c *core.Calendar) ([]core.Reslotted, error) {
	return nil, errTodo
}
func (t *tx) Shift(ss []core.Shift, days []core.Date, c *core.Calendar) ([]core.Shifted, error) {
	return nil, errTodo
}
func (t *tx) Offer(day core.Date, from, until time.Time, most int, c *core.Calendar) ([]core.Offer, error) {
	return nil, errTodo
}
func (t *tx) AnswerOffers(as []core.OfferAnswer, c *core.Calendar) ([]core.Answered, error) {
	return nil, errTodo
}
func (t *tx) OpenOffer(id int64) (core.Offer, bool, error)                    { return core.Offer{}, false, errTodo }
func (t *tx) Carry(to core.Date, most int, c *core.Calendar) ([]int64, error) { return nil, errTodo }
func (t *tx) Waiters(requests []int64) (map[int64]core.Waiter, error)         { return nil, errTodo }
