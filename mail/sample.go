package mail

import (
	"context"
	"time"

	"kontor/access"
	"kontor/setting"
	"kontor/store"
)

// Sample is a message with invented names, for the previews page (ui.md "Mails"). Kind names the sample: messages that differ by
// recipient have several.
type Sample struct {
	Kind, Title, Subject string
	Content
}

// Samples writes every message, in the vendor's look, with invented names. Needs ViewMail.
func Samples(ctx context.Context, tx *store.Tx) ([]Sample, error) {
	if err := tx.May(access.ViewMail); err != nil {
		return nil, err
	}
	vendor, err := setting.Get(ctx, tx)
	if err != nil {
		return nil, err
	}
	var all []Sample
	for _, s := range samples(tx.URL, tx.Now()) {
		l, err := write(vendor, tx.URL, tx.Now(), s.to, s.message)
		if err != nil {
			return nil, err
		}
		c, err := l.content()
		if err != nil {
			return nil, err
		}
		all = append(all, Sample{Kind: s.kind, Title: s.title, Subject: l.Subject, Content: c})
	}
	return all, nil
}

type sample struct {
	kind, title string
	to          To
	message     Message
}

func samples(url func(string) string, now time.Time) []sample {
	const zone, partner, company = "Europe/Copenhagen", "Bluepeak IT", "Aldergrove Dental Group"
	sofia := To{Name: "Sofia Marino", Address: "sofia@aldergrovedental.example"}
	peter := To{Name: "Peter Lund", Address: "peter@bluepeak.example"}
	link, reset, appReset := url("/invitation/7qk2m9zd41xa"), url("/reset/7qk2m9zd41xa"), url("/c/reset/7qk2m9zd41xa")
	hour, days := now.Add(time.Hour), now.Add(7*24*time.Hour)
	return []sample{
		{"app_welcome", "App welcome", sofia, AppWelcome{PartnerName: partner, CompanyName: company, TeamName: "Aldergrove", Email: sofia.Address,
			TemporaryPassword: "tuba-plum-4471-fern", ExpiresAt: now.Add(72 * time.Hour), Zone: zone}},
		{"app_welcome_product", "App welcome, own sign-in of the app", sofia, AppWelcome{PartnerName: partner, CompanyName: company, TeamName: "Aldergrove", Email: sofia.Address}},
		{"portal_invitation", "Portal invitation", peter, PortalInvitation{PartnerName: partner, InvitedBy: "Maya Jensen", Username: "peter.lund", Link: link, ExpiresAt: days, Zone: zone}},
		{"portal_invitation_staff", "Portal invitation, vendor staff", peter, PortalInvitation{InvitedBy: "Maya Jensen", Username: "peter.lund", Link: link, ExpiresAt: days, Zone: zone}},
		{"password_reset", "Password reset", peter, PasswordReset{Username: "peter.lund", Link: reset, ExpiresAt: hour, Zone: zone}},
		{"password_reset_app", "Password reset, app user", sofia, PasswordReset{Link: appReset, ExpiresAt: hour, Zone: zone, App: true}},
		{"password_reset_ended", "Password reset by an administrator", peter, PasswordReset{Username: "peter.lund", Link: reset, ExpiresAt: hour, Zone: zone, EndedBy: "Maya Jensen"}},
		{"password_temporary", "Temporary password", peter, PasswordTemporary{Username: "peter.lund", TemporaryPassword: "tuba-plum-4471-fern-k2mx", ExpiresAt: now.Add(72 * time.Hour), Zone: zone}},
		{"forgotten_username", "Forgotten username", peter, ForgottenUsername{Username: "peter.lund"}},
		{"password_changed", "Password changed", peter, PasswordChanged{Username: "peter.lund"}},
		{"password_changed_app", "Password changed, app user", sofia, PasswordChanged{App: true}},
		{"access_revoked", "Access revoked", peter, AccessRevoked{PartnerName: partner}},
		{"access_revoked_app", "Access revoked, app user", sofia, AccessRevoked{PartnerName: partner, CompanyName: company}},
		{"address_changed", "Address changed, to the new one", sofia, AddressChanged{CompanyName: company, NewAddress: sofia.Address}},
		{"address_changed_old", "Address changed, to the old one", sofia, AddressChanged{CompanyName: company}},
		{"partner_suspended", "Partner suspended", peter, PartnerStatus{PartnerName: partner, Status: "suspended"}},
		{"partner_resumed", "Partner resumed", peter, PartnerStatus{PartnerName: partner, Status: "active"}},
		{"partner_ended", "Partner ended", peter, PartnerStatus{PartnerName: partner, Status: "ended"}},
		{"portal_address_changed", "Portal address changed, to the new one", peter, PortalAddressChanged{PartnerName: partner, NewAddress: peter.Address, Username: "peter.lund"}},
		{"portal_address_changed_old", "Portal address changed, to the old one", peter, PortalAddressChanged{PartnerName: partner}},
		{"greeting", "Mail settings tried", peter, Greeting{SentBy: "Maya Jensen"}},
	}
}
