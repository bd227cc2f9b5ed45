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
)

// Template is one by which letters of a kind go when free text may not be sent.
type Template struct {
	Kind, Lang string
	SID        string   // "": office.toml has none
	Variables  []string // what its {{1}}, {{2}}, … are told
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
	names := map[string]bool{}
	for _, kind := range content.Types {
		for _, m := range placeholder.FindAllSubmatch(kind, -1) {
			names[string(m[1])] = true
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
	return "", nil
}

func inOrder(names []string) string {
	if len(names) == 0 {
		return "(none)"
	}
	return strings.Join(names, ", ")
}
