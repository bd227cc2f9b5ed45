package outbox_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"loket/core"
	"loket/core/outbox"
	"loket/storage"
	"loket/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

const account = "bot-1"

// call is one request as the provider saw it.
type call struct {
	At, Ended time.Time
	To, Text  string
}

// provider is a small HTTP server that takes letters, and says of each what its test wants.
type provider struct {
	*httptest.Server
	answer func(n int, c call) int // status of the n-th call, from 0; nil: 200

	mu      sync.Mutex
	calls   []call
	polling int // polls under way
	polled  int // all polls
	met     bool
	arrived chan struct{}
}

func newProvider(t *testing.T, answer func(n int, c call) int) *provider {
	p := &provider{answer: answer, arrived: make(chan struct{}, 100_000)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /send", p.send)
	mux.HandleFunc("GET /poll", p.poll)
	mux.HandleFunc("GET /taken", p.taken)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) send(w http.ResponseWriter, r *http.Request) {
	c := call{At: time.Now()}
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	n := len(p.calls)
	p.calls = append(p.calls, c)
	p.mu.Unlock()
	status := http.StatusOK
	if p.answer != nil {
		status = p.answer(n, c)
	}
	p.mu.Lock()
	p.calls[n].Ended = time.Now()
	p.mu.Unlock()
	p.arrived <- struct{}{}
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(status)
	fmt.Fprintf(w, "receipt-%d", n)
}

// poll is a long poll that nothing ever comes from.
func (p *provider) poll(_ http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.polling++
	p.polled++
	p.met = p.met || p.polling > 1
	p.mu.Unlock()
	<-r.Context().Done()
	p.mu.Lock()
	p.polling--
	p.mu.Unlock()
}

// taken says whether a letter has arrived.
func (p *provider) taken(w http.ResponseWriter, r *http.Request) {
	for n, c := range p.seen() {
		if c.Text == r.FormValue("text") {
			fmt.Fprintf(w, "receipt-%d", n)
		}
	}
}

func (p *provider) seen() []call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]call(nil), p.calls...)
}

func (p *provider) texts() (all []string) {
	for _, c := range p.seen() {
		all = append(all, c.Text)
	}
	return all
}

// await waits until so many calls have been answered.
func (p *provider) await(t *testing.T, n int) {
	t.Helper()
	late := time.After(20 * time.Second)
	for range n {
		select {
		case <-p.arrived:
		case <-late:
			t.Fatalf("the provider saw only %d calls", len(p.seen()))
		}
	}
}

// wire is the channel to a provider.
type wire struct {
	*provider
	limits core.Limits
	as     string // its account, if it is not the usual one
	client http.Client
}

func (w *wire) Name() string        { return core.TelegramChannel }
func (w *wire) Account() string     { return cmp.Or(w.as, account) }
func (w *wire) Limits() core.Limits { return w.limits }

func (w *wire) Send(ctx context.Context, l core.Letter) (string, error) {
	body, err := json.Marshal(map[string]string{"To": l.To.ID, "Text": l.Message.Text})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL+"/send", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	a, err := w.client.Do(r)
	if err != nil {
		return "", core.Errorf(core.Doubt, "the provider did not answer")
	}
	defer a.Body.Close()
	kinds := map[int]core.Kind{503: core.Away, 429: core.Busy, 420: core.BusyChat, 403: core.Stopped, 404: core.Gone,
		400: core.Refused, 470: core.Window, 401: core.Operator}
	if k, wrong := kinds[a.StatusCode]; wrong {
		wait, _ := strconv.Atoi(a.Header.Get("Retry-After"))
		return "", &core.Error{Kind: k, After: time.Duration(wait) * time.Second, Cause: errors.New(a.Status)}
	}
	if a.StatusCode != http.StatusOK {
		return "", fmt.Errorf("status %s", a.Status)
	}
	var receipt bytes.Buffer
	_, err = receipt.ReadFrom(a.Body)
	return receipt.String(), err
}

// poller also listens.
type poller struct{ wire }

func (p *poller) Poll(ctx context.Context, _ core.Receiver) error {
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/poll", nil)
		if err != nil {
			return err
		}
		if a, err := p.client.Do(r); err == nil {
			a.Body.Close()
		}
	}
	return nil
}

// resolver can also be asked.
type resolver struct{ wire }

func (w *resolver) Resolve(_ context.Context, l core.Letter) (core.State, string, error) {
	a, err := http.Get(w.URL + "/taken?text=" + url.QueryEscape(l.Message.Text))
	if err != nil {
		return "", "", err
	}
	defer a.Body.Close()
	var receipt bytes.Buffer
	if _, err := receipt.ReadFrom(a.Body); err != nil || receipt.Len() == 0 {
		return core.Owed, "", err
	}
	return core.Sent, receipt.String(), nil
}

// owe posts letters to citizens, numbered within each: text "3/0" is the first to citizen 3.
func owe(t *testing.T, store core.Store, lane core.Lane, citizens, each int, change ...func(*core.Letter)) {
	t.Helper()
	as := make([]core.Address, citizens)
	for i := range as {
		as[i] = core.Address{Channel: core.TelegramChannel, ID: strconv.Itoa(i)}
	}
	post(t, store, lane, as, each, change...)
}

// oweTo posts replies to an address.
func oweTo(t *testing.T, store core.Store, a core.Address, n int) {
	t.Helper()
	post(t, store, core.ReplyLane, []core.Address{a}, n, func(l *core.Letter) { l.Cause = a.ID + l.Cause })
}

func post(t *testing.T, store core.Store, lane core.Lane, as []core.Address, each int, change ...func(*core.Letter)) {
	t.Helper()
	err := store.Tx(context.Background(), func(tx core.Tx) error {
		people, err := tx.People(as)
		if err != nil {
			return err
		}
		var ls []core.Letter
		for n := range each {
			for i, p := range people {
				text := fmt.Sprintf("%d/%d", i, n)
				l := core.Letter{Cause: fmt.Sprintf("%d:%s", lane, text), Person: p.ID, AddressID: p.AddressID,
					Account: account, Lane: lane, Message: core.Message{Text: text}}
				for _, f := range change {
					f(&l)
				}
				ls = append(ls, l)
			}
		}
		return tx.Post(ls)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// run runs a runner and returns what stops it and waits for its end.
func run(t *testing.T, r *outbox.Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// quick are the times of most tests, a tenth of the real ones.
func quick(t *testing.T) outbox.Options {
	return outbox.Options{TTL: 2 * time.Second, Call: 2 * time.Second, Stop: 4 * time.Second,
		Idle: 50 * time.Millisecond, Doubt: 100 * time.Millisecond, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
}

// bubble is quick in a bubble's time. The database's clock runs beside it, on a busy machine much faster: no letter in hand is
// to look as if somebody had left it behind.
func bubble(t *testing.T) outbox.Options {
	o := quick(t)
	o.Call = time.Hour
	return o
}

func office(t *testing.T) *storage.Store { return storagetest.Open(t, storagetest.SQLite(t)) }

// owing waits until the letters are in the given states.
func owing(t *testing.T, store core.Store, want map[core.State]int) {
	t.Helper()
	owingBy(t, store, account, want)
}

func owingBy(t *testing.T, store core.Store, account string, want map[core.State]int) {
	t.Helper()
	var have map[core.State]int
	for range 1000 {
		var err error
		if have, err = store.Owing(context.Background(), account); err != nil {
			t.Fatal(err)
		}
		if maps.Equal(have, want) {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	t.Fatalf("letters: have %v, want %v", have, want)
}
