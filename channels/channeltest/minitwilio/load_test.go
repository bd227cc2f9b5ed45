package minitwilio

import (
	"fmt"
	"io"
	"net/http"
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
