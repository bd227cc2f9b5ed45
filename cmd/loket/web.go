package main

import (
	"context"
	"slices"
	"strings"

	"loket/channels/web"
	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/dialog"
)

// webDesk is the desk as the console sees it.
type webDesk struct{ *desk.Desk }

var _ web.Desk = webDesk{}

// File files a request for who calls or stands at the gate.
func (d webDesk) File(ctx context.Context, f web.Filing, by core.Actor) (core.Booking, error) {
	return d.Register(ctx, desk.Staff{Via: f.Via, Service: f.Service, NIK: f.NIK, Name: f.Name, Phone: f.Phone, Day: f.Day, Wait: f.Wait,
		Place: f.Place, Note: f.Note}, by)
}

// console makes the staff console; browsers know it by that address.
func (o *office) console(address string, demo bool) (*web.Console, error) {
	return web.New(web.Config{Desk: webDesk{o.desk}, Office: o.forWeb(demo), Base: address, Secure: strings.HasPrefix(address, "https:"), Log: o.log})
}

// publicAddress is where browsers find this office: what is set, or else where this machine finds what listens there.
func publicAddress(set, listen string) string {
	if set != "" {
		return strings.TrimRight(set, "/")
	}
	return "http://" + reachable(listen)
}

// uploadsAt gives links to the page for papers, under the address by which browsers know this office; with none, there are no links.
func uploadsAt(address string) func(*desk.Options) {
	return func(o *desk.Options) {
		if address != "" {
			o.Uploads = strings.TrimRight(address, "/") + "/u/"
		}
	}
}

// forWeb is the office as the console must know it.
func (o *office) forWeb(demo bool) web.Office {
	of := webOffice(o.cat)
	of.Demo = demo
	of.Channels = map[string]core.Limits{}
	for _, ch := range o.open {
		if _, known := of.Channels[ch.Name()]; !known {
			of.Channels[ch.Name()] = ch.Limits()
		}
	}
	engine := dialog.New(o.cat)
	of.Answer = func(channel, lang, text string) core.Message { return engine.Answer(lang, of.Channels[channel], text) }
	of.Health = func(context.Context) []web.Health { return o.fares() }
	return of
}

// webOffice is what the catalog says of an office. What a running one knows comes on top of it.
func webOffice(cat *catalog.Catalog) web.Office {
	of := web.Office{
		Name: cat.Office.Name, ShortName: cat.Office.ShortName, Zone: cat.Office.Zone, ZoneLabel: cat.Office.ZoneLabel,
		Languages: slices.Clone(cat.Office.Languages), Rules: cat.Office.Announce, Pages: cat.Office.Papers.Pages, Channels: map[string]core.Limits{},
		Status: func(lang string, s core.Status) string { return cat.Status(lang, s, false) },
		Lost:   func(lang, reason string) string { return lost(cat, lang, reason) },
		Audience: func(to, not string) (core.Audience, error) {
			if strings.TrimSpace(not) != "" {
				to += " not " + not
			}
			return cat.Audience(to)
		},
		Describe: cat.Describe,
		Hours:    catalog.ParseWeek,
		Holidays: cat.ReadHolidays,
		Health:   func(context.Context) []web.Health { return nil },
		Explain:  cat.Explain,
	}
	for _, s := range cat.AllServices() {
		of.Services = append(of.Services, web.Service{Code: s.Code, Name: s.Name, Group: s.Group, Active: s.Active, Place: s.Delivery == "kecamatan", Papers: papersOf(s)})
	}
	for _, k := range cat.Office.Regions {
		of.Kecamatan = append(of.Kecamatan, k.Name)
	}
	for _, r := range cat.Office.Life.Rejections {
		of.Rejections = append(of.Rejections, web.Phrase{Code: r.Code, Text: r.Text})
	}
	for _, a := range cat.Office.Answers {
		of.Answers = append(of.Answers, web.Phrase{Code: a.Code, Text: a.Text})
	}
	return of
}

// fares tells how each account fares that this process speaks for, and which are owed letters that nobody here sends.
func (o *office) fares() (all []web.Health) {
	var halted []string
	if h := o.ceilings.Load(); h != nil {
		halted = *h
	}
	for _, ch := range o.open {
		s := o.runners[ch.Account()].Stats()
		all = append(all, web.Health{Channel: ch.Name(), Account: ch.Account(), Holding: s.Holding, Contact: s.Contact,
			Halted: slices.Contains(halted, ch.Account())})
	}
	for _, d := range o.owing() {
		all = append(all, web.Health{Account: d.Account, Unserved: true})
	}
	return all
}

// lost is why a letter did not arrive, in words.
func lost(cat *catalog.Catalog, lang, reason string) string {
	if key := "reason." + reason; cat.Has(key) {
		return cat.Text(lang, key, false, nil)
	}
	return reason
}

// papersOf is what can be sent for a service.
func papersOf(s catalog.Service) (all []web.Paper) {
	for _, p := range s.Papers {
		all = append(all, web.Paper{Code: p.Code, Name: p.Name, Optional: p.Optional})
	}
	return all
}
