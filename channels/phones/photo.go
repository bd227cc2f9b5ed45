package phones

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"sync"

	"loket/core"
)

// A phone on which pictures can be sent sends always the same one, for nobody has to take a photograph of a real paper here. It is drawn,
// and looks like a card with a portrait and some lines.

const sampleHandle = "sample"

var _ core.Fetcher = (*Carrier)(nil)

// sample is that picture.
var sample = sync.OnceValue(func() []byte {
	card := image.NewRGBA(image.Rect(0, 0, 480, 304))
	fill := func(c color.Color, x0, y0, x1, y1 int) {
		draw.Draw(card, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	disc := func(c color.Color, x, y, r int) {
		for dy := -r; dy <= r; dy++ {
			for dx := -r; dx <= r; dx++ {
				if dx*dx+dy*dy <= r*r && y+dy < 250 {
					card.Set(x+dx, y+dy, c)
				}
			}
		}
	}
	band, ink, skin := color.RGBA{11, 92, 107, 255}, color.RGBA{96, 120, 130, 255}, color.RGBA{214, 178, 150, 255}
	fill(color.RGBA{213, 232, 240, 255}, 0, 0, 480, 304)
	fill(band, 0, 0, 480, 52)
	fill(color.White, 120, 18, 360, 34)
	fill(color.RGBA{190, 60, 55, 255}, 340, 90, 450, 250)
	disc(band, 395, 250, 46)
	disc(skin, 395, 160, 36)
	for i, long := range []int{250, 180, 220, 140, 235, 200, 120} {
		fill(ink, 30, 84+i*26, 90, 94+i*26)
		fill(band, 104, 84+i*26, 80+long, 94+i*26)
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, card, &jpeg.Options{Quality: 80}) // into memory
	return b.Bytes()
})

// Photo is the citizen of the page sending the picture.
func (c *Carrier) Photo() error {
	if !c.limits.Media {
		return ErrChoice
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unread >= mostUnread {
		return ErrBusy
	}
	b := &Bubble{Mine: true, Photo: true, At: c.now()}
	c.version++
	c.thread.add(b)
	c.unread++
	in := c.inbound(c.citizen.Address, "", "")
	in.Media = []core.Media{{Kind: "image/jpeg", Size: int64(len(sample())), Handle: sampleHandle}}
	c.put(in, b.ID)
	c.changed()
	return nil
}

// Fetch opens a picture that was sent.
func (c *Carrier) Fetch(ctx context.Context, handle string) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, core.Errorf(core.Away, "phones: %w", err)
	}
	if handle != sampleHandle {
		return nil, core.Errorf(core.Gone, "phones: no such picture was sent")
	}
	return io.NopCloser(bytes.NewReader(sample())), nil
}
