package web

import (
	"strings"

	"loket/core"
)

// entry is a page in the menu.
type entry struct {
	Name string // its label is menu.NAME
	Path string
	deed core.Deed
}

var menu = []entry{
	{"today", "/", core.See},
	{"requests", "/requests", core.See},
	{"conversations", "/conversations", core.Converse},
	{"announcements", "/announcements", core.See},
	{"calendar", "/calendar", core.See},
	{"staff", "/staff", core.See},
}

// Menu is what who is logged in may see.
func (v *visit) Menu() (all []entry) {
	for _, e := range menu {
		if v.may(e.deed) {
			all = append(all, e)
		}
	}
	return all
}

// menuOf is the entry to which a path belongs.
func menuOf(path string) string {
	if path == "/" {
		return "today"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}
