package twilio

import (
	"net/url"
	"strings"
	"testing"

	"github.com/twilio/twilio-go/client"

	"loket/channels/channeltest/minitwilio"
)

// The example of Twilio's documentation of webhook security.
func TestSignExample(t *testing.T) {
	form := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+12349013030"}, "Digits": {"1234"}, "From": {"+12349013030"}, "To": {"+18005551212"},
	}
	if got := newSigner("12345").sign("https://mycompany.com/myapp.php?foo=1&bar=2", form); got != "0/KCTR6DLpKmkAf8muzZqo1nDgQ=" {
		t.Error(got)
	}
}

// What Twilio signs is taken, and where names do not repeat, its own library agrees about everything else; of those that
// do repeat the library sees only the first value.
func FuzzSignature(f *testing.F) {
	f.Add("12345", "/hooks/twilio?a=1&b=%20+x", "From=%2B628123&Body=halo+%F0%9F%99%8F&Body=", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
	f.Add("", "/", "", "")
	f.Add("t", "/hooks/twilio/status?letter=1", "a=&=b&A=2&a=1&a=1", "\xff")
	f.Fuzz(func(t *testing.T, token, path, body, forged string) {
		form, err := url.ParseQuery(body)
		if err != nil || !strings.HasPrefix(path, "/") || strings.Contains(path, "#") {
			return // no request is like that
		}
		for _, base := range []string{public, "http://loket.example.go.id:8080", "https://loket.example.go.id:443"} {
			w := &wire{signer: newSigner(token), public: signedAs(base)}
			if !w.signed(minitwilio.Sign(token, base+path, form), path, form) {
				t.Fatal("refuses what Twilio signed")
			}
			if u, err := url.Parse(base + path); err != nil || u.String() != base+path {
				continue // the library would write the address anew
			}
			single, once := map[string]string{}, url.Values{}
			for name, values := range form {
				single[name], once[name] = values[0], values[:1]
			}
			library := client.NewRequestValidator(token)
			for _, signature := range []string{
				w.signer.sign(base+path, once), w.signer.sign(public+path, once), newSigner(token+"x").sign(base+path, once), w.signer.sign(base, once), forged,
			} {
				if ours, theirs := w.signed(signature, path, once), library.Validate(base+path, single, signature); ours != theirs {
					t.Fatalf("ours says %v, the library %v", ours, theirs)
				}
			}
		}
	})
}

// BenchmarkSigned is what it costs to know a webhook for Twilio's. Whoever forges them is no dearer.
func BenchmarkSigned(b *testing.B) {
	form := url.Values{"AccountSid": {"AC0123456789abcdef0123456789abcdef"}, "MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "From": {"+6281234567890"},
		"To": {"+15005550006"}, "Body": {"DAFTAR#3274015203900001#SITI AMINAH#AKTA LAHIR"}, "NumMedia": {"0"}, "NumSegments": {"1"}, "SmsStatus": {"received"},
		"ApiVersion": {"2010-04-01"}, "FromCountry": {"ID"}, "ToCountry": {"US"}}
	const token = "0123456789abcdef0123456789abcdef"
	w := &wire{signer: newSigner(token), public: signedAs(public)}
	signature := minitwilio.Sign(token, public+inboundPath, form)
	b.ReportAllocs()
	for b.Loop() {
		if !w.signed(signature, inboundPath, form) {
			b.Fatal("not signed")
		}
	}
}
