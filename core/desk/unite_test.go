package desk_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// writes is a message of chat n, or of phone n.
func writes(from core.Address, id, text string) core.Inbound {
	account := gateway
	if from.Channel == core.TelegramChannel {
		account = bot
	}
	return core.Inbound{ID: from.Channel + from.ID + id, Account: account, From: from, Text: text}
}

var inCode = regexp.MustCompile(`Kode ([A-Z2-9]{6}) `)

// codeTo is the code in the last of some letters to an address.
func codeTo(t testing.TB, ls []core.Letter, to core.Address) (code string) {
	t.Helper()
	for _, l := range ls {
		if m := inCode.FindStringSubmatch(l.Message.Text); m != nil && l.To == to {
			code = m[1]
		}
	}
	if code == "" {
		t.Fatal("no code was sent")
	}
	return code
}

// Two addresses prove each other at one moment, on two replicas: they are one person, who has everything, and each hears of it.
func TestUniteAtOnce(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		replicas := []*hall{newHall(t, address), newHall(t, address)}
		h := replicas[0]
		for n := 1; n <= 4; n++ {
			by, sms := core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+6281255100%03d", n)}, phone(n)
			h.hear(writes(sms, "f", filing(n).Text), writes(by, "f", filing(n+50).Text),
				writes(sms, "l", "HUBUNGKAN "+by.ID), writes(by, "l", "HUBUNGKAN "+sms.ID))
			h.catchUp()
			ls := h.leave(gateway, 99)
			h.hear(writes(sms, "c", codeTo(t, ls, by)), writes(by, "c", codeTo(t, ls, sms)))
			var both sync.WaitGroup
			for _, r := range replicas {
				both.Go(func() {
					if err := r.CatchUp(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			h.catchUp()
			told := map[core.Address][]string{}
			for _, l := range h.leave(gateway, 99) {
				told[l.To] = append(told[l.To], l.Message.Text)
			}
			united := 0
			for _, texts := range told {
				for _, text := range texts {
					if strings.Contains(text, "kini terhubung:") {
						united++
					}
				}
			}
			if united != 1 || len(told[sms])+len(told[by]) != 3 { // one of them, that it was done; the other, that it was, and that it was already
				t.Errorf("told %d times: %q", united, told)
			}
			err := h.store.Tx(t.Context(), func(tx core.Tx) error {
				ps, err := tx.People([]core.Address{sms, by})
				if err != nil {
					return err
				}
				found, err := tx.Requests([]core.RequestQuery{{Person: ps[0].ID, Limit: 9}})
				if err == nil && n == 1 {
					dossier, err := h.Dossier(t.Context(), found[0][0].ID) // staff see what is one person's
					if err != nil || len(dossier.Ties) != 2 {
						t.Errorf("%d addresses, %v", len(dossier.Ties), err)
					}
				}
				if err != nil || ps[0].ID != ps[1].ID || len(found[0]) != 2 {
					return fmt.Errorf("people %d and %d, %d requests: %w", ps[0].ID, ps[1].ID, len(found[0]), err)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		trail, err := h.Trail(t.Context(), core.TrailQuery{What: "link addresses", Limit: 9}, dewi)
		if err != nil || len(trail) != 4 { // once for each pair
			t.Errorf("%d lines, %v", len(trail), err)
		}
	})
}

// What proves who somebody is stands in no log, and unsealed nowhere in the database; it is worth nothing to who did not ask for it.
func TestCodesAreSecret(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		var logged bytes.Buffer
		h := &hall{openAs(t, catalogue(), address, func(o *desk.Options, _ *desk.Engine) {
			o.Still, o.Log = true, slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
			o.Limits[core.TelegramChannel], o.Accounts[core.TelegramChannel] = core.Limits{Buttons: 100, Contact: true}, bot
		})}
		h.hear(filing(1), writes(chat(1), "l", "hubungkan "+phone(1).ID))
		h.catchUp()
		code := codeTo(t, h.leave(gateway, 9), phone(1))
		h.hear(writes(chat(2), "c", code))
		h.catchUp()
		if p, q := h.person(chat(2)), h.person(phone(1)); p.ID == q.ID {
			t.Error("somebody else has used the code")
		}
		h.hear(writes(chat(1), "c", code))
		h.catchUp()
		if p, q := h.person(chat(1)), h.person(phone(1)); p.ID != q.ID {
			t.Error("the code is worth nothing")
		}
		if text := logged.String(); strings.Contains(text, code) || strings.Contains(text, phone(1).ID[3:]) {
			t.Error("it stands in the log")
		}
		db, err := storagetest.Raw(address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, query := range []string{"SELECT cause FROM acts", "SELECT body FROM acts", "SELECT cause FROM letters", "SELECT body FROM letters", "SELECT talk FROM persons"} {
			var all [][]byte
			if err := db.Select(&all, query); err != nil {
				t.Fatal(err)
			}
			if whole := bytes.Join(all, nil); bytes.Contains(whole, []byte(code)) || bytes.Contains(whole, []byte(phone(1).ID[3:])) {
				t.Errorf("%s shows it", query)
			}
		}
	})
}

// person is who uses an address.
func (h *hall) person(a core.Address) (p core.Person) {
	h.Helper()
	if err := h.store.Tx(h.Context(), func(tx core.Tx) error {
		ps, err := tx.People([]core.Address{a})
		if err == nil {
			p = ps[0]
		}
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return p
}

// A code whose letters and figures were drawn alike is drawn again: else it would be taken for a number, or a word.
func TestCodesAreMixed(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		drawn := []string{"222222", "DAFTAR", "AB2CD3"}
		h := &hall{openAs(t, catalogue(), address, func(o *desk.Options, _ *desk.Engine) {
			o.Still, o.Secret = true, func(int) string { s := drawn[0]; drawn = drawn[1:]; return s }
		})}
		other := core.Address{Channel: core.SMSChannel, ID: "+6281255100001"}
		h.hear(writes(other, "l", "hubungkan "+phone(1).ID))
		h.catchUp()
		if code := codeTo(t, h.leave(gateway, 9), phone(1)); code != "AB2CD3" {
			t.Errorf("the code is %s", code)
		}
	})
}

// Who unites and parts again, and again, has no more codes sent, and files for no more people, than who does not: neither by parting their
// own address nor the other.
func TestPartingBoundsNothing(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		h := newHall(t, address)
		limit := catalogue().Office.Limits.NIKsPerDay
		for n := range limit {
			h.hear(writes(chat(1), fmt.Sprint("f", n), filing(n+1).Text))
		}
		proves := writes(chat(1), "proof", "")
		proves.Proves = phone(1)
		h.hear(proves)
		h.catchUp()
		h.hear(writes(chat(1), "part", "LEPAS"), writes(chat(1), "this", "1"))
		h.catchUp()
		if h.person(chat(1)).ID == h.person(phone(1)).ID {
			t.Fatal("they are one still")
		}
		h.leave(bot, 99)
		for i, from := range []core.Address{chat(1), phone(1)} {
			h.hear(writes(from, "more", filing(limit+i+1).Text))
			if p := h.person(from); len(p.Talk.Filed.NIKs) != limit {
				t.Errorf("%s: filed for %d", from.Channel, len(p.Talk.Filed.NIKs))
			}
			for n := range 9 {
				h.hear(writes(from, fmt.Sprint("ask", i, n), "HUBUNGKAN "+phone(20+10*i+n).ID))
				h.catchUp()
			}
			if asked := h.person(from).Talk.Asked.Count; asked > 3 {
				t.Errorf("%s: asked for %d codes", from.Channel, asked)
			}
		}
	})
}

// Two open forms become one: the answer that was offered to the other is none to this.
func TestUniteWithTwoForms(t *testing.T) {
	h := newHall(t, storagetest.SQLite(t))
	for _, from := range []core.Address{chat(1), phone(1)} {
		service := map[string]string{core.TelegramChannel: "akta lahir", core.SMSChannel: "ktp hilang"}[from.Channel]
		for i, text := range []string{"daftar", service, nik(1), "SITI AMINAH"} {
			h.hear(writes(from, fmt.Sprint("f", i), text))
		}
	}
	h.letters()
	proves := writes(chat(1), "proof", "")
	proves.Proves = phone(1)
	press := writes(phone(1), "press", "")
	press.Choice = fmt.Sprint("file:", h.person(phone(1)).Talk.Form.Serial)
	h.hear(proves)
	h.catchUp()
	for _, in := range []core.Inbound{press, writes(phone(1), "one", "1")} {
		h.hear(in)
		h.catchUp()
		if err := h.store.Tx(t.Context(), func(tx core.Tx) error {
			found, err := tx.Requests([]core.RequestQuery{{Person: h.personIn(tx, chat(1)).ID, Limit: 9}})
			if len(found[0]) != 0 {
				t.Errorf("%q: %q was filed", in.Choice+in.Text, found[0][0].Service)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	h.leave(gateway, 99)
	h.hear(writes(phone(1), "yes", "ya"))
	said := ""
	for _, l := range h.leave(gateway, 99) {
		said += l.Message.Text
	}
	if !strings.Contains(said, "Akta Kelahiran") {
		t.Errorf("the form that stayed is not shown: %q", said)
	}
}

// personIn is who uses an address, in a transaction.
func (h *hall) personIn(tx core.Tx, a core.Address) core.Person {
	ps, err := tx.People([]core.Address{a})
	if err != nil {
		h.Fatal(err)
	}
	return ps[0]
}
