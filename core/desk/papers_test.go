package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
)

// provider keeps files for its citizens, as well or badly as it is told to, and is asked over the network.
type provider struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string]http.HandlerFunc
	asked map[string]int
}

func newProvider(t testing.TB) *provider {
	p := &provider{files: map[string]http.HandlerFunc{}, asked: map[string]int{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		p.mu.Lock()
		p.asked[name]++
		serve := p.files[name]
		p.mu.Unlock()
		if serve == nil {
			http.NotFound(w, r)
			return
		}
		serve(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *provider) has(name string, serve http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[name] = serve
}

func (p *provider) times(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[name]
}

// Fetch is the core.Fetcher's, sorted as channels sort it.
func (p *provider) Fetch(ctx context.Context, handle string) (io.ReadCloser, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/"+handle, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(ask)
	switch {
	case err != nil:
		return nil, core.Errorf(core.Away, "nobody was reached")
	case answer.StatusCode == http.StatusOK:
		return answer.Body, nil
	}
	answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusNotFound:
		return nil, core.Errorf(core.Gone, "there is no such file")
	case http.StatusTooManyRequests:
		return nil, &core.Error{Kind: core.Busy, After: 90 * time.Second}
	case http.StatusRequestEntityTooLarge:
		return nil, &core.Error{Kind: core.Refused, Key: core.PaperLarge}
	}
	return nil, core.Errorf(core.Away, "it answers %d", answer.StatusCode)
}

func serving(file []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(file) }
}

func answering(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// aPhoto is a picture of about so many bytes.
func aPhoto(size int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		panic(err)
	}
	file := b.Bytes()
	if size <= len(file) {
		return file
	}
	filled := append(file[:len(file)-2:len(file)-2], bytes.Repeat([]byte{0}, size-len(file))...)
	return append(filled, 0xff, 0xd9)
}

// archive is an office whose citizens send papers.
type archive struct {
	*office
	*provider
	request core.Request
	address int64
	now     time.Time
}

// newArchive opens an office that does due acts when it is told to, unless working, and in which citizen 1 has filed.
func newArchive(t *testing.T, address string, working bool) *archive {
	a := &archive{provider: newProvider(t), now: tuesday.At(8*60+30, catalogue().Office.Zone)}
	a.office = open(t, address, func(o *desk.Options, _ *desk.Engine) {
		o.Still = !working
		o.Limits[core.TelegramChannel] = core.Limits{Buttons: 8, Media: true}
		o.Accounts[core.TelegramChannel] = bot
		o.Fetchers = map[string]core.Fetcher{bot: a.provider}
		o.Uploads = "https://loket.example/u/"
	})
	a.hear(filing(1))
	a.letters()
	a.request = a.requests()[0]
	a.tx(func(tx core.Tx) error {
		people, err := tx.People([]core.Address{phone(1)})
		a.address = people[0].AddressID
		return err
	})
	return a
}

func (a *archive) tx(do func(core.Tx) error) {
	a.Helper()
	if err := a.store.Tx(a.Context(), do); err != nil {
		a.Fatal(err)
	}
}

// send attaches files of the provider for a paper, as a message that brought them would.
func (a *archive) send(code string, handles ...string) (ids []int64) {
	a.Helper()
	a.tx(func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		media := make([]core.Media, len(handles))
		for i, h := range handles {
			media[i].Handle = h
		}
		made, err := tx.Attach([]core.Attachment{{Request: a.request.ID, Code: code, AddressID: a.address, Account: bot, Media: media}}, 200)
		if err != nil {
			return err
		}
		ids = made[0]
		acts := make([]core.Act, len(ids))
		for i, id := range ids {
			acts[i] = core.Act{Cause: fmt.Sprintf("paper:%d", id), Kind: "fetch", Due: now, Body: fmt.Appendf(nil, `{"Paper":%d}`, id)}
		}
		return tx.Defer(acts)
	})
	a.Stir()
	return ids
}

func (a *archive) papers() (all []core.Paper) {
	a.Helper()
	a.tx(func(tx core.Tx) error {
		lists, err := tx.Papers([]int64{a.request.ID})
		all = lists[a.request.ID]
		return err
	})
	return all
}

// states are the states and reasons of the papers, in order.
func (a *archive) states() (all []string) {
	a.Helper()
	for _, p := range a.papers() {
		all = append(all, strings.TrimSpace(string(p.State)+" "+p.Reason))
	}
	return all
}

// later moves the office's clock on and does what is due.
func (a *archive) later(by time.Duration) {
	a.Helper()
	a.now = a.now.Add(by)
	if err := a.store.SetClock(a.Context(), a.now); err != nil {
		a.Fatal(err)
	}
	a.catchUp()
}

// said are the texts of the letters owed since the last time.
func (a *archive) said() (all []string) {
	a.Helper()
	for _, l := range a.letters() {
		all = append(all, l.Message.Text)
	}
	return all
}

var staffed = core.Actor{Name: "Sri", Role: core.Officer}

// read is a paper as staff get it.
func (a *archive) read(id int64) []byte {
	a.Helper()
	_, file, err := a.OpenPaper(a.Context(), id, staffed)
	if err != nil {
		a.Fatal(err)
	}
	defer file.Close()
	b, err := io.ReadAll(file)
	if err != nil {
		a.Fatal(err)
	}
	return b
}
