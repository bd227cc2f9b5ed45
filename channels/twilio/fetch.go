package twilio

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"loket/core"
)

// hops is how many addresses are gone to for a file. Twilio sends on once, to where files lie, by an address that is good for some hours.
const hops = 4

// mediaPath is where Twilio has the files of a message. Nowhere else are the office's credentials brought.
var mediaPath = regexp.MustCompile(`^/Messages/[0-9A-Za-z]{1,64}/Media/[0-9A-Za-z]{1,64}$`)

// Fetch is the core.Fetcher's. Asking twice costs nothing, so that core.Doubt is only what may be the file's own fault: it breaks off half-way,
// or is not there, which Twilio says for some moments of what has just come, too
// (help.twilio.com/articles/44750147594523-Intermittent-404-Errors-When-Accessing-Media-URLs).
func (w *WhatsApp) Fetch(ctx context.Context, handle string) (io.ReadCloser, error) {
	path, ok := strings.CutPrefix(handle, twilioAPI)
	if !ok {
		path, ok = strings.CutPrefix(handle, w.api)
	}
	message, ours := strings.CutPrefix(path, "/2010-04-01/Accounts/"+w.account)
	if !ok || !ours || !mediaPath.MatchString(message) {
		return nil, core.Errorf(core.Refused, "twilio: a file is said to be where Twilio has none of ours")
	}
	address := w.api + path
	for hop := range hops {
		res, err := w.look(ctx, address, hop == 0)
		if err != nil {
			return nil, err
		}
		next := res.Header.Get("Location")
		switch status := res.StatusCode; {
		case status == http.StatusOK && res.ContentLength <= core.PaperMost:
			return &download{res.Body}, nil
		case status == http.StatusOK:
			err = &core.Error{Kind: core.Refused, Key: core.PaperLarge, Cause: errLarge}
		case status >= 300 && status < 400 && next != "":
			if address, ok = onward(address, next); !ok {
				err = core.Errorf(core.Doubt, "twilio: a file is sent on to where nothing goes sealed")
			}
		default:
			err = w.unfetched(res, hop == 0)
		}
		_ = res.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	return nil, core.Errorf(core.Doubt, "twilio: a file is sent on and on")
}

// look opens an address; whoever presents credentials where files lie is refused there.
func (w *WhatsApp) look(ctx context.Context, address string, ours bool) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, core.Errorf(core.Doubt, "twilio: a file is where none can be")
	}
	req.Header.Set("User-Agent", "loket")
	if ours {
		req.SetBasicAuth(w.user, w.password)
	}
	res, err := w.client.Transport.RoundTrip(req) // the client's patience is that of a call, and a large file takes longer
	if err != nil {
		return nil, core.Errorf(core.Away, "twilio: a file was asked for and %w", silence(ctx))
	}
	return res, nil
}

// onward is where an answer sends us. From a sealed connection it goes to no open one.
func onward(from, to string) (string, bool) {
	base, err := url.Parse(from)
	if err != nil {
		return "", false
	}
	next, err := base.Parse(to)
	if err != nil || next.Host == "" || next.Scheme != "https" && next.Scheme != base.Scheme {
		return "", false
	}
	return next.String(), true
}

// unfetched sorts an answer that is no file.
func (w *WhatsApp) unfetched(res *http.Response, ours bool) *core.Error {
	why := &refusal{status: res.StatusCode}
	switch status := res.StatusCode; {
	case status == http.StatusTooManyRequests:
		return &core.Error{Kind: core.Busy, After: retryAfter(res.Header.Get("Retry-After"), w.now()), Cause: why}
	case status >= 500:
		return &core.Error{Kind: core.Away, Cause: why}
	case status == http.StatusGone:
		return &core.Error{Kind: core.Gone, Cause: why}
	case ours && (status == http.StatusUnauthorized || status == http.StatusForbidden):
		return &core.Error{Kind: core.Operator, Cause: why}
	}
	return &core.Error{Kind: core.Doubt, Cause: why}
}

var (
	errLarge  = errors.New("twilio: a file is larger than what is kept")
	errSilent = errors.New("nothing came")
	errCutOff = errors.New("the rest of it never came")
)

// silence is why nothing came, without the words of net/http, which quote the address.
func silence(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return errSilent
}

// download is a file that is being read.
type download struct{ io.ReadCloser }

func (d *download) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = core.Errorf(core.Doubt, "twilio: a file: %w", errCutOff)
	}
	return n, err
}
