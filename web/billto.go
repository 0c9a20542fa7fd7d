package web

import (
	"net/http"
	"strconv"

	"kontor/fail"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

func payerPath(partner, partnership int64) string {
	return vendorPartnerPath(partner) + "/partnerships/" + strconv.FormatInt(partnership, 10) + "/payer"
}

// payerForm is where the vendor chooses who pays for a reseller's MSP (domain.md 2.2).
func (s *site) payerForm(w http.ResponseWriter, r *http.Request) error {
	return s.showPayerForm(w, r, nil)
}

func (s *site) showPayerForm(w http.ResponseWriter, r *http.Request, cause error) error {
	b, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (partner.Bearers, error) {
		return partner.BearersOf(r.Context(), tx, pathNumber(r, "partner"), pathNumber(r, "partnership"))
	})
	if err != nil {
		return err
	}
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	chosen := b.Present
	if b.Next.PartnershipID != 0 {
		chosen = b.Next
	}
	form := ui.Form{}.With("payer", strconv.FormatInt(chosen.PartnershipID, 10))
	if cause != nil {
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	form.Action = r.URL.Path
	p := page.ChoosePayer{Form: form, Name: b.Child.Name, Present: b.Present.Name, From: moment(b.Boundary, set.BillingZone),
		Cancel: vendorPartnerPath(pathNumber(r, "partner")) + "/partnerships"}
	for _, one := range []struct {
		partner.Bearer
		hint string
	}{{b.Reseller, "Its prices, currency and payment terms hold, and the customers are lines on its invoice."}, {b.Child, "Its own price list and payment terms hold, and it gets an invoice of its own."}} {
		p.Payers = append(p.Payers, ui.Option{Value: strconv.FormatInt(one.PartnershipID, 10), Label: one.Name, Hint: one.hint})
	}
	return s.render(w, r, p)
}

func (s *site) choosePayer(w http.ResponseWriter, r *http.Request) error {
	id := pathNumber(r, "partner")
	b, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (partner.Bearers, error) {
		return partner.BillTo(r.Context(), tx, id, pathNumber(r, "partnership"), whole(r.PostFormValue("payer")), r.PostFormValue("reason"))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.showPayerForm(w, r, err)
	}
	if err != nil {
		return err
	}
	path := vendorPartnerPath(id) + "/partnerships"
	if b.Next.PartnershipID == 0 {
		return s.done(w, r, path, "%s pays for %s.", b.Present.Name, b.Child.Name)
	}
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	return s.done(w, r, path, "%s pays for %s from %s. Until then %s does.", b.Next.Name, b.Child.Name, moment(b.From, set.BillingZone), b.Present.Name)
}
