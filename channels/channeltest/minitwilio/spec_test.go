package minitwilio

import (
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The table must say what the description says, where there is one; without one this holds the table against itself.
func TestTableAgreesWithDescription(t *testing.T) {
	read, err := loadSchema()
	if err != nil {
		t.Fatal(err)
	}
	table := builtin()
	for name := range read.Properties {
		if _, ok := table.Properties[name]; !ok {
			t.Errorf("the table lacks %s", name)
		}
	}
	for name, want := range table.Properties {
		got := read.Properties[name]
		got.Ref, got.pattern, want.pattern = "", nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the description says %+v, the table %+v", name, got, want)
		}
	}
	if !reflect.DeepEqual(read.AllOf, table.AllOf) || !reflect.DeepEqual(read.Required, table.Required) || *read.Additional != *table.Additional {
		t.Errorf("what is required differs: %+v and %+v", read.AllOf, table.AllOf)
	}
}

func TestDescriptionIsRead(t *testing.T) {
	const described = `{"paths":{"/2010-04-01/Accounts/{AccountSid}/Messages.json":{"post":{"requestBody":{"content":{
		"application/x-www-form-urlencoded":{"schema":{"required":["To"],"additionalProperties":false,
		"properties":{"To":{"type":"string","pattern":"^[+]99"},"RiskCheck":{"$ref":"#/components/schemas/risk"}}}}}}}}},
		"components":{"schemas":{"risk":{"type":"string","enum":["on"]}}}}`
	folder := t.TempDir()
	t.Setenv("LOKET_SPECS", folder)
	if _, err := loadSchema(); err == nil {
		t.Error("a missing description goes unnoticed")
	}
	if err := os.WriteFile(filepath.Join(folder, specFile), []byte(described), 0o600); err != nil {
		t.Fatal(err)
	}
	s := New(t)
	call(t, s, "POST", "/Messages.json", url.Values{"To": {citizen}, "RiskCheck": {"off"}, "From": {"+12025550100"}, "Body": {"halo"}})
	got := strings.Join(s.TakeViolations(), "\n")
	for _, want := range []string{"unknown parameter From", "unknown parameter Body", "RiskCheck: not one of [on]", "To: does not match"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, citizen) {
		t.Error("a violation tells a number")
	}
}

func TestCheck(t *testing.T) {
	good := func() url.Values { return sms(citizen, "halo") }
	tests := []struct{ name, value, want string }{
		{"Text", "halo", "unknown parameter Text"},
		{"ValidityPeriod", "36001", "ValidityPeriod: out of range"},
		{"ValidityPeriod", "1.5", "ValidityPeriod: not a number of type integer"},
		{"ValidityPeriod", "14400", ""},
		{"SmartEncoded", "yes", "SmartEncoded: not true or false"},
		{"SmartEncoded", "true", ""},
		{"Body", "", "Body: 0 characters, at least 1"},
		{"Body", strings.Repeat("é", 1601), "Body: 1601 characters, at most 1600"},
		{"To", "0812", "To: does not match"},
		{"ContentSid", "HX1", "ContentSid: 3 characters, at least 34"},
		{"RiskCheck", "maybe", "RiskCheck: not one of"},
		{"SendAt", "tomorrow", "SendAt: not an RFC 3339 time"},
		{"StatusCallback", "null", "StatusCallback: not an absolute URL"},
		{"StatusCallback", "https://office.example/s?l=1", ""},
	}
	for _, tt := range tests {
		form := good()
		form.Set(tt.name, tt.value)
		got := strings.Join(builtin().check(form), "; ")
		if (tt.want == "") != (got == "") || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, missing := range []string{"To", "From", "Body"} {
		form := good()
		form.Del(missing)
		if got := builtin().check(form); len(got) != 1 {
			t.Errorf("without %s: %q", missing, got)
		}
	}
	twice := good()
	twice.Add("Body", "lagi")
	if got := builtin().check(twice); len(got) != 1 {
		t.Errorf("two bodies: %q", got)
	}
}
