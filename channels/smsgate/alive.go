package smsgate

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"loket/core"
)

// Alive asks the gateway when it last saw the phone. A phone that answers itself says: just now. What the phone has told this process
// counts as well.
func (c *Channel) Alive(ctx context.Context) (last time.Time, err error) {
	if at, ok := c.heard.Load(c.phone.Device); ok {
		last = at.(time.Time)
	}
	a, err := c.devices(ctx)
	if err != nil {
		return last, err
	}
	var all []struct {
		ID   string    `json:"id"`
		Seen time.Time `json:"lastSeen"`
	}
	if json.Unmarshal(a.body, &all) != nil {
		return last, core.Errorf(core.Doubt, "smsgate: the list of phones cannot be read")
	}
	found, now := false, c.now()
	for _, d := range all {
		if c.phone.Device != "" && d.ID != c.phone.Device {
			continue
		}
		found = true
		if d.Seen.After(last) {
			last = d.Seen
		}
		if at, ok := c.heard.Load(d.ID); ok && at.(time.Time).After(last) {
			last = at.(time.Time)
		}
	}
	if !found {
		return last, core.Errorf(core.Operator, "smsgate: the gateway knows no such phone as %q", c.phone.Name)
	}
	if last.After(now) {
		last = now // by its clock, which may be ahead
	}
	return last, nil
}

// devices lists the phones. Older apps have but one, under another name.
func (c *Channel) devices(ctx context.Context) (answer, error) {
	a, err := c.ask(ctx, http.MethodGet, c.phone.URL+"/devices", nil)
	if err == nil && a.status == http.StatusNotFound {
		a, err = c.ask(ctx, http.MethodGet, c.phone.URL+"/device", nil)
	}
	if err == nil && !a.ok() {
		err = c.failure(a)
	}
	return a, err
}
