package twilio

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"loket/core"
)

// Template is one by which letters of a kind go when free text may not be sent.
type Template struct {
	Kind, Lang string
	SID        string   // "": office.toml has none
	Variables  []string // what its {{1}}, {{2}}, … are told
	Longest    int      // characters that they may be together
}

var (
	contentSID  = regexp.MustCompile(`^HX[0-9a-fA-F]{32}$`)
	placeholder = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)
)

// check tells the operator, in one sentence, which templates are missing at Twilio or do not fit, and what comes of it.
func (c *contents) check(ctx context.Context) error {
	var faults []string
	for _, t := range c.templates {
		what := t.Kind + " in " + strconv.Quote(t.Lang)
		if t.SID == "" {
			faults = append(faults, what+" is missing in office.toml")
			continue
		}
		fault, err := c.fault(ctx, t)
		if err != nil {
			return err
		}
		if fault != "" {
			faults = append(faults, what+" ("+t.SID+") "+fault)
		}
	}
	if len(faults) > 0 {
		c.log.WarnContext(ctx, "twilio: WhatsApp templates: "+strings.Join(faults, "; ")+
			". Such letters to people who have not written for 24 hours go by another address of theirs, or fail and are shown to staff")
	}
	return nil
}

// fault is what is wrong with a template, "" if nothing is.
func (c *contents) fault(ctx context.Context, t Template) (string, error) {
	var content struct {
		Types map[string]json.RawMessage `json:"types"`
	}
	switch err := c.ask(ctx, http.MethodGet, "/v1/Content/"+t.SID, nil, &content); {
	case absent(err):
		return "is not among this account's Contents at Twilio", nil
	case err != nil:
		return "", err
	}
	var approval struct {
		WhatsApp struct {
			Status string `json:"status"`
		} `json:"whatsapp"`
	}
	switch err := c.ask(ctx, http.MethodGet, "/v1/Content/"+t.SID+"/ApprovalRequests", nil, &approval); {
	case absent(err):
		return "was never submitted to WhatsApp for approval", nil
	case err != nil:
		return "", err
	}
	if status := approval.WhatsApp.Status; status != "approved" {
		if status == "" || status == "unsubmitted" {
			return "was never submitted to WhatsApp for approval", nil
		}
		return "is not approved by WhatsApp but " + status, nil
	}
	names, own := map[string]bool{}, 0
	for _, kind := range content.Types {
		for _, m := range placeholder.FindAllSubmatch(kind, -1) {
			names[string(m[1])] = true
		}
		var said struct {
			Body string `json:"body"`
		}
		if json.Unmarshal(kind, &said) == nil {
			own = max(own, core.UTF16Len(placeholder.ReplaceAllString(said.Body, "")))
		}
	}
	want := make([]string, len(t.Variables))
	for i := range t.Variables {
		want[i] = strconv.Itoa(i + 1)
	}
	if got := slices.Sorted(maps.Keys(names)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		return fmt.Sprintf("has the variables %s, and office.toml fills %d (%s): they must be called 1 to %[2]d", inOrder(got), len(want),
			strings.Join(t.Variables, ", ")), nil
	}
	if own+t.Longest > bodyMax {
		return fmt.Sprintf("has %d characters of its own and may get %d: WhatsApp takes %d together", own, t.Longest, bodyMax), nil
	}
	return "", nil
}

func inOrder(names []string) string {
	if len(names) == 0 {
		return "(none)"
	}
	return strings.Join(names, ", ")
}
