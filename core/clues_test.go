package core

import (
	"slices"
	"testing"
)

func TestParseClues(t *testing.T) {
	const nik, number = "3274011203900001", "+6281234567890"
	for words, want := range map[string]Clues{
		"":                                 {},
		" - , . ":                          {},
		"C200317-042":                      {Tickets: []string{"C200317-042"}},
		"#c200317042":                      {Tickets: []string{"C200317-042"}},
		"siti c200317-042":                 {Tickets: []string{"C200317-042"}, Names: []string{"SITI"}},
		nik:                                {NIKs: []NIK{nik}},
		"327401 120390 0001":               {NIKs: []NIK{nik}},
		"3274.0112.0390.0001 siti":         {NIKs: []NIK{nik}, Names: []string{"SITI"}},
		"081234567890":                     {Numbers: []Address{{ID: number}}},
		"0812-3456-7890":                   {Numbers: []Address{{ID: number}}},
		"0812 3456 7890":                   {Numbers: []Address{{ID: number}}},
		"+62 812 3456 7890":                {Numbers: []Address{{ID: number}}},
		"+62812-3456-7890 0001":            {Numbers: []Address{{ID: number}}, Endings: []string{"0001"}},
		"(0812) 34567890":                  {Numbers: []Address{{ID: number}}},
		"0001":                             {Endings: []string{"0001"}},
		"1234 5678":                        {Endings: []string{"1234", "5678"}},
		"34567890":                         {Endings: []string{"34567890"}},
		"0812":                             {Endings: []string{"0812"}},
		"12":                               {Endings: []string{"12"}},
		"  Siti   aminah ":                 {Names: []string{"SITI", "AMINAH"}},
		"Nur’aini, S.Pd":                   {Names: []string{"NUR", "AINI", "S", "PD"}},
		"José-María 7890 C200317-1042":     {Tickets: []string{"C200317-1042"}, Endings: []string{"7890"}, Names: []string{"JOSE", "MARIA"}},
		"ａｍｉｎａｈ ７８９０":                      {Endings: []string{"7890"}, Names: []string{"AMINAH"}},
		"C200317-042 D200318-001":          {Tickets: []string{"C200317-042", "D200318-001"}},
		"C200317-042 C200317-043 siti 999": {Tickets: []string{"C200317-042", "C200317-043"}, Names: []string{"SITI"}, Endings: []string{"999"}},
	} {
		got := ParseClues(words)
		if !slices.Equal(got.Tickets, want.Tickets) || !slices.Equal(got.NIKs, want.NIKs) || !slices.Equal(got.Numbers, want.Numbers) ||
			!slices.Equal(got.Endings, want.Endings) || !slices.Equal(got.Names, want.Names) {
			t.Errorf("%q: tickets %v, %d NIKs, %d numbers, endings %v, names %v", words, got.Tickets, len(got.NIKs), len(got.Numbers), got.Endings, got.Names)
		}
	}
}

func TestNameWords(t *testing.T) {
	for name, want := range map[string][]string{
		"":                   nil,
		"SITI AMINAH":        {"SITI", "AMINAH"},
		"NUR'AINI AL-FARISI": {"NUR", "AINI", "NURAINI", "AL", "FARISI", "ALFARISI"},
		"A. RAHMAN, S.PD":    {"A", "RAHMAN", "S", "PD"},
		"RENÉE ÅSA":          {"RENEE", "ASA"},
		"سيتي":               {"سيتي"},
	} {
		if got := NameWords(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestEnding(t *testing.T) {
	for a, want := range map[Address]string{
		{SMSChannel, "+6281234567890"}: "7890", {WhatsAppChannel, "+6281234567890"}: "7890", {TelegramChannel, "81234"}: "", {SMSChannel, "TELKOMSEL"}: "", {}: "",
	} {
		if got := a.Ending(); got != want {
			t.Errorf("%v: %s", a, got)
		}
	}
}
