package minitwilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/url"
	"slices"
	"strings"
)

// Sign makes X-Twilio-Signature: HMAC-SHA1, keyed with the token, over the URL through the end of its query, then every
// parameter's name and value by name; a name that repeats gives each of its distinct values, sorted. Connection
// overrides, being a fragment, are not signed.
func Sign(token, address string, params url.Values) string {
	address, _, _ = strings.Cut(address, "#")
	mac := hmac.New(sha1.New, []byte(token))
	io.WriteString(mac, address)
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := slices.Clone(params[name])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			io.WriteString(mac, name)
			io.WriteString(mac, value)
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
