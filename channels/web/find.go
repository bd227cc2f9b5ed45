package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"

	"loket/core"
)

// What staff look for may be somebody's name or number, and addresses are logged. So the words are posted, and the address of what
// they find holds them sealed by a key that only the session of this browser has: one may reload, go back and turn pages, in several
// windows, and nobody else can read or follow it.

// sessionKey is where a session holds the key.
const sessionKey = "key"

// newKey gives the session a key.
func (v *visit) newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	v.sessions.Put(v.r.Context(), sessionKey, key)
	return key
}

func (v *visit) seal() (cipher.AEAD, error) {
	key := v.sessions.GetBytes(v.r.Context(), sessionKey)
	if len(key) != 32 {
		key = v.newKey()
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// hide seals words for an address.
func (v *visit) hide(words string) (string, error) {
	if words == "" {
		return "", nil
	}
	seal, err := v.seal()
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(seal.Seal(nil, nil, []byte(words), []byte(searched))), nil
}

// unhide reads them again; ok is false if they belong to another session.
func (v *visit) unhide(sealed string) (words string, ok bool, err error) {
	if sealed == "" {
		return "", true, nil
	}
	seal, err := v.seal()
	if err != nil {
		return "", false, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", false, nil
	}
	plain, err := seal.Open(nil, nil, raw, []byte(searched))
	if err != nil {
		return "", false, nil
	}
	return string(plain), true, nil
}

// searched says what a seal is about.
const searched = "requests"

// search reads what is looked for: the filters from the form or the query, the words from the form.
func (v *visit) search() (q core.Search, err error) {
	q.Words, q.Service, q.Kecamatan = v.posted("words"), v.form("service"), v.form("kecamatan")
	if text := v.form("status"); text != "" {
		if q.Status, err = core.ParseStatus(text); err != nil {
			return q, v.invalid("requests.nostatus")
		}
	}
	if q.Day, err = v.day("day"); err != nil {
		return q, err
	}
	q.Pickup, err = v.day("pickup")
	return q, err
}
