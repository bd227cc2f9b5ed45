package catalog

import (
	"strings"
	"testing"
)

// What people write, and the codes of what they mean; none means that nothing fits.
const everyday = `
LAHIR                                 LAHIR
lahir                                 LAHIR
akte lahir                            LAHIR
Akta Kelahiran                        LAHIR
akte kelahiran                        LAHIR
AKTE LAHIRAN                          LAHIR
akte klahiran                         LAHIR
mau bikin akte lahir anak saya        LAHIR
surat lahir                           LAHIR
birth certificate                     LAHIR
I need a birth certificate            LAHIR
birth cert                            LAHIR
bayi baru lahir                       LAHIR
akta lahir terlambat                  LAHIR-TERLAMBAT
akte telat                            LAHIR-TERLAMBAT
akte lahir hilang                     LAHIR-KUTIPAN2
akta hilang                           LAHIR-KUTIPAN2
lost birth certificate                LAHIR-KUTIPAN2
kutipan kedua                         LAHIR-KUTIPAN2
akta kematian                         MATI
akte kematian                         MATI
surat kematian                        MATI
bapak saya meninggal                  MATI
death certificate                     MATI
ktp                                   KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
KTP                                   KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
e-ktp                                 KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
KTP-el                                KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
mau urus ektp pak                     KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
kartu tanda penduduk                  KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
id card                               KTP-BARU KTP-HILANG KTP-RUSAK KTP-UBAH KTP-DATANG KTP-LUAR
ktp baru                              KTP-BARU
bikin ktp baru                        KTP-BARU
perekaman                             KTP-BARU
rekam ktp                             KTP-BARU
new id card                           KTP-BARU
KTP-HILANG                            KTP-HILANG
ktp hilang                            KTP-HILANG
e-ktp hilang                          KTP-HILANG
E-KTP saya ilang                      KTP-HILANG
hilang ktp                            KTP-HILANG
kehilangan ktp                        KTP-HILANG
ktp hilanh                            KTP-HILANG
lost ID card                          KTP-HILANG
ktp rusak                             KTP-RUSAK
ktp patah                             KTP-RUSAK
ktp ruask                             KTP-RUSAK
ganti alamat ktp                      KTP-UBAH
rubah data ktp                        KTP-UBAH
ktp pindah datang                     KTP-DATANG
luar domisili                         KTP-LUAR
kk                                    KK-BARU KK-PISAH KK-KEPALA KK-UBAH KK-HILANG
kartu keluarga                        KK-BARU KK-PISAH KK-KEPALA KK-UBAH KK-HILANG
kartu kelurga                         KK-BARU KK-PISAH KK-KEPALA KK-UBAH KK-HILANG
family card                           KK-BARU KK-PISAH KK-KEPALA KK-UBAH KK-HILANG
kartu keluarga baru                   KK-BARU
kk hilang                             KK-HILANG
kartu keluarga hilang                 KK-HILANG
pecah kk                              KK-PISAH
tambah anak                           KK-UBAH
tambah anak di kk                     KK-UBAH
masukin anak ke kk                    KK-UBAH
ganti kepala keluarga                 KK-KEPALA
kia                                   KIA-BARU KIA-HILANG
kartu identitas anak                  KIA-BARU KIA-HILANG
ktp anak                              KIA-BARU KIA-HILANG
kia hilang                            KIA-HILANG
pindah                                PINDAH
surat pindah                          PINDAH
SKPWNI                                PINDAH
pindah datang                         DATANG
moving in                             DATANG
akta nikah                            KAWIN
akta perkawinan                       KAWIN
nikah                                 KK-BARU KAWIN
akta cerai                            CERAI
legalisir akta                        LEGALISIR
leges                                 LEGALISIR
nik tidak aktif                       NIK-KONSOLIDASI
sinkronisasi                          NIK-KONSOLIDASI
ikd                                   IKD
ktp digital                           IKD
biodata                               BIODATA
adopsi anak                           ANAK
ganti nama                            UBAH-NAMA
pembetulan akta                       UBAH-NAMA
lainnya                               KAWIN CERAI LEGALISIR NIK-KONSOLIDASI IKD BIODATA ANAK UBAH-NAMA
hilang                                KTP-HILANG KK-HILANG LAHIR-KUTIPAN2 KIA-HILANG
halo pak                              none
assalamualaikum                       none
SITI AMINAH                           none
3274011203900001                      none
1                                     none
#!?                                   none
mau tanya dong min                    none
`

func TestMatch(t *testing.T) {
	c := office(t)
	n := 0
	for line := range strings.Lines(strings.TrimSpace(everyday)) {
		words, want, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if want = strings.TrimSpace(want); want == "none" {
			want = ""
		}
		var codes []string
		for _, s := range c.Match(words) {
			codes = append(codes, s.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("Match(%q) = %q, want %q", words, got, want)
		}
		n++
	}
	if n < 60 {
		t.Errorf("%d phrases tried, want at least 60", n)
	}
}

// Every name that the office itself shows must be understood when it is written back.
func TestMatchOwnNames(t *testing.T) {
	c := office(t)
	for _, s := range c.Services() {
		names := []string{s.Code, strings.ToLower(s.Code)}
		for _, lang := range c.Office.Languages {
			names = append(names, s.NameIn(lang), s.ShortIn(lang), strings.ToUpper(s.ShortIn(lang)))
		}
		for _, name := range names {
			if got := c.Match(name); len(got) != 1 || got[0].Code != s.Code {
				t.Errorf("Match(%q) = %d services, want %s alone", name, len(got), s.Code)
			}
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	c := office(b)
	for _, words := range []string{"mau bikin akte lahir anak saya", "SITI NURHALIZAH"} {
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				c.Match(words)
			}
		})
	}
}
