package desk

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/dialog"
)

// Engine is what the desk asks what to say: a *dialog.Engine.
type Engine interface {
	Step(p core.Person, f core.Facts, ev dialog.Event) (core.Person, []dialog.Effect)
	Plan(d core.Draft, f core.Facts) (core.Draft, bool)
	News(lang string, l core.Limits, m core.Moved, now time.Time, links bool) (core.Message, bool)
	Receipt(lang string, l core.Limits, r core.Request, links bool) core.Message
	Code(p core.Person, f core.Facts, asker core.Address, lang, code string) (core.Person, core.Message, bool)
	Linked(lang string, l core.Limits, other core.Address) core.Message
	Answer(lang string, l core.Limits, text string) core.Message
	Template(kind, lang string, l core.Limits, about *core.Request, say func(lang string) string) *core.Template
	Freeze(n core.Notice, limits map[string]core.Limits) core.Frozen
	Progress(lang string, l core.Limits, n core.Notice, ledger core.Ledger) core.Message
	HandedBack(lang string, l core.Limits) core.Message
	Samples(n core.Notice, l core.Limits, channels []string) []core.Message
	LoginLink(lang string, l core.Limits, address string) core.Message
	AskSecond(lang string, l core.Limits, p core.Preview) core.Message
	Draft(f core.Facts, o core.Override) core.Notice

	Why(key string) dialog.Why
	Reslotted(lang string, l core.Limits, r core.Reslotted, why dialog.Why) core.Message
	Shifted(lang string, l core.Limits, s core.Shifted, was core.Slot, why dialog.Why) core.Message
	Remind(lang string, l core.Limits, r core.Request) core.Message
	RemindCorrection(lang string, l core.Limits, r core.Request) core.Message
	Offered(lang string, l core.Limits, o core.Offer) core.Message
	Lapsed(lang string, l core.Limits, r core.Request, left bool) core.Message
	Earlier(lang string, l core.Limits, r core.Request, from core.Slot) core.Message
	Unready(lang string, l core.Limits, day core.Date, unready, coming int) core.Message
	Unfit(lang string, l core.Limits, r core.Request, failed []core.Paper) core.Message
	NoHolidays(lang string, l core.Limits, year int) core.Message
	PhoneSilent(lang string, l core.Limits, phone string, since time.Time) core.Message
	PhoneBack(lang string, l core.Limits, phone string) core.Message
}

// Options are what a desk must know of its surroundings.
type Options struct {
	Limits   map[string]core.Limits  // by channel: what answers may look like
	Accounts map[string]string       // by channel: who sends letters that answer no message
	Others   map[string][]string     // by channel: accounts beside that one, which write to those who have last written to them
	Notices  core.Senders            // who sends announcements; on a channel that it does not name: Accounts
	Watched  map[string]core.Watched // by account: the office's own phones, which may fall silent
	Fetchers map[string]core.Fetcher // by account: who can fetch the files that came with messages
	Uploads  string                  // address that the secret part of an upload link is put behind; "": no links are given
	Secret   func(n int) string      // n random capital letters and digits that nobody takes for others; nil: made with crypto/rand
	Wake     func(account string)    // called after letters of an account were committed; must not block
	Log      *slog.Logger

	Tray      int           // the most messages in one transaction; 128
	Gatherers int           // transactions at once; 2
	Queue     int           // the most messages that wait; 4096
	Patience  time.Duration // how long a message waits for room in a full queue; 2 s
	Timeout   time.Duration // the longest that one transaction may take; 20 s
	Keep      time.Duration // how often a notice under way is looked after; 3 s
	Still     bool          // due acts are done by CatchUp alone: for who must know when they are
}

// Desk serves one office. Its use-cases may be called with or without Run; messages are only handled while it runs.
type Desk struct {
	store  core.Store
	cat    *catalog.Catalog
	engine Engine
	o      Options
	log    *slog.Logger

	queue   *queue
	reports *queueOfReports
	count   counters
	known   atomic.Pointer[knownNews]
	year    atomic.Pointer[knownCalendar]

	deferred sync.Map // by cause: acts that this process has deferred once and for all, and need not defer again

	fetchers *fetchers
	nights   chan struct{} // in which files are to be swept

	stirred chan struct{}
	acting  sync.Mutex // one act at a time
	failed  map[int64]*failure
}

// New makes the desk of the office that cat describes.
func New(store core.Store, cat *catalog.Catalog, engine Engine, o Options) *Desk {
	o.Tray, o.Gatherers, o.Queue = or(o.Tray, 128), or(o.Gatherers, 2), or(o.Queue, 4096)
	o.Patience, o.Timeout, o.Keep = or(o.Patience, 2*time.Second), or(o.Timeout, 20*time.Second), or(o.Keep, 3*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Secret == nil {
		o.Secret = secret
	}
	if o.Wake == nil {
		o.Wake = func(string) {}
	}
	return &Desk{store: store, cat: cat, engine: engine, o: o, log: o.Log,
		queue: newQueue(o.Queue), reports: newQueueOfReports(), fetchers: newFetchers(), nights: make(chan struct{}, 1),
		stirred: make(chan struct{}, 1), failed: map[int64]*failure{}}
}

func or[T ~int | ~int64](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// Run handles what is received until ctx ends. It then takes nothing more, handles what is waiting, and returns nil. It can
// run once.
func (d *Desk) Run(ctx context.Context) error {
	// The transactions belong to the desk: a stop lets them end.
	lasting, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	var all sync.WaitGroup
	for range d.o.Gatherers {
		all.Go(func() { d.gather(lasting) })
	}
	all.Go(func() { d.takeReports(lasting) })
	all.Go(func() { d.start(ctx) })
	for range fetchWorkers {
		all.Go(func() { d.fetchers.work(ctx) })
	}
	all.Go(func() { d.sweepNights(ctx) })
	if !d.o.Still {
		all.Go(func() { d.act(ctx) })
	}
	if !d.o.Still && len(d.o.Watched) > 0 {
		all.Go(func() { d.watch(ctx) })
	}
	<-ctx.Done()
	d.queue.close()
	d.reports.close()
	all.Wait()
	d.fetchers.giveBack(ctx)
	return nil
}

// Stats is what the desk has done since its process started.
type Stats struct {
	Waiting  int   // messages in the queue
	Handled  int64 // messages committed
	Repeated int64 // messages that had been admitted before
	Trays    int64 // transactions that handled messages
	Failed   int64 // messages that could not be handled, and were passed
	Silent   int64 // of these, those that could not even be answered
	Acts     int64 // due acts done

	Pruned map[core.Old]int64 // rows that are gone
	Papers Papers
}

// Papers is what became of attempts to fetch papers.
type Papers struct {
	Kept, Failed, Again int64
}

type counters struct {
	handled, repeated, trays, failed, silent, acts atomic.Int64
	kept, unfit, again                             atomic.Int64    // attempts to fetch papers
	pruned                                         [3]atomic.Int64 // in the order of olds
	papers                                         atomic.Int64    // that were pruned
}

// Stats may be called at any time.
func (d *Desk) Stats() Stats {
	c := &d.count
	pruned := map[core.Old]int64{core.OldPapers: c.papers.Load()}
	for i, old := range d.olds() {
		pruned[old.what] = c.pruned[i].Load()
	}
	return Stats{d.queue.len(), c.handled.Load(), c.repeated.Load(), c.trays.Load(), c.failed.Load(), c.silent.Load(), c.acts.Load(), pruned,
		Papers{c.kept.Load(), c.unfit.Load(), c.again.Load()}}
}
