package minitwilio

// builtin is the schema without the description: the same parameters and limits, kept by hand.
func builtin() schema {
	flag, whole, words := rule{Type: "boolean"}, rule{Type: "integer"}, rule{Type: "string"}
	number := rule{Type: "string", Format: "phone-number"}
	sid := func(prefix string) rule {
		return rule{Type: "string", Pattern: "^" + prefix + "[0-9a-fA-F]{32}$", MinLength: new(34), MaxLength: new(34)}
	}
	one := func(of ...string) rule { return rule{Type: "string", Enum: of} }
	closed := false

	s := schema{
		Required:   []string{"To"},
		Additional: &closed,
		AllOf: []choice{
			{AnyOf: []need{{[]string{"Body"}}, {[]string{"MediaUrl"}}, {[]string{"ContentSid"}}}},
			{AnyOf: []need{{[]string{"From"}}, {[]string{"MessagingServiceSid"}}}},
		},
		Properties: map[string]rule{
			"To":                  {Type: "string", Format: "phone-number", Pattern: `^(\+[1-9][0-9]{6,14}|whatsapp:\+[1-9][0-9]{6,14})$`},
			"From":                number,
			"FallbackFrom":        number,
			"MessagingServiceSid": sid("MG"),
			"Body":                {Type: "string", MinLength: new(1), MaxLength: new(1600)},
			"MediaUrl":            {Type: "array", MaxItems: new(10), Items: &rule{Type: "string", Format: "uri"}},
			"ContentSid":          sid("HX"),
			"ContentVariables":    words,
			"StatusCallback":      {Type: "string", Format: "uri"},
			"ApplicationSid":      sid("AP"),
			"ValidityPeriod":      {Type: "integer", Minimum: new(1.0), Maximum: new(36000.0)},
			"Attempt":             whole,
			"MaxPrice":            {Type: "number"},
			"ProvideFeedback":     flag,
			"ForceDelivery":       flag,
			"SmartEncoded":        flag,
			"ShortenUrls":         flag,
			"SendAsMms":           flag,
			"PersistentAction":    {Type: "array", Items: &words},
			"ContentRetention":    one("retain", "discard"),
			"AddressRetention":    one("retain", "obfuscate"),
			"TrafficType":         one("free"),
			"ScheduleType":        one("fixed"),
			"RiskCheck":           one("enable", "disable"),
			"SendAt":              {Type: "string", Format: "date-time"},
		},
	}
	if err := s.compile(); err != nil {
		panic(err) // a pattern above is wrong
	}
	return s
}
