package web

import "loket/core"

// uploadItem is a requirement on the page.
type uploadItem struct {
	core.UploadPaper
	N        int // from 1
	Name     string
	Optional bool     // of some citizens only
	Wrong    []string // with each file
}

// Lang, Office, Size, Files and More are for the template: the languages, the office, and how much may be sent.
func (u *upload) Lang() string   { return u.words.lang }
func (u *upload) Office() Office { return u.office }
func (u *upload) Size() int      { return core.PaperMost >> 20 }
func (u *upload) Files() int     { return u.office.Pages }

// More are the pages after the first that can be photographed one by one.
func (u *upload) More() (all []int) {
	for n := 2; n <= min(u.office.Pages, 5); n++ {
		all = append(all, n)
	}
	return all
}

// Open is the number of the requirement that stands open: the one that is spoken of, or else the first that is lacking. One is open at a
// time, for what was chosen in one form is lost when another is sent.
func (u *upload) Open() int {
	lacking := 0
	for _, i := range u.Items {
		if i.Code == u.about {
			return i.N
		}
		if i.Kept == 0 && !i.Optional && !i.Later && lacking == 0 {
			lacking = i.N
		}
	}
	return lacking
}

// Others are the languages that the page could be in instead.
func (u *upload) Others() (all []string) {
	for _, lang := range languages {
		if lang != u.words.lang {
			all = append(all, lang)
		}
	}
	return all
}

// Asked is how many requirements every citizen has, Done how many of them have something, Brought are the names of those that will be
// brought to the counter, and Lacking of those of which there is nothing.
func (u *upload) Asked() (n int) {
	for _, i := range u.Items {
		if !i.Optional {
			n++
		}
	}
	return n
}
func (u *upload) Done() int { return u.Asked() - len(u.Lacking()) - len(u.Brought()) }
func (u *upload) Lacking() (all []string) {
	for _, i := range u.Items {
		if i.Kept == 0 && !i.Optional && !i.Later {
			all = append(all, i.Name)
		}
	}
	return all
}
func (u *upload) Brought() (all []string) {
	for _, i := range u.Items {
		if i.Later && !i.Optional {
			all = append(all, i.Name)
		}
	}
	return all
}
