package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
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

// tuesday is the day of the office's tests; its clock stands at 08.30.
var tuesday = core.Date{Year: 2020, Month: time.March, Day: 17}

// Who sends for the office.
const (
	bot     = "bot-1"
	gateway = "phone-1"
)

var operator = core.Actor{Name: "command:root", Role: core.Operating, Yes: true}

// realDesk is the desk as the console sees it: the same small step between them stands in cmd/loket.
type realDesk struct{ *desk.Desk }

func (d realDesk) File(ctx context.Context, f Filing, by core.Actor) (core.Booking, error) {
	return d.Register(ctx, desk.Staff{Via: f.Via, Service: f.Service, NIK: f.NIK, Name: f.Name, Phone: f.Phone, Day: f.Day, Wait: f.Wait,
		Place: f.Place, Note: f.Note}, by)
}

// office is a console with its desk on a real database, served over the loopback. What is due is done by catchUp alone.
type office struct {
	testing.TB
	*desk.Desk
	store   *storage.Store
	address string // of the database
	console *Console
	server  *httptest.Server
	said    int // messages heard
	seen    int // browsers made
}

// openOffice opens one on SQLite.
func openOffice(t testing.TB, change ...func(*Config)) *office {
	t.Helper()
	return openOfficeAt(t, storagetest.SQLite(t), change...)
}

// openOfficeAt opens one on a database.
func openOfficeAt(t testing.TB, address string, change ...func(*Config)) *office {
	t.Helper()
	o := &office{TB: t, store: storagetest.Open(t, address), address: address}
	o.store.Zone(catalogue().Office.Zone)
	o.clock(tuesday, 8, 30)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	o.Desk = desk.New(o.store, catalogue(), dialog.New(catalogue()), desk.Options{
		Limits:   map[string]core.Limits{core.SMSChannel: {Short: true}, core.TelegramChannel: {Buttons: 100, Edits: true}},
		Accounts: map[string]string{core.SMSChannel: gateway, core.TelegramChannel: bot},
		Log:      log, Still: true,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	cfg := Config{Desk: realDesk{o.Desk}, Office: officeOf(catalogue()), Base: "http://loket.test", Log: log}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if o.console, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(o.console.Handler())
	t.Cleanup(o.server.Close)
	return o
}

// officeOf is what the console is told of an office, as cmd/loket tells it.
func officeOf(cat *catalog.Catalog) Office {
	of := Office{
		Name: cat.Office.Name, ShortName: cat.Office.ShortName, Zone: cat.Office.Zone, ZoneLabel: cat.Office.ZoneLabel,
		Languages: cat.Office.Languages, Rules: cat.Office.Announce, Pages: cat.Office.Papers.Pages, Describe: cat.Describe, Hours: catalog.ParseWeek, Holidays: cat.ReadHolidays,
		Channels: map[string]core.Limits{core.SMSChannel: {Short: true}, core.TelegramChannel: {Buttons: 100, Edits: true}},
		Status:   func(lang string, s core.Status) string { return cat.Status(lang, s, false) },
		Lost:     func(lang, reason string) string { return textOr(cat, lang, "reason."+reason, reason) },
		Audience: func(to, not string) (core.Audience, error) {
			if strings.TrimSpace(not) != "" {
				to += " not " + not
			}
			return cat.Audience(to)
		},
		Explain: cat.Explain,
		Health: func(context.Context) []Health {
			return []Health{{Channel: core.TelegramChannel, Account: bot, Holding: true, Contact: tuesday.At(8*60+29, cat.Office.Zone)},
				{Channel: core.SMSChannel, Account: gateway}, {Account: "old-bot", Unserved: true}}
		},
	}
	limits := of.Channels
	engine := dialog.New(cat)
	of.Answer = func(channel, lang, text string) core.Message { return engine.Answer(lang, limits[channel], text) }
	for _, a := range cat.Office.Answers {
		of.Answers = append(of.Answers, Phrase{Code: a.Code, Text: a.Text})
	}
	for _, s := range cat.AllServices() {
		of.Services = append(of.Services, Service{Code: s.Code, Name: s.Name, Group: s.Group, Active: s.Active, Place: s.Delivery == "kecamatan", Papers: papersOf(s)})
	}
	for _, k := range cat.Office.Regions {
		of.Kecamatan = append(of.Kecamatan, k.Name)
	}
	for _, r := range cat.Office.Life.Rejections {
		of.Rejections = append(of.Rejections, Phrase{Code: r.Code, Text: r.Text})
	}
	return of
}

func textOr(cat *catalog.Catalog, lang, key, or string) string {
	if cat.Has(key) {
		return cat.Text(lang, key, false, nil)
	}
	return or
}

// clock moves the office's clock.
func (o *office) clock(day core.Date, hour, minute int) {
	o.Helper()
	if err := o.store.SetClock(o.Context(), day.At(hour*60+minute, catalogue().Office.Zone)); err != nil {
		o.Fatal(err)
	}
}

// catchUp does what is due.
func (o *office) catchUp() {
	o.Helper()
	if err := o.CatchUp(o.Context()); err != nil {
		o.Fatal(err)
	}
}

func phone(n int) core.Address {
	return core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+6281255%06d", n)}
}

func chat(n int) core.Address {
	return core.Address{Channel: core.TelegramChannel, ID: fmt.Sprint(1000 + n)}
}

// nik is that of citizen n, who is nobody.
func nik(n int) string { return fmt.Sprintf("327401120390%04d", n+1) }

// hear is what somebody writes to the office.
func (o *office) hear(from core.Address, text string) {
	o.Helper()
	o.said++
	account := gateway
	if from.Channel == core.TelegramChannel {
		account = bot
	}
	if err := o.Receive(o.Context(), core.Inbound{ID: fmt.Sprint("m", o.said), Account: account, From: from, Text: text}); err != nil {
		o.Fatalf("%q: %v", text, err)
	}
}

// file lets citizens file requests for a birth certificate, each by a phone of their own.
func (o *office) file(citizens ...int) {
	o.Helper()
	for _, n := range citizens {
		o.hear(phone(n), "DAFTAR#"+nik(n)+"#SITI AMINAH#AKTA LAHIR")
	}
}

// letters lets all that an account owes leave, and returns it.
func (o *office) letters(account string) (all []core.Letter) {
	o.Helper()
	for {
		ls, err := o.store.Claim(o.Context(), account, 100)
		if err != nil {
			o.Fatal(err)
		}
		if len(ls) == 0 {
			return all
		}
		outcomes := make([]core.Outcome, len(ls))
		for i, l := range ls {
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint("r", l.ID)}
		}
		if err := o.store.Settle(o.Context(), outcomes); err != nil {
			o.Fatal(err)
		}
		all = append(all, ls...)
	}
}

// member takes somebody on.
func (o *office) member(name string, role core.Role) core.Staff {
	o.Helper()
	if _, err := o.AddStaff(o.Context(), name, role, operator); err != nil {
		o.Fatal(err)
	}
	all, err := o.Members(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	for _, s := range all {
		if s.Name == name {
			return s
		}
	}
	o.Fatalf("%s is no member", name)
	return core.Staff{}
}

// link links a member's chat.
func (o *office) link(name string, to core.Address) {
	o.Helper()
	code, err := o.StaffCode(o.Context(), name, operator)
	if err != nil {
		o.Fatal(err)
	}
	o.hear(to, "/staf "+code)
}

// papersOf is what can be sent for a service.
func papersOf(s catalog.Service) (all []Paper) {
	for _, p := range s.Papers {
		all = append(all, Paper{Code: p.Code, Name: p.Name, Optional: p.Optional})
	}
	return all
}
