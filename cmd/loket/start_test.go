package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/channels/channeltest/minitwilio"
	"loket/storage/storagetest"
)

// TestRefusedBesideAnother starts a second process that is refused, for its key file is another office's. It has changed
// nothing for the one that serves the bot.
func TestRefusedBesideAnother(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	listen := "127.0.0.1:" + freePort(t)
	p.tg.Route(publicURL, "http://"+listen)
	serve(t, append(p.env, "LOKET_TELEGRAM_MODE=webhook", "LOKET_TELEGRAM_SECRET=rahasia", "LOKET_LISTEN="+listen)...)
	p.tg.Say(1, "halo")
	p.tg.WaitSent(t, 1, 1, 10*time.Second)
	foreign := filepath.Join(t.TempDir(), "foreign.key")
	loket(t, nil, "key", "new", "--key-file", foreign)
	if _, err := launch(t, append(p.env, "LOKET_KEY_FILE="+foreign)...); err == nil {
		t.Fatal("a foreign key file was taken")
	}
	if n := p.tg.Count("deleteWebhook"); n != 0 {
		t.Errorf("who was refused has ended the webhook %d times", n)
	}
	p.tg.Say(2, "halo")
	p.tg.WaitSent(t, 2, 1, 10*time.Second)
}

// TestSlowProvider starts an office that is there already while Telegram does not say whether it knows the bot: who writes by SMS
// does not wait for it, but nobody is told that the office is ready.
func TestSlowProvider(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	serve(t, p.env...).stop()
	p.tg.Next("getMe", minitelegram.SilentBefore())
	office := serve(t, p.env...)
	p.deliver(office)
	if r := p.tw.Text("+6281234567890", "halo"); r.Status != 200 {
		t.Errorf("the hook answered %d: %v", r.Status, r.Err)
	}
	code, body := office.get("/readyz")
	if strings.Contains(office.log.String(), "not reached yet") {
		t.Error("whoever wrote waited for Telegram")
	} else if code != 503 {
		t.Errorf("readyz before Telegram has answered: %d %s", code, body)
	}
	p.tw.WaitSent(t, "+6281234567890", 1, 15*time.Second)
	until(t, 10*time.Second, "the office is ready", func() bool { code, _ := office.get("/readyz"); return code == 200 })
}

// TestRefusedLater starts an office that is there already with a token that Telegram does not know: it ends all the same.
func TestRefusedLater(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	serve(t, p.env...).stop()
	office := begin(t, append(p.env, "LOKET_TELEGRAM_TOKEN=1:refused")...)
	_ = office.listening() // it may, or may not, before Telegram has answered
	select {
	case <-office.done:
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on")
	}
	if log := office.log.String(); office.err == nil || !strings.Contains(log, "LOKET_TELEGRAM_TOKEN") || strings.Contains(log, "1:refused") {
		t.Errorf("it ended with %v: %s", office.err, log)
	}
	if strings.Contains(office.log.String(), `"account":"telegram:1"`) {
		t.Error("it spoke for a bot that it was refused")
	}
}

// TestReadyWhileWriting has another process write to an SQLite office for a while: ours can still take messages, soon.
func TestReadyWhileWriting(t *testing.T) {
	t.Parallel()
	database := databases["sqlite"](t)
	p := newProviders(t, database)
	office := serve(t, p.env...)
	db, err := storagetest.Raw(database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2500 * time.Millisecond) // until the office has asked for its leases and waits
	if code, body := office.get("/readyz"); code != 200 {
		t.Errorf("readyz: %d %s", code, body)
	}
	if _, err := other.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Error(err)
	}
}

// TestIgnoredIsCounted edits a message, which makes no second one of it.
func TestIgnoredIsCounted(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	office := serve(t, p.env...)
	message := p.tg.Say(1, "halo")
	p.tg.WaitSent(t, 1, 1, 10*time.Second)
	p.tg.Edit(1, message, "daftar")
	until(t, 10*time.Second, "the edit is counted", func() bool {
		_, metrics := office.get("/metrics")
		return strings.Contains(metrics, `loket_ignored_total{channel="telegram",reason="edited"} 1`)
	})
}

// TestNewFiles closes an office and opens it again with other files: nobody is there to differ from.
func TestNewFiles(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte("[limits]\nniks_per_day = 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	serve(t, p.env...).stop()
	second := serve(t, append(p.env, "LOKET_OFFICE="+folder)...)
	until(t, 10*time.Second, "it serves", func() bool { return strings.Contains(second.log.String(), "now serves") })
	second.stop()
	if strings.Contains(second.log.String(), "other office files") {
		t.Error("it warns of a replica that is gone")
	}
}

// TestChangedNumber changes the sender while a letter waits: the operator hears of it, and the former number, served again
// beside the new one, sends it.
func TestChangedNumber(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	p.tw.Set(func(k *minitwilio.Knobs) {
		k.Chance, k.RetryAfter = map[minitwilio.Fault]float64{minitwilio.TooMany: 1}, 1
	})
	first := serve(t, p.env...)
	p.deliver(first)
	if r := p.tw.Text("+6281300000002", "halo"); r.Status != 200 {
		t.Fatalf("the hook answered %d", r.Status)
	}
	first.stop()
	p.tw.Set(func(k *minitwilio.Knobs) { k.Chance = nil })
	changed := serve(t, append(p.env, "LOKET_SMS_FROM=+15005550007")...)
	until(t, 10*time.Second, "the operator is told", func() bool {
		return strings.Contains(changed.log.String(), `"account":"sms:+15005550006","owed":1,"sending":0,"doubt":0`)
	})
	if code, body := changed.get("/readyz"); code != 200 || !strings.Contains(body, `"unserved":[{"account":"sms:+15005550006","owed":1,"sending":0,"doubt":0}]`) {
		t.Errorf("readyz: %d %s", code, body)
	}
	if _, metrics := changed.get("/metrics"); !strings.Contains(metrics, `loket_letters_unserved{account="sms:+15005550006",state="owed"} 1`) {
		t.Error("no metric tells of it")
	}
	serve(t, p.env...)
	p.tw.WaitSent(t, "+6281300000002", 1, 15*time.Second)
}

// knockAt asks a process that does not say yet where it listens.
func knockAt(t *testing.T, method, address string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// TestNoHolidays starts the office in a year of which no holidays are known, and in one of which some are: the log warns of the
// first.
func TestNoHolidays(t *testing.T) {
	t.Parallel()
	const warning = "no holidays are known of a year"
	for year, warned := range map[string]bool{"2031": true, "2020": false} {
		p := newProviders(t, storagetest.SQLite(t))
		p.env = append(p.env, "LOKET_CLOCK="+year+"-03-03T09:00:00+07:00")
		running := serve(t, p.env...)
		p.deliver(running)
		if warned {
			until(t, 20*time.Second, "the log warns of "+year, func() bool { return strings.Contains(running.log.String(), warning) })
		} else if p.file(t, 1); strings.Contains(running.log.String(), warning) { // what is due at the start was done long ago
			t.Errorf("the log warns of %s", year)
		}
		running.stop()
	}
}
