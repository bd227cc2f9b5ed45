package phones

import (
	"fmt"
	"strings"

	"loket/core"
)

// Citizen is who holds a phone of the page. All of them are invented, and so are their NIKs: nobody has a serial number
// beyond 9000.
type Citizen struct {
	Name    string
	Address core.Address
	NIK     string
	Number  string   // of their account, where the address is none
	Try     []string // what to write, as a suggestion; the first of them at the beginning, if there is one
}

// Opening is what the citizens of a fresh demonstration have written already, so that the office's announcements reach them.
const Opening = "LANGGANAN"

// citizens are those of the page, from left to right.
var citizens = []Citizen{
	{Name: "Sekar Wulandari", Address: core.Address{Channel: core.TelegramChannel, ID: "1001"}, NIK: "3274015212909001", Number: "+6281200000003",
		Try: []string{"halo", "DAFTAR", "syarat akta lahir", "STATUS", "LANGGANAN", "BAHASA"}},
	{Name: "Darsono", Address: core.Address{Channel: core.SMSChannel, ID: "+6281200000001"}, NIK: "3274020803619002",
		Try: []string{"DAFTAR#3274020803619002#DARSONO#KTP HILANG", "halo", "STATUS", "BERKAS", "KUOTA", "BATAL", "BAHASA"}},
	{Name: "Melati Kusumawati", Address: core.Address{Channel: core.WhatsAppChannel, ID: "+6281200000002"}, NIK: "3274036507949003",
		Try: []string{"assalamualaikum, mau urus kk", "3274036507949003#MELATI KUSUMAWATI", "UBAH JADWAL", "STATUS", "PETUGAS", "BAHASA"}},
}

// CitizenOf is who holds the phone of a channel; ok is false if the page has none.
func CitizenOf(channel string) (c Citizen, ok bool) {
	for _, c := range citizens {
		if c.Address.Channel == channel {
			return c, true
		}
	}
	return c, false
}

// CrowdSize is how many citizens write at once.
const CrowdSize = 300

// somebody is one of the crowd.
type somebody struct {
	address core.Address
	says    string
}

var (
	firstNames = []string{"Aditya", "Anisah", "Asep", "Ayu", "Bagus", "Cahyati", "Cecep", "Dadang", "Dewi", "Eko", "Endah", "Fajar",
		"Hesti", "Iis", "Jajang", "Kartini", "Lilis", "Maman", "Nining", "Oman", "Puji", "Rahayu", "Rohman", "Sari", "Suratno",
		"Tarsih", "Udin", "Wawan", "Yanti", "Yayah"}
	lastNames = []string{"Anggraeni", "Gunawan", "Handayani", "Hidayat", "Kurniasih", "Lesmana", "Maulana", "Nurhayati", "Permana",
		"Purnama", "Rohaeni", "Saefudin", "Setiawan", "Sulastri", "Supriatna", "Wijayanti"}
)

// crowd is who writes at once, the n-th time. All NIKs differ, and nobody else has such a one. Most write all that is needed in one
// message; some forget a part, and are asked for it.
func crowd(n int, services []string) []somebody {
	channels := []string{core.SMSChannel, core.TelegramChannel, core.WhatsAppChannel}
	all := make([]somebody, CrowdSize)
	for i := range all {
		k := n*CrowdSize + i
		all[i].address = core.Address{Channel: channels[i%len(channels)], ID: fmt.Sprintf("+62800%08d", k+1)}
		if all[i].address.Channel == core.TelegramChannel {
			all[i].address.ID = fmt.Sprint(800_000_000 + k)
		}
		nik := fmt.Sprintf("3274%02d%02d%02d%02d%04d", k/36_000%5+1, i%28+1+i%2*40, i%12+1, 60+k/900%40, 9100+k%900)
		name := strings.ToUpper(firstNames[k%len(firstNames)] + " " + lastNames[k/len(firstNames)%len(lastNames)])
		service := "KTP HILANG"
		if len(services) > 0 {
			service = services[(i*7+i/5)%len(services)]
		}
		switch {
		case i%13 == 5:
			all[i].says = nik + "#" + name
		case i%29 == 11:
			all[i].says = "pagi pak, mau urus " + strings.ToLower(service)
		case i%41 == 17:
			all[i].says = "DAFTAR#" + nik[:15] + "#" + name + "#" + service
		default:
			all[i].says = "DAFTAR#" + nik + "#" + name + "#" + service
		}
	}
	return all
}

// replies is what one of the crowd answers to what they read, or nothing: of those who are told that the day is full, some stand
// in line, and some come tomorrow.
func replies(a core.Address, m core.Message) string {
	text := strings.ToUpper(m.Text)
	if len(a.ID) < 2 {
		return ""
	}
	kind := (3*int(a.ID[len(a.ID)-2]) + int(a.ID[len(a.ID)-1])) % 10 // so that there are all kinds on every channel
	switch {
	case !strings.Contains(text, "TUNGGU") || !strings.Contains(text, "BESOK"):
		return ""
	case kind%3 == 0:
		return "TUNGGU"
	case kind == 4 || kind == 8:
		return "BESOK"
	}
	return ""
}
