package catalog

import (
	"fmt"
	"slices"
	"time"

	"github.com/pelletier/go-toml/v2"

	"loket/core"
)

// Office is who the citizens write to.
type Office struct {
	Letter    string // first letter of every ticket
	Name      Localized
	ShortName Localized // for SMS: at most 24 characters, GSM-7
	Address   Localized
	Zone      *time.Location
	ZoneLabel string // what people call the zone: WIB
	Languages []string
	Wording   string // version of the texts that people consent to
	Officer   Officer
	DPO       DPO
	WriteTo   map[string]string // by channel: the number or name that citizens write to
	Limits    Limits
	Announce  core.NoticeRules
	Life      Life
	Calendar  *core.Calendar
	Regions   []Kecamatan
	Answers   []Answer // of officers to citizens, to choose from
	Papers    Papers
	SMS       SMS
	Templates []Template
}

// Papers is the rules for what citizens send for their requests.
type Papers struct {
	Later    bool `toml:"later"`     // what is missing may be brought to the counter
	Pages    int  `toml:"pages"`     // files of one requirement
	Most     int  `toml:"most"`      // files of one request, those that failed among them
	KeepDays int  `toml:"keep_days"` // how long they are kept after the request came to its end
}

// Life is the rules for what becomes of requests.
type Life struct {
	Line       bool          // who finds a day full may wait in line for it
	Offer      time.Duration // how long a place on offer is held, in office hours
	Remind     int           // minute of the working day before a pickup at which its holder is reminded
	Correct    int           // working days in which a correction is answered
	Forewarn   time.Duration // how long before its end the citizen is reminded of it
	Counter    core.Flow     // pickups that the office serves
	Kecamatan  core.Flow     // … and each kecamatan, of the services that are fetched there
	Rejections []Rejection   // reasons for a rejection to choose from
}

// Rejection is a reason for which requests are rejected.
type Rejection struct {
	Code string    `toml:"code"`
	Text Localized `toml:"text"`
}

// Officer is where people are helped by people.
type Officer struct {
	Phone string    `toml:"phone"`
	Hours Localized `toml:"hours"`
}

// DPO is the data protection officer, whom a public service must have (UU 27/2022, article 53).
type DPO struct {
	Name    Localized `toml:"name"`
	Contact string    `toml:"contact"`
}

// Limits bounds what one sender may do.
type Limits struct {
	Ahead           int `toml:"ahead"`             // intake days that may be booked beyond today
	NIKsPerDay      int `toml:"niks_per_day"`      // NIKs that one sender may file for on a day
	Burst           int `toml:"burst"`             // so many messages …
	BurstSeconds    int `toml:"burst_seconds"`     // … within so many seconds are asked to wait
	KeepWordsDays   int `toml:"keep_words_days"`   // how long the words to and from officers are kept
	KeepLettersDays int `toml:"keep_letters_days"` // how long letters are kept after they were sent or given up
}

// officeFile is office.toml.
type officeFile struct {
	Letter    string            `toml:"letter"`
	Name      Localized         `toml:"name"`
	ShortName Localized         `toml:"short_name"`
	Address   Localized         `toml:"address"`
	Zone      string            `toml:"zone"`
	ZoneLabel string            `toml:"zone_label"`
	Languages []string          `toml:"languages"`
	Wording   string            `toml:"wording"`
	WriteTo   map[string]string `toml:"write_to"`
	Officer   Officer           `toml:"officer"`
	DPO       DPO               `toml:"dpo"`
	Counter   week              `toml:"counter"`
	Intake    week              `toml:"intake"`
	Quotas    []quota           `toml:"quota"`
	Closures  []closure         `toml:"closure"`
	Limits    Limits            `toml:"limits"`
	Announce  announce          `toml:"announce"`
	Pickup    pickup            `toml:"pickup"`
	Fill      string            `toml:"fill"`
	Offer     int               `toml:"offer_hours"`
	Correct   int               `toml:"correction_days"`
	Reasons   []Rejection       `toml:"reason"`
	Answers   []Answer          `toml:"answer"`
	Papers    Papers            `toml:"papers"`
	SMS       SMS               `toml:"sms"`
	Templates []Template        `toml:"template"`
	Groups    []Group           `toml:"group"`
}

// week is opening hours as people write them: "08.00-11.30, 13.00-14.00"; a day left out is shut.
type week struct {
	Sunday    string `toml:"sunday"`
	Monday    string `toml:"monday"`
	Tuesday   string `toml:"tuesday"`
	Wednesday string `toml:"wednesday"`
	Thursday  string `toml:"thursday"`
	Friday    string `toml:"friday"`
	Saturday  string `toml:"saturday"`
}

// announce is the rules for announcements.
type announce struct {
	Hours    string `toml:"hours"`
	Second   int    `toml:"second_yes"`
	Text     int    `toml:"text"`
	SMSLimit int    `toml:"sms_per_day"`
	Price    int    `toml:"sms_price"`
	Currency string `toml:"currency"`
}

type quota struct {
	From     toml.LocalDate `toml:"from"`
	Places   int            `toml:"places"`
	Services map[string]int `toml:"services"`
	Kept     int            `toml:"kecamatan"`
	Release  string         `toml:"kecamatan_until"`
}

// pickup is how many papers are fetched, in an hour and on a day, and when their holders are reminded.
type pickup struct {
	Hour      int    `toml:"per_hour"`
	Day       int    `toml:"per_day"`
	Remind    string `toml:"reminder"`
	Kecamatan struct {
		Hour int `toml:"per_hour"`
		Day  int `toml:"per_day"`
	} `toml:"kecamatan"`
}

// office reads office.toml: the embedded one, and over it the office's own, if there is one.
func (l *load) office(base, over *file) (*Office, []Group) {
	var raw officeFile
	if !l.decode(base, &raw) {
		return nil, nil
	}
	f := base
	if over != nil {
		if !l.overlay(over, &raw) {
			return nil, nil
		}
		f = over
	}
	if !slices.Contains(raw.Languages, "id") {
		l.fault(f, "languages", "languages lacks \"id\": Indonesian is what everything falls back on")
		return nil, nil
	}
	o := &Office{
		Letter: raw.Letter, Name: raw.Name, ShortName: raw.ShortName, Address: raw.Address, ZoneLabel: raw.ZoneLabel,
		Languages: raw.Languages, Wording: raw.Wording, Officer: raw.Officer, DPO: raw.DPO, WriteTo: raw.WriteTo,
		Limits: raw.Limits, Papers: raw.Papers,
	}
	o.SMS = l.sms(f, raw.SMS, o)
	l.checkOffice(f, o)
	zone, err := time.LoadLocation(raw.Zone)
	if err != nil || raw.Zone == "" || raw.Zone == "Local" {
		l.fault(f, "zone", "unknown time zone %q: write a name like Asia/Jakarta, Asia/Makassar or Asia/Jayapura", raw.Zone)
		zone = time.UTC
	}
	o.Zone = zone
	o.Calendar = &core.Calendar{
		Zone:     zone,
		Counter:  l.week(f, "counter", raw.Counter),
		Intake:   l.week(f, "intake", raw.Intake),
		Closures: l.closures(f, raw.Closures, o.Languages),
		Quotas:   l.quotas(f, raw.Quotas),
	}
	o.Announce = l.announce(f, raw.Announce)
	o.Life = l.life(f, raw)
	o.Answers = l.answers(f, raw.Answers, o.Languages)
	o.Templates = l.templates(f, raw.Templates, o.Languages)
	l.groups(f, raw.Groups, o.Languages)
	return o, raw.Groups
}

func (l *load) checkOffice(f *file, o *Office) {
	if len(o.Letter) != 1 || o.Letter[0] < 'A' || o.Letter[0] > 'Z' {
		l.fault(f, "letter", "the letter of tickets is %q: use one of A to Z", o.Letter)
	}
	if l.short(f, "zone_label", o.ZoneLabel, shortZone); o.ZoneLabel == "" {
		l.fault(f, "zone_label", "zone_label is empty: write what people call the zone, as in WIB")
	}
	if o.Wording == "" {
		l.fault(f, "wording", "wording is empty: name the version of the texts people consent to, as in 2020-03")
	}
	if l.short(f, "officer.phone", o.Officer.Phone, shortPhone); o.Officer.Phone == "" {
		l.fault(f, "officer.phone", "the officer has no phone: write the number that citizens may call")
	}
	if l.plain(f, "dpo.contact", o.DPO.Contact); o.DPO.Contact == "" {
		l.fault(f, "dpo.contact", "the data protection officer has no contact: write a phone number or e-mail address")
	}
	l.translated(f, "name", o.Name, o.Languages)
	l.translated(f, "short_name", o.ShortName, o.Languages)
	l.shortEnough(f, "short_name", o.ShortName, shortOffice)
	l.translated(f, "address", o.Address, o.Languages)
	l.translated(f, "officer.hours", o.Officer.Hours, o.Languages)
	l.translated(f, "dpo.name", o.DPO.Name, o.Languages)
	l.sendable(f, "address", o.Address)
	l.sendable(f, "officer.hours", o.Officer.Hours)
	l.sendable(f, "dpo.name", o.DPO.Name)
	l.sendable(f, "write_to", o.WriteTo)
	l.within(f, "limits.ahead", o.Limits.Ahead, 0, 30)
	l.within(f, "limits.niks_per_day", o.Limits.NIKsPerDay, 1, 100)
	l.within(f, "limits.burst", o.Limits.Burst, 2, 1000)
	l.within(f, "limits.burst_seconds", o.Limits.BurstSeconds, 1, 3600)
	l.within(f, "limits.keep_words_days", o.Limits.KeepWordsDays, 1, 365)
	l.within(f, "limits.keep_letters_days", o.Limits.KeepLettersDays, 7, 3650)
	l.within(f, "papers.pages", o.Papers.Pages, 1, 50)
	l.within(f, "papers.most", o.Papers.Most, 1, 200)
	if o.Papers.Pages > o.Papers.Most {
		l.fault(f, "papers.pages", "one requirement may have %d files, the whole request %d: allow the request more", o.Papers.Pages, o.Papers.Most)
	}
	l.within(f, "papers.keep_days", o.Papers.KeepDays, 0, 3650)
}

func (l *load) announce(f *file, raw announce) core.NoticeRules {
	hours, err := parseHours(raw.Hours)
	switch {
	case err != nil:
		l.fault(f, "announce.hours", "announce.hours: %v", err)
	case hours.Shut():
		l.fault(f, "announce.hours", "announcements leave at no hour: write hours = \"08.00-20.00\"")
	}
	l.within(f, "announce.second_yes", raw.Second, 0, 100_000_000)
	l.within(f, "announce.text", raw.Text, 1, mostText)
	l.within(f, "announce.sms_per_day", raw.SMSLimit, 0, 100_000_000)
	l.within(f, "announce.sms_price", raw.Price, 0, 1_000_000)
	l.plain(f, "announce.currency", raw.Currency)
	return core.NoticeRules{Hours: hours, Second: raw.Second, Text: raw.Text, SMSLimit: raw.SMSLimit, Price: raw.Price, Currency: raw.Currency}
}

// mostText leaves room in one Telegram message (4,096 UTF-16 units) for who speaks and how to stop.
const mostText = 3500

func (l *load) groups(f *file, groups []Group, langs []string) {
	codes := make([]string, len(groups))
	for i, g := range groups {
		codes[i] = g.Code
	}
	l.codes(f, "group", "KTP", codes)
	for i, g := range groups {
		key := fmt.Sprintf("group.%d", i)
		l.translated(f, key+".name", g.Name, langs)
		l.translated(f, key+".short", g.Short, langs)
		l.shortEnough(f, key+".short", g.Short, shortName)
	}
}

// dateOf is a date of a TOML file; none when it was not written.
func dateOf(d toml.LocalDate) core.Date {
	return core.Date{Year: d.Year, Month: time.Month(d.Month), Day: d.Day}
}
