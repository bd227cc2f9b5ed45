package catalog

import (
	"strings"

	"loket/core"
)

// labelMost is how many UTF-16 units a button of WhatsApp has room for. A longer label makes a list of the buttons, one tap further away.
const labelMost = 20

// staffButtons are the labels that only staff see, in chats that have room for them.
var staffButtons = map[string]bool{"send": true, "again": true, "second": true, "show": true, "sample": true, "text": true, "audience": true,
	"time": true, "skip": true, "everybody": true, "channel": true, "region": true, "now": true, "urgent": true, "morning": true,
	"approve": true, "refuse": true, "pause": true, "resume": true, "stop": true, "resend": true, "leave_be": true, "retry": true,
	"correct": true, "withdraw": true, "surely": true, "close": true, "extend": true, "reopen": true, "fetched": true, "unready": true}

// labelled is how long the label of a citizen's button is at its longest; 0 if the text is none.
func labelled(t text, key string, longest Args) int {
	label, ok := strings.CutPrefix(key, "button.")
	if !ok || staffButtons[label] || label == "old" { // that is a sentence
		return 0
	}
	said, _ := t.Execute(longest)
	return core.UTF16Len(said)
}
