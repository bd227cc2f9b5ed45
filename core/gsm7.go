package core

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1 and 6.2.1.1). A character of the
// extension table is sent as an escape and a second septet, so it costs two.
const (
	gsm7Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Extension = "\f^{}\\[~]|€"
)

// gsm7Cost holds the septets of each character up to €, the highest in the tables; 0 means that GSM-7 cannot say it.
var gsm7Cost = func() (cost ['€' + 1]uint8) {
	for _, r := range gsm7Basic {
		cost[r] = 1
	}
	for _, r := range gsm7Extension {
		cost[r] = 2
	}
	return cost
}()

// septets is what r costs in GSM-7: 1, 2, or 0 when GSM-7 cannot say it.
func septets(r rune) int {
	if int(r) < len(gsm7Cost) {
		return int(gsm7Cost[r])
	}
	return 0
}

// gsm7Plain says in GSM-7 what compatibility decomposition (UAX #15) does not: first the plain form, then the
// characters that it stands for.
var gsm7Plain = func() map[rune]string {
	plain := map[rune]string{'\u200b': ""}
	for _, row := range [][2]string{
		{"'", "‘’‚‛′‵´`ʹʻʼʽˈˊˋ❛❜＇"},
		{`"`, "“”„‟″‶«»ʺˮ❝❞〝〞"},
		{"<", "‹〈"},
		{">", "›〉"},
		{"-", "‐‑‒–—―−⁃•‣●○◦▪▫■□"},
		{".", "·。"},
		{",", "、"},
		{" ", "\t\u1680"},
		{"\n", "\v\u0085\u2028\u2029"},
		{"/", "÷⁄∕"},
		{"|", "¦"},
		{"x", "×"},
		{"c", "¢"},
		{"(C)", "©"},
		{"(R)", "®"},
		{"+-", "±"},
		{"<=", "≤"},
		{">=", "≥"},
		{"->", "→"},
		{"<-", "←"},
		{"o", "°"},
		{"oe", "œ"}, {"OE", "Œ"},
		{"l", "ł"}, {"L", "Ł"},
		{"d", "đð"}, {"D", "ĐÐ"},
		{"h", "ħ"}, {"H", "Ħ"},
		{"th", "þ"}, {"Th", "Þ"},
		{"i", "ı"},
		{"?", "\ufffd"},
	} {
		for _, r := range row[1] {
			plain[r] = row[0]
		}
	}
	return plain
}()

// CleanSMS says in GSM-7 what GSM-7 can say: typographic quotes, dashes, dots, bullets and spaces become their plain
// forms, letters lose the accents that the alphabet lacks (á becomes a, é stays), full-width and ornamental letters and
// digits become ordinary ones, CRLF becomes LF, and what has no width or is a control character goes. What GSM-7 has
// nothing for (an emoji, Arabic) stays as it is, a whole grapheme at a time. A cleaned text is clean: cleaning it again
// changes nothing.
func CleanSMS(text string) string {
	if isGSM7(text) && !strings.Contains(text, "\r") {
		return text
	}
	var b strings.Builder
	for rest, state := text, -1; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if plain, ok := cleanCluster(cluster); ok {
			b.WriteString(plain)
		} else {
			b.WriteString(cluster)
		}
	}
	return b.String()
}

// SMSText is what is sent, and paid, of a text by SMS. One that GSM-7 can say goes as it is; in another, what staff have
// typed or pasted is put into GSM-7 as far as it can be, for UCS-2 costs twice.
func SMSText(text string) string {
	if text = strings.ToValidUTF8(text, "?"); isGSM7(text) {
		return text
	}
	return CleanSMS(text)
}

// cleanCluster is a grapheme in GSM-7, and whether all of it could be said.
func cleanCluster(cluster string) (plain string, ok bool) {
	if cluster == "\r\n" || cluster == "\r" {
		return "\n", true
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(cluster) {
		if !cleanRune(&b, r) {
			return "", false
		}
	}
	return b.String(), true
}

// cleanRune writes r in GSM-7 and reports whether it could.
func cleanRune(b *strings.Builder, r rune) bool {
	if septets(r) > 0 {
		b.WriteRune(r)
		return true
	}
	if plain, ok := gsm7Plain[r]; ok {
		b.WriteString(plain)
		return true
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) {
		return true
	}
	parts := norm.NFKD.String(string(r))
	if parts == string(r) {
		return false
	}
	for _, part := range parts {
		if !cleanRune(b, part) {
			return false
		}
	}
	return true
}

// isGSM7 says whether GSM-7 can carry the text.
func isGSM7(text string) bool {
	for _, r := range text {
		if septets(r) == 0 {
			return false
		}
	}
	return true
}
