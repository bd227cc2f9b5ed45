package smsgate

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"loket/core"
)

// hook is a webhook as the gateway knows it.
type hook struct {
	ID    string `json:"id"`
	URL   string `json:"url"`
	Event string `json:"event"`
}

// Prepare sees to it that each event comes to our hook, once: to who registers it twice the app sends everything twice, by ids of their
// own. Every SIM asks for the same, by the same names, so that it does not matter who is first.
func (c *Channel) Prepare(ctx context.Context) error {
	if c.public == "" {
		c.log.WarnContext(ctx, "smsgate: LOKET_PUBLIC_URL is not set, so nothing that people write by SMS is heard")
		return nil
	}
	address := c.phone.URL + "/webhooks"
	a, err := c.ask(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	var known []hook
	if !a.ok() {
		return c.failure(a)
	}
	if json.Unmarshal(a.body, &known) != nil {
		return core.Errorf(core.Doubt, "smsgate: the list of webhooks cannot be read")
	}
	there := map[string]int{}
	for _, h := range known {
		if h.URL == c.public+hookPath {
			there[h.Event]++
		}
	}
	for _, event := range []string{received, sent, delivered, undone, ping} {
		switch n := there[event]; {
		case n > 1:
			c.log.WarnContext(ctx, "smsgate: the gateway sends everything of this kind more than once: remove all its webhooks but one", "event", event, "webhooks", n)
		case n == 0:
			a, err := c.ask(ctx, http.MethodPost, address, hook{"loket-" + strings.ReplaceAll(event, ":", "-"), c.public + hookPath, event})
			if err != nil {
				return err
			}
			if !a.ok() {
				return c.failure(a)
			}
		}
	}
	return nil
}
