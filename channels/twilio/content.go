package twilio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"loket/core"
)

const (
	formsMax  = 400             // Contents that are made; later forms go as text
	pagesMax  = 50              // of a listing, against one without end
	makeTime  = 5 * time.Second // for making one: a letter waits for it
	makePause = time.Minute     // after none could be made
)

// contents are the Contents of the office at Twilio, as far as they are known. Many goroutines use it.
type contents struct {
	*wire
	choose    string // what stands on the button that opens a list
	templates []Template

	mu     sync.Mutex
	sids   map[string]string        // by name of the form, "" where it cannot be had; nil until they were looked for
	making map[string]chan struct{} // closed when it was made, or not
	after  time.Time                // none is made before
}

func newContents(w *wire, choose string, ts []Template) *contents {
	return &contents{wire: w, choose: head(choose, buttonMax), templates: ts, making: map[string]chan struct{}{}}
}

// Prepare looks for the Contents that were made before, and whether the office's templates are there, which it tells the operator.
// Until it has succeeded choices are numbered.
func (c *WhatsApp) Prepare(ctx context.Context) error {
	err := c.contents.find(ctx)
	if core.KindOf(err) == core.Operator {
		c.log.WarnContext(ctx, "twilio: the Content API may not be used: by WhatsApp choices are numbered, and no template was looked at", "error", err)
		return nil
	}
	if err == nil {
		err = c.contents.check(ctx)
	}
	if core.KindOf(err) == core.Doubt { // to look is never in doubt
		err = core.Errorf(core.Away, "%w", err)
	}
	return err
}

// find lists the office's Contents. Of two of one name, which a call without an answer may have left behind, the first serves.
func (c *contents) find(ctx context.Context) error {
	sids := map[string]string{}
	path := "/v1/Content?PageSize=500"
	for range pagesMax {
		var page struct {
			Contents []struct {
				SID  string `json:"sid"`
				Name string `json:"friendly_name"`
			} `json:"contents"`
			Meta struct {
				Next string `json:"next_page_url"`
			} `json:"meta"`
		}
		if err := c.ask(ctx, http.MethodGet, path, nil, &page); err != nil {
			return err
		}
		for _, one := range page.Contents {
			if strings.HasPrefix(one.Name, namesBegin) && contentSID.MatchString(one.SID) && sids[one.Name] == "" {
				sids[one.Name] = one.SID
			}
		}
		next, err := url.Parse(page.Meta.Next)
		if err != nil || page.Meta.Next == "" {
			break
		}
		path = next.RequestURI() // on the host that we know, whatever it says
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sids = sids
	return nil
}

// sid is the Content of a form, made if there is none; "" if there can be none now.
func (c *contents) sid(ctx context.Context, f form) string {
	name := f.name()
	for {
		sid, ready, ours := c.known(name)
		switch {
		case ready == nil:
			return sid
		case ours:
			return c.add(ctx, f, ready)
		}
		select {
		case <-ready:
		case <-ctx.Done():
			return ""
		}
	}
}

// known is the Content of that name, or what is closed when it was made: by whoever asks if it is theirs to make.
func (c *contents) known(name string) (sid string, ready chan struct{}, ours bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sid, known := c.sids[name]
	switch ready = c.making[name]; {
	case ready != nil:
		return "", ready, false
	case known || c.sids == nil || len(c.sids) >= formsMax || c.now().Before(c.after):
		return sid, nil, false
	}
	ready = make(chan struct{})
	c.making[name] = ready
	return "", ready, true
}

// add makes a Content, or learns that there will be none.
func (c *contents) add(ctx context.Context, f form, ready chan struct{}) (sid string) {
	name, err := f.name(), error(core.Errorf(core.Doubt, "twilio: not finished"))
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.making, name)
		close(ready)
		switch {
		case err == nil:
			c.sids[name] = sid
		case core.KindOf(err) == core.Refused:
			c.sids[name] = ""
			c.once(name, "twilio: a Content was refused: messages of its form have their choices numbered", err)
		default:
			c.after = c.now().Add(makePause)
			c.once("content", "twilio: a Content could not be made: choices are numbered until it can be", err)
		}
	}()
	sid, err = c.create(ctx, f)
	return sid
}

func (c *contents) create(ctx context.Context, f form) (sid string, err error) {
	ctx, cancel := context.WithTimeout(ctx, makeTime)
	defer cancel()
	sample := variables{}
	types := f.content(sample, c.choose)
	for n := range sample {
		sample[n] = "contoh " + n // what people say is nobody's default
	}
	var made struct {
		SID string `json:"sid"`
	}
	err = c.ask(ctx, http.MethodPost, "/v1/Content", map[string]any{
		"friendly_name": f.name(), "language": "id", "variables": sample, "types": types,
	}, &made)
	if err == nil && !contentSID.MatchString(made.SID) {
		err = core.Errorf(core.Doubt, "twilio: %w", errUnreadable)
	}
	if err != nil {
		return "", err
	}
	return made.SID, nil
}

// unfit tells whether an error is about the Content and not about the letter: then the same can be said as text. It is not asked for
// again if its values are not what was wrong with it.
func (c *contents) unfit(f form, err error) bool {
	switch codeOf(err) {
	case 21655, 21657, 63021:
		c.mu.Lock()
		c.sids[f.name()] = ""
		c.mu.Unlock()
	case 21656, 21658, 63013:
	default:
		return false
	}
	c.once(f.name(), "twilio: a Content was not taken: choices are numbered instead", err)
	return true
}

// once logs what the operator may want to know, once for each subject.
func (c *contents) once(about, message string, err error) {
	if _, again := c.told.LoadOrStore("content "+about, true); !again {
		c.log.Warn(message, "form", about, "error", err)
	}
}

// ask makes one call of the Content API.
func (w *wire) ask(ctx context.Context, method, path string, body, into any) error {
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return core.Errorf(core.Refused, "twilio: make a Content: %w", err)
		}
		sent = bytes.NewReader(raw)
	}
	var reached atomic.Bool
	req, err := http.NewRequestWithContext(reaching(ctx, &reached), method, w.content+path, sent)
	if err != nil {
		return core.Errorf(core.Refused, "twilio: make a request: %w", bare(err))
	}
	req.SetBasicAuth(w.user, w.password)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "loket")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := w.client.Do(req)
	if err != nil {
		return unanswered(err, reached.Load())
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, answerMax))
	switch {
	case res.StatusCode < 200 || res.StatusCode > 299:
		return w.failure(res, raw)
	case err != nil:
		return unanswered(err, true)
	case json.Unmarshal(raw, into) != nil:
		return core.Errorf(core.Doubt, "twilio: %w", errUnreadable)
	}
	return nil
}

// absent tells whether an error says that there is no such thing.
func absent(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.status == http.StatusNotFound
}
