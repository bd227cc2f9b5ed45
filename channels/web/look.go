package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

//go:embed templates/*.html
var templateFiles embed.FS

// look is the console in one language: its words, and its pages by the names of their templates.
type look struct {
	lang  string
	words words
	pages map[string]*template.Template
}

// newLooks parses every page in every language. templates/base.html and templates/parts.html are part of each.
func newLooks(o Office) (map[string]*look, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*look{}
	for _, lang := range languages {
		w, err := readWords(lang)
		if err != nil {
			return nil, err
		}
		l := &look{lang: lang, words: w, pages: map[string]*template.Template{}}
		base, err := template.New("").Funcs(l.funcs(o)).ParseFS(templateFiles, "templates/base.html", "templates/parts.html")
		if err != nil {
			return nil, fmt.Errorf("the console's templates: %w", err)
		}
		for _, file := range names {
			name := strings.TrimSuffix(path.Base(file), ".html")
			if name == "base" || name == "parts" {
				continue
			}
			page, err := base.Clone()
			if err == nil {
				page, err = page.ParseFS(templateFiles, file)
			}
			if err != nil {
				return nil, fmt.Errorf("the console's templates: %w", err)
			}
			l.pages[name] = page
		}
		all[lang] = l
	}
	return all, nil
}
