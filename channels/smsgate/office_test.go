package smsgate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

	"loket/channels/channeltest/minismsgate"
	"loket/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	public  = "https://loket.example.go.id"
	citizen = "+6281234567890"
	text    = "Nomor Bapak/Ibu: C200317-042, NIK 3274010101900001"
)

// office is the SIMs of a gateway between a miniature of it and a desk that keeps what it is told.
type office struct {
	*Channel // the first
	sims     []*Channel
	gw       *minismsgate.Server
	down     atomic.Bool // no connection comes about
	addr     string      // where the hook is served

	sync.Mutex
	log     bytes.Buffer
	counts  map[string]int
	ins     []core.Inbound
	reports []core.Report
	answer  error // of the desk
	later   time.Duration
}

func open(t testing.TB, change ...func(*Config)) *office {
	o := &office{gw: minismsgate.New(t), counts: map[string]int{}}
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if o.down.Load() {
			return nil, errors.New("network is unreachable")
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}}
	t.Cleanup(pool.CloseIdleConnections)
	c := Config{URL: o.gw.URL, User: o.gw.User, Password: o.gw.Password, SigningKey: o.gw.SigningKey, PublicURL: public, Transport: pool,
		Now:   func() time.Time { o.Lock(); defer o.Unlock(); return time.Now().Add(o.later) },
		Log:   slog.New(slog.NewTextHandler(o, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Count: func(what string) { o.Lock(); defer o.Unlock(); o.counts[what]++ }}
	for _, turn := range change {
		turn(&c)
	}
	var err error
	if o.sims, err = New(c); err != nil {
		t.Fatal(err)
	}
	o.Channel = o.sims[0]
	mux := http.NewServeMux()
	for _, ch := range o.sims {
		for pattern, handler := range ch.Routes(o.receive, o.report) {
			mux.Handle(pattern, handler)
		}
	}
	hooks := httptest.NewServer(mux)
	t.Cleanup(hooks.Close)
	o.addr = hooks.URL
	o.gw.Rewrite = func(url string) string { return strings.Replace(url, public, hooks.URL, 1) }
	t.Cleanup(func() { o.private(t, "log", o.log.String()) })
	return o
}

// prepared is an office whose webhooks are registered, by each of its SIMs.
func prepared(t testing.TB, change ...func(*Config)) *office {
	o := open(t, change...)
	for _, ch := range o.sims {
		if err := ch.Prepare(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// two is a phone with two SIMs, and another.
func two(c *Config) {
	c.Phones = []Phone{{Name: "depan-1", Device: "hp-1", SIM: 1, Number: "+6281200000001"}, {Name: "depan-2", Device: "hp-1", SIM: 2, Rate: 0.2},
		{Name: "belakang", Device: "hp-2", Number: "+6281200000003"}}
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

func letter(id int64) core.Letter {
	return core.Letter{ID: id, To: core.Address{Channel: core.SMSChannel, ID: citizen}, Attempt: 1, AttemptAt: time.Now(), Lane: core.ServiceLane,
		Message: core.Message{Text: text}}
}

// private fails the test if something printed holds the citizen's number, what is said, or a secret.
func (o *office) private(t testing.TB, what, printed string) {
	t.Helper()
	for _, secret := range []string{citizen, citizen[1:], "3274010101900001", "C200317", o.gw.Password, o.gw.SigningKey} {
		if strings.Contains(printed, secret) {
			t.Errorf("%s holds %q: %s", what, secret, printed)
		}
	}
}

// send sends and looks at the error.
func (o *office) send(t testing.TB, ctx context.Context, ch *Channel, l core.Letter) (string, error) {
	t.Helper()
	receipt, err := ch.Send(ctx, l)
	for e := err; e != nil; e = errors.Unwrap(e) {
		o.private(t, "error", fmt.Sprintf("%v %+v %#v", e, e, e))
	}
	return receipt, err
}
