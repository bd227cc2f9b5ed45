package minitelegram

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// A load test of the office must measure the office: this server has to be the fastest part of it.
func BenchmarkSendMessage(b *testing.B) {
	s := New(b, Lean())
	s.Users(1, 10_000)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	at := s.URL + "/bot" + s.Token + "/sendMessage"
	keyboard := `{"inline_keyboard":[[{"text":"Daftar","callback_data":"m:1"},{"text":"Bantuan","callback_data":"m:2"}]]}`
	var n atomic.Int64
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			form := url.Values{"chat_id": {strconv.FormatInt(n.Add(1)%10_000+1, 10)}, "text": {"Loket tutup sementara"}, "reply_markup": {keyboard}}
			res, err := client.Post(at, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
	})
	if s.Total() != b.N {
		b.Errorf("%d messages kept of %d", s.Total(), b.N)
	}
}

// The server alone, without the client's share and the wire.
func BenchmarkHandler(b *testing.B) {
	s := New(b, Lean())
	s.Users(1, 10_000)
	at := "/bot" + s.Token + "/sendMessage"
	for i := 0; b.Loop(); i++ {
		form := "chat_id=" + strconv.Itoa(i%10_000+1) + "&text=Loket+tutup+sementara"
		req, _ := http.NewRequest(http.MethodPost, at, strings.NewReader(form))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		s.Handler().ServeHTTP(nowhere{http.Header{}}, req)
	}
}

type nowhere struct{ h http.Header }

func (n nowhere) Header() http.Header         { return n.h }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}

// A notice to a whole city fits the memory of a test.
func TestLeanIsSmall(t *testing.T) {
	const people = 20_000
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	s := New(t, Lean())
	s.Users(1, people)
	s.Limit(Limits{Chat: 1})
	for i := range people {
		form := "chat_id=" + strconv.Itoa(i+1) + "&text=" + strings.Repeat("Loket+tutup+sementara+", 20)
		req, _ := http.NewRequest(http.MethodPost, "/bot"+s.Token+"/sendMessage", strings.NewReader(form))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		s.Handler().ServeHTTP(nowhere{http.Header{}}, req)
	}
	each := (heap() - before) / people
	t.Logf("%d bytes a person and message", each)
	if each > 1000 {
		t.Errorf("%d bytes a person and message", each)
	}
	if tally := s.Tally(); len(tally) != people || tally[7] != 1 {
		t.Errorf("%d people", len(tally))
	}
}

func BenchmarkSay(b *testing.B) {
	s := New(b, Lean())
	for i := 0; b.Loop(); i++ {
		s.Say(int64(i%1000+1), "DAFTAR")
	}
}

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { http.DefaultClient.CloseIdleConnections() }))
}

// Everybody at once, and the server is closed in the middle of it: for the race detector and the leak check.
func TestAllAtOnce(t *testing.T) {
	s := New(nil)
	s.Chaos(1, Chance{Of: 0.05, Fault: ResetAfter()}, Chance{Of: 0.05, Fault: SilentAfter()}, Chance{Of: 0.05, Fault: Late(patience)})
	ctx, enough := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for who := range int64(8) {
		all.Go(func() {
			for range 50 {
				s.Say(who+1, "halo")
				s.Press(who+1, 1, "x")
			}
		})
		all.Go(func() {
			for ctx.Err() == nil {
				one, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
				_, _ = try(one, s, "sendMessage", "chat_id", strconv.FormatInt(who+1, 10), "text", "a")
				cancel()
				_, _ = s.Sent(who+1), s.Calls("sendMessage")
			}
		})
	}
	all.Go(func() {
		for range 30 {
			_, _ = try(context.Background(), s, "getUpdates", "timeout", "1")
			_, _ = try(context.Background(), s, "setWebhook", "url", "http://127.0.0.1:1/")
			_, _ = try(context.Background(), s, "deleteWebhook")
		}
	})
	s.WaitTotal(t, 50, patience)
	s.Close()
	enough()
	all.Wait()
}
