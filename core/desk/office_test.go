package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage"
	"loket/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

var catalogue = sync.OnceValue(func() *catalog.Catalog {
	cat, err := catalog.Load(nil)
	if err != nil {
		panic(err)
	}
	return cat
})

var tuesday = core.Date{Year: 2020, Month: time.March, Day: 17}

const gateway = "phone-1"

// office is a running desk on a real database, on the morning of 17 March 2020.
type office struct {
	testing.TB
	*desk.Desk
	store   *storage.Store
	address string // of the database
	stop    func()
	woken   atomic.Int64
}

func open(t *testing.T, address string, change ...func(*desk.Options, *desk.Engine)) *office {
	t.Helper()
	return openAs(t, catalogue(), address, change...)
}

// openAs opens an office that other files describe.
func openAs(t *testing.T, cat *catalog.Catalog, address string, change ...func(*desk.Options, *desk.Engine)) *office {
	t.Helper()
	o := &office{TB: t, store: storagetest.Open(t, address), address: address}
	if err := o.store.SetClock(t.Context(), tuesday.At(8*60+30, catalogue().Office.Zone)); err != nil {
		t.Fatal(err)
	}
	options := desk.Options{
		Limits:   map[string]core.Limits{core.SMSChannel: {Short: true}},
		Accounts: map[string]string{core.SMSChannel: gateway},
		Wake:     func(string) { o.woken.Add(1) },
		Log:      slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	var engine desk.Engine = dialog.New(cat)
	for _, f := range change {
		f(&options, &engine)
	}
	o.Desk = desk.New(o.store, cat, engine, options)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.Run(ctx) }()
	o.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(o.stop)
	return o
}

// both runs a test on an office on each kind of database.
func both(t *testing.T, test func(o *office)) {
	storagetest.Both(t, func(t *testing.T, address string) { test(open(t, address)) })
}

func phone(n int) core.Address {
	return core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+6281255%06d", n)}
}

func nik(n int) string { return fmt.Sprintf("327401120390%04d", n+1) }

// filing is a complete request of citizen n.
func filing(n int) core.Inbound {
	return message(n, "filing", "DAFTAR#"+nik(n)+"#SITI AMINAH#AKTA LAHIR")
}

func message(n int, id, text string) core.Inbound {
	return core.Inbound{ID: fmt.Sprintf("%d-%s", n, id), Account: gateway, From: phone(n), Text: text}
}

// hear receives messages one after the other.
func (o *office) hear(ins ...core.Inbound) {
	o.Helper()
	for _, in := range ins {
		if err := o.Receive(o.Context(), in); err != nil {
			o.Fatalf("message %s: %v", in.ID, err)
		}
	}
}

// catchUp does what is due.
func (o *office) catchUp() {
	o.Helper()
	if err := o.CatchUp(o.Context()); err != nil {
		o.Fatal(err)
	}
}

// acts is how many acts of a kind were ever deferred.
func (o *office) acts(kind string) (n int) {
	o.Helper()
	db, err := storagetest.Raw(o.address)
	if err != nil {
		o.Fatal(err)
	}
	defer db.Close()
	if err := db.Get(&n, db.Rebind("SELECT COUNT(*) FROM acts WHERE kind = ?"), kind); err != nil {
		o.Fatal(err)
	}
	return n
}

// letters takes all letters owed since the last time, in the order in which they would leave.
func (o *office) letters() (all []core.Letter) {
	o.Helper()
	for {
		ls, err := o.store.Claim(o.Context(), gateway, 100)
		if err != nil {
			o.Fatal(err)
		}
		if len(ls) == 0 {
			return all
		}
		all = append(all, ls...)
		outcomes := make([]core.Outcome, len(ls))
		for i, l := range ls {
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent}
		}
		if err := o.store.Settle(o.Context(), outcomes); err != nil {
			o.Fatal(err)
		}
	}
}

// requests are those of the day.
func (o *office) requests() (all []core.Request) {
	o.Helper()
	err := o.Requests(o.Context(), core.RequestQuery{Day: tuesday}, false, "", func(r core.Request, _ core.Waiter) error {
		all = append(all, r)
		return nil
	})
	if err != nil {
		o.Fatal(err)
	}
	return all
}

// kind tells whether an error is of a kind, and says so.
func (o *office) kind(err error, want core.Kind) {
	o.Helper()
	if err == nil || core.KindOf(err) != want {
		o.Errorf("error of kind %v wanted: %v", want, err)
	}
}

// poisoned breaks the dialog on certain words, as a fault of ours would.
type poisoned struct {
	desk.Engine
	silent bool // not even a failure can be answered
}

func (p *poisoned) Step(person core.Person, f core.Facts, ev dialog.Event) (core.Person, []dialog.Effect) {
	switch ev := ev.(type) {
	case dialog.Heard:
		if strings.Contains(ev.In.Text, "RACUN") {
			panic("poison")
		}
	case dialog.Failed:
		if p.silent {
			panic("poison again")
		}
	}
	return p.Engine.Step(person, f, ev)
}
