package web

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
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
		Languages: cat.Office.Languages, Rules: cat.Office.Announce, Describe: cat.Describe, Hours: catalog.ParseWeek, Holidays: cat.ReadHolidays,
		Channels: map[string]core.Limits{core.SMSChannel: {Short: true}, core.TelegramChannel: {Buttons: 100, Edits: true}},
		Status:   func(lang string, s core.Status) string { return cat.Status(lang, s, false) },
		Lost:     func(lang, reason string) string { return textOr(cat, lang, "reason."+reason, reason) },
		Audience: func(to, not string) (core.Audience, error) {
			if not != "" {
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
	for _, s := range cat.Services() {
		of.Services = append(of.Services, Service{Code: s.Code, Name: s.Name, Group: s.Group, Active: s.Active, Place: s.Delivery == "kecamatan"})
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

// browser is somebody's, with its cookies; it goes on by itself where an answer says so.
type browser struct {
	*office
	client *http.Client
	server string // its address
	from   string // where it is, as a proxy says
}

func (o *office) browser() *browser {
	jar, _ := cookiejar.New(nil) // never fails
	o.seen++
	return &browser{o, &http.Client{Jar: jar, Transport: o.server.Client().Transport}, o.server.URL, fmt.Sprintf("198.51.100.%d", o.seen)}
}

// login is a browser in which a member of that role is logged in, who is taken on if need be and called like it. It reads English.
func (o *office) login(role core.Role) *browser {
	o.Helper()
	o.member(string(role), role)
	return o.loginAs(string(role))
}

// loginAs is a browser in which a member is logged in. It reads English.
func (o *office) loginAs(name string) *browser {
	o.Helper()
	token, err := o.Link(o.Context(), name, operator)
	if err != nil {
		o.Fatal(err)
	}
	b := o.browser()
	b.post("/login/"+token).is(http.StatusOK, "/")
	b.reads("en")
	return b
}

// reads changes the language in which a browser reads.
func (b *browser) reads(lang string) {
	b.Helper()
	b.post("/language", "lang", lang, "back", "/login").ok()
}

// answer is what a browser shows at last.
type answer struct {
	testing.TB
	status int
	path   string // where it ended
	header http.Header
	body   string
}

func (b *browser) get(path string) *answer {
	b.Helper()
	return b.ask(http.MethodGet, path, nil)
}

// part gets what htmx would get.
func (b *browser) part(path string) *answer {
	b.Helper()
	return b.ask(http.MethodGet, path, nil, "HX-Request", "true")
}

// post posts a form of names and values.
func (b *browser) post(path string, form ...string) *answer {
	b.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return b.ask(http.MethodPost, path, strings.NewReader(values.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// ask asks anything, with headers of names and values.
func (b *browser) ask(method, path string, body io.Reader, headers ...string) *answer {
	b.Helper()
	q, err := http.NewRequestWithContext(b.Context(), method, b.server+path, body)
	if err != nil {
		b.Fatal(err)
	}
	q.Header.Set("X-Forwarded-For", b.from)
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	r, err := b.client.Do(q)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		b.Fatal(err)
	}
	return &answer{b, r.StatusCode, r.Request.URL.RequestURI(), r.Header, string(text)}
}

// ok says that a page was shown.
func (a *answer) ok() *answer { a.Helper(); return a.is(http.StatusOK, "") }

// is says with which status it was answered, and where it ended; "" is anywhere.
func (a *answer) is(status int, path string) *answer {
	a.Helper()
	if a.status != status || path != "" && a.path != path {
		a.Fatalf("%d at %s, not %d at %s:\n%s", a.status, a.path, status, cmp.Or(path, "anywhere"), a.text())
	}
	return a
}

// has says that texts stand on the page, as they are read.
func (a *answer) has(texts ...string) *answer {
	a.Helper()
	for _, text := range texts {
		if !strings.Contains(a.text(), text) {
			a.Errorf("%s does not say %q:\n%s", a.path, text, a.text())
		}
	}
	return a
}

// lacks says that texts stand nowhere in the page, be it in what nobody sees.
func (a *answer) lacks(texts ...string) *answer {
	a.Helper()
	for _, text := range texts {
		if strings.Contains(a.text(), text) || strings.Contains(a.body, text) {
			a.Errorf("%s says %q:\n%s", a.path, text, a.text())
		}
	}
	return a
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	blank = regexp.MustCompile(`[\s\x{a0}]+`)
)

// text is what one reads on the page, in one line.
func (a *answer) text() string {
	return strings.TrimSpace(blank.ReplaceAllString(html.UnescapeString(tag.ReplaceAllString(a.body, " ")), " "))
}

// find is what a pattern matches in the page as it was sent: its first group, or all of it.
func (a *answer) find(pattern string) string {
	a.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(a.body)
	if found == nil {
		a.Fatalf("%s has no %s:\n%s", a.path, pattern, a.body)
	}
	return html.UnescapeString(found[len(found)-1])
}

// count is how often the database has rows that a condition selects, "" for all.
func (o *office) count(table, condition string, args ...any) (n int) {
	o.Helper()
	db, err := storagetest.Raw(o.address)
	if err != nil {
		o.Fatal(err)
	}
	defer db.Close()
	if err := db.Get(&n, db.Rebind("SELECT COUNT(*) FROM "+table+" WHERE "+cmp.Or(condition, "1=1")), args...); err != nil {
		o.Fatal(err)
	}
	return n
}
