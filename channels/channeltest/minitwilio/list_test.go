package minitwilio

import (
	"fmt"
	"net/url"
	"testing"
	"time"
)

// bodies follows the pages of a listing to the end.
func bodies(t *testing.T, s *Server, query string) (all []string, pages int) {
	t.Helper()
	for next := "/Messages.json?" + query; next != ""; pages++ {
		status, got, _ := call(t, s, "GET", next, nil)
		if status != 200 {
			t.Fatalf("%s: %d %v", next, status, got)
		}
		for _, m := range got["messages"].([]any) {
			all = append(all, m.(map[string]any)["body"].(string))
		}
		next, _ = got["next_page_uri"].(string)
	}
	return all, pages
}

func TestListNewestFirstInPages(t *testing.T) {
	s := New(t)
	for i := range 5 {
		call(t, s, "POST", "/Messages.json", sms(citizen, fmt.Sprint(i)))
		call(t, s, "POST", "/Messages.json", sms("+6281200000002", "lain"))
	}
	to := "To=" + url.QueryEscape(citizen)
	if got, pages := bodies(t, s, to+"&PageSize=2"); fmt.Sprint(got) != "[4 3 2 1 0]" || pages != 3 {
		t.Errorf("%v in %d pages", got, pages)
	}
	if got, pages := bodies(t, s, ""); len(got) != 10 || pages != 1 {
		t.Errorf("all: %v in %d pages", got, pages)
	}
	if got, _ := bodies(t, s, to+"&From=%2B12025550199"); len(got) != 0 {
		t.Errorf("by another sender: %v", got)
	}

	sid := s.Sent(citizen)[1].SID
	if got, _ := bodies(t, s, to+"&DateSent%3E=2020-01-01"); len(got) != 0 {
		t.Errorf("queued messages have no date: %v", got)
	}
	s.Advance(sid, "sent", 0)
	if got, _ := bodies(t, s, to+"&DateSent%3E=2020-01-01T00:00:00Z"); fmt.Sprint(got) != "[1]" {
		t.Errorf("since: %v", got)
	}
	if got, _ := bodies(t, s, to+"&DateSent="+time.Now().UTC().Format(time.DateOnly)); fmt.Sprint(got) != "[1]" {
		t.Errorf("on the day: %v", got)
	}
	if got, _ := bodies(t, s, to+"&DateSent%3C=2020-01-01"); len(got) != 0 {
		t.Errorf("before: %v", got)
	}
}

func TestPagesStandStillWhileMessagesArrive(t *testing.T) {
	s := New(t)
	for i := range 4 {
		call(t, s, "POST", "/Messages.json", sms(citizen, fmt.Sprint(i)))
	}
	_, first, _ := call(t, s, "GET", "/Messages.json?PageSize=2", nil)
	call(t, s, "POST", "/Messages.json", sms(citizen, "new"))
	_, second, _ := call(t, s, "GET", first["next_page_uri"].(string), nil)
	if got := second["messages"].([]any)[0].(map[string]any)["body"]; got != "1" || second["page"] != 1.0 || second["start"] != 2.0 {
		t.Errorf("second page begins with %v: %v", got, second)
	}
}

func TestListingLags(t *testing.T) {
	s := New(t)
	at := time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC)
	clock := func(now time.Time) { s.Set(func(k *Knobs) { k.Now = func() time.Time { return now } }) }
	clock(at)
	s.Set(func(k *Knobs) { k.ListLag = 2 * time.Second })
	_, made, _ := call(t, s, "POST", "/Messages.json", sms(citizen, "halo"))
	clock(at.Add(time.Second))
	if got, _ := bodies(t, s, ""); len(got) != 0 {
		t.Errorf("listed after a second: %v", got)
	}
	if status, _, _ := call(t, s, "GET", "/Messages/"+made["sid"].(string)+".json", nil); status != 200 {
		t.Errorf("by sid it is there at once: %d", status)
	}
	clock(at.Add(2 * time.Second))
	if got, _ := bodies(t, s, ""); len(got) != 1 {
		t.Errorf("listed after two seconds: %v", got)
	}
}
