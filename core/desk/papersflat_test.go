package desk_test

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// TestFlat: papers of 10 MB are fetched and sent by a link, and never is one in memory as a whole. How the database of several replicas
// gets its parts is measured in storage.
func TestFlat(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	photo := aPhoto(core.PaperMost)
	a.has("large", serving(photo))
	a.link("AAAA")
	a.send("KTP", "large")
	a.catchUp() // what is made once for all is made
	was := allocated()
	a.send("KK", "large", "large", "large")
	a.catchUp()
	if taken := a.upload("AAAA", "NIKAH", photo, photo, photo); taken.Kept != 3 {
		t.Errorf("%+v", taken)
	}
	took := allocated() - was
	if got := a.states(); !slices.Equal(got, slices.Repeat([]string{"kept"}, 7)) {
		t.Errorf("%q", got)
	}
	if t.Logf("for 60 MB of papers %d KB were allocated", took>>10); took > core.PaperMost {
		t.Error("that is more than one of them has")
	}
}

// allocated is how many bytes were ever allocated.
func allocated() uint64 {
	runtime.GC()
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// TestHundreds: two hundred files of one citizen are all settled by the workers of a running office, or each has its answer.
func TestHundreds(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), true)
	var handles, want []string
	for i := range 200 {
		switch name := strconv.Itoa(i); {
		case i%10 == 3:
			handles, want = append(handles, "gone"), append(want, "failed gone")
		default:
			a.has(name, serving(aPhoto(0)))
			handles, want = append(handles, name), append(want, "kept")
		}
	}
	a.send("KK", handles...)
	for got := a.states(); !slices.Equal(got, want); got = a.states() {
		if t.Context().Err() != nil {
			t.Fatalf("%q", got)
		}
		a.now = a.now.Add(10 * time.Second) // who was put off comes again
		if err := a.store.SetClock(t.Context(), a.now); err != nil {
			t.Fatal(err)
		}
		a.Stir()
		runtime.Gosched()
	}
	a.now = a.now.Add(3 * time.Minute)
	if err := a.store.SetClock(t.Context(), a.now); err != nil {
		t.Fatal(err)
	}
	a.catchUp()
	if said := a.said(); len(said) == 0 || len(said) > 20 {
		t.Errorf("said %d times", len(said))
	}
}
