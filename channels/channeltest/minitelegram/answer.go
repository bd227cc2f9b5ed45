package minitelegram

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// M is a JSON object.
type M = map[string]any

// answer is what goes back for a call: a result, a refusal, or (by a fault) raw bytes.
type answer struct {
	code   int    // HTTP status and error_code; 0 means 200
	text   string // description
	result any
	params M // ResponseParameters: retry_after, migrate_to_chat_id
	raw    []byte
	mime   string
	half   bool // only the first half of the body is sent
}

func ok(result any) answer                   { return answer{result: result} }
func fail(code int, text string) answer      { return answer{code: code, text: text} }
func bad(text string) answer                 { return fail(http.StatusBadRequest, "Bad Request: "+text) }
func forbidden(text string) answer           { return fail(http.StatusForbidden, "Forbidden: "+text) }
func (a answer) failed() bool                { return a.code != 0 }
func (a answer) status() int                 { return max(a.code, http.StatusOK) }
func (a answer) with(k string, v any) answer { a.params = M{k: v}; return a }

// tooMany is the answer of a limit.
func tooMany(seconds int) answer {
	return fail(http.StatusTooManyRequests, "Too Many Requests: retry after "+strconv.Itoa(seconds)).
		with("retry_after", seconds)
}

func (a answer) body() []byte {
	if a.raw != nil {
		return a.raw
	}
	envelope := struct {
		OK          bool   `json:"ok"`
		Result      any    `json:"result,omitempty"`
		Code        int    `json:"error_code,omitempty"`
		Description string `json:"description,omitempty"`
		Parameters  M      `json:"parameters,omitempty"`
	}{!a.failed(), a.result, a.code, a.text, a.params}
	b, err := json.Marshal(envelope)
	if err != nil {
		panic("minitelegram: answer: " + err.Error())
	}
	return b
}

func write(w http.ResponseWriter, a answer) {
	body := a.body()
	mime := a.mime
	if mime == "" {
		mime = "application/json"
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status())
	if a.half {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(body)
}
