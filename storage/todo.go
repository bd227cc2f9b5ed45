package storage

import (
	"errors"
	"time"

	"loket/core"
)

// What is still to be built.

var errTodo = errors.New("not built yet")

func (t *tx) Amend(as []core.Amendment, c *core.Calendar) ([]core.Amended, error) {
	return nil, errTodo
}
func (t *tx) Ways(requests []int64) (map[int64][]core.Step, error) { return nil, errTodo }
func (t *tx) Offer(day core.Date, from, until time.Time, most int, c *core.Calendar) ([]core.Offer, error) {
	return nil, errTodo
}
func (t *tx) AnswerOffers(as []core.OfferAnswer, c *core.Calendar) ([]core.Answered, error) {
	return nil, errTodo
}
func (t *tx) OpenOffer(id int64) (core.Offer, bool, error)                    { return core.Offer{}, false, errTodo }
func (t *tx) Carry(to core.Date, most int, c *core.Calendar) ([]int64, error) { return nil, errTodo }
func (t *tx) Waiters(requests []int64) (map[int64]core.Waiter, error)         { return nil, errTodo }
