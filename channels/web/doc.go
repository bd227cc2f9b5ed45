// Package web is the staff console: the office in a browser.
//
// It translates HTTP into the desk's use-cases (Desk) and what they answer into pages; it decides nothing. Whether a role may do
// something is the desk's to refuse; the table of routes (routes.go) says it once more, so that nobody gets as far as a form that would
// be refused, and a page shows only what its reader may do.
//
//	routes.go      every route, the deed that it needs, and who serves it: read this first
//	console.go     what wraps them all: headers, who it is, in which language
//	visit.go       one request: whose it is, how it is answered, how errors are told
//	login.go       links that work once; session.go: what a browser is remembered by
//	words.go       the console's own sentences, words/id.toml and words/en.toml; funcs.go: days, hours, numbers
//	<page>.go      one page, or a few of one kind, with templates/<page>.html
//	assets/        one stylesheet, htmx with its extension for server-sent events (both 0BSD, unchanged), and our few scripts
//
// Every page works without a script, but for its live parts: a form is posted, the answer is a redirect, and what was done is said on the
// next page. htmx only replaces a part of a page by the same part of the page that the server would have answered anyway (hx-select),
// so that there is one template for both.
//
// What may not enter: anything of ours but core; a decision about requests, notices or days; an inline script or style, or anything
// from elsewhere (the Content-Security-Policy refuses them); a NIK, a name or a number in an address, for addresses are logged by proxies.
//
// # How to add a page
//
// A template that defines "main", a file with its handlers, their lines in routes.go, a line in the menu (menu.go) if it is a page of
// its own, its sentences in both files of words. The tests then visit it in every role and both languages by themselves.
package web
