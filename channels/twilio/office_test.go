package twilio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	public  = "https://loket.example.go.id"
	citizen = "+6281234567890"
	text    = "Nomor Bapak/Ibu: C200317-042, NIK 3274010101900001"
)

// office is a channel between a miniature Twilio and a desk that keeps what it is told.
type office struct {
	*Channel
	wa   *WhatsApp // if a test gives it a number
	tw   *minitwilio.Server
	down atomic.Bool // no connection comes about
	dead atomic.Bool // nothing can be written on those that did
	addr string      // where the hooks are served
	http *http.Client

	sync.Mutex
	log     bytes.Buffer
	counts  map[string]int
	ins     []core.Inbound
	reports []core.Report
	answer  error // of the desk
	later   time.Duration
}

func open(t testing.TB, change ...func(*Config)) *office {
	o := &office{tw: minitwilio.New(t), counts: map[string]int{}}
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if o.down.Load() {
			return nil, errors.New("network is unreachable")
		}
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return cable{conn, o}, err
	}}
	t.Cleanup(pool.CloseIdleConnections)
	o.http = &http.Client{Transport: pool}
	c := Config{
		AccountSID: o.tw.AccountSID, AuthToken: o.tw.AuthToken, API: o.tw.URL, ContentAPI: o.tw.URL, From: "+12025550100", PublicURL: public, Transport: ledger{t, pool},
		Now:   func() time.Time { o.Lock(); defer o.Unlock(); return time.Now().Add(o.later) },
		Log:   slog.New(slog.NewTextHandler(o, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Count: func(_, what string) { o.Lock(); defer o.Unlock(); o.counts[what]++ },
	}
	for _, turn := range change {
		turn(&c)
	}
	ch, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	o.Channel = ch
	if c.WhatsAppFrom != "" {
		if o.wa, err = NewWhatsApp(c); err != nil {
			t.Fatal(err)
		}
	}
	mux := http.NewServeMux()
	for pattern, handler := range ch.Routes(o.receive, o.report) {
		mux.Handle(pattern, handler)
	}
	hooks := httptest.NewServer(mux)
	t.Cleanup(hooks.Close)
	o.addr = hooks.URL
	o.tw.Set(func(k *minitwilio.Knobs) {
		k.Webhook = public + "/hooks/twilio"
		k.Rewrite = minitwilio.Behind(public, hooks.URL)
	})
	t.Cleanup(func() { o.private(t, "log", o.log.String()) })
	return o
}

// cable is a connection that can die.
type cable struct {
	net.Conn
	o *office
}

func (c cable) Write(b []byte) (int, error) {
	if c.o.dead.Load() {
		return 0, errors.New("broken pipe")
	}
	return c.Conn.Write(b)
}

// ledger fails the test for every body that was not closed.
type ledger struct {
	t testing.TB
	http.RoundTripper
}

func (l ledger) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		b := &body{ReadCloser: res.Body}
		res.Body = b
		l.t.Cleanup(func() {
			if !b.closed.Load() {
				l.t.Error("a body was left open")
			}
		})
	}
	return res, err
}

type body struct {
	io.ReadCloser
	closed atomic.Bool
}

func (b *body) Close() error {
	b.closed.Store(true)
	return b.ReadCloser.Close()
}

func (o *office) Write(line []byte) (int, error) {
	o.Lock()
	defer o.Unlock()
	return o.log.Write(line)
}

func (o *office) receive(_ context.Context, in core.Inbound) error {
	o.Lock()
	defer o.Unlock()
	o.ins = append(o.ins, in)
	return o.answer
}

func (o *office) report(_ context.Context, r core.Report) error {
	o.Lock()
	defer o.Unlock()
	o.reports = append(o.reports, r)
	return o.answer
}

// heard is the only message that the desk got.
func (o *office) heard(t testing.TB) core.Inbound {
	t.Helper()
	o.Lock()
	defer o.Unlock()
	if len(o.ins) != 1 {
		t.Fatalf("the desk heard %d messages, want 1", len(o.ins))
	}
	return o.ins[0]
}

func letter(id int64) core.Letter {
	return core.Letter{
		ID: id, To: core.Address{Channel: core.SMSChannel, ID: citizen}, Attempt: 1, AttemptAt: time.Now(), Lane: core.ServiceLane,
		Message: core.Message{Text: text},
	}
}

// private fails the test if something printed holds the citizen's number, what is said, or a secret.
func (o *office) private(t testing.TB, what, printed string) {
	t.Helper()
	for _, secret := range []string{citizen, citizen[1:], "3274010101900001", "C200317", o.tw.AuthToken, o.tw.APISecret} {
		if strings.Contains(printed, secret) {
			t.Errorf("%s holds %q: %s", what, secret, printed)
		}
	}
}

// send sends and looks at the error.
func (o *office) send(t testing.TB, ctx context.Context, l core.Letter) (string, error) {
	t.Helper()
	receipt, err := o.Send(ctx, l)
	for e := err; e != nil; e = errors.Unwrap(e) {
		o.private(t, "error", fmt.Sprintf("%v %+v %#v", e, e, e))
	}
	return receipt, err
}
