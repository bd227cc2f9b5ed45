package desk_test

import (
	"strings"
	"testing"

	"loket/core"
)

// What staff type by mistake, or to mislead, gets no further than their form.
func TestTypedByStaff(t *testing.T) {
	both(t, func(o *office) {
		who, rina := o.call(1), core.Actor{Name: "Rina", Role: core.Officer}
		o.key(o.Answer(o.Context(), who, strings.Repeat("x", 2001), rina), core.Invalid, "longsaid")
		if ls := o.letters(); len(ls) != 0 {
			o.Errorf("%d letters", len(ls))
		}
		if err := o.Answer(o.Context(), who, strings.Repeat("é", 2000), rina); err != nil {
			o.Error(err)
		}
		for _, name := range []string{"Rat\u200bna", "Ratna\u202e", "Rat\x00na", "Rat\x1bna", "Rat\xffna", "\u2066Ratna"} {
			_, err := o.AddStaff(o.Context(), name, core.Viewer, operator)
			o.key(err, core.Invalid, "staffname")
		}
		if _, err := o.AddStaff(o.Context(), "Ni Luh Ayu, S.Kom. – José", core.Viewer, operator); err != nil {
			o.Error(err)
		}
	})
}
