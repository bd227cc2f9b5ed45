package catalog

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// Every rule of the strict check, with the very words in which a civil servant is told what to mend.
func TestRefuse(t *testing.T) {
	const lahir = "services/lahir.toml"
	tests := []struct {
		name string
		over fstest.MapFS
		want string
	}{
		// services
		{"unknown key", changed(t, lahir, "[requirements]", "[requirments]"),
			`services/lahir.toml:30: unknown key "requirments": did you mean "requirements"?`},
		{"no requirements", changed(t, lahir, "[requirements]\nid = [", "[requirements]\nid = []\nno = ["),
			`services/lahir.toml:31: no requirements in "id": list at least one paper to have ready`},
		{"requirements not translated one by one", changed(t, lahir, "  \"Family card (KK)\",\n", ""),
			`services/lahir.toml:38: 4 requirements in "en" but 5 in "id": translate them one by one`},
		{"requirement not GSM-7", changed(t, lahir, "RS, bidan", "RS – bidan"),
			`services/lahir.toml:32: "Surat keterangan lahir dari RS – bidan, dokter, atau lurah; atau SPTJM F-2.03 dengan 2 saksi": '–' (U+2013) cannot be sent by SMS in GSM-7: write it with plain letters and signs`},
		{"requirement empty", changed(t, lahir, `"Family card (KK)"`, `" "`),
			`services/lahir.toml:41: requirement 3 in "en" is empty: write it or remove it`},
		{"name not translated", changed(t, lahir, `, en = "Birth certificate"`, ""),
			`services/lahir.toml:6: name has no text in "en": write name.en = "…"`},
		{"notes not translated", changed(t, lahir, "en = \"Send", "fr = \"Send"),
			`services/lahir.toml:26: notes has no text in "en": write notes.en = "…"`},
		{"short too long", changed(t, lahir, `short = { id = "Akta Kelahiran"`, `short = { id = "Kutipan Akta Kelahiran"`),
			`services/lahir.toml:7: "Kutipan Akta Kelahiran" has 22 characters, the most for SMS is 16: shorten it`},
		{"short not GSM-7", changed(t, lahir, `"Birth cert."`, `"Birth cert…"`),
			`services/lahir.toml:7: "Birth cert…": '…' (U+2026) cannot be sent by SMS in GSM-7: write it with plain letters and signs`},
		{"unknown group", changed(t, lahir, `"AKTA-LAHIR"`, `"AKTA-LAIR"`),
			`services/lahir.toml:4: unknown group "AKTA-LAIR": did you mean "AKTA-LAHIR"?`},
		{"unknown delivery", changed(t, lahir, `"ambil"`, `"kurir"`),
			`services/lahir.toml:11: unknown delivery "kurir": use one of ambil, email, kecamatan, pos`},
		{"code malformed", changed(t, lahir, `"LAHIR"`, `"akta lahir"`),
			`services/lahir.toml:3: the code "akta lahir" must be of capital letters, digits and dashes, as in KTP-BARU`},
		{"code taken", overlay("services/akta.toml", `code = "LAHIR"`),
			`services/akta.toml:1: unknown group "": use one of AKTA-LAHIR, AKTA-MATI, KIA, KK, KTP, LAIN, PINDAH-DATANG
services/akta.toml:1: name has no text in "id": write name.id = "…"
services/akta.toml:1: name has no text in "en": write name.en = "…"
services/akta.toml:1: short has no text in "id": write short.id = "…"
services/akta.toml:1: short has no text in "en": write short.en = "…"
services/akta.toml:1: applicant has no text in "id": write applicant.id = "…"
services/akta.toml:1: applicant has no text in "en": write applicant.en = "…"
services/akta.toml:1: no requirements in "id": list at least one paper to have ready
services/akta.toml:1: no requirements in "en": list at least one paper to have ready
services/akta.toml:1: the code LAHIR is taken by services/lahir.toml: choose another, or name this file lahir.toml to replace that one`},
		{"working days", changed(t, lahir, "working_days = 1", "working_days = -1"),
			`services/lahir.toml:10: working_days is -1: use 0 (the same day) to 90`},
		{"weight", changed(t, lahir, "weight = 1", "weight = 0"),
			`services/lahir.toml:12: weight is 0: use 1 (one place of the quota) to 100`},
		{"active days", changed(t, lahir, "active = true", "active_from = 2020-04-01\nactive_to = 2020-03-01"),
			`services/lahir.toml:14: active_to 2020-03-01 is before active_from 2020-04-01: swap them`},
		{"wrong type", changed(t, lahir, "working_days = 1", `working_days = "one"`),
			`services/lahir.toml:10: a string cannot stand here: write a whole number, without quotes`},
		{"no TOML", changed(t, lahir, "order = 1", "order 1"),
			`services/lahir.toml:5: this is no TOML: expected '=' after key`},

		{"papers", changed(t, "services/ktp-baru.toml", "[[paper]]\ncode = \"KK\"\n", "[[paper]]\ncode = \"LAIN\"\nname = { id = \"Surat keterangan kehilangan dari kepolisian\", en = \"Loss report\" }\n[[paper]]\ncode = \"kk\"\noptionl = true\n"),
			`services/ktp-baru.toml:37: the code LAIN stands for papers that nobody has named: choose another
services/ktp-baru.toml:38: "Surat keterangan kehilangan dari kepolisian" has 43 characters, the most for SMS is 32: shorten it
services/ktp-baru.toml:40: the code "kk" must be of capital letters, digits and dashes, as in KK
services/ktp-baru.toml:41: unknown key "paper.optionl": did you mean "optional"?`},
		{"too many papers", changed(t, "services/ktp-baru.toml", "[[paper]]", many("[[paper]]\ncode = \"A%d\"\nname = { id = \"a\", en = \"b\" }\n", 8)+"[[paper]]"),
			`services/ktp-baru.toml:60: 9 papers, the most is 8: ask for fewer`},

		// office.toml
		{"pages", overlay("office.toml", "[papers]\npages = 40\nmost = 30\nkeep_days = -1"),
			`office.toml:2: one requirement may have 40 files, the whole request 30: allow the request more
office.toml:4: keep_days is -1: use 0 to 3650`},
		{"unknown office key", overlay("office.toml", "[limits]\nahed = 2\n"),
			`office.toml:2: unknown key "limits.ahed": did you mean "ahead"?`},
		{"letter", overlay("office.toml", `letter = "c"`),
			`office.toml:1: the letter of tickets is "c": use one of A to Z`},
		{"zone", overlay("office.toml", "# Bandung\nzone = \"Asia/Bandung\""),
			`office.toml:2: unknown time zone "Asia/Bandung": write a name like Asia/Jakarta, Asia/Makassar or Asia/Jayapura`},
		{"half a name", overlay("office.toml", "name = { id = \"Disdukcapil Kota Bogor\" }"),
			`office.toml:1: name has no text in "en": write name.en = "…"`},
		{"short name too long", overlay("office.toml", "[short_name]\nid = \"Dinas Kependudukan Kota Cirebon\"\nen = \"Registry\""),
			`office.toml:2: "Dinas Kependudukan Kota Cirebon" has 31 characters, the most for SMS is 24: shorten it`},
		{"hours malformed", overlay("office.toml", "[counter]\nmonday = \"8 to 3\""),
			`office.toml:2: hours "8 to 3": write them like 08.00-15.00, or with a break 08.00-11.30, 13.00-14.00`},
		{"hours no time", overlay("office.toml", "[counter]\nmonday = \"08.00-25.00\""),
			`office.toml:2: hours "08.00-25.00": "25.00" is not a time: write it like 08.00, at most 24.00`},
		{"hours backwards", overlay("office.toml", "[intake]\nsunday = \"15.00-08.00\""),
			`office.toml:2: hours "15.00-08.00": they end at 08.00, not after they begin at 15.00: swap them`},
		{"break overlaps", overlay("office.toml", "[counter]\nfriday = \"08.00-11.30, 11.00-14.00\""),
			`office.toml:2: hours "08.00-11.30, 11.00-14.00": the second part begins at 11.00, before the first has ended at 11.30: leave a break between`},
		{"never open", overlay("office.toml", "[intake]\nmonday = \"\"\ntuesday = \"\"\nwednesday = \"\"\nthursday = \"\"\nfriday = \"\""),
			`office.toml:1: intake is open on no day: write monday = "08.00-15.00"`},
		{"closure backwards", overlay("office.toml", "[[closure]]\nfrom = 2020-03-31\nto = 2020-03-17\nreason = { id = \"a\", en = \"b\" }"),
			`office.toml:3: the closure ends on 2020-03-17, before it begins on 2020-03-31: swap them`},
		{"closure without end", overlay("office.toml", "[[closure]]\nfrom = 2020-03-31\nreason = { id = \"a\" }"),
			`office.toml:1: the closure has no last day: write to = 2020-03-31
office.toml:3: reason has no text in "en": write reason.en = "…"`},
		{"no such day", overlay("office.toml", "[[closure]]\nfrom = 2020-02-30\nto = 2020-03-17"),
			`office.toml:2: this is no TOML: impossible date`},
		{"quota negative", overlay("office.toml", "[[quota]]\nplaces = -1"),
			`office.toml:2: the quota has -1 places: use 0 to 99999`},
		{"quotas not ascending", overlay("office.toml", "[[quota]]\nplaces = 150\n\n[[quota]]\nfrom = 2021-09-21\nplaces = 50\n\n[[quota]]\nfrom = 2021-07-26\nplaces = 150"),
			`office.toml:9: the quota from "2021-07-26" stands after the one from "2021-09-21": put the earlier first`},
		{"no quota", overlay("office.toml", "quota = []"),
			`office.toml:1: there is no quota: write [[quota]] and places = 150`},
		{"life", overlay("office.toml", "fill = \"lottery\"\noffer_hours = 0\ncorrection_days = 91\n[pickup]\nper_hour = 0\nper_day = -1\nreminder = \"3pm\"\n[pickup.kecamatan]\nper_hour = 10001\nper_day = 0"),
			`office.toml:1: fill is "lottery": write "first come, then in line", or "first come"
office.toml:2: offer_hours is 0: use 1 to 24
office.toml:3: correction_days is 91: use 1 to 90
office.toml:5: per_hour is 0: use 1 to 10000
office.toml:6: per_day is -1: use 1 to 100000
office.toml:7: pickup.reminder: "3pm" is not a time: write it like 08.00, at most 24.00
office.toml:9: per_hour is 10001: use 1 to 10000
office.toml:10: per_day is 0: use 1 to 100000`},
		{"life misspelt", overlay("office.toml", "offer_hour = 2\n[pickup]\nper_hours = 30\n[pickup.kecamatan]\nperday = 30\n[[quota]]\nplaces = 1\nkecamatn = 1\n[[reason]]\ncod = \"A\""),
			`office.toml:1: unknown key "offer_hour": did you mean "offer_hours"?
office.toml:3: unknown key "pickup.per_hours": did you mean "per_hour"?
office.toml:5: unknown key "pickup.kecamatan.perday": did you mean "per_day"?
office.toml:8: unknown key "quota.kecamatn": did you mean "kecamatan"?
office.toml:9: the code "" must be of capital letters, digits and dashes, as in DATA-KK
office.toml:9: text has no text in "id": write text.id = "…"
office.toml:9: text has no text in "en": write text.en = "…"
office.toml:10: unknown key "reason.cod": did you mean "code"?`},
		{"templates", overlay("office.toml", "[[template]]\nkind = \"remind\"\n[[template]]\nkind = \"announcement\"\nlang = \"jv\"\nsid = \"HX1\"\nvariables = [\"text\", \"tiket\"]\n[[template]]\nkind = \"announcement\"\nlang = \"jv\"\nsid = \"HX00000000000000000000000000000000\""),
			`office.toml:2: unknown kind of letter "remind": did you mean "reminder"?
office.toml:5: unknown language "jv": use one of en, id
office.toml:6: the sid of a template is "HX1": it must be HX and 32 characters, from Twilio's Content Template Builder
office.toml:7: unknown variable "tiket" of a template of kind announcement: use one of office, text
office.toml:8: the template says nothing of the letter: write variables = ["text"], what stands at its {{1}}, {{2}}, …
office.toml:8: there are two templates of kind announcement in "jv": remove one
office.toml:10: unknown language "jv": use one of en, id`},
		{"shares", overlay("office.toml", "[[quota]]\nplaces = 50\n[quota.services]\nLAHR = 10\nMATI = 51\nKIA-BARU = -1\n[[quota]]\nfrom = 2021-01-01\nplaces = 50\nservices = { LAHIR = 30, MATI = 21 }"),
			`office.toml:3: single services have 60 places together, but the day has 50: give them fewer
office.toml:4: unknown service "LAHR": did you mean "LAHIR"?
office.toml:5: MATI has 51 of 50 places: use 0 to 50
office.toml:6: KIA-BARU has -1 of 50 places: use 0 to 50
office.toml:10: single services have 51 places together, but the day has 50: give them fewer`},
		{"a share smaller than a request", changed(t, lahir, "weight = 1", "weight = 4", "office.toml", "[[quota]]\nplaces = 50\nservices = { LAHIR = 3 }"),
			`office.toml:3: LAHIR has 3 places, but one request takes 4: use 0, or at least 4`},
		{"kept seats", overlay("office.toml", "[[quota]]\nplaces = 50\nkecamatan = 51\nkecamatan_until = \"12.00\"\n[[quota]]\nfrom = 2021-01-01\nplaces = 50\nkecamatan = 20\n[[quota]]\nfrom = 2022-01-01\nplaces = 50\nkecamatan_until = \"12.00\"\n[[quota]]\nfrom = 2023-01-01\nplaces = 50\nkecamatan = 20\nkecamatan_until = \"noon\""),
			`office.toml:3: 51 seats are kept for the kecamatan, of 50 places: use 0 to 50
office.toml:8: seats are kept for the kecamatan, but nothing says how long: write kecamatan_until = "12.00"
office.toml:12: no seats are kept for the kecamatan: write kecamatan = 20, or remove kecamatan_until
office.toml:17: kecamatan_until: "noon" is not a time: write it like 08.00, at most 24.00`},
		{"reasons", overlay("office.toml", "[[reason]]\ncode = \"data kk\"\ntext = { id = \"data tidak sesuai dengan yang tertulis di KK\" }\n[[reason]]\ncode = \"A\"\ntext = { id = \"a\", en = \"“a”\" }\n[[reason]]\ncode = \"A\"\ntext = { id = \"a\", en = \"a\" }"),
			`office.toml:2: the code "data kk" must be of capital letters, digits and dashes, as in DATA-KK
office.toml:3: text has no text in "en": write text.en = "…"
office.toml:3: "data tidak sesuai dengan yang tertulis di KK" has 44 characters, the most for SMS is 40: shorten it
office.toml:6: "“a”": '“' (U+201C), '”' (U+201D) cannot be sent by SMS in GSM-7: write it with plain letters and signs
office.toml:8: the reason A is there twice: remove one`},
		{"limits", overlay("office.toml", "[limits]\nahead = 31\nniks_per_day = 0\nburst = 1\nburst_seconds = 0\nkeep_words_days = 400\nkeep_letters_days = 6"),
			`office.toml:2: ahead is 31: use 0 to 30
office.toml:3: niks_per_day is 0: use 1 to 100
office.toml:4: burst is 1: use 2 to 1000
office.toml:5: burst_seconds is 0: use 1 to 3600
office.toml:6: keep_words_days is 400: use 1 to 365
office.toml:7: keep_letters_days is 6: use 7 to 3650`},
		{"no Indonesian", overlay("office.toml", "languages = [\"en\"]"),
			`office.toml:1: languages lacks "id": Indonesian is what everything falls back on`},
		{"officer", overlay("office.toml", "wording = \"\"\nzone_label = \"\"\n[officer]\nphone = \"\"\n[dpo]\ncontact = \"\""),
			`office.toml:1: wording is empty: name the version of the texts people consent to, as in 2020-03
office.toml:2: zone_label is empty: write what people call the zone, as in WIB
office.toml:4: the officer has no phone: write the number that citizens may call
office.toml:6: the data protection officer has no contact: write a phone number or e-mail address`},
		{"phone", overlay("office.toml", "[officer]\nphone = \"(0231) 000–000 pesawat 12\""),
			`office.toml:2: "(0231) 000–000 pesawat 12" has 25 characters, the most for SMS is 18: shorten it
office.toml:2: "(0231) 000–000 pesawat 12": '–' (U+2013) cannot be sent by SMS in GSM-7: write it with plain letters and signs`},
		{"group twice", overlay("office.toml", "[[group]]\ncode = \"KTP\"\nname = { id = \"a\", en = \"a\" }\nshort = { id = \"a\", en = \"a\" }\n[[group]]\ncode = \"KTP\"\nname = { id = \"a\", en = \"a\" }\nshort = { id = \"a\", en = \"a\" }"),
			`office.toml:6: the group KTP is there twice: remove one
services/anak.toml:2: unknown group "LAIN": use one of KTP, KTP
services/biodata.toml:2: unknown group "LAIN": use one of KTP, KTP
services/cerai.toml:2: unknown group "LAIN": use one of KTP, KTP
services/datang.toml:2: unknown group "PINDAH-DATANG": use one of KTP, KTP
services/ikd.toml:2: unknown group "LAIN": use one of KTP, KTP
services/kawin.toml:2: unknown group "LAIN": use one of KTP, KTP
services/kia-baru.toml:2: unknown group "KIA": use one of KTP, KTP
services/kia-hilang.toml:2: unknown group "KIA": use one of KTP, KTP
services/kk-baru.toml:4: unknown group "KK": use one of KTP, KTP
services/kk-hilang.toml:2: unknown group "KK": use one of KTP, KTP
services/kk-kepala.toml:2: unknown group "KK": use one of KTP, KTP
services/kk-pisah.toml:2: unknown group "KK": use one of KTP, KTP
services/kk-ubah.toml:2: unknown group "KK": use one of KTP, KTP
services/lahir-kutipan2.toml:2: unknown group "AKTA-LAHIR": use one of KTP, KTP
services/lahir-terlambat.toml:2: unknown group "AKTA-LAHIR": use one of KTP, KTP
services/lahir.toml:4: unknown group "AKTA-LAHIR": use one of KTP, KTP
services/legalisir.toml:2: unknown group "LAIN": use one of KTP, KTP
services/mati.toml:2: unknown group "AKTA-MATI": use one of KTP, KTP
services/nik-konsolidasi.toml:2: unknown group "LAIN": use one of KTP, KTP
services/pindah.toml:2: unknown group "PINDAH-DATANG": use one of KTP, KTP
services/ubah-nama.toml:2: unknown group "LAIN": use one of KTP, KTP`},

		// holidays.csv
		{"holidays without first row", overlay("holidays.csv", "2020-03-25,libur_nasional,Nyepi,Nyepi\n"),
			`holidays.csv:1: the first row lacks "date": write date,type,name_id,name_en`},
		{"holidays empty", overlay("holidays.csv", ""),
			`holidays.csv:1: there is no first row: write date,type,name_id,name_en`},
		{"holiday rows", overlay("holidays.csv", "date,type,name_id,name_en\n25 Maret,libur_nasional,Nyepi,Nyepi\n2020-03-25,libur,Nyepi,Nyepi\n2020-03-26,cuti_bersama,Nyepi\n2020-03-27,cuti_bersama,Nyepi,\n2020-03-25,libur_nasional,Nyepi,Other\n"),
			`holidays.csv:2: "25 Maret" is no date: write it like 2020-03-25
holidays.csv:3: unknown type "libur": use one of cuti_bersama, libur_nasional, pemilu
holidays.csv:4: 3 columns, but the first row has 4: write date,type,name_id,name_en
holidays.csv:5: the holiday has no name in "en": write it in the column name_en
holidays.csv:6: Nyepi on 2020-03-25 is there twice: remove one`},
		{"holiday names", overlay("holidays.csv", "date,type,name_id,name_en\n2020-03-25,libur_nasional,Nye\x00pi,Nyepi\n2020-03-26,libur_nasional,\"Nye\npi\",Nyepi\n2020-03-27,libur_nasional,"+strings.Repeat("é", 101)+",Nyepi\n2020-03-28,libur_nasional,"+strings.Repeat("é", 100)+",Nyepi\n"),
			`holidays.csv:2: the name in the column name_id is longer than 100 letters, or not of one line: shorten it
holidays.csv:3: the name in the column name_id is longer than 100 letters, or not of one line: shorten it
holidays.csv:5: the name in the column name_id is longer than 100 letters, or not of one line: shorten it`},
		{"holidays no CSV", overlay("holidays.csv", "date,type,name_id,name_en\n2020-03-25,libur_nasional,\"Nyepi,Nyepi\n"),
			`holidays.csv:2: extraneous or missing " in quoted-field: put a name that holds a comma between double quotes, and close them`},

		{"yearly rows", overlay("yearly.csv", "date,type,name_id,name_en\n2020-05-01,libur_nasional,Hari Buruh,Labour Day\n02-30,libur_nasional,Hari,Day\n02-29,libur,Hari Kabisat,\n"),
			`yearly.csv:2: "2020-05-01" is no date of every year: write it like 08-17
yearly.csv:3: "02-30" is no date of every year: write it like 08-17
yearly.csv:4: unknown type "libur": use one of cuti_bersama, libur_nasional, pemilu
yearly.csv:4: the holiday has no name in "en": write it in the column name_en`},

		// regions.toml, languages.toml
		{"regions", overlay("regions.toml", "[[kecamatan]]\nname = \"Kesambi\"\nkelurahan = [\"Drajat\", \"Drajat\"]\n[[kecamatan]]\nname = \"\"\n[aliases]\nDrajt = [\"Derajat\"]"),
			`regions.toml:1: kelurahan Drajat is there twice: remove one
regions.toml:4: the kecamatan has no name: write name = "…"
regions.toml:4: kecamatan  has no kelurahan: list them
regions.toml:7: unknown kelurahan "Drajt": did you mean "Drajat"?`},
		{"languages", overlay("languages.toml", "[id]\nweekdays = [\"Minggu\"]\n"),
			`languages.toml:1: weekdays_short has 0 names: write all 7
languages.toml:1: months has 0 names: write all 12
languages.toml:1: the language "en" is missing: write a table [en] as the others have it
languages.toml:2: weekdays has 1 names: write all 7`},

		// messages
		{"unknown text", overlay("messages.id.toml", "# own words\n[regitered]\nshort = \"Diterima.\""),
			`messages.id.toml:2: unknown text "regitered": did you mean "registered"?`},
		{"unknown form", overlay("messages.id.toml", "[registered]\nshrot = \"Diterima.\"\nfull = \"Diterima.\""),
			`messages.id.toml:2: unknown key "shrot" in the text "registered": did you mean "short"?`},
		{"unknown placeholder", overlay("messages.id.toml", "[registered]\nshort = \"No {tiket}\""),
			`messages.id.toml:2: unknown placeholder {tiket} in "registered": did you mean "ticket"?`},
		{"no placeholders here", overlay("messages.id.toml", "[status]\nDIAJUKAN = \"{ticket} diajukan\""),
			`messages.id.toml:2: unknown placeholder {ticket} in "status.DIAJUKAN": remove it`},
		{"broken placeholder", overlay("messages.id.toml", "[registered]\nshort = \"No {ticket\"\nfull = \"No ticket}\""),
			`messages.id.toml:2: "registered" has a { that begins no placeholder: write placeholders like {ticket}, in small letters
messages.id.toml:3: "registered" has a } without a { before it: write placeholders like {ticket}`},
		{"too long for SMS", overlay("messages.id.toml", "[registered]\nshort = \"No {ticket} "+strings.Repeat("panjang ", 20)+"\""),
			`messages.id.toml:2: "registered" is 176 characters by SMS at its longest, 16 too many: shorten it, or give it a short form`},
		{"too long for a button", overlay("messages.id.toml", "[button]\npaper_later = \"Bawa saat pengambilan\""),
			`messages.id.toml:2: "button.paper_later" is 21 characters at its longest, 1 too many for a button of WhatsApp: shorten it`},
		{"not GSM-7", overlay("messages.en.toml", "[registered]\nshort = \"No {ticket} — bring it\""),
			`messages.en.toml:2: "registered": '—' (U+2014) cannot be sent by SMS in GSM-7: write it with plain letters and signs`},
		{"paged by the office", overlay("messages.id.toml", "[registered]\npaged = true\nshort = \"No {ticket}\""),
			`messages.id.toml:2: "registered" is sent as one SMS, not in pages: shorten it, and remove paged`},
		{"no text", overlay("messages.id.toml", "[registered]\nshort = 7"),
			`messages.id.toml:2: "registered.short" is no text: write it between double quotes`},
		{"empty", overlay("messages.id.toml", "[registered]\nshort = \"\""),
			`messages.id.toml:2: "registered" is empty: write the text`},
		{"foreign language", overlay("messages.jv.toml", "[registered]\nshort = \"Katampi.\""),
			`messages.jv.toml:1: the language "jv" is not one of the office's: name it in languages in office.toml, or remove this file`},
		{"plural form", overlay("messages.en.toml", "[registered.short]\nsingle = \"one\""),
			`messages.en.toml:1: "registered" has no plural form "other": it is the one that every text has
messages.en.toml:2: unknown plural form "single" of "registered": use one of few, many, one, other, two, zero`},

		// files
		{"unknown file", overlay("ofice.toml", ""),
			`ofice.toml:1: unknown file: did you mean "office.toml"?`},
		{"no UTF-8", overlay("office.toml", "# ok\nletter = \"\xff\""),
			`office.toml:2: it is no UTF-8 text: save it with the encoding UTF-8`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Load(tt.over)
			if err == nil {
				t.Fatalf("Load took it: %v", c.Fingerprint())
			}
			if diff := cmp.Diff(strings.Split(tt.want, "\n"), strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// many is a line of text over and over, with a number in it.
func many(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}
