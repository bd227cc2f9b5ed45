package outbox

import (
	"errors"
	"time"

	"loket/core"
)

// returned takes the end of a call.
func (p *pump) returned(res result) {
	now := time.Now()
	l := res.letter
	arrived := p.pace.back(res.flight, now)
	p.takes += (now.Sub(res.flight.start) - p.takes) / 8
	line := p.hand.line(l.To)
	line.busy = false
	if step := p.hand.step(l.To); step > 0 {
		line.from = arrived.Add(step)
	}
	if errors.Is(res.err, errSilent) {
		p.lose()
		p.outcomes <- returned(l, 0)
		return
	}
	v := judge(l, res.receipt, res.err, p.luck[l.ID], now, p.streak)
	p.note(res, v)
	p.remember(l.ID, v)
	if v.chat > 0 {
		line.from = now.Add(v.chat)
	}
	if v.outcome.Shut {
		line.shut = now.Add(time.Second)
		p.giveBack(p.hand.drop(now))
	}
	if until := now.Add(v.account); v.account > 0 && until.After(p.pause) {
		p.pause, p.paused = until, now
	}
	if v.again {
		p.back(l, now)
		return
	}
	if !v.outcome.Moved.IsZero() {
		p.giveBack(p.hand.moved(l.To))
	}
	switch v.outcome.State {
	case core.Sending:
		line.busy = true
		p.parts[l.ID] = l
		fallthrough
	case core.Sent, core.Doubtful:
		v.outcome.Cost = res.cost
	}
	p.outcomes <- v.outcome
}

// writtenDown takes outcomes that are on disk. Of a letter of which a part was taken the next may leave now. Should this
// process not come to that, the attempt is given back: it was intended and never made.
func (p *pump) writtenDown(group []core.Outcome) {
	now := time.Now()
	for _, o := range group {
		l, more := p.parts[o.Letter]
		if o.State != core.Sending || !more {
			p.unsettled--
			continue
		}
		delete(p.parts, l.ID)
		p.hand.line(l.To).busy = false
		l.Part++
		l.Attempt++
		l.AttemptAt = now
		p.back(l, now)
	}
}

// back takes a letter into the hand again.
func (p *pump) back(l core.Letter, now time.Time) {
	p.hand.back(l, now)
	p.looked = time.Time{}
}

// remember keeps what a letter has met as long as that may matter.
func (p *pump) remember(id int64, v verdict) {
	l := p.luck[id]
	switch {
	case v.outcome.State != core.Owed:
		delete(p.luck, id)
		return
	case !v.outcome.Moved.IsZero():
		l.moved = true
	case v.trouble:
		l.tries++
	default:
		return
	}
	if len(p.luck) < most || l.moved {
		p.luck[id] = l
	}
}

// note counts and logs the end of a call.
func (p *pump) note(res result, v verdict) {
	first := !res.flight.start.Before(p.paused) // calls that had started before the pause are the same trouble
	switch {
	case !v.trouble:
		p.streak, p.told = 0, false
		p.count.contact.Store(time.Now().UnixNano())
	case first:
		p.streak++
	}
	switch v.outcome.State {
	case core.Sent:
		p.count.sent.Add(1)
		return
	case core.Sending:
		return
	case core.Failed:
		p.count.failed.Add(1)
	case core.Doubtful:
		p.count.doubtful.Add(1)
	default:
		p.count.retried.Add(1)
	}
	attrs := []any{"letter", res.letter.ID, "kind", core.KindOf(res.err).String(), "error", res.err}
	switch kind := core.KindOf(res.err); {
	case kind == core.Operator && !p.told:
		p.told = true
		p.log.Error("the account cannot send; letters wait until this is mended", attrs...)
	case kind == core.Internal || kind == core.Doubt || kind == core.Refused || kind == core.Window:
		p.log.Warn("a letter was not accepted", attrs...)
	case kind == core.Busy:
		p.log.Warn("the provider asks the account to wait", "for", v.account)
		if first && p.pace.busy(time.Now(), v.account) {
			p.log.Warn("the provider asks too often: the account sends slower until an hour without it", "rate", p.pace.rate())
		}
	default:
		p.log.Debug("a letter was not sent", attrs...)
	}
}
