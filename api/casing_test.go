package api_test

import (
	"testing"

	"kontor/kontortest"
)

// trust.md "Bodies cannot set what the caller may not: … unknown fields are refused": a property in other letters is an unknown one, which
// no limit of the document would look at.
func TestPropertiesInOtherLettersAreUnknown(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		c := s.fresh()
		s.partner.Call("PUT", path("/companies/%d/subscriptions/%d/license-count", c.ID, c.Subscription), `{"license_count": 12, "License_Count": 2000000000}`).WantField(t, "License_Count", "unknown")
		s.partner.Call("PATCH", path("/companies/%d", c.ID), `{"city": "Odense", "CITY": "Aarhus"}`).WantField(t, "CITY", "unknown")
		s.partner.Post(path("/companies/%d/users", c.ID), `{"FIRST_NAME": "Otto", "last_name": "Ring", "email": "otto@ring.example"}`).WantField(t, "FIRST_NAME", "unknown")
	})
}
