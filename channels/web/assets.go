package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed assets
var assetFiles embed.FS

// asset is a file of assets, with its print, and packed for those who take it so.
type asset struct {
	print  string
	plain  []byte
	packed []byte
}

// assets are read when the first page is asked for. A file's address holds its print, so that a browser keeps it for ever.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	entries, _ := assetFiles.ReadDir("assets") // embedded: it is there
	for _, e := range entries {
		plain, _ := assetFiles.ReadFile("assets/" + e.Name())
		sum := sha256.Sum256(plain)
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(plain) // into memory
		_ = z.Close()
		all[e.Name()] = asset{hex.EncodeToString(sum[:6]), plain, b.Bytes()}
	}
	return all
})

// assetPath is the address of a file of assets.
func assetPath(name string) string { return "/assets/" + assets()[name].print + "/" + name }

func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	a, ok := assets()[name]
	if !ok || a.print != r.PathValue("print") {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(a.packed)
		return
	}
	_, _ = w.Write(a.plain)
}

// serveIcon is for browsers that show a file by itself, which names no icon.
func serveIcon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(assets()["icon.svg"].plain)
}
