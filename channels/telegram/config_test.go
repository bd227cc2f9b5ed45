package telegram

import (
	"strings"
	"testing"

	"loket/core"
)

func TestConfig(t *testing.T) {
	good := Config{Token: "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}
	hook := good
	hook.Mode, hook.Secret, hook.PublicURL = ByWebhook, secret, "https://loket.example"
	for name, c := range map[string]struct {
		from   Config
		change func(*Config)
		says   string // "": taken
	}{
		"poll":             {good, func(*Config) {}, ""},
		"webhook":          {hook, func(*Config) {}, ""},
		"no token":         {good, func(c *Config) { c.Token = "" }, "LOKET_TELEGRAM_TOKEN"},
		"odd token":        {good, func(c *Config) { c.Token = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x:y" }, "LOKET_TELEGRAM_TOKEN"},
		"odd mode":         {good, func(c *Config) { c.Mode = "push" }, `LOKET_TELEGRAM_MODE is "push": poll and webhook are accepted`},
		"odd api":          {good, func(c *Config) { c.API = "api.telegram.org" }, "LOKET_TELEGRAM_API"},
		"api with user":    {good, func(c *Config) { c.API = "https://u:p@api.telegram.org" }, "LOKET_TELEGRAM_API"},
		"own api":          {good, func(c *Config) { c.API = "http://bot-api:8081/x/" }, ""},
		"negative rate":    {good, func(c *Config) { c.Rate = -1 }, "LOKET_TELEGRAM_RATE"},
		"no secret":        {hook, func(c *Config) { c.Secret = "" }, "LOKET_TELEGRAM_SECRET"},
		"odd secret":       {hook, func(c *Config) { c.Secret = "spaces are odd" }, "LOKET_TELEGRAM_SECRET"},
		"no public url":    {hook, func(c *Config) { c.PublicURL = "" }, "LOKET_PUBLIC_URL"},
		"plain public url": {hook, func(c *Config) { c.PublicURL = "http://loket.example" }, "LOKET_PUBLIC_URL"},
		"this machine":     {hook, func(c *Config) { c.PublicURL = "http://127.0.0.1:8080" }, ""},
		"odd command":      {good, func(c *Config) { c.Commands = []Command{{"data saya", "x"}} }, `"data saya"`},
		"bare command":     {good, func(c *Config) { c.Commands = []Command{{"daftar", ""}} }, `"daftar"`},
	} {
		c.change(&c.from)
		_, err := New(c.from)
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v", name, err)
		case err != nil:
			discreet(t, name, err.Error(), "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "spaces", "u:p@")
		}
	}
}

func TestLimits(t *testing.T) {
	for rate, workers := range map[float64]int{0.5: 8, 30: 30, 1000: 128, 10_000: 128} {
		c, err := New(Config{Token: "1:a", Rate: rate})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := c.Limits(), (core.Limits{Buttons: 100, Rate: rate, Chat: 1, Group: 20.0 / 60, Text: 4096, Edits: true, Contact: true, Media: true, Workers: workers}); got != want {
			t.Errorf("rate %v: %+v", rate, got)
		}
		if c.Name() != "telegram" || c.Account() != "telegram:1" {
			t.Errorf("%s %s", c.Name(), c.Account())
		}
	}
}
