package catalog

import "testing"

func TestEmbedded(t *testing.T) {
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(c.Services()), len(c.Keys()))
}
