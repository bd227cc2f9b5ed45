package phones

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
)

func TestBounds(t *testing.T) {
	c := NewCarrier(core.TelegramChannel, limits[core.TelegramChannel])
	for i := range 3 * longestThread {
		if _, err := c.Send(t.Context(), core.Letter{ID: int64(i), To: c.citizen.Address, Message: core.Message{Text: fmt.Sprint(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	bubbles, _ := c.shown()
	if len(bubbles) != longestThread || bubbles[longestThread-1].Text != fmt.Sprint(3*longestThread-1) {
		t.Errorf("%d messages are kept, the last of them %q", len(bubbles), bubbles[len(bubbles)-1].Text)
	}
	for range mostUnread {
		if err := c.Write("halo"); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Write("halo"); !errors.Is(err, ErrBusy) {
		t.Errorf("more than %d messages wait for the office: %v", mostUnread, err)
	}
}

// A press is heard as the token of the choice; what no message offers any more cannot be pressed.
func TestPress(t *testing.T) {
	for as, is := range limits {
		c := NewCarrier(as, is)
		offer := core.Letter{ID: 1, To: c.citizen.Address, Message: core.Message{Text: "Pilih.", Choices: []core.Choice{{Token: "a", Label: "Satu"}, {Token: "b", Label: "Dua"}}}}
		receipt, err := c.Send(t.Context(), offer)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Press("c"); !errors.Is(err, ErrChoice) {
			t.Errorf("%s: a choice that was not offered: %v", as, err)
		}
		if err := c.Press("b"); err != nil {
			t.Errorf("%s: %v", as, err)
		}
		bubbles, _ := c.shown()
		if bubbles[0].Pressed != "b" {
			t.Errorf("%s: the press is not seen", as)
		}
		if mine := len(bubbles) == 2 && bubbles[1].Text == "Dua"; mine == (as == core.TelegramChannel) {
			t.Errorf("%s: after a press there are %d messages", as, len(bubbles))
		}
		if as == core.TelegramChannel {
			if _, err := c.Send(t.Context(), core.Letter{ID: 2, To: c.citizen.Address, Edits: 1, Replaces: receipt, Message: core.Message{Text: "Sudah."}}); err != nil {
				t.Fatal(err)
			}
			if err := c.Press("b"); !errors.Is(err, ErrChoice) {
				t.Errorf("a choice of a message that was replaced: %v", err)
			}
		}
	}
}

// A button that asks for the number of the account tells it.
func TestPressForNumber(t *testing.T) {
	c := NewCarrier(core.TelegramChannel, limits[core.TelegramChannel])
	_, err := c.Send(t.Context(), core.Letter{ID: 1, To: c.citizen.Address, Message: core.Message{Text: "Hubungkan?",
		Choices: []core.Choice{{Token: "a", Label: "Kirim nomor saya", Contact: true}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Press("a"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := c.Poll(ctx, func(_ context.Context, in core.Inbound) error {
		if in.Choice != "" || in.Proves.ID != c.citizen.Number || in.Proves.Channel != core.SMSChannel {
			t.Errorf("heard %q, and a proof of %v", in.Choice, in.Proves)
		}
		cancel()
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// What many people write at once is all brought, each person's messages in order, and once each.
func TestOrder(t *testing.T) {
	c := NewCarrier(core.SMSChannel, limits[core.SMSChannel])
	const people, each = 40, 10
	for i := range each {
		for p := range people {
			c.hear(core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62%d", p)}, fmt.Sprint(i))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var heard [people]atomic.Int64
	var total atomic.Int64
	var all errgroup.Group
	all.Go(func() error {
		return c.Poll(ctx, func(_ context.Context, in core.Inbound) error {
			var p int
			_, _ = fmt.Sscanf(in.From.ID, "+62%d", &p)
			if got := heard[p].Add(1) - 1; in.Text != fmt.Sprint(got) {
				t.Errorf("message %s of person %d is heard as number %d", in.Text, p, got)
			}
			if total.Add(1) == people*each {
				cancel()
			}
			return nil
		})
	})
	if err := all.Wait(); err != nil || total.Load() != people*each {
		t.Errorf("%d of %d messages are heard: %v", total.Load(), people*each, err)
	}
}

// The crowd's NIKs are what core takes for a NIK, all different, and beyond those that are given; the citizens' too.
func TestCrowd(t *testing.T) {
	today := time.Date(2020, 3, 17, 8, 0, 0, 0, time.UTC)
	seen, from := map[string]bool{}, map[core.Address]bool{}
	for n := range 130 {
		people := crowd(n, []string{"KTP-HILANG", "KK-HILANG", "LAHIR"})
		if len(people) != CrowdSize {
			t.Fatalf("%d people", len(people))
		}
		for _, p := range people {
			if from[p.address] {
				t.Fatalf("two people of the crowd have one address")
			}
			from[p.address] = true
			parts := strings.Split(strings.TrimPrefix(p.says, "DAFTAR#"), "#")
			if len(parts) == 1 || len(parts[0]) == 15 {
				continue
			}
			nik, err := core.ParseNIK(parts[0], today)
			if err != nil || seen[parts[0]] || parts[0][12:] < "9000" {
				t.Fatalf("crowd %d: NIK of a serial number %s: %v, or it came before", n, nik.NIK.Last4(), err)
			}
			seen[parts[0]] = true
			if _, err := core.ParseName(parts[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range citizens {
		if nik, err := core.ParseNIK(c.NIK, today); err != nil || nik.NIK.Last4() < "9000" || seen[c.NIK] {
			t.Errorf("%s: NIK ***%s: %v", c.Name, nik.NIK.Last4(), err)
		}
	}
}
