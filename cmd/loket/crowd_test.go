package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/channels/channeltest/minitwilio"
	"loket/storage/storagetest"
)

// providers are a Telegram and a Twilio in miniature, and the settings of an office that knows them.
type providers struct {
	tg  *minitelegram.Server
	tw  *minitwilio.Server
	env []string
}

const (
	publicURL = "https://loket.example"
	officeDay = "2020-03-17"
)

func newProviders(t testing.TB, database string) *providers {
	t.Helper()
	p := &providers{tg: minitelegram.New(t), tw: minitwilio.New(t)}
	key := filepath.Join(t.TempDir(), "loket.key")
	loket(t, nil, "key", "new", "--key-file", key)
	p.env = []string{
		"LOKET_DATABASE_URL=" + database, "LOKET_KEY_FILE=" + key, "LOKET_LISTEN=127.0.0.1:0", "LOKET_PUBLIC_URL=" + publicURL,
		"LOKET_CLOCK=" + officeDay + "T08:00:00+07:00",
		"LOKET_TELEGRAM_TOKEN=" + p.tg.Token, "LOKET_TELEGRAM_API=" + p.tg.URL, "LOKET_TELEGRAM_RATE=1000",
		"LOKET_TWILIO_ACCOUNT_SID=" + p.tw.AccountSID, "LOKET_TWILIO_AUTH_TOKEN=" + p.tw.AuthToken, "LOKET_TWILIO_API=" + p.tw.URL,
		"LOKET_SMS_FROM=+15005550006", "LOKET_SMS_RATE=1000",
	}
	p.tw.Set(func(k *minitwilio.Knobs) {
		k.Number = "+15005550006"
		k.Webhook = publicURL + "/hooks/twilio"
		k.Reports = minitwilio.Reports{Auto: true}
	})
	return p
}

// office is the settings of a command that belongs to the office: those of the database.
func (p *providers) office() []string { return p.env[:2] }

// deliver sends what citizens write by SMS to the processes in turn.
func (p *providers) deliver(to ...*process) {
	var turn atomic.Int64
	p.tw.Set(func(k *minitwilio.Knobs) {
		k.Rewrite = func(url string) string {
			n := int(turn.Add(1)) % len(to)
			return strings.Replace(url, publicURL, to[n].url, 1)
		}
	})
}

// citizen is one of the crowd: the even ones write by SMS, the odd ones by Telegram.
type citizen int

func (c citizen) sms() bool     { return c%2 == 0 }
func (c citizen) phone() string { return fmt.Sprintf("+62813%08d", 10000000+int(c)) }
func (c citizen) chat() int64   { return 70000 + int64(c) }

// words are a complete registration: one message in, one message out.
func (c citizen) words() string {
	return fmt.Sprintf("DAFTAR#327401%02d%02d80%04d#WARGA KOTA#KTP HILANG", int(c)%28+1, int(c)%12+1, int(c)+1)
}

// answers are what a citizen has been sent.
func (p *providers) answers(c citizen) (texts []string) {
	if c.sms() {
		for _, m := range p.tw.Sent(c.phone()) {
			texts = append(texts, m.Body)
		}
		return texts
	}
	for _, m := range p.tg.Sent(c.chat()) {
		texts = append(texts, m.Text)
	}
	return texts
}

// verdict is what an answer tells a citizen: their ticket, or that the day is full; "" if neither.
func verdict(answer string) string {
	if at := strings.Index(answer, "C200317-"); at >= 0 {
		return answer[at : at+len("C200317-000")]
	}
	if strings.Contains(answer, "penuh") {
		return full
	}
	return ""
}

const full = "full"

// told counts how many of the crowd have an answer.
func (p *providers) told(crowd int) (n int) {
	for c := range citizen(crowd) {
		if len(p.answers(c)) > 0 {
			n++
		}
	}
	return n
}

// audit checks what must hold after a crowd asked for 150 places: every place given once, everybody told their outcome. It
// returns how many messages somebody got twice, by SMS and by Telegram.
func (p *providers) audit(t *testing.T, crowd int) (sms, telegram int) {
	t.Helper()
	granted := requests(t, p.office(), officeDay)
	if len(granted) != 150 {
		t.Errorf("%d requests stand, not 150", len(granted))
	}
	places := map[int]bool{}
	for _, r := range granted {
		if r.Number == nil || *r.Number < 1 || *r.Number > 150 || places[*r.Number] {
			t.Errorf("place given twice or out of range: %+v", r)
			continue
		}
		places[*r.Number] = true
	}
	tickets := map[string]int{}
	for c := range citizen(crowd) {
		texts := p.answers(c)
		slices.Sort(texts)
		once := slices.Compact(slices.Clone(texts))
		if c.sms() {
			sms += len(texts) - len(once)
		} else {
			telegram += len(texts) - len(once)
		}
		if len(once) != 1 || verdict(once[0]) == "" {
			t.Errorf("citizen %d was not told one verdict:\n%s", c, strings.Join(texts, "\n"))
			continue
		}
		tickets[verdict(once[0])]++
	}
	if tickets[full] != crowd-150 || len(tickets) != 151 {
		t.Errorf("%d different tickets were told, and %d times that the day is full; want 150 and %d", len(tickets)-1, tickets[full], crowd-150)
	}
	return sms, telegram
}

// TestCrowd lets 300 citizens write at once, each SMS delivered twice, to two processes on one database: 150 get the 150
// places, 150 learn that the day is full, and nobody hears anything twice.
func TestCrowd(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const crowd = 300
			p := newProviders(t, database(t))
			a, b := serve(t, p.env...), serve(t, p.env...)
			p.deliver(a, b)
			began := time.Now()
			var all sync.WaitGroup
			for c := range citizen(crowd) {
				all.Go(func() {
					if !c.sms() {
						p.tg.Say(c.chat(), c.words())
						return
					}
					for _, r := range both(p.tw.DeliverTwice(minitwilio.Inbound{From: c.phone(), Body: c.words()})) {
						if r.Status != 200 {
							t.Errorf("the hook answered %d (%v) to citizen %d", r.Status, r.Err, c)
						}
					}
				})
			}
			all.Wait()
			heard := time.Since(began)
			until(t, 60*time.Second, "everybody is answered", func() bool { return p.told(crowd) == crowd })
			t.Logf("300 citizens: heard after %s, answered after %s", heard.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
			a.stop()
			b.stop()
			if sms, telegram := p.audit(t, crowd); sms+telegram > 0 {
				t.Errorf("told twice: %d by SMS, %d by Telegram", sms, telegram)
			}
			if n := p.tg.Conflicts(); n > 0 {
				t.Errorf("two pollers met %d times", n)
			}
		})
	}
}

func both(a, b minitwilio.Reply) []minitwilio.Reply { return []minitwilio.Reply{a, b} }

// databases are the kinds of database an office can have, empty ones.
var databases = map[string]func(testing.TB) string{
	"sqlite":   storagetest.SQLite,
	"postgres": storagetest.EmptyPostgres,
}
