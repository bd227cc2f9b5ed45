package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"loket/core"
)

const (
	indent = "  "
	arrow  = " ▸ "
	pencil = " ✎ "      // instead of the arrow: this takes the place of an earlier message
	erase  = "\r\x1b[K" // the line the cursor is on
)

// bubble draws a message: the office's name before it, its choices and its size under it, all within the width.
//
//	Loket ▸ Layanan apa yang Bapak/Ibu perlukan?
//	        [1] KTP hilang
//	        [2] Akta lahir
//
// What replaces an earlier message stands below it all the same, as paper cannot be changed; a pencil says so.
func (cfg Config) bubble(l core.Letter) string {
	m, head := l.Message, indent+cfg.Office+arrow
	if l.Replaces != "" && l.Part == 0 {
		head = indent + cfg.Office + pencil
	}
	margin := strings.Repeat(" ", uniseg.StringWidth(head))
	width := max(20, cfg.Width-len(margin)-1)

	lines := wrap(printable(m.Text), width)
	if m.URL != "" && !strings.Contains(m.Text, m.URL) {
		lines = append(lines, printable(m.URL))
	}
	for i, choice := range m.Choices {
		lines = append(lines, wrap(fmt.Sprintf("[%d] %s", i+1, printable(choice.Label)), width)...)
	}
	if cfg.Limits.Short && cfg.Segments != nil {
		lines = append(lines, cfg.Segments(core.CountSMS(m.Text).Segments))
	}
	var b strings.Builder
	for i, line := range lines {
		switch {
		case i == 0:
			b.WriteString(head)
		case line != "":
			b.WriteString(margin)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// overPrompt puts a bubble in the place of the prompt, and a new prompt under it.
func (cfg Config) overPrompt(bubble string) string {
	if cfg.Prompt == "" {
		return bubble
	}
	return erase + bubble + indent + cfg.Prompt + arrow
}

// prompt invites to write.
func (c *Channel) prompt() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := io.WriteString(c.out, c.cfg.overPrompt(""))
	return err
}

// printable is text without what would command the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
}

// wrap breaks text at spaces. A word longer than a line keeps a line of its own.
func wrap(text string, width int) (lines []string) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		line, used := "", 0
		for _, word := range strings.Fields(paragraph) {
			w := uniseg.StringWidth(word)
			switch {
			case line == "":
				line, used = word, w
			case used+1+w <= width:
				line, used = line+" "+word, used+1+w
			default:
				lines = append(lines, line)
				line, used = word, w
			}
		}
		lines = append(lines, line)
	}
	return lines
}
