package minitwilio

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Content is a message that lies at Twilio with places for variables.
type Content struct {
	SID       string
	Name      string
	Language  string
	Variables map[string]string // what stands there unless something else is sent
	Types     map[string]Rich
	Approval  string // by WhatsApp: "" as long as nobody asked for it, then received, pending, approved, rejected, paused, …
}

// Rich is a Content of one type.
type Rich struct {
	Body    string      `json:"body"`
	Button  string      `json:"button,omitempty"`
	Actions []RichReply `json:"actions,omitempty"`
	Items   []RichItem  `json:"items,omitempty"`
}

// RichReply is a button.
type RichReply struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	ID    string `json:"id"`
}

// RichItem is a row of a list.
type RichItem struct {
	Item        string `json:"item"`
	ID          string `json:"id"`
	Description string `json:"description,omitempty"`
}

const (
	textType, repliesType, listType = "twilio/text", "twilio/quick-reply", "twilio/list-picker"

	variablesMax = 100
)

// AddTemplate puts a template of text there, with what WhatsApp thinks of it, and returns its sid.
func (s *Server) AddTemplate(body, approval string) string {
	c := &Content{SID: newID("HX"), Name: "template", Language: "id", Variables: map[string]string{}, Approval: approval,
		Types: map[string]Rich{textType: {Body: body}}}
	for _, name := range placeholders(c.Types) {
		c.Variables[name] = "contoh"
	}
	s.ledger.Lock()
	defer s.ledger.Unlock()
	s.ledger.contents = append(s.ledger.contents, c)
	return c.SID
}

// Contents is what lies there, in the order in which it was made.
func (s *Server) Contents() (all []Content) {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	for _, c := range s.ledger.contents {
		all = append(all, *c)
	}
	return all
}

// DropContent takes one away, as somebody does in the console.
func (s *Server) DropContent(sid string) {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	s.ledger.contents = slices.DeleteFunc(s.ledger.contents, func(c *Content) bool { return c.SID == sid })
}

func (s *Server) findContent(sid string) (Content, bool) {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	for _, c := range s.ledger.contents {
		if c.SID == sid {
			return *c, true
		}
	}
	return Content{}, false
}

// contentAPI answers what content.twilio.com answers.
func (s *Server) contentAPI(k *Knobs, r *http.Request) answer {
	if k.NoContent != 0 {
		return answer{status: k.NoContent, body: problem{Code: 20003, Status: k.NoContent, Message: "Authenticate"}}
	}
	rest := strings.TrimPrefix(r.URL.Path, "/v1/Content")
	sid, approval := strings.CutSuffix(strings.Trim(rest, "/"), "/ApprovalRequests")
	switch {
	case rest == "" && r.Method == http.MethodPost:
		return s.makeContent(k, r)
	case rest == "" && r.Method == http.MethodGet:
		return s.listContents(r)
	case r.Method != http.MethodGet:
		return refuse(20004)
	}
	c, found := s.findContent(sid)
	switch {
	case !found:
		return refuse(20404, r.URL.Path)
	case !approval:
		return answer{status: http.StatusOK, body: s.content(c)}
	}
	said := map[string]any{"sid": c.SID, "account_sid": s.AccountSID, "whatsapp": map[string]any{}}
	if c.Approval != "" {
		said["whatsapp"] = map[string]any{"type": "whatsapp", "name": c.Name, "category": "UTILITY", "status": c.Approval, "rejection_reason": ""}
	}
	return answer{status: http.StatusOK, body: said}
}

func (s *Server) content(c Content) map[string]any {
	return map[string]any{"sid": c.SID, "account_sid": s.AccountSID, "friendly_name": c.Name, "language": c.Language,
		"variables": c.Variables, "types": c.Types, "url": "https://content.twilio.com/v1/Content/" + c.SID}
}

func (s *Server) listContents(r *http.Request) answer {
	size, at := 50, 0
	if n, err := strconv.Atoi(r.URL.Query().Get("PageSize")); err == nil {
		size = min(max(n, 1), 1000)
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("Page")); err == nil {
		at = max(n, 0) * size
	}
	all, page := s.Contents(), []any{}
	for _, c := range all[min(at, len(all)):min(at+size, len(all))] {
		page = append(page, s.content(c))
	}
	meta := map[string]any{"page": at / size, "page_size": size, "key": "contents"}
	if at+size < len(all) { // on Twilio's own host, wherever this one is
		meta["next_page_url"] = fmt.Sprintf("https://content.twilio.com/v1/Content?PageSize=%d&Page=%d", size, at/size+1)
	}
	return answer{status: http.StatusOK, body: map[string]any{"contents": page, "meta": meta}}
}

// makeContent takes a Content as far as it may be one.
func (s *Server) makeContent(k *Knobs, r *http.Request) answer {
	var c struct {
		Name      string            `json:"friendly_name"`
		Language  string            `json:"language"`
		Variables map[string]string `json:"variables"`
		Types     map[string]Rich   `json:"types"`
	}
	raw, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(raw, &c); err != nil || r.Header.Get("Content-Type") != "application/json" {
		s.violate("a Content that is no JSON: %v", err)
		return answer{status: http.StatusBadRequest, code: 20001, body: problem{Code: 20001, Status: 400}}
	}
	if k.RefuseContent != nil && k.RefuseContent(c.Name) {
		return answer{status: http.StatusBadRequest, code: 92000, body: problem{Code: 92000, Status: 400, Message: "Invalid parameter"}}
	}
	if c.Language == "" || len(c.Types) == 0 || len(c.Variables) > variablesMax {
		s.violate("a Content without a language or type, or with more than %d variables", variablesMax)
	}
	for _, name := range placeholders(c.Types) {
		if c.Variables[name] == "" {
			s.violate("a Content without a sample for its variable %s", name)
		}
	}
	for kind, rich := range c.Types {
		if kind == repliesType && len(rich.Actions) == 0 || kind == listType && (len(rich.Items) == 0 || len(rich.Items) > 10 || rich.Button == "") {
			s.violate("a Content of type %s with %d buttons and %d rows", kind, len(rich.Actions), len(rich.Items))
		}
	}
	made := &Content{SID: newID("HX"), Name: c.Name, Language: c.Language, Variables: c.Variables, Types: c.Types}
	s.ledger.Lock()
	defer s.ledger.Unlock()
	s.ledger.contents = append(s.ledger.contents, made)
	return answer{status: http.StatusCreated, body: s.content(*made)}
}

var hole = regexp.MustCompile(`\{\{([A-Za-z0-9_]+)\}\}`)

func placeholders(types map[string]Rich) (names []string) {
	raw, _ := json.Marshal(types)
	for _, m := range hole.FindAllSubmatch(raw, -1) {
		if !slices.Contains(names, string(m[1])) {
			names = append(names, string(m[1]))
		}
	}
	return names
}

// fill puts variables in, or names Twilio's objection to them.
func (c Content) fill(raw string) (kind string, filled Rich, code int) {
	given := map[string]string{}
	if raw != "" && json.Unmarshal([]byte(raw), &given) != nil {
		return "", Rich{}, 21656
	}
	values := map[string]string{}
	for _, name := range placeholders(c.Types) {
		values[name] = c.Variables[name]
		if v, ok := given[name]; ok {
			values[name] = v
		}
		if v := values[name]; strings.TrimSpace(v) == "" || strings.ContainsAny(v, "\n\r\t") || strings.Contains(v, "     ") {
			return "", Rich{}, 21656
		} else if units(v) > 1600 {
			return "", Rich{}, 21658
		}
	}
	put := func(s string) string {
		return hole.ReplaceAllStringFunc(s, func(h string) string { return values[h[2:len(h)-2]] })
	}
	for _, kind = range []string{listType, repliesType, textType} {
		rich, ok := c.Types[kind]
		if !ok {
			continue
		}
		filled = Rich{Body: put(rich.Body), Button: put(rich.Button)}
		for _, a := range rich.Actions {
			filled.Actions = append(filled.Actions, RichReply{a.Type, put(a.Title), put(a.ID)})
		}
		for _, i := range rich.Items {
			filled.Items = append(filled.Items, RichItem{put(i.Item), put(i.ID), put(i.Description)})
		}
		return kind, filled, filled.tooLong(c.Approval == "approved")
	}
	return "", Rich{}, 21657
}

// tooLong finds what WhatsApp would not show.
func (r Rich) tooLong(approved bool) (code int) {
	ids := map[string]bool{}
	once := func(id string) bool { was := ids[id]; ids[id] = true; return !was && id != "" && units(id) <= 200 }
	switch {
	case units(r.Body) > 1024, units(r.Button) > 20:
		return 21658
	case !approved && len(r.Actions) > 3:
		return 63021
	}
	titles := map[string]bool{}
	for _, a := range r.Actions {
		if units(a.Title) > 20 || !once(a.ID) || titles[a.Title] {
			return 21658
		}
		titles[a.Title] = true
	}
	for _, i := range r.Items {
		if units(i.Item) > 24 || units(i.Description) > 72 || !once(i.ID) {
			return 21658
		}
	}
	return 0
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// Has tells whether a button or row has an id.
func (r Rich) Has(id string) bool {
	return slices.ContainsFunc(r.Actions, func(a RichReply) bool { return a.ID == id }) ||
		slices.ContainsFunc(r.Items, func(i RichItem) bool { return i.ID == id })
}
