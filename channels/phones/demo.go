package phones

import (
	"context"
	"io"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"loket/core"
)

// Config is what the page must know before the office is open.
type Config struct {
	Carriers []*Carrier        // in the order of the page
	Office   Office            // may be called from now on
	Name     map[string]string // of the office, by language
	Numbers  map[string]string // that citizens write to, by channel
	Uploads  string            // what links to the page for papers begin with
	Zone     string            // what the office's time is called: WIB
	Services []string          // what the crowd asks for
	Fresh    bool              // nobody has written to the office yet
	Until    time.Time         // the clock goes no further
	Pickups  time.Time         // where "Maju ke 1 April" leads
	Log      *slog.Logger
}

const (
	look       = time.Second            // between two looks at the office while nothing happens
	gathering  = 120 * time.Millisecond // from what happens until the next look, and the next piece of the page
	mostAtOnce = 64                     // pages that are told of changes
)

// Demo is the page, and what it knows.
type Demo struct {
	cfg     Config
	handler handler
	stir    chan struct{}
	ended   chan struct{}

	crowding sync.Mutex // guards crowds
	crowds   int        // that have come

	mu      sync.Mutex // guards what follows; a carrier's is locked before it
	day     Day
	known   bool          // the office was asked
	offset  time.Duration // of its clock
	version int64         // grows with every change of the day or the counts
	news    chan struct{} // closed at the next change of anything
	readers int
}

// New makes the page. It asks nothing of the office before Run.
func New(cfg Config) *Demo {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	d := &Demo{cfg: cfg, stir: make(chan struct{}, 1), ended: make(chan struct{}), news: make(chan struct{})}
	d.handler = newHandler(d)
	for _, c := range cfg.Carriers {
		c.watch(d.changed, d.now)
	}
	return d
}

// Run looks at the office until ctx ends; then every page that waits for changes is let go. It can run once.
func (d *Demo) Run(ctx context.Context) {
	defer close(d.ended)
	d.look(ctx)
	if d.cfg.Fresh {
		for _, c := range d.cfg.Carriers {
			_ = c.Write(Opening)
		}
	}
	wait := time.NewTimer(look)
	defer wait.Stop()
	for {
		select {
		case <-d.stir:
			select {
			case <-time.After(gathering):
			case <-ctx.Done():
			}
		case <-wait.C:
		case <-ctx.Done():
			return
		}
		d.look(ctx)
		wait.Reset(look)
	}
}

// look asks the office how it stands.
func (d *Demo) look(ctx context.Context) {
	day, err := d.cfg.Office.Day(ctx)
	if err != nil {
		if ctx.Err() == nil {
			d.cfg.Log.Warn("the demonstration cannot see the office", "error", err)
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	was, offset := d.day, time.Until(day.Now)
	was.Now = day.Now
	jumped := (offset-d.offset).Abs() > time.Second || core.DateOf(d.day.Now) != core.DateOf(day.Now)
	same := d.known && !jumped && reflect.DeepEqual(was, day)
	d.day, d.known, d.offset = day, true, offset
	if !same {
		d.version++
		d.tell()
	}
}

// changed is told by carriers.
func (d *Demo) changed() {
	d.mu.Lock()
	d.version++
	d.tell()
	d.mu.Unlock()
	select {
	case d.stir <- struct{}{}:
	default:
	}
}

// tell lets every page know that something has changed; the lock is held.
func (d *Demo) tell() {
	close(d.news)
	d.news = make(chan struct{})
}

// now is the office's time, as of the last look.
func (d *Demo) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(d.offset).In(d.day.Now.Location())
}

// seen is the day as of the last look, with the clock running on, and its version.
func (d *Demo) seen() (Day, int64) {
	now := d.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	day := d.day
	day.Now = now
	return day, d.version
}

// counts adds up what the carriers have seen.
func (d *Demo) counts() (all Count) {
	for _, c := range d.cfg.Carriers {
		n := c.counted()
		all.Sent, all.Written, all.Read = all.Sent+n.Sent, all.Written+n.Written, all.Read+n.Read
	}
	return all
}

// moved looks at the office at once, after its clock was moved.
func (d *Demo) moved(ctx context.Context, err error) error {
	if err == nil {
		d.look(ctx)
	}
	return err
}

// crowd lets the crowd write, when requests are taken: if need be the clock goes there. It does nothing while the crowd before is
// not heard yet.
func (d *Demo) crowd(ctx context.Context) (came bool, err error) {
	day, err := d.cfg.Office.Day(ctx)
	if err != nil {
		return false, err
	}
	if !day.Opens.IsZero() {
		if day.Opens.After(d.cfg.Until) {
			return false, errFar
		}
		if err := d.moved(ctx, d.cfg.Office.SetClock(ctx, day.Opens)); err != nil {
			return false, err
		}
	}
	d.crowding.Lock()
	defer d.crowding.Unlock()
	if n := d.counts(); n.Written > n.Read {
		return false, nil
	}
	people := crowd(d.crowds, d.cfg.Services)
	d.crowds++
	for _, p := range people {
		for _, c := range d.cfg.Carriers {
			if c.as == p.address.Channel {
				c.hear(p.address, p.says)
			}
		}
	}
	d.changed()
	return true, nil
}
