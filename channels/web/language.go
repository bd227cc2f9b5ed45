package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

const languageCookie = "loket_lang"

func cookieLanguage(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil {
		return c.Value
	}
	return ""
}

// setLanguage remembers the language in which a browser reads.
func setLanguage(v *visit) error {
	lang := v.form("lang")
	if v.looks[lang] == nil {
		return v.invalid("error.language")
	}
	http.SetCookie(v.w, &http.Cookie{Name: languageCookie, Value: lang, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, Secure: v.sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode})
	return v.to(within(v.form("back")))
}

// within is a path of this console, or its first page: nobody is sent elsewhere by a form.
func within(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(back, `\`) {
		return "/"
	}
	return u.RequestURI()
}
