package minitwilio

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"loket/channels/channeltest/badly"
)

// Knobs are all the switches of a Server. They are turned with Set, at any time, also while calls are under way: every
// call sees one whole set of them.
type Knobs struct {
	Number   string   // the office's own number, To of what citizens write
	WhatsApp string   // the same for WhatsApp, with its prefix
	Service  string   // messaging service that the number belongs to, told in webhooks when set
	Senders  []string // the only values of From that are accepted (21606); none: all

	Webhook    string                  // public URL of the inbound hook, as registered: signed without, obeyed with its #rc=…
	Rewrite    func(url string) string // from a public URL to the address that is dialled; see Behind
	RetryPause time.Duration           // between the attempts that connection overrides ask for

	OptOut    OptOut // what STOP and START do
	Reports   Reports
	Rate      int           // messages accepted in any second, 429 beyond; 0: no limit
	LoopGuard bool          // more than 30 messages in 30 s to one number: 14107
	ListLag   time.Duration // a message appears in listings only this long after it was created

	Hook       func(Call) Fault  // decides the fate of every call, of any kind; Chance and Fail only creates
	Chance     map[Fault]float64 // probability of each fault, from a seeded source
	SlowBy     time.Duration     // how late a Slow answer is
	RetryAfter int               // seconds, in 429 answers

	Files func(path string) badly.How // how files are served, by their paths; nil: as they should be

	Numbers func(to string) (code int) // the code with which messages to a number end: 30xxx by report, others at once; see Shares

	WindowAtOnce  bool                   // 63016 refuses at once; else only a report tells
	Wordless      bool                   // what was sent as a Content is listed without its text
	NoContent     int                    // status with which the Content API refuses everything; 0: it does not
	RefuseContent func(name string) bool // Contents that may not be made

	Lean bool             // for load: keep counters and resources, each body once, no forms, no calls
	Now  func() time.Time // Twilio's clock: dates of messages, rate, listing lag
}

// Shares is a knob for Numbers: about these shares of all numbers, whoever they are, have one of the codes; the same numbers
// for the same seed.
func Shares(seed uint64, shares map[int]float64) func(to string) (code int) {
	codes := slices.Sorted(maps.Keys(shares))
	return func(to string) int {
		sum := fnv.New64a()
		sum.Write([]byte(to))
		at := rand.New(rand.NewPCG(seed, sum.Sum64())).Float64()
		for _, code := range codes {
			if at -= shares[code]; at < 0 {
				return code
			}
		}
		return 0
	}
}

// atOnce tells a code that refuses a message from one that only a report brings.
func atOnce(code int) bool { return code != 0 && code/1000 != 30 }

// OptOut says who handles STOP and START.
type OptOut int

const (
	OptOutOff      OptOut = iota // Twilio does nothing
	OptOutBasic                  // Twilio refuses further messages with 21610 and passes the text on
	OptOutAdvanced               // the same, and the webhook carries OptOutType
)

func defaults() *Knobs {
	same := func(url string) string { return url }
	return &Knobs{
		Number: "+12025550100", WhatsApp: "whatsapp:+12025550101",
		Rewrite: same, RetryPause: 20 * time.Millisecond,
		SlowBy: 200 * time.Millisecond, RetryAfter: 1, Now: time.Now,
	}
}

// Set turns knobs. The function must not keep the pointer.
func (s *Server) Set(turn func(k *Knobs)) {
	s.turn.Lock()
	defer s.turn.Unlock()
	k := *s.knobs.Load()
	turn(&k)
	s.knobs.Store(&k)
}

// Behind is a Rewrite for an office whose public address is served at a local one: what is signed says https, what is
// dialled is the loopback.
func Behind(public, local string) func(url string) string {
	return func(url string) string {
		if rest, ok := strings.CutPrefix(url, public); ok {
			return local + rest
		}
		return url
	}
}
