package core

import (
	"iter"
	"slices"

	"github.com/rivo/uniseg"
)

// Encoding is how the text of an SMS travels.
type Encoding string

const (
	GSM7 Encoding = "GSM-7" // 160 septets in one SMS, 153 in each part of several
	UCS2 Encoding = "UCS-2" // 70 UTF-16 units in one SMS, 67 in each part of several
)

// room is how many units fit one SMS, and each part of a longer one, which begins with a header of six octets
// (3GPP TS 23.040, 9.2.3.24.1).
func (e Encoding) room() (whole, part int) {
	if e == GSM7 {
		return 160, 153
	}
	return 70, 67
}

// SMS is what a text costs as an SMS.
type SMS struct {
	Encoding Encoding
	Units    int    // septets (GSM-7) or UTF-16 units (UCS-2), headers not counted
	Segments int    // parts that are sent and paid, at least 1
	Odd      []rune // the characters that force UCS-2, each once, in order of appearance
}

// CountSMS says what a text costs, as Twilio's sms-segments-calculator 1.3.0 counts it: neither an escape pair nor a
// grapheme is split over two parts, so there may be more parts than units divided by room; CRLF is two units, which
// may be split; an empty text is one segment. A grapheme of more than 33 units (piled-up marks that no language
// writes) is counted as never split either, although some of them do not fit any part. Graphemes are those of Unicode 15;
// the calculator's are of Unicode 10, so texts full of newer emoji (a pirate flag, a heart in flames) may differ by one.
func CountSMS(text string) SMS {
	sms := SMS{Encoding: GSM7, Segments: 1}
	for _, r := range text {
		if septets(r) == 0 && !slices.Contains(sms.Odd, r) {
			sms.Encoding, sms.Odd = UCS2, append(sms.Odd, r)
		}
	}
	room, part := sms.Encoding.room()
	used, kept := 0, 0 // units in the current part; those of the first that also fit it beside a header
	for n := range sms.Encoding.atoms(text) {
		sms.Units += n
		if used+n > room {
			if sms.Segments == 1 {
				room, used = part, used-kept
			} else {
				used = 0
			}
			sms.Segments++
		}
		used += n
		if sms.Segments == 1 && used <= part {
			kept = used
		}
	}
	return sms
}

// atoms yields the units of each piece of the text that must not be split: characters in GSM-7, graphemes in UCS-2.
func (e Encoding) atoms(text string) iter.Seq[int] {
	if e == GSM7 {
		return func(yield func(int) bool) {
			for _, r := range text {
				if !yield(septets(r)) {
					return
				}
			}
		}
	}
	return func(yield func(int) bool) {
		for cluster := range clusters(text) {
			if cluster == "\r\n" {
				if !yield(1) {
					return
				}
				cluster = "\n"
			}
			if !yield(UTF16Len(cluster)) {
				return
			}
		}
	}
}

// clusters yields the graphemes of a text (UAX #29): what a reader takes for one character.
func clusters(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for state := -1; text != ""; {
			var cluster string
			cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
			if !yield(cluster) {
				return
			}
		}
	}
}

// UTF16Len is the length of a text in UTF-16 units, in which UCS-2 and Telegram count.
func UTF16Len(text string) int {
	n := 0
	for _, r := range text {
		n += utf16Len(r)
	}
	return n
}

func utf16Len(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}
