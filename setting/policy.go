package setting

import (
	"context"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// The values of the policies that are words.
const (
	ElevenDigits  = "eleven_digits" // domain.md 4.5
	International = "international"
	Optional      = "optional"

	InKontor  = "kontor" // domain.md 3.3
	InProduct = "product"

	ByLink              = "link" // domain.md 4.8
	ByTemporaryPassword = "temporary_password"
)

// Policies are the rules that domain.md leaves to the vendor; each is read where its rule stands.
type Policies struct {
	PhoneRule              string // of "Add Partner User": eleven_digits, international, optional (domain.md 4.5)
	AppCredentials         string // kontor, product (domain.md 3.3)
	AppAccountRequired     bool   // every partner user who signs in also has an app account (domain.md 3.4)
	InvitationDays         int64  // 1–30: how long the link of an invitation works (domain.md 4.4)
	TemporaryPasswordHours int64  // 1–336 (domain.md 3.3)
	ResetBy                string // what "Forgot password" mails: link, temporary_password (domain.md 4.8)
	SuspendedFree          bool   // suspended companies are not billed: suspending is the vendor's act (domain.md 2.7)
	SessionIdleHours       int64  // 1–72: an unused session ends after (trust.md "Accounts")
	SessionDays            int64  // 1–30: every session ends after
}

// Policies are the rules in force.
func (v Vendor) Policies() Policies {
	return Policies{PhoneRule: v.PhoneRule, AppCredentials: v.AppCredentials, AppAccountRequired: v.AppAccountRequired,
		InvitationDays: max(1, v.InvitationHours/24), TemporaryPasswordHours: v.TemporaryPasswordHours, ResetBy: v.ResetBy,
		SuspendedFree: v.SuspendedFree, SessionIdleHours: v.SessionIdleHours, SessionDays: v.SessionDays}
}

// SavePolicies changes the rules, from now on: what was mailed before keeps the time it was given, sessions end by the new rule.
// Fails with fail.Invalid field by field, and fail.Forbidden.
func SavePolicies(ctx context.Context, tx *store.Tx, p Policies) error {
	if err := tx.May(access.ManageSettings); err != nil {
		return err
	}
	before, err := Get(ctx, tx)
	if err != nil {
		return err
	}
	if err := p.check(before); err != nil {
		return err
	}
	if p == before.Policies() {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE my_vendor SET phone_rule = $1, app_credentials = $2, app_account_required = $3, invitation_hours = $4,
		temporary_password_hours = $5, reset_by = $6, suspended_free = $7, session_idle_hours = $8, session_days = $9`, p.PhoneRule, p.AppCredentials,
		p.AppAccountRequired, p.InvitationDays*24, p.TemporaryPasswordHours, p.ResetBy, p.SuspendedFree, p.SessionIdleHours, p.SessionDays); err != nil {
		return err
	}
	tx.Audit("settings.policies_changed", store.About{Kind: "vendor", ID: 1, Name: before.Name, Before: before.Policies()}, p)
	return nil
}

func (p Policies) check(now Vendor) error {
	var bad []fail.Field
	oneOf := func(field, value string, words ...string) {
		for _, w := range words {
			if value == w {
				return
			}
		}
		bad = append(bad, fail.At(field, "Choose one of these."))
	}
	within := func(field string, n, least, most int64, message string) {
		if n < least || n > most {
			bad = append(bad, fail.At(field, message))
		}
	}
	oneOf("phone_rule", p.PhoneRule, ElevenDigits, International, Optional)
	oneOf("app_credentials", p.AppCredentials, InKontor, InProduct)
	oneOf("reset_by", p.ResetBy, ByLink, ByTemporaryPassword)
	if p.AppCredentials == InProduct && now.AppSignInURL == "" {
		bad = append(bad, fail.At("app_credentials", "Enter the app’s sign-in link under Organization first: the mail leads there."))
	}
	within("invitation_days", p.InvitationDays, 1, 30, "Enter 1 to 30 days.")
	within("temporary_password_hours", p.TemporaryPasswordHours, 1, 336, "Enter 1 to 336 hours.")
	within("session_idle_hours", p.SessionIdleHours, 1, 72, "Enter 1 to 72 hours.")
	within("session_days", p.SessionDays, 1, 30, "Enter 1 to 30 days.")
	if len(bad) == 0 && p.SessionIdleHours > p.SessionDays*24 {
		bad = append(bad, fail.At("session_idle_hours", "An unused session can’t live longer than any session."))
	}
	return fail.Invalid(bad...)
}
