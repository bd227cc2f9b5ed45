package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/channels/channeltest/minitwilio"
	"loket/storage/storagetest"
)

// TestProbes looks at what probes see: alive, ready, counted; and not ready when the database is away.
func TestProbes(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	office := serve(t, p.env...)
	p.deliver(office)
	if code, body := office.get("/healthz"); code != 200 || body != "ok\n" {
		t.Errorf("healthz: %d %q", code, body)
	}
	ready := func() (is readiness, code int) {
		code, body := office.get("/readyz")
		if err := json.Unmarshal([]byte(body), &is); err != nil {
			t.Fatalf("readyz: %v: %s", err, body)
		}
		return is, code
	}
	if r := p.tw.Text("+6281234567890", "halo"); r.Status != 200 {
		t.Fatalf("the hook answered %d: %v", r.Status, r.Err)
	}
	p.tw.WaitSent(t, "+6281234567890", 1, 10*time.Second)
	until(t, 10*time.Second, "both accounts are held and Twilio was in contact", func() bool {
		is, code := ready()
		return code == 200 && is.Ready && len(is.Channels) == 2 && is.Channels[0].Holding && is.Channels[1].Contact != nil
	})
	if r := p.tw.Deliver(minitwilio.Inbound{From: "+6281234567890", Body: "halo", Forgery: minitwilio.WrongKey}); r.Status != http.StatusForbidden {
		t.Errorf("a forged webhook was answered %d", r.Status)
	}
	_, metrics := office.get("/metrics")
	for _, want := range []string{`loket_messages_total{outcome="handled"} 1`, `outcome="sent"} 1`, "loket_trays_total 1", "go_goroutines"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if strings.Contains(metrics, "81234567890") || strings.Contains(office.log.String(), "81234567890") {
		t.Error("a citizen's number stands in the metrics or in the log")
	}
	if code, _ := office.get("/"); code != 200 {
		t.Errorf("/ answers %d", code)
	}
	if code, _ := office.get("/nowhere"); code != 404 {
		t.Errorf("/nowhere answers %d", code)
	}
	cmd := exec.Command("loket", "healthcheck", "--listen", strings.TrimPrefix(office.url, "http://"))
	cmd.Env = clean()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("healthcheck: %v: %s", err, out)
	}
}

// TestProfiles asks for them: they are shown at their own address and nowhere else.
func TestProfiles(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	at := "127.0.0.1:" + freePort(t)
	office := serve(t, append(p.env, "LOKET_PPROF="+at)...)
	for page, want := range map[string]int{"/debug/pprof/": 200, "/debug/pprof/heap": 200, "/debug/pprof/cmdline": 200, "/metrics": 404, "/hooks/twilio": 404} {
		if code := knockAt(t, http.MethodGet, "http://"+at+page); code != want {
			t.Errorf("%s is answered %d at the address of profiles", page, code)
		}
	}
	if code, _ := office.get("/debug/pprof/"); code != 404 {
		t.Errorf("the office's own address answers %d", code)
	}
}

// TestWebhookMode lets Telegram bring its updates.
func TestWebhookMode(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	listen := "127.0.0.1:" + freePort(t)
	p.tg.Route(publicURL, "http://"+listen)
	p.tg.Redeliver(2, true)
	serve(t, append(p.env, "LOKET_TELEGRAM_MODE=webhook", "LOKET_TELEGRAM_SECRET=rahasia", "LOKET_LISTEN="+listen)...)
	p.tg.Say(81234, "halo")
	if sent := p.tg.WaitSent(t, 81234, 1, 10*time.Second); !strings.Contains(sent[0].Text, "TUTUP") {
		t.Errorf("halo was answered with %q", sent[0].Text)
	}
	answer, err := http.Post("http://"+listen+"/hooks/telegram", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("a webhook without the secret was answered %d", answer.StatusCode)
	}
}

// TestTakeover kills the process that holds the accounts: the other one speaks and listens within ten seconds.
func TestTakeover(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["postgres"](t))
	first := serve(t, p.env...)
	until(t, 10*time.Second, "the first process holds the bot", func() bool { return strings.Contains(first.log.String(), `"account":"telegram:`) })
	serve(t, p.env...)
	p.tg.Say(1, "halo")
	p.tg.WaitSent(t, 1, 1, 10*time.Second)
	first.kill()
	began := time.Now()
	p.tg.Say(2, "halo")
	p.tg.WaitSent(t, 2, 1, 10*time.Second)
	t.Logf("answered %s after the holder's death", time.Since(began).Round(time.Millisecond))
	if n := p.tg.Conflicts(); n > 0 {
		t.Errorf("two pollers met %d times", n)
	}
}

// TestRefusedToken starts with a token that Telegram does not know: one sentence, and nothing is made.
func TestRefusedToken(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	folder := t.TempDir()
	_, err := launch(t, append(p.env, "LOKET_TELEGRAM_TOKEN=1:refused", "LOKET_DATABASE_URL=sqlite:"+folder+"/o.db", "LOKET_KEY_FILE=")...)
	if err == nil || !strings.Contains(err.Error(), "LOKET_TELEGRAM_TOKEN") || strings.Contains(err.Error(), "1:refused") {
		t.Errorf("a refused token: %v", err)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("the refused start made %v", left)
	}
}

// TestSecondSignal asks twice: the second time means now.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	p.tw.Set(func(k *minitwilio.Knobs) { k.Chance = map[minitwilio.Fault]float64{minitwilio.Hang: 1} })
	office := serve(t, p.env...)
	p.deliver(office)
	p.tw.Text("+6281234567890", "halo")
	until(t, 10*time.Second, "a call hangs", func() bool { return p.tw.Counts().Calls > 0 })
	for range 2 {
		_ = office.cmd.Process.Signal(syscall.SIGTERM)
		time.Sleep(200 * time.Millisecond)
	}
	select {
	case <-office.done:
	case <-time.After(3 * time.Second):
		t.Error("the second signal did not end the process")
	}
}

// TestTranscripts is the third stage: the program replays every transcript to the same bytes.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../core/dialog/testdata/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		loket(t, nil, "chat", "--replay", file) // fails if a byte differs
	}
}

// TestDatabaseAway starts while the database is not there yet: the office waits with a message, tells probes and providers so,
// and opens when it comes.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	there, err := url.Parse(storagetest.EmptyPostgres(t))
	if err != nil {
		t.Fatal(err)
	}
	p := newProviders(t, there.String())
	late, port := *there, freePort(t)
	late.Host = "127.0.0.1:" + port
	listen := "127.0.0.1:" + freePort(t)
	office := begin(t, append(p.env, "LOKET_DATABASE_URL="+late.String(), "LOKET_LISTEN="+listen)...)
	until(t, 20*time.Second, "it waits for the database", func() bool { return strings.Contains(office.log.String(), "the database is away; waiting for it") })
	for _, ask := range []struct {
		method, path string
		want         int
	}{{"GET", "/healthz", 200}, {"GET", "/readyz", 503}, {"POST", "/hooks/twilio", 503}} {
		if code := knockAt(t, ask.method, "http://"+listen+ask.path); code != ask.want {
			t.Errorf("%s answers %d before the database is there", ask.path, code)
		}
	}
	bridge(t, "127.0.0.1:"+port, there.Host)
	if err := office.listening(); err != nil {
		t.Fatal(err)
	}
	if log := office.log.String(); strings.Contains(log, there.User.String()) {
		t.Errorf("the log says how to open the database:\n%s", log)
	}
	if code, _ := office.get("/readyz"); code != 200 {
		t.Errorf("readyz answers %d", code)
	}
	office.stop()
}

// bridge carries connections from one address to another.
func bridge(t *testing.T, from, to string) {
	t.Helper()
	l, err := net.Listen("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); out.Close() }()
			go func() { _, _ = io.Copy(in, out); in.Close() }()
		}
	}()
}

// TestDifferentFiles gives one replica other office files: it says so.
func TestDifferentFiles(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte("[limits]\nniks_per_day = 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const warning = "another replica has other office files"
	same, alike := serve(t, p.env...), serve(t, p.env...)
	other := serve(t, append(p.env, "LOKET_OFFICE="+folder)...)
	until(t, 10*time.Second, "the other one warns", func() bool { return strings.Contains(other.log.String(), warning) })
	if strings.Contains(same.log.String()+alike.log.String(), warning) {
		t.Error("replicas with the same files warn")
	}
}
