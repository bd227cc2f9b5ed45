package dialog_test

import (
	"strings"
	"testing"

	"loket/core"
)

// TestPeopleAreUnderstood is what people write first, and the verb or service it means, seen by the state it leads to.
func TestPeopleAreUnderstood(t *testing.T) {
	cat := embedded(t)
	for _, c := range []struct{ text, service, answer string }{
		{"P", "", "Disdukcapil"},
		{"min", "", "Disdukcapil"},
		{"Pagi kak", "", "Disdukcapil"},
		{"asslamualaikum", "", "Waalaikumsalam"},
		{"Ass. wr. wb.", "", "Waalaikumsalam"},
		{"?", "", "Perintah"},
		{"Mau bikin akte lahir", "LAHIR", ""},
		{"e-ktp rusak", "KTP-RUSAK", ""},
		{"KTP saya hilang pak, gimana caranya?", "KTP-HILANG", ""},
		{"mau urus surat pindah", "PINDAH", ""},
		{"kartu keluarga hilang", "KK-HILANG", ""},
		{"bapak saya meninggal, mau urus akta kematian", "MATI", ""},
		{"I lost my ktp", "KTP-HILANG", ""},
		{"DAFTAR,3274015203900001,SITI AMINAH,AKTA LAHIR", "", "Permohonan diterima"},
		{"daftar*3274015203900001*siti aminah*akta lahir*", "", "Permohonan diterima"},
		{"reg;3274015203900001;siti aminah;akte lahir", "", "Permohonan diterima"},
		{"DAFTAR\n3274015203900001\nSITI AMINAH\nAKTA LAHIR", "", "Permohonan diterima"},
		{"##DAFTAR##3274015203900001##SITI AMINAH##AKTA LAHIR##", "", "Permohonan diterima"},
		{"DAFTAR 3274 0152 0390 0001 SITI AMINAH AKTA LAHIR", "", "Permohonan diterima"},
		{"AKTA LAHIR 3274015203900001 SITI AMINAH", "LAHIR", "SITI AMINAH"},
		{"NIK: 3274015203900001, Nama: Siti Aminah, Layanan: KTP Hilang", "", "Permohonan diterima"},
		{"DAFTAR#NIK 3274015203900001#NAMA SITI AMINAH#LAYANAN KK HILANG", "", "Permohonan diterima"},
		{"Pak tolong ktp saya hilang, 3274015203900001 SITI AMINAH, terima kasih", "KTP-HILANG", "a.n. SITI AMINAH"},
		{"Selamat pagi, saya Siti Aminah, NIK 3274015203900001, ktp saya hilang", "KTP-HILANG", "a.n. SITI AMINAH"},
		{"mau tanya, 3274015203900001, SITI AMINAH, ktp hilang, sudah jadi belum?", "KTP-HILANG", "Mohon periksa"},
		{"nama saya Siti Aminah, nik 3274015203900001, mau urus ktp hilang", "KTP-HILANG", "a.n. SITI AMINAH"},
		{"DAFTAR#3274015203900001#AN NISA#KTP HILANG", "", "Permohonan diterima"},
		{"DAFTAR#3274015203900001#SITI#AMINAH#KTP HILANG", "KTP-HILANG", "Mohon periksa"},
		{"DAFTAR#3274015203900001#KTP HILANG#KK HILANG#SITI AMINAH", "KK-HILANG", "a.n. SITI AMINAH"},
		{"DAFTAR#3274015203900001#YANTI MAWAR KTP HILANG", "KTP-HILANG", "a.n. YANTI MAWAR"},
		{"mau berhenti langganan", "", "tidak akan menerima"},
		{"jangan kirim pesan lagi", "", "tidak akan menerima"},
		{"i want to unsubscribe", "", "no more announcements"},
		{"tiket C200420-003", "", "Untuk C200420-003"},
		{"C200420003", "", "Untuk C200420-003"},
		{"mau batalin yang C200420-003", "", "Untuk C200420-003"},
		{"nama saya siti aminah nik 3274015203900001 mau urus ktp hilang", "KTP-HILANG", "a.n. SITI AMINAH"},
		{"3274015203900001 ktp hilang pak", "KTP-HILANG", "nama lengkap"},
		{"mau tanya nik 3274015203900001 ktp hilang syaratnya apa", "KTP-HILANG", "nama lengkap"},
		{"#SINKRONISASI#3274015203900001#3274010101100001#BPJS", "NIK-KONSOLIDASI", "nama lengkap"},
		{"#KTP#3274015203900001#3274015203900001#SITI AMINAH#KALIJAGA#HARJAMUKTI#RUSAK", "KTP-RUSAK", "tidak mungkin sama"},
		{"DAFTAR#3274015203900001#SITI AMINAH#PASPOR", "", "belum kami kenali"},
		{"DAFTAR#3274015203900001#SITI AMINAH#AKTA LAHIR ANAK SAYA", "", "Permohonan diterima"},
		{"DAFTAR/3274015203900001/SITI AMINAH/KK HILANG", "", "Permohonan diterima"},
		{"buka jam berapa", "", "Loket"},
		{"mulai kapan buka lagi?", "", "Loket"},
		{"ikut kk suami", "", ""},
		{"surat pindah", "PINDAH", ""},
		{"cek kuota", "", "Kuota"},
		{"alamat kantor dimana", "", "Wahidin"},
		{"bayar berapa?", "", "gratis"},
		{"saya lupa nomor tiket", "", "Belum ada permohonan"},
		{"#KTP#3274015203900001#3274010101100001#SITI AMINAH#KALIJAGA#HARJAMUKTI#RUSAK", "", "Permohonan diterima"},
		{"/daftar@loketbot", "", "Pilih layanan"},
		{"/info_data", "", "menyimpan"},
		{"berapa sisa kuota hari ini?", "", "Kuota hari ini"},
		{"besok buka ga min?", "", "Loket"},
		{"kapan jadinya ktp saya", "", ""},
		{"unreg", "", "tidak akan menerima"},
		{"REG INFO", "", "akan menerima"},
		{"1️⃣", "", "belum kami pahami"},
		{"batalin dong", "", "Tidak ada permohonan"},
		{"C200317-042", "", "Untuk C200317-042"},
	} {
		k := newTalk(cat, core.SMSChannel, at(t, cat, "2020-06-02 09:00"))
		k.p.Talk.Greeted = true
		said := k.say(c.text)
		if len(said) != 1 {
			t.Errorf("%q: %d answers", c.text, len(said))
			continue
		}
		got := ""
		if k.p.Talk.Form != nil {
			got = k.p.Talk.Form.Service
		}
		if got != c.service || !strings.Contains(said[0].Text, c.answer) {
			t.Errorf("%q: service %q, want %q; answer: %s", c.text, got, c.service, said[0].Text)
		}
	}
}

// TestNamesStayNames answers the question for a name with common ones, many of which are a letter away from a command.
func TestNamesStayNames(t *testing.T) {
	cat := embedded(t)
	for _, name := range strings.Fields(`Siti Budi Agus Dewi Sri Nur Eka Dwi Tri Hesti Heni Hendi Hendra Mulia Mulya Malik Saleh Bulan Gani
		Banu Salma Salim Tania Tanya Andi Ani Ayu Asep Ujang Tuti Tati Yati Yuni Yuli Wati Wawan Rudi Rina Rini Ratna Putri Putra Indah
		Indra Iin Joko Slamet Suharti Suparman Sutrisno Maria Yesus Ahmad Muhammad Abdul Fatimah Aminah Khadijah Umar Ali Usman Bambang
		Sumarni Jamilah Kuswanto Statusa Daftari Batara Menuk Infantri Jamal Syarifah Kota Lanjar Ubaidah Besari Besok Rahmat Rakhmat`) {
		k := newTalk(cat, core.SMSChannel, at(t, cat, "2020-06-02 09:00"))
		k.say("ktp hilang")
		k.say("3274015203900001")
		k.say(name)
		want := core.Name(strings.ToUpper(name))
		if name == "Tanya" || name == "Besok" { // words of the office, alone: the question is asked again, or answered
			continue
		}
		if f := k.p.Talk.Form; f == nil || f.Name != want || k.p.Following {
			t.Errorf("%s is not taken for a name", name)
		}
	}
}
