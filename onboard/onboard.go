// Package onboard holds the acts that span nouns, one transaction each: a partner with its home company and first Admin, a reseller's
// child MSP, a partner user with an app account (domain.md 2.2, 3.4).
package onboard

import (
	"context"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/partner"
	"kontor/store"
)

// PartnerDraft is "Add partner": the organization, its terms, its home company and its first Admin.
type PartnerDraft struct {
	partner.Draft
	Product      int64 // of the home company
	LicenseCount int64 // of the home company; 5 unless the vendor chooses otherwise
	Admin        account.Draft
}

// Made is what an act made.
type Made struct {
	Partner     partner.Partner
	Partnership partner.Partnership
	Company     company.Company // the home company; for AddMSP the msp company
	Admin       account.Account
}

// AddPartner makes a partner with its home company and first Admin; two mails go out, one if the vendor does not require app accounts
// (domain.md 2.1, 3.4). Fails as partner.Add, company.AddHome and AddPartnerUser.
func AddPartner(ctx context.Context, tx *store.Tx, d PartnerDraft) (Made, error) {
	p, s, err := partner.Add(ctx, tx, d.Draft)
	if err != nil {
		return Made{}, err
	}
	home, err := company.AddHome(ctx, tx, company.Draft{Partnership: s.ID, Name: p.Name, TeamName: teamName(p.Name), Country: p.Country,
		Product: d.Product, LicenseCount: d.LicenseCount})
	if err != nil {
		return Made{}, err
	}
	if err := partner.SetHome(ctx, tx, p.ID, home.Company.ID); err != nil {
		return Made{}, err
	}
	p.HomeCompanyID = &home.Company.ID
	d.Admin.Partner, d.Admin.Partnerships, d.Admin.Role = p.ID, []int64{s.ID}, access.PartnerAdmin
	a, err := AddPartnerUser(ctx, tx, d.Admin)
	return Made{Partner: p, Partnership: s, Company: home.Company, Admin: a}, err
}

// teamName is a partner's name as the team name of its home company, which is shorter.
func teamName(partner string) string {
	if r := []rune(partner); len(r) > company.MaxTeamName {
		return string(r[:company.MaxTeamName])
	}
	return partner
}
