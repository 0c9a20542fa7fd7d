package onboard

import (
	"context"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/partner"
	"kontor/store"
)

// AddCompany is "Add company": a customer, or for a reseller also an MSP (domain.md 2.2, 2.3). Fails as company.Add and AddMSP.
func AddCompany(ctx context.Context, tx *store.Tx, d company.Draft) (company.Company, error) {
	if d.Kind == company.MSP {
		m, err := AddMSP(ctx, tx, d)
		return m.Company, err
	}
	made, err := company.Add(ctx, tx, d)
	return made.Company, err
}

// AddMSP is a reseller's new MSP (domain.md 2.2): the company; the child partner, whose one partnership is billed to the reseller's and
// whose home company is this company; the primary contact as its app user (owner, administrator) and as the child's portal Admin.
// Two mails go out. Fails as company.Add, and with fail.Conflict "email_taken" at "email" if the contact is a portal user already.
func AddMSP(ctx context.Context, tx *store.Tx, d company.Draft) (Made, error) {
	d.Kind = company.MSP
	added, err := company.Add(ctx, tx, d)
	if err != nil {
		return Made{}, err
	}
	m := Made{Company: added.Company}
	parent, err := partner.GetPartnership(ctx, tx, d.Partnership)
	if err != nil {
		return Made{}, err
	}
	if err := m.child(ctx, tx.As(access.System("onboarding")), parent); err != nil {
		return Made{}, err
	}
	a := account.Draft{Partner: m.Partner.ID, Partnerships: []int64{m.Partnership.ID}, FirstName: d.Owner.FirstName, LastName: d.Owner.LastName,
		Email: d.Owner.Email, Role: access.PartnerAdmin, InvitedBy: tx.Who().Name()}
	m.Admin, err = m.contact(ctx, tx.As(access.System("onboarding")), a, added.Subscription)
	return m, err
}

// child makes the partner of an msp company. Everything of money is the reseller's (domain.md 2.2).
func (m *Made) child(ctx context.Context, tx *store.Tx, parent partner.Partnership) error {
	over, err := partner.Get(ctx, tx, parent.PartnerID)
	if err != nil {
		return err
	}
	payer, err := partner.PayerOf(ctx, tx, parent.ID)
	if err != nil {
		return err
	}
	m.Partner, m.Partnership, err = partner.Add(ctx, tx, partner.Draft{Name: m.Company.Name, Country: m.Company.Country, TimeZone: over.TimeZone,
		Type: partner.MSP, BillingZone: payer.BillingZone, Currency: payer.Currency, PriceList: payer.PriceListID, PaymentTerms: payer.PaymentTerms,
		Parent: over.ID, BillTo: payer.PayerID})
	if err != nil {
		return err
	}
	m.Company.ChildPartnerID = &m.Partner.ID
	if _, err := tx.Exec(ctx, `UPDATE my_company SET child_partner_id = $1 WHERE id = $2`, m.Partner.ID, m.Company.ID); err != nil {
		return err
	}
	return partner.SetHome(ctx, tx, m.Partner.ID, m.Company.ID)
}

// contact makes the primary contact twice: an app user of the company and a portal Admin of the child. One person, two accounts.
func (m *Made) contact(ctx context.Context, tx *store.Tx, a account.Draft, subscription int64) (account.Account, error) {
	id, err := addStaffUser(ctx, tx, m.Company, subscription, a)
	if err != nil {
		return account.Account{}, err
	}
	a.AppUser = id
	return account.Invite(ctx, tx, a)
}
