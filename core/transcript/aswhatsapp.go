package transcript

import (
	"regexp"
	"slices"
	"strings"

	"loket/core"
)

var (
	writes = regexp.MustCompile(`^((?:= imported )?(.+)), by (sms|telegram):( .*)?$`)
	staff  = regexp.MustCompile(`^= staff (\S+) (\S+) \S+$`)
)

// Apart are the transcripts that cannot be played by WhatsApp, by file: each tells of something that WhatsApp has not.
var Apart = map[string]string{
	"102-jalan-lain.txt":       "Telegram's button that tells one's own number",
	"106-hubungkan.txt":        "Telegram's button that tells one's own number",
	"109-lepas.txt":            "Telegram's button that tells one's own number",
	"110-petugas-terpisah.txt": "Telegram's button that tells one's own number",
}

// AsWhatsApp is a transcript whose citizens write by WhatsApp, whatever they write by in it. Staff stay where they are: what they order
// is shown in a chat that can be edited.
func AsWhatsApp(text []byte) []byte {
	lines := strings.Split(string(text), "\n")
	works := map[string]bool{}
	for _, l := range lines {
		if m := staff.FindStringSubmatch(l); m != nil && slices.Contains(core.Roles, core.Role(m[2])) {
			works[m[1]] = true
		}
	}
	for i, l := range lines {
		if m := writes.FindStringSubmatch(l); m != nil && !works[m[2]] {
			lines[i] = m[1] + ", by " + core.WhatsAppChannel + ":" + m[4]
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// Did is what became true in a transcript, in stretches: the lines that say so after a line that people wrote. Of what became true at
// once the order says nothing.
func Did(text []byte) (did [][]string) {
	var now []string
	for l := range strings.Lines(string(text)) {
		switch l[0] {
		case '*':
			now = append(now, strings.TrimSpace(l))
		case '>', '=', '@', '~':
			if slices.Sort(now); len(now) > 0 {
				did = append(did, now)
			}
			now = nil
		}
	}
	if slices.Sort(now); len(now) > 0 {
		did = append(did, now)
	}
	return did
}

// Answers is what was said to those who wrote, by who they are; staff not among them. A message that takes the place of another is none.
func Answers(text []byte) map[string][]string {
	said, who, answers := map[string][]string{}, "", false
	for l := range strings.Lines(string(text)) {
		l = strings.TrimSuffix(l, "\n")
		if m := speaker.FindStringSubmatch(l); m != nil {
			who = m[1]
		}
		switch {
		case strings.HasPrefix(l, "<"):
			answers = !strings.HasPrefix(l, "< (to ") && !strings.HasPrefix(l, "< (edit) ")
			fallthrough
		case strings.HasPrefix(l, "|"):
			if answers {
				said[who] = append(said[who], l)
			}
		}
	}
	return said
}
