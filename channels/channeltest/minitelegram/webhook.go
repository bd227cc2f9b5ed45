package minitelegram

import (
	"context"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// defaultConnections is how many deliveries run at once unless setWebhook says otherwise.
const defaultConnections = 40

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func (s *Server) setWebhook(ctx context.Context, c *Call) answer {
	target := c.Params["url"]
	if target == "" {
		return s.deleteWebhook(ctx, c)
	}
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return bad("bad webhook: invalid webhook URL specified")
	}
	// A Bot API server of one's own takes plain http as well; here, from this machine only.
	if ip := net.ParseIP(u.Hostname()); u.Scheme != "https" && (ip == nil || !ip.IsLoopback()) {
		return bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	secret := c.Params["secret_token"]
	if len(secret) > 256 {
		return bad("secret token is too long")
	}
	if !secretForm.MatchString(secret) {
		return bad("secret token contains unallowed characters")
	}
	connections := int(c.integer("max_connections", defaultConnections))
	if connections < 1 || connections > 100 {
		connections = defaultConnections
	}

	b := &s.inbox
	b.mu.Lock()
	defer b.mu.Unlock()
	b.displace("setWebhook")
	b.choose(c.Params["allowed_updates"])
	b.unhook()
	if c.boolean("drop_pending_updates") {
		b.pending = nil
	}
	b.hooks.set(target, secret, connections)
	waiting := b.pending
	b.pending = nil
	for _, u := range waiting {
		b.put(u)
	}
	return answer{result: true, text: "Webhook was set"}
}

func (s *Server) deleteWebhook(_ context.Context, c *Call) answer {
	b := &s.inbox
	b.mu.Lock()
	defer b.mu.Unlock()
	text := "Webhook is already deleted"
	if b.hooks.now != nil {
		text = "Webhook was deleted"
	}
	b.unhook()
	if c.boolean("drop_pending_updates") {
		b.pending = nil
	}
	return answer{result: true, text: text}
}

// unhook takes back what the webhook has not accepted.
func (b *inbox) unhook() {
	b.pending = append(b.pending, b.hooks.unset()...)
	slices.SortFunc(b.pending, func(x, y update) int { return int(x.id - y.id) })
}

func (s *Server) getWebhookInfo(context.Context, *Call) answer {
	b := &s.inbox
	b.mu.Lock()
	defer b.mu.Unlock()
	info := M{"url": "", "has_custom_certificate": false, "pending_update_count": len(b.pending) + b.hooks.pending()}
	if b.allowed != nil {
		kinds := []string{}
		for k := range b.allowed {
			kinds = append(kinds, k)
		}
		slices.Sort(kinds)
		info["allowed_updates"] = kinds
	}
	if h := b.hooks.now; h != nil {
		info["url"], info["max_connections"], info["ip_address"] = h.url, cap(h.slots), "127.0.0.1"
		if text, at := h.lastError(); text != "" {
			info["last_error_message"], info["last_error_date"] = text, at.Unix()
		}
	}
	return ok(info)
}

// Route makes deliveries for a public address go to a local one: Route("https://loket.example", "http://127.0.0.1:8080").
func (s *Server) Route(public, local string) {
	h := &s.inbox.hooks
	h.mu.Lock()
	defer h.mu.Unlock()
	h.routes[strings.TrimSuffix(public, "/")] = strings.TrimSuffix(local, "/")
}

// Redeliver makes the webhook hear of every update that many times: one after the other, or all at once.
func (s *Server) Redeliver(times int, atOnce bool) {
	h := &s.inbox.hooks
	h.mu.Lock()
	defer h.mu.Unlock()
	h.times, h.atOnce = times, atOnce
}

// Deliveries counts the requests made to webhooks: those answered with 2xx, and the others.
func (s *Server) Deliveries() (accepted, refused int) {
	h := &s.inbox.hooks
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.accepted, h.refused
}
