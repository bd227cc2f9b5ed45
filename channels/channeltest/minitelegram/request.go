package minitelegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody is what Telegram takes in one upload.
const maxBody = 50 << 20

// Call is one request of the bot as the server read it.
type Call struct {
	Method string            // as the bot wrote it
	Params map[string]string // every parameter as text; objects and lists as JSON
	Files  []Upload          // parts of multipart/form-data that carry a file
	At     time.Time
	Status int    // of the answer; 0 while it is being prepared, or if none was given
	Fault  string // name of the fault this call met, if any
}

// Upload is a file the bot sent.
type Upload struct {
	Field, Name string
	Data        []byte
}

// readCall reads a call in all the ways Telegram takes one: query string, form, multipart, JSON.
func readCall(r *http.Request, method string) (*Call, error) {
	c := &Call{Method: method, Params: map[string]string{}}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "application/json":
		err = c.readJSON(r.Body)
	case "multipart/form-data":
		err = c.readMultipart(r)
	default:
		err = r.ParseForm()
		for k, v := range r.PostForm {
			c.Params[k] = v[0]
		}
	}
	for k, v := range r.URL.Query() {
		if _, given := c.Params[k]; !given {
			c.Params[k] = v[0]
		}
	}
	// Read to the end, or a client that goes away during a long poll goes unnoticed.
	_, _ = io.Copy(io.Discard, r.Body)
	return c, err
}

func (c *Call) readJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil && err != io.EOF {
		return errors.New("can't parse JSON object")
	}
	for k, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) == nil && !bytes.Equal(raw, []byte("null")) {
			c.Params[k] = text
		} else {
			c.Params[k] = string(raw)
		}
	}
	return nil
}

func (c *Call) readMultipart(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errors.New("can't parse multipart body")
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return err
		}
		if p.FileName() != "" {
			c.Files = append(c.Files, Upload{p.FormName(), p.FileName(), data})
		} else {
			c.Params[p.FormName()] = string(data)
		}
	}
}

func (c *Call) is(method string) bool { return strings.EqualFold(c.Method, method) }

// sends tells whether the call puts something before a person's eyes: what Telegram's limits count.
func (c *Call) sends() bool {
	m := strings.ToLower(c.Method)
	return strings.HasPrefix(m, "edit") || strings.HasPrefix(m, "send") && m != "sendchataction"
}

// integer reads a whole number; absent or unreadable is the fallback, as it is to Telegram.
func (c *Call) integer(name string, fallback int64) int64 {
	if n, err := strconv.ParseInt(c.Params[name], 10, 64); err == nil {
		return n
	}
	return fallback
}

func (c *Call) boolean(name string) bool {
	switch strings.ToLower(c.Params[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// upload is the file given for a field, directly or by attach://.
func (c *Call) upload(field string) *Upload {
	if name, ok := strings.CutPrefix(c.Params[field], "attach://"); ok {
		field = name
	}
	for i := range c.Files {
		if c.Files[i].Field == field {
			return &c.Files[i]
		}
	}
	return nil
}
