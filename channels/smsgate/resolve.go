package smsgate

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"loket/core"
)

// patience is how long after an attempt what was not taken may still be on its way to the gateway.
const patience = 60 * time.Second

// Resolve asks for the attempt by its name.
func (c *Channel) Resolve(ctx context.Context, l core.Letter) (core.State, string, error) {
	age := c.now().Sub(l.AttemptAt) // before the answer, which is to know all that is older than patience
	id := c.id(l)
	a, err := c.ask(ctx, http.MethodGet, c.phone.URL+"/messages/"+id, nil)
	if err != nil {
		return core.Doubtful, "", err
	}
	var is struct {
		ID string `json:"id"`
	}
	switch {
	case a.ok() && json.Unmarshal(a.body, &is) == nil && is.ID == id:
		return core.Sent, id, nil
	case a.status != http.StatusNotFound:
		return core.Doubtful, "", c.failure(a)
	case age < patience:
		return core.Doubtful, "", nil
	}
	return core.Owed, "", nil
}
