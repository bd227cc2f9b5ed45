package main

import (
	"errors"
	"log/slog"
	"strings"

	"loket/channels/smsgate"
	"loket/channels/telegram"
	"loket/channels/twilio"
	"loket/core"
	"loket/core/catalog"
)

// channels is the list of what the office can speak through. Each is on when its credentials are present; then open makes
// it, calling nobody. A new channel is its folder and its line here.
var channels = []struct {
	on   func(*Wires) bool
	open func(*Wires, tools) ([]core.Channel, error)
}{
	{func(w *Wires) bool { return w.TelegramToken != "" }, one(openTelegram)},
	{func(w *Wires) bool {
		return w.SMSFrom != "" || w.WhatsAppFrom == "" && (w.TwilioAccountSID != "" || w.TwilioAuthToken != "")
	}, one(openSMS)},
	{func(w *Wires) bool { return w.WhatsAppFrom != "" }, one(openWhatsApp)},
	{func(w *Wires) bool { return w.SMSGateURL != "" || w.SMSGateSigningKey != "" }, openPhones},
}

// one opens a single channel.
func one[C core.Channel](open func(*Wires, tools) (C, error)) func(*Wires, tools) ([]core.Channel, error) {
	return func(w *Wires, t tools) ([]core.Channel, error) {
		ch, err := open(w, t)
		return []core.Channel{ch}, err
	}
}

// tools are what a channel is handed.
type tools struct {
	cat   *catalog.Catalog
	log   *slog.Logger
	count func(channel string) func(what string)
}

func openTelegram(w *Wires, t tools) (core.Channel, error) {
	return telegram.New(telegram.Config{
		Token: w.TelegramToken, Mode: w.TelegramMode, Secret: w.TelegramSecret, PublicURL: w.PublicURL,
		API: w.TelegramAPI, Rate: perSecond(w.TelegramRate), Log: t.log, Count: t.count(core.TelegramChannel),
		Commands: menu(t.cat, inChats), GroupCommands: menu(t.cat, inGroups),
	})
}

func openSMS(w *Wires, t tools) (core.Channel, error) { return twilio.New(w.twilio(t)) }

func openWhatsApp(w *Wires, t tools) (core.Channel, error) { return twilio.NewWhatsApp(w.twilio(t)) }

// twilio is the settings of both channels of a Twilio account.
func (w *Wires) twilio(t tools) twilio.Config {
	c := twilio.Config{
		AccountSID: w.TwilioAccountSID, AuthToken: w.TwilioAuthToken, APIKey: w.TwilioAPIKey, APISecret: w.TwilioAPISecret,
		API: w.TwilioAPI, ContentAPI: w.TwilioContentAPI, PublicURL: w.PublicURL, Log: t.log,
		From: w.SMSFrom, Rate: perSecond(w.SMSRate), WhatsAppFrom: w.WhatsAppFrom, WhatsAppRate: perSecond(w.WhatsAppRate),
		Count: func(channel, what string) { t.count(channel)(what) },
	}
	var choose []string
	for _, lang := range t.cat.Office.Languages {
		choose = append(choose, t.cat.Text(lang, "button.choose", false, nil))
		for _, kind := range catalog.TemplateKinds {
			known := twilio.Template{Kind: kind, Lang: lang}
			for _, one := range t.cat.Office.Templates {
				if one.Kind == kind && one.Lang == lang {
					known.SID, known.Variables, known.Longest = one.SID, one.Variables, one.Longest()
				}
			}
			c.Templates = append(c.Templates, known)
		}
	}
	c.Choose = strings.Join(choose, " / ")
	return c
}

// openPhones opens the SIMs of the office's own phones.
func openPhones(w *Wires, t tools) (all []core.Channel, err error) {
	c := smsgate.Config{URL: w.SMSGateURL, User: w.SMSGateUser, Password: w.SMSGatePassword, SigningKey: w.SMSGateSigningKey, PublicURL: w.PublicURL,
		Rate: perSecond(w.SMSGateRate), Log: t.log, Count: t.count(core.SMSChannel)}
	for _, p := range t.cat.Office.SMS.Phones {
		c.Phones = append(c.Phones, smsgate.Phone{Name: p.Name, Device: p.Device, SIM: p.SIM, Number: p.E164(), Rate: p.Rate, URL: p.URL})
	}
	sims, err := smsgate.New(c)
	for _, sim := range sims {
		all = append(all, sim)
	}
	return all, err
}

// errNoChannel is what serve says of an office that nobody could write to.
var errNoChannel = errors.New("no channel is on: set LOKET_TELEGRAM_TOKEN, or LOKET_TWILIO_ACCOUNT_SID, LOKET_TWILIO_AUTH_TOKEN and " +
	"LOKET_SMS_FROM or LOKET_WHATSAPP_FROM, or LOKET_SMSGATE_URL; `loket demo` opens an office that needs none")

// open makes every channel that is on.
func (w *Wires) open(t tools) (all []core.Channel, err error) {
	for _, c := range channels {
		if !c.on(w) {
			continue
		}
		ch, wrong := c.open(w, t)
		if wrong != nil {
			err = errors.Join(err, wrong)
			continue
		}
		all = append(all, ch...)
	}
	return all, errors.Join(err, unset(t.cat.Office.SMS, all))
}

// entry is a command of a menu: a word people may write, and the button's label for it.
type entry struct{ words, label string }

var (
	inChats = []entry{{"words.register", "button.apply"}, {"words.status", "button.status"}, {"words.terms", "button.terms"},
		{"words.officer", "button.officer"}, {"words.menu", "button.menu"}}
	inGroups = []entry{{"words.follow", "button.follow"}, {"words.unfollow", "button.unfollow"}}
)

// menu is a list of commands that Telegram's apps show.
func menu(cat *catalog.Catalog, entries []entry) (all []telegram.Command) {
	lang := cat.Office.Languages[0]
	for _, c := range entries {
		word, _, _ := strings.Cut(cat.Text(lang, c.words, false, nil), ",")
		all = append(all, telegram.Command{Word: strings.TrimSpace(word), Text: cat.Text(lang, c.label, false, nil)})
	}
	return all
}
