package storage

import (
	"testing"

	"loket/core"
)

// BenchmarkKeys is what privacy costs: a tray seals and finds some of each for every message.
func BenchmarkKeys(b *testing.B) {
	keys, err := NewKeys()
	if err != nil {
		b.Fatal(err)
	}
	text := "Permohonan diterima. No C200317-001 (Akta Kelahiran). Ambil Rab 01-04-2020 pkl 08.00-15.00. Bawa berkas asli. Gratis."
	seal, err := keys.sealText(letterBody, text)
	if err != nil {
		b.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"seal": func() error { _, err := keys.sealText(letterBody, text); return err },
		"open": func() error { _, err := keys.openText(letterBody, seal); return err },
		"find": func() error {
			_, err := keys.findAddress(core.Address{Channel: core.SMSChannel, ID: "+6281234567890"})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
