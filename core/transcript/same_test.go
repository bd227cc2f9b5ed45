package transcript_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/core"
	"loket/core/dialog"
	"loket/core/transcript"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestSame is the second stage for transcripts that nobody has written: whatever citizens, staff and the clock do, in any order, the
// real office says and does the same as the pure one.
func TestSame(t *testing.T) {
	keys, err := storage.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := anything(r)
		script, err := transcript.Parse("anything", []byte(text))
		if err != nil {
			r.Fatal(err)
		}
		var played [2]string
		t.Run("", func(t *testing.T) {
			cat := office(t, script.Office())
			pure := &transcript.Pure{Engine: dialog.New(cat), Calendar: cat.Office.Calendar, Ahead: cat.Office.Limits.Ahead, Limits: script.Limits(limits),
				Rules: cat.Office.Announce, Papers: cat.Office.Papers.Most, Secret: transcript.Secret()}
			live := open(t, storagetest.SQLite(t), keys, cat, script.Limits(limits))
			for i, o := range []transcript.Office{pure, live} {
				got, err := script.Play(lenient{o}, cat.Office.Zone)
				if err != nil {
					t.Fatal(err)
				}
				played[i] = string(got)
			}
		})
		if diff := cmp.Diff(timeless(played[0]), timeless(played[1])); diff != "" {
			r.Fatalf("the real office differs from the pure one:\n%s\n%s", text, diff)
		}
	})
}

// timeless are the lines of what was played but those of letters lost since midnight: when one was lost is known by the machine's clock,
// which does not leap with the office's.
func timeless(played string) (lines []string) {
	list := false
	for line := range strings.Lines(played) {
		switch list = list && strings.HasPrefix(line, "| - "); {
		case list, strings.HasPrefix(line, "| Tidak sampai sejak tengah malam"):
		case strings.HasPrefix(line, "| Kabar permohonan dan jawaban petugas yang tidak sampai"):
			list = true
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

// lenient is an office where staff may be refused: what they wanted is then not done.
type lenient struct{ transcript.Office }

func (o lenient) Close(from, to core.Date, intake bool, reason string) error {
	_ = o.Office.Close(from, to, intake, reason)
	return nil
}

func (o lenient) Extend(closure int64, to core.Date) error {
	_ = o.Office.Extend(closure, to)
	return nil
}

func (o lenient) Reopen(closure int64) error {
	_ = o.Office.Reopen(closure)
	return nil
}

func (o lenient) Open(v core.Override) error {
	_ = o.Office.Open(v)
	return nil
}

func (o lenient) Advance(a core.Advance) error {
	_ = o.Office.Advance(a)
	return nil
}

func (o lenient) Register(via, service, nik, name string) error {
	_ = o.Office.Register(via, service, nik, name)
	return nil
}

// writer makes up a transcript.
type writer struct {
	*rapid.T
	strings.Builder
	day, minute, seconds, lines, drawn int
}

// anything is a transcript of a few days in June, in an office with few places.
func anything(r *rapid.T) string {
	w := &writer{T: r, day: 2, minute: 8 * 60}
	w.line("@ 02-06-2020 08.00.07")
	if folder := w.pick("", "", "terbagi", "sempit", "kiriman", "jendela"); folder != "" {
		w.line("= office " + folder)
	}
	if window := w.pick("", "= window 24", "= window 1"); window != "" {
		w.line(window)
	}
	w.line("= staff Ratna admin KODERATNA2\nRatna, by telegram:\n> /staf KODERATNA2")
	w.line("= quota " + w.pick("1", "2", "2", "3"))
	for range w.number(5, 50) {
		switch w.number(0, 19) {
		case 0, 1:
			w.later(w.number(5, 150), 0)
		case 2:
			w.later(0, w.number(0, 2))
		case 3, 4:
			w.line("= staff " + w.pick("DIVERIFIKASI", "SIAP_DIAMBIL", "SIAP_DIAMBIL", "SELESAI", "TIDAK_DIAMBIL", "DITOLAK", "DIBATALKAN", "DIBATALKAN", "PERLU_PERBAIKAN") + " " +
				w.pick(w.ticket(), w.ticket(), "day "+w.date(), "pickup "+w.date()) + w.pick("", " BERKAS", " until "+w.date()+" fotokopi KK"))
		case 5:
			w.line("= " + w.pick("closure "+w.days()+" perbaikan", "closure "+w.days()+" and intake listrik padam", "extend "+w.closure()+" "+w.date(),
				"reopen "+w.closure(), "quota 2", "quota 4", "quota 1 KTP-HILANG", "opening "+w.date()+" 08.00-12.00 hari khusus",
				"hours "+w.days()+" monday 10.00-12.00, tuesday 08.00-09.30, thursday 09.00-10.00"))
		case 6:
			w.line("= " + w.pick("crowd 1", "crowd 2 and wait", "register kecamatan KTP-HILANG 3274011207850002 BUDI SANTOSO",
				"register loket KK-HILANG 3274016501800003 DEWI LESTARI", "unreachable "+w.citizen(), "reachable "+w.citizen()))
		case 7, 8:
			w.line("Ratna, by telegram:\n> " + w.pick("/hari_ini", "/kuota", "/tutup", "/tutup "+w.date()+" s.d. "+w.date()+" perbaikan gedung", "ya", "ya", "tidak",
				"/siap "+w.ticket(), "/siap "+w.date(), "/ambil "+w.ticket(), "/perbaiki "+w.ticket()+" fotokopi KK", "/tolak "+w.ticket()+" BERKAS",
				"/jadwal_ulang "+w.ticket()+" "+w.date(), "/nama "+w.ticket()+" SITI AMINAH", "/perpanjang "+w.closure()+" "+w.date(), "/buka "+w.closure(),
				"/kuota 3", "/tidak_diambil "+w.date(), "Pindahkan jadwal"))
		case 9:
			w.line(w.citizen() + ":\n" + w.pick("> petugas", "> petugas", "> mohon dibantu", "> hapus data saya", "> menu"))
			w.line("= officer " + w.pick("Dewi ", "Tono ") + w.pick("takes", "takes", "leaves", "answers: Baik, kami periksa.", "hands back"))
		case 10, 11:
			w.line(w.pick("Siti", "Budi", "Emma") + ", by telegram:\n> " + w.pick("(contact)", "(contact)", "hubungkan", "LEPAS", "LEPAS", "1", "2", "LANGGANAN", "data saya"))
			w.line(w.citizen() + ":\n> " + w.pick("hubungkan 0812000000"+w.pick("02", "03", "04", "05"), "hubungkan wa 0812000000"+w.pick("02", "03", "04"),
				"K0000"+w.pick("1", "2", "3", "4"), "K0000"+w.pick("1", "2", "3"), "LEPAS", "1", "2", "LANGGANAN", "BERHENTI", "BERHENTI"))
		case 12:
			w.line("Ratna, by telegram:\n> " + w.pick("/umumkan Loket tutup sore ini. Semua. Sekarang.", "ya", "(contact)", "hubungkan 081200000002"))
		default:
			w.line(w.citizen() + ":\n> " + w.pick(w.form(), w.form(), w.form(), w.form(),
				w.form(), "TUNGGU", "TUNGGU", "ya", "ya", "LEWATI", "STATUS", "BATAL", "ya", "UBAH JADWAL", "UBAH JADWAL "+w.date(), "1", "2", "3", "BESOK",
				"PERBAIKAN sudah saya kirim", "UBAH LAYANAN", "UBAH KETERANGAN mohon cepat", "UBAH TEMPAT", "KUOTA", "STATUS "+w.ticket(), "DAFTAR ULANG",
				"ENGLISH", "kejaksan"))
		}
	}
	return w.String()
}

func (w *writer) line(text string) {
	w.lines++
	w.seconds += 20 * strings.Count(text, "\n> ")
	w.WriteString(text + "\n")
}

// number is one of a range, any as often as another, which numbers that rapid draws are not.
func (w *writer) number(from, to int) int {
	w.drawn++
	n := (uint64(rapid.Byte().Draw(w.T, "any")) + uint64(w.drawn)<<8) * 0x9E3779B97F4A7C15
	return from + int((n>>33)%uint64(to-from+1))
}

func (w *writer) pick(from ...string) string { return from[w.number(0, len(from)-1)] }

// later moves the clock, to another second each time: what the real office does falls some milliseconds after the full second. The
// first seconds of a minute leave a slow machine time.
func (w *writer) later(minutes, days int) {
	w.minute, w.seconds = w.minute+w.seconds/60+1, 0
	if w.minute += minutes; minutes == 0 {
		w.day, w.minute = w.day+days, max(w.minute, w.number(0, 2)*8*60)+w.lines%15
	}
	w.day, w.minute = w.day+w.minute/(24*60), w.minute%(24*60)
	if days > 0 {
		w.minute = []int{0, 8 * 60, 15 * 60}[w.number(0, 2)] + w.lines%15
	}
	w.line("@ " + time.Date(2020, 6, w.day, 0, w.minute, w.lines%15+1, 0, time.UTC).Format("02-01-2006 15.04.05"))
}

func (w *writer) citizen() string {
	return w.pick("Siti, by sms", "Budi, by telegram", "Emma, by whatsapp", "Joko, by sms")
}

func (w *writer) date() string { return fmt.Sprintf("%02d-06-2020", w.number(2, 10)) }

func (w *writer) days() string {
	from := w.number(2, 10)
	return fmt.Sprintf("%02d-06-2020 %02d-06-2020", from, from+w.number(0, 6))
}

func (w *writer) ticket() string {
	return fmt.Sprintf("C2006%02d-%03d", w.number(2, 4), w.number(1, 3))
}

func (w *writer) closure() string { return w.pick("2", "3", "4", "5") }

func (w *writer) form() string {
	return w.pick("DAFTAR#", "TUNGGU#") + w.pick("3274015203900001#SITI AMINAH#", "3274011207850002#BUDI SANTOSO#", "3274016501800003#DEWI LESTARI#") +
		w.pick("KTP HILANG", "AKTA LAHIR", "KK HILANG", "PISAH KK", "KIA BARU")
}
