package main

import (
	"errors"
	"log/slog"
	"strings"

	"loket/channels/telegram"
	"loket/channels/twilio"
	"loket/core"
	"loket/core/catalog"
)

// channels is the list of what the office can speak through. Each is on when its credentials are present; then open makes
// it, calling nobody. A new channel is its folder and its line here.
var channels = []struct {
	on   func(*Wires) bool
	open func(*Wires, tools) (core.Channel, error)
}{
	{func(w *Wires) bool { return w.TelegramToken != "" }, openTelegram},
	{func(w *Wires) bool {
		return w.SMSFrom != "" || w.WhatsAppFrom == "" && (w.TwilioAccountSID != "" || w.TwilioAuthToken != "")
	}, openSMS},
	{func(w *Wires) bool { return w.WhatsAppFrom != "" }, openWhatsApp},
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
					known.SID, known.Variables = one.SID, one.Variables
				}
			}
			c.Templates = append(c.Templates, known)
		}
	}
	c.Choose = strings.Join(choose, " / ")
	return c
}

// errNoChannel is what serve says of an office that nobody could write to.
var errNoChannel = errors.New("no channel is on: set LOKET_TELEGRAM_TOKEN, or LOKET_TWILIO_ACCOUNT_SID, LOKET_TWILIO_AUTH_TOKEN and " +
	"LOKET_SMS_FROM or LOKET_WHATSAPP_FROM; `loket demo` opens an office that needs none")

// open makes every channel that is on.
func (w *Wires) open(t tools) (all []core.Channel, err error) {
	for _, v := range variables(w) {
		if v.later && v.field.String() != "" {
			t.log.Warn("this version has no such channel yet; the setting does nothing", "variable", v.name)
		}
	}
	for _, c := range channels {
		if !c.on(w) {
			continue
		}
		ch, wrong := c.open(w, t)
		if wrong != nil {
			err = errors.Join(err, wrong)
			continue
		}
		all = append(all, ch)
	}
	return all, err
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
