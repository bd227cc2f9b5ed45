package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"loket/core"
)

// Fetch is the core.Fetcher's. A file has no address before it is asked for (getFile), and for at least an hour then; the address holds the
// token, and stays here. A bot is given no more than 20 MB of one; what is above core.PaperMost is not even begun.
//
// Asking twice costs nothing, so that only what breaks off half-way is core.Doubt: that may be the file's own fault.
func (c *Channel) Fetch(ctx context.Context, handle string) (io.ReadCloser, error) {
	var file struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	if err := c.api.call(ctx, "getFile", params{"file_id": handle}, &file); err != nil {
		return nil, unfetched(err)
	}
	switch {
	case file.Size > core.PaperMost:
		return nil, tooLarge()
	case file.Path == "":
		return nil, core.Errorf(core.Doubt, "telegram getFile: it is not told where the file is")
	case strings.HasPrefix(file.Path, "/"):
		return nil, core.Errorf(core.Operator, "telegram getFile: the server at LOKET_TELEGRAM_API keeps files to its own disk: start it without --local")
	}
	body, err := c.api.download(ctx, file.Path)
	if err != nil {
		return nil, err
	}
	return &download{body: body, size: file.Size}, nil
}

func tooLarge() *core.Error {
	err := core.Errorf(core.Refused, "telegram: a file is larger than %d bytes", core.PaperMost)
	err.Key = core.PaperLarge
	return err
}

// unfetched sorts why a file was not found. That it is temporarily unavailable Telegram says of wrong names, too.
func unfetched(err error) error {
	words := strings.ToLower(err.Error())
	switch core.KindOf(err) {
	case core.Doubt:
		return core.Errorf(core.Away, "%w", err)
	case core.Refused, core.Gone, core.Stopped:
		switch {
		case strings.Contains(words, "file is too big"):
			return tooLarge()
		case strings.Contains(words, "temporarily unavailable"):
			return core.Errorf(core.Doubt, "%w", err)
		}
		return core.Errorf(core.Gone, "%w", err)
	}
	return err
}

// download opens a file. Its path is Telegram's own; no word of an answer or an error of net/http goes any further, for both repeat it.
func (a *api) download(ctx context.Context, path string) (io.ReadCloser, error) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	address := a.files + strings.Join(parts, "/")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, core.Errorf(core.Gone, "telegram: a file is where none can be")
	}
	res, err := a.transport.RoundTrip(req)
	if err != nil {
		return nil, core.Errorf(core.Away, "telegram: a file was asked for and %w", silence(ctx))
	}
	status := res.StatusCode
	switch {
	case status == http.StatusOK && res.ContentLength > core.PaperMost:
		err = tooLarge()
	case status == http.StatusOK:
		return res.Body, nil
	case status == http.StatusTooManyRequests:
		err = core.Errorf(core.Busy, "telegram: a file: HTTP %d", status)
	case status >= 500:
		err = core.Errorf(core.Away, "telegram: a file: HTTP %d", status)
	default: // the address was over, or is not known everywhere yet: the next attempt has another
		err = core.Errorf(core.Doubt, "telegram: a file: HTTP %d", status)
	}
	_ = res.Body.Close()
	return nil, err
}

var (
	errSilent = errors.New("nothing came")
	errCutOff = errors.New("the rest of it never came")
)

// silence is why nothing came, without the words of net/http.
func silence(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return errSilent
}

// download is a file that is being read. One that ends too early may have been cut off by something between us and Telegram, which
// gave it an orderly end.
type download struct {
	body io.ReadCloser
	size int64 // 0: not known
	read int64
}

func (d *download) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	d.read += int64(n)
	if err == nil || err == io.EOF && d.read >= d.size {
		return n, err
	}
	return n, core.Errorf(core.Doubt, "telegram: a file: %w", errCutOff)
}

func (d *download) Close() error { return d.body.Close() }
