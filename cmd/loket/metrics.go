package main

import (
	"maps"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// tally counts what channels heard and left alone, by channel and a word that says why.
type tally struct {
	mu     sync.Mutex
	counts map[[2]string]int64
}

func newTally() *tally { return &tally{counts: map[[2]string]int64{}} }

// of is the count of one channel.
func (t *tally) of(channel string) func(what string) {
	return func(what string) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.counts[[2]string{channel, what}]++
	}
}

func (t *tally) all() map[[2]string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.counts)
}

// What /metrics tells. Labels are names of channels, accounts and outcomes: nothing that comes from a citizen.
var (
	messagesMetric = metric("loket_messages_total", "Messages of citizens, by what became of them.", "outcome")
	traysMetric    = metric("loket_trays_total", "Transactions that handled messages.")
	waitingMetric  = metric("loket_messages_waiting", "Messages that wait for their transaction.")
	actsMetric     = metric("loket_acts_total", "Due acts done.")
	papersMetric   = metric("loket_papers_total", "Attempts to fetch what citizens sent in chats, by outcome.", "outcome")
	prunedMetric   = metric("loket_pruned_total", "Rows that nobody needs any more and that are gone.", "what")
	lettersMetric  = metric("loket_letters_total", "Attempts to send a letter, by outcome.", "channel", "account", "outcome")
	holdingMetric  = metric("loket_account_held", "Whether this process speaks for the account.", "channel", "account")
	contactMetric  = metric("loket_account_contact_seconds", "When the provider last answered, in seconds since 1970.", "channel", "account")
	unservedMetric = metric("loket_letters_unserved", "Letters of accounts that no channel of this process serves.", "account", "state")
	haltedMetric   = metric("loket_account_halted", "Whether the account's ceiling of the day is reached.", "channel", "account")
	ignoredMetric  = metric("loket_ignored_total", "What was heard and left alone, by reason.", "channel", "reason")
)

func metric(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

func (o *office) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(o, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// Describe is prometheus.Collector's.
func (o *office) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{messagesMetric, traysMetric, waitingMetric, actsMetric, papersMetric, prunedMetric, lettersMetric, holdingMetric,
		contactMetric, unservedMetric, haltedMetric, ignoredMetric} {
		to <- d
	}
}

// Collect is prometheus.Collector's.
func (o *office) Collect(to chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, n int64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	d := o.desk.Stats()
	count(messagesMetric, d.Handled, "handled")
	count(messagesMetric, d.Repeated, "repeated")
	count(messagesMetric, d.Failed, "failed")
	count(traysMetric, d.Trays)
	count(actsMetric, d.Acts)
	for outcome, n := range map[string]int64{"kept": d.Papers.Kept, "failed": d.Papers.Failed, "again": d.Papers.Again} {
		count(papersMetric, n, outcome)
	}
	for what, n := range d.Pruned {
		count(prunedMetric, n, string(what))
	}
	gauge(waitingMetric, float64(d.Waiting))
	for _, ch := range o.open {
		name, account := ch.Name(), ch.Account()
		s := o.runners[account].Stats()
		for outcome, n := range map[string]int64{"sent": s.Sent, "failed": s.Failed, "retried": s.Retried, "doubt": s.Doubtful, "resent": s.Resent} {
			count(lettersMetric, n, name, account, outcome)
		}
		held := 0.0
		if s.Holding {
			held = 1
		}
		gauge(holdingMetric, held, name, account)
		halted := 0.0
		if all := o.ceilings.Load(); all != nil && slices.Contains(*all, account) {
			halted = 1
		}
		gauge(haltedMetric, halted, name, account)
		if !s.Contact.IsZero() {
			gauge(contactMetric, float64(s.Contact.Unix()), name, account)
		}
	}
	for _, d := range o.owing() {
		gauge(unservedMetric, float64(d.Owed), d.Account, "owed")
		gauge(unservedMetric, float64(d.Sending), d.Account, "sending")
		gauge(unservedMetric, float64(d.Doubt), d.Account, "doubt")
	}
	for k, n := range o.ignored.all() {
		count(ignoredMetric, n, k[0], k[1])
	}
}
