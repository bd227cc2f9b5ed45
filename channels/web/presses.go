package web

import (
	"sync"
	"time"
)

// presses remembers what was made by which form, so that a button that is pressed twice does once what it says. It lives in this process
// alone; beyond it, the desk asks before the same is announced again.
type presses struct {
	now func() time.Time
	mu  sync.Mutex
	all map[string]*press
}

type press struct {
	done chan struct{} // closed when it is known what came of it
	at   time.Time
	id   int64 // 0: nothing; it may be tried again
}

const (
	pressLasts  = 12 * time.Hour
	mostPresses = 10_000
)

func newPresses() *presses { return &presses{now: time.Now, all: map[string]*press{}} }

// once does something unless it was done under that key; who comes meanwhile waits for what comes of it.
func (p *presses) once(key string, do func() (int64, error)) (id int64, err error) {
	for {
		p.mu.Lock()
		other, known := p.all[key]
		if !known {
			break
		}
		p.mu.Unlock()
		<-other.done
		if other.id != 0 {
			return other.id, nil
		}
	}
	mine := &press{done: make(chan struct{}), at: p.now()}
	p.forget(mine.at)
	p.all[key] = mine
	p.mu.Unlock()
	defer func() { // also when do panics
		p.mu.Lock()
		defer p.mu.Unlock()
		if mine.id = id; id == 0 || err != nil {
			mine.id = 0
			delete(p.all, key)
		}
		close(mine.done)
	}()
	return do()
}

// forget drops what is old, and all that is over if there is too much.
func (p *presses) forget(now time.Time) {
	for key, old := range p.all {
		if now.Sub(old.at) >= pressLasts || len(p.all) >= mostPresses && old.id != 0 {
			delete(p.all, key)
		}
	}
}
