package main

import (
	"strings"

	"loket/core/catalog"
)

// findService is the code of the service that staff mean by its code or by a few words.
func findService(cat *catalog.Catalog, words string) (string, error) {
	if s, ok := cat.Service(strings.ToUpper(strings.TrimSpace(words))); ok {
		return s.Code, nil
	}
	found := cat.Match(words)
	if len(found) == 1 {
		return found[0].Code, nil
	}
	if len(found) == 0 {
		found = cat.Services()
	}
	codes := make([]string, len(found))
	for i, s := range found {
		codes[i] = s.Code
	}
	return "", usagef("--service is %q: it must be one of %s", words, strings.Join(codes, ", "))
}
