package minitwilio

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Everything at once: sending, listing, reports, citizens, knobs and questions. The race detector is the judge.
func TestConcurrentUse(t *testing.T) {
	s := New(t)
	open(t, s)
	s.Set(func(k *Knobs) { k.Reports.Auto = true })
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			number := fmt.Sprintf("+62812000000%02d", i)
			for j := range 10 {
				form := tracked(fmt.Sprint(j))
				form.Set("To", number)
				call(t, s, "POST", "/Messages.json", form)
				call(t, s, "GET", "/Messages.json?PageSize=5", nil)
				s.Text(number, "halo")
				s.Set(func(k *Knobs) { k.OptOut = OptOutAdvanced })
				s.Refuse("+6281200000099", 21610)
				s.Counts()
				s.Calls()
			}
			if got := len(s.WaitSent(t, number, 10, time.Second)); got != 10 {
				t.Errorf("%s: %d", number, got)
			}
		})
	}
	all.Wait()
	if again := s.Duplicates(); len(again) != 0 || s.Counts().Created != 80 {
		t.Errorf("%d duplicates, %+v", len(again), s.Counts())
	}
}

type nowhere struct{ h http.Header }

func (n nowhere) Header() http.Header         { return n.h }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}

// A notice to a whole city fits the memory of a test, and is still found by who asks what became of it.
func TestLeanIsSmall(t *testing.T) {
	const people = 20_000
	s := New(t)
	s.Set(func(k *Knobs) { k.Lean = true })
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for i := range people {
		form := tracked(strings.Repeat("Kantor tutup sampai hari Senin. ", 5))
		form.Set("To", fmt.Sprintf("+62812%08d", i))
		req := httptest.NewRequest("POST", "/2010-04-01/Accounts/"+s.AccountSID+"/Messages.json", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(s.AccountSID, s.AuthToken)
		s.ServeHTTP(nowhere{http.Header{}}, req)
	}
	each := (heap() - before) / people
	t.Logf("%d bytes a message", each)
	if each > 1200 {
		t.Errorf("%d bytes a message", each)
	}
	if tally := s.Tally(); len(tally) != people || tally["+6281200000007"] != 1 {
		t.Errorf("%d numbers", len(tally))
	}
	_, listed, _ := call(t, s, "GET", "/Messages.json?To="+url.QueryEscape("+6281200000007"), nil)
	if found := listed["messages"].([]any); len(found) != 1 || !strings.HasPrefix(found[0].(map[string]any)["body"].(string), "Kantor tutup") {
		t.Errorf("listed %v", found)
	}
}

func BenchmarkCreate(b *testing.B) {
	s := New(b)
	s.Set(func(k *Knobs) { k.Lean = true })
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var n atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			body := sms(fmt.Sprintf("+62812%08d", i), "Kantor tutup.").Encode()
			req, _ := http.NewRequest("POST", s.URL+"/2010-04-01/Accounts/"+s.AccountSID+"/Messages.json", strings.NewReader(body))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.SetBasicAuth(s.AccountSID, s.AuthToken)
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	})
	b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "msgs/s")
}
