package minitelegram

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
)

// Chance is a fault that befalls some of the calls: Of = 0.05 is one in twenty. Without methods it concerns all that
// send or edit messages.
type Chance struct {
	Of      float64
	Fault   Fault
	Methods []string
}

// faults decides which call meets which fault: first those planned for the next calls, then the tester's own
// function, then chance.
type faults struct {
	mu      sync.Mutex
	planned map[string][]Fault
	decide  func(Call) *Fault
	chances []Chance
	dice    *rand.Rand
	met     map[string]int
}

// Next lets the next calls of a method meet these faults, one each.
func (s *Server) Next(method string, list ...Fault) {
	f := &s.faults
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.planned == nil {
		f.planned = map[string][]Fault{}
	}
	method = strings.ToLower(method)
	f.planned[method] = append(f.planned[method], list...)
}

// FaultWhen asks a function about every call; nil means the call goes well. A nil function ends it.
func (s *Server) FaultWhen(decide func(Call) *Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.decide = decide
}

// Chaos lets faults happen by chance, the same ones for the same seed and order of calls. Without chances it ends.
func (s *Server) Chaos(seed uint64, chances ...Chance) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.dice, s.faults.chances = rand.New(rand.NewPCG(seed, seed)), chances
}

// Faults counts the faults that calls met, by name.
func (s *Server) Faults() map[string]int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return maps.Clone(s.faults.met)
}

func (f *faults) pick(c Call) (Fault, bool) {
	f.mu.Lock()
	decide := f.decide
	f.mu.Unlock()
	var own *Fault
	if decide != nil {
		own = decide(c) // without the lock: it may ask the server things
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	fault, found := f.choose(c, own)
	if found {
		if f.met == nil {
			f.met = map[string]int{}
		}
		f.met[fault.Name]++
	}
	return fault, found
}

func (f *faults) choose(c Call, own *Fault) (Fault, bool) {
	method := strings.ToLower(c.Method)
	if list := f.planned[method]; len(list) > 0 {
		f.planned[method] = list[1:]
		return list[0], true
	}
	if own != nil {
		return *own, true
	}
	for _, chance := range f.chances {
		concerned := slices.ContainsFunc(chance.Methods, c.is) || len(chance.Methods) == 0 && c.sends()
		if concerned && f.dice.Float64() < chance.Of {
			return chance.Fault, true
		}
	}
	return Fault{}, false
}
