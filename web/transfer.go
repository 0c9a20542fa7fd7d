package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// targetsShown is how many partners the choice looks at; more are found by name.
const targetsShown = 25

func (s *site) transferForm(w http.ResponseWriter, r *http.Request) error {
	return s.askTransfer(w, r, whole(r.URL.Query().Get("partnership")), nil)
}

// askTransfer lets the new partner be chosen, then shows what follows (domain.md 2.8).
func (s *site) askTransfer(w http.ResponseWriter, r *http.Request, to int64, cause error) error {
	ctx := r.Context()
	p, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (p page.Transfer, err error) {
		c, err := company.CanTransfer(ctx, tx, pathNumber(r, "company"))
		if err != nil {
			return p, err
		}
		set, err := setting.Get(ctx, tx)
		if err != nil {
			return p, err
		}
		path := vendorCompanyPath(c.ID)
		p = page.Transfer{Company: c.Name, Path: path + "/transfer", Cancel: path, Zone: set.BillingZone, Query: store.Clean(r.URL.Query().Get("q"))}
		p.Form = ui.Form{Action: p.Path}
		if to > 0 {
			return p, showTransfer(ctx, tx, c, to, &p)
		}
		targets, err := company.Targets(ctx, tx, c.ID, p.Query, targetsShown)
		for _, t := range targets {
			p.Targets = append(p.Targets, page.TransferTarget{Name: t.Name, Sub: typeName(t.Type) + ", " + t.Currency + ", " + t.ZoneName,
				Href: withQuery(p.Path, nil, "partnership", strconv.FormatInt(t.ID, 10))})
		}
		return p, err
	})
	if err != nil {
		return err
	}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// showTransfer is the preview: who loses and gets what, and who bills from when on. Amounts come with the invoices.
func showTransfer(ctx context.Context, tx *store.Tx, c company.Company, to int64, p *page.Transfer) error {
	v, err := company.PreviewTransfer(ctx, tx, c.ID, to)
	if _, ok := fail.AsInvalid(err); ok { // an address that leads nowhere
		return fail.NotFound("The partnership")
	}
	if err != nil {
		return err
	}
	var licenses []string
	users := 0
	for _, sub := range v.Subscriptions {
		licenses = append(licenses, ui.Plural(int(sub.LicenseCount), "license", "licenses")+" of "+sub.Product)
		users += int(sub.Used)
	}
	p.Form = p.With("partnership", strconv.FormatInt(to, 10))
	p.Facts = []ui.Fact{{Label: "From", Text: v.From.Name, Hint: billedTo(v.Was)}, {Label: "To", Text: v.To.Name, Hint: billedTo(v.Is)},
		{Label: "What moves", Text: strings.Join(licenses, ", "), Hint: ui.Plural(users, "user", "users")}}
	month := v.Month.Format("January 2006")
	p.Lines = []string{
		v.From.Name + " loses the company at once, with the assignments of its users. Users with a list see no more companies than before.",
		v.From.Name + " is billed for the months before " + month + ", " + v.To.Name + " from " + month + " on, by its own price list. A free month is not begun again.",
		"The company’s users keep their accounts and sessions and notice nothing. The reference that " + v.From.Name + " gave it is not passed on."}
	return nil
}

func billedTo(p partner.Payer) string {
	return "billed to " + p.PayerName + ", " + p.Currency + ", " + p.BillingZone
}

// transfer moves the company.
func (s *site) transfer(w http.ResponseWriter, r *http.Request) error {
	ctx, form := r.Context(), r.PostFormValue
	to := whole(form("partnership"))
	c, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Company, error) {
		t := company.Transfer{Partnership: to, Reason: form("reason"), Typed: form("name")}
		set, err := setting.Get(ctx, tx)
		if err != nil {
			return company.Company{}, err
		}
		if text := strings.TrimSpace(form("since")); text != "" {
			if t.Since, err = time.ParseInLocation("2006-01-02 15:04", text, partner.Zone(set.BillingZone)); err != nil {
				return company.Company{}, fail.Invalid(fail.At("since", "Enter a date and time such as 2026-11-20 14:30, or leave it empty for now."))
			}
		}
		return company.Move(ctx, tx, pathNumber(r, "company"), t)
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.askTransfer(w, r, to, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, vendorCompanyPath(c.ID), "%s was transferred.", c.Name)
}
