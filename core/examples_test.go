package core

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// More examples than the tables here hold may be in files that LOKET_NIK_EXAMPLES and LOKET_SMS_EXAMPLES name. Where a
// variable is not set, its file has nothing to add.

func TestNIKExamples(t *testing.T) {
	type expected struct {
		OK         bool     `json:"ok"`
		Error      string   `json:"error"`
		NIK        string   `json:"nik"`
		Region     string   `json:"region"`
		Gender     string   `json:"gender"`
		Birth      string   `json:"birth_date"`
		Candidates []string `json:"birth_date_candidates"`
		Serial     string   `json:"serial"`
	}
	var file struct {
		Today    Date `json:"reference_date"`
		Examples []struct {
			Input, Note string
			Expect      expected
		}
	}
	if !examples(t, "LOKET_NIK_EXAMPLES", &file) {
		return
	}
	if file.Today.IsZero() || len(file.Examples) == 0 {
		t.Fatalf("%d examples, dated %v", len(file.Examples), file.Today)
	}
	for _, e := range file.Examples {
		var got expected
		var refused NIKError
		info, err := ParseNIK(e.Input, file.Today.At(0, reference.Location()))
		switch {
		case err == nil:
			got = expected{true, "", info.NIK.Digits(), info.Region, info.Gender, info.Birth, info.Candidates, info.Serial}
		case errors.As(err, &refused):
			got.Error = refused.Code
		default:
			t.Errorf("%s: %v", e.Note, err)
		}
		if diff := cmp.Diff(e.Expect, got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", e.Note, e.Input, diff)
		}
	}
}

func TestSMSExamples(t *testing.T) {
	var file struct {
		Messages []struct {
			ID, Example string
			Encoding    Encoding
			Segments    int
		}
	}
	if !examples(t, "LOKET_SMS_EXAMPLES", &file) {
		return
	}
	if len(file.Messages) == 0 {
		t.Fatal("no examples")
	}
	for _, m := range file.Messages {
		if got := CountSMS(m.Example); got.Encoding != m.Encoding || got.Segments != m.Segments || len(got.Odd) > 0 {
			t.Errorf("%s: %+v, want %d of %s: %q", m.ID, got, m.Segments, m.Encoding, m.Example)
		}
	}
}

// examples reads the file that a variable names, and says whether there is one.
func examples(t *testing.T, variable string, into any) bool {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		return false
	}
	body, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return true
}
