package minitwilio

import (
	"net/url"
	"testing"
)

// The vectors are those of Twilio's public documentation and of its libraries' tests.
func TestSignKnownVectors(t *testing.T) {
	const address = "https://mycompany.com/myapp.php?foo=1&bar=2"
	params := func(caller string, more ...string) url.Values {
		v := url.Values{
			"CallSid": {"CA1234567890ABCDE"}, "Caller": {caller}, "From": {caller}, "Digits": {"1234"}, "To": {"+18005551212"},
		}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	repeated := params("+14158675309")
	repeated["Digits"] = []string{"1234", "1234"}
	tests := []struct {
		name, address string
		params        url.Values
		want          string
	}{
		{"older documentation", address, params("+14158675309"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
		{"newer documentation", address, params("+12349013030"), "0/KCTR6DLpKmkAf8muzZqo1nDgQ="},
		{"a name that begins with another", address, params("+14158675309", "Reason", "Participant", "ReasonConferenceEnded", "test"), "vOEb5UThFn24KEfnOFLQY2AE5FY="},
		{"connection overrides are not signed", address + "#rc=3&rp=all", params("+14158675309"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
		{"a value that repeats counts once", address, repeated, "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
	}
	for _, tt := range tests {
		if got := Sign("12345", tt.address, tt.params); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestSignTellsApart(t *testing.T) {
	base := url.Values{"A": {"x", "y"}, "B": {"z"}}
	want := Sign("k", "https://office.example/h", base)
	others := map[string]string{
		"token":        Sign("K", "https://office.example/h", base),
		"path":         Sign("k", "https://office.example/H", base),
		"query":        Sign("k", "https://office.example/h?", base),
		"second value": Sign("k", "https://office.example/h", url.Values{"A": {"x"}, "B": {"z"}}),
	}
	for what, got := range others {
		if got == want {
			t.Errorf("another %s gives the same signature", what)
		}
	}
	if got := Sign("k", "https://office.example/h", url.Values{"A": {"y", "x"}, "B": {"z"}}); got != want {
		t.Error("the order of values matters and should not")
	}
}
