package minitelegram

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"

	"loket/channels/channeltest/badly"
)

// maxDownload is what a bot may fetch of one file.
const maxDownload = 20 << 20

// file is something people or the bot sent.
type file struct {
	id, path, name, mime string
	data                 []byte
}

// keep stores a file under its id and its path.
func (w *world) keep(folder, name, mime string, data []byte) *file {
	w.lastID++
	f := &file{name: name, mime: mime, data: data}
	f.id = fmt.Sprintf("BQACAgUAAxkBAAI%08d", w.lastID)
	f.path = fmt.Sprintf("%s/file_%d%s", folder, w.lastID, path.Ext(name))
	w.files[f.id], w.files[f.path] = f, f
	return f
}

func (f *file) wire() M {
	return M{"file_id": f.id, "file_unique_id": "AgAD" + f.id[len(f.id)-8:], "file_size": len(f.data)}
}

// asDocument and asPhoto are the content of a message with the file.
func (f *file) asDocument() M {
	d := f.wire()
	d["file_name"], d["mime_type"] = f.name, f.mime
	return M{"document": d}
}

func (f *file) asPhoto() M {
	small, large := f.wire(), f.wire()
	small["file_id"], small["width"], small["height"] = "small"+f.id, 90, 67
	large["width"], large["height"] = 1280, 960
	return M{"photo": []M{small, large}}
}

// Document makes a person send a file.
func (s *Server) Document(user int64, name, mime string, data []byte, caption string) int64 {
	s.world.mu.Lock()
	content := s.world.keep("documents", name, mime, data).asDocument()
	s.world.mu.Unlock()
	return s.Post(user, user, captioned(content, caption))
}

// Photo makes a person send a picture.
func (s *Server) Photo(user int64, data []byte, caption string) int64 {
	s.world.mu.Lock()
	content := s.world.keep("photos", "photo.jpg", "image/jpeg", data).asPhoto()
	s.world.mu.Unlock()
	return s.Post(user, user, captioned(content, caption))
}

func captioned(content M, caption string) M {
	if caption != "" {
		content["caption"] = caption
	}
	return content
}

func (s *Server) sendDocument(_ context.Context, c *Call) answer {
	return s.sendFile(c, "document", "documents", (*file).asDocument)
}

func (s *Server) sendPhoto(_ context.Context, c *Call) answer {
	return s.sendFile(c, "photo", "photos", (*file).asPhoto)
}

// sendFile sends an upload, a file Telegram has already (by file_id), or one it would fetch (by URL: never fetched here).
func (s *Server) sendFile(c *Call, field, folder string, content func(*file) M) answer {
	m, refusal := compose(c, "caption", maxCaption)
	if refusal.failed() {
		return refusal
	}
	s.world.mu.Lock()
	f := s.world.files[c.Params[field]]
	switch up := c.upload(field); {
	case up != nil && len(up.Data) == 0:
		refusal = bad("file must be non-empty")
	case up != nil:
		f = s.world.keep(folder, up.Name, http.DetectContentType(up.Data), up.Data)
	case strings.HasPrefix(c.Params[field], "https://"):
		f = s.world.keep(folder, path.Base(c.Params[field]), "application/octet-stream", nil)
	case c.Params[field] == "":
		refusal = bad("there is no " + field + " in the request")
	case f == nil:
		refusal = bad("wrong remote file identifier specified: Wrong string length")
	}
	s.world.mu.Unlock()
	if refusal.failed() {
		return refusal
	}
	m.File = f.id
	for k, v := range content(f) {
		m.content[k] = v
	}
	return s.send(c, m)
}

func (s *Server) getFile(_ context.Context, c *Call) answer {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	f := s.world.files[strings.TrimPrefix(c.Params["file_id"], "small")]
	switch {
	case f == nil:
		return bad("invalid file_id")
	case len(f.data) > maxDownload:
		return bad("file is too big")
	}
	m := f.wire()
	m["file_path"] = f.path
	return ok(m)
}

// Serve says how files are served from now on, by their paths; nil: as they should be.
func (s *Server) Serve(how func(path string) badly.How) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.serve = how
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, path string) {
	s.world.mu.Lock()
	f, how := s.world.files[path], badly.Well
	if s.world.serve != nil {
		how = s.world.serve(path)
	}
	s.world.mu.Unlock()
	if f == nil || !strings.Contains(path, "/") {
		write(w, fail(404, "Not Found"))
		return
	}
	badly.Serve(w, r, "application/octet-stream", f.data, how, s.done)
}
