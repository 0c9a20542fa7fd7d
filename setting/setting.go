// Package setting holds what one installation says of itself: the vendor's organization and look, its policies, and how mail leaves.
package setting

import (
	"context"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/picture"
	"kontor/store"
)

// Vendor is the one row that describes who runs this installation. Nothing in it is secret: the sign-in pages show it.
type Vendor struct {
	Name, Color, LogoHash  string
	AppName                string
	AppSignInURL           string `db:"app_sign_in_url"`
	AppDownloadURL         string `db:"app_download_url"`
	SupportEmail           string
	SupportURL             string `db:"support_url"`
	BillingZone, Currency  string
	PhoneRule              string // eleven_digits, international, optional (domain.md 4.5)
	AppCredentials         string // kontor, product (domain.md 3.3)
	AppAccountRequired     bool   // domain.md 3.4
	InvitationHours        int64
	TemporaryPasswordHours int64
	ResetBy                string // link, temporary_password (domain.md 4.8)
	SuspendedFree          bool   // suspended companies are not billed, and only the vendor suspends (domain.md 2.7)
	SessionIdleHours       int64  // trust.md "Accounts"
	SessionDays            int64
	SetupStep              int64 // first step of the setup wizard not yet done; 5 when finished
	SetupFinishedAt        *time.Time
	HelpEditURL            string `db:"help_edit_url"` // where "Suggest an edit" leads; the article's file follows
}

// Get reads the settings. Every actor may, also the zero Actor: the sign-in pages show name and look.
func Get(ctx context.Context, tx *store.Tx) (Vendor, error) {
	return store.One[Vendor](ctx, tx, `
		SELECT name, color, logo_hash, app_name, app_sign_in_url, app_download_url, support_email, support_url, billing_zone, currency,
			phone_rule, app_credentials, app_account_required, invitation_hours, temporary_password_hours,
			reset_by, suspended_free, session_idle_hours, session_days, setup_step, setup_finished_at, help_edit_url
		  FROM my_vendor`)
}

// Logo is the vendor's logo as PNG, empty if there is none.
func Logo(ctx context.Context, tx *store.Tx) ([]byte, error) {
	return store.One[[]byte](ctx, tx, `SELECT COALESCE(logo, $1) FROM my_vendor`, []byte{})
}

// Organization is what the wizard's second step and Settings > Organization ask for (ui.md 6.2, 2).
type Organization struct {
	Name, Color                           string
	SupportEmail, SupportURL              string
	AppName, AppSignInURL, AppDownloadURL string
	BillingZone, Currency                 string // what a new partner begins with
	NoLogo                                bool   // takes the logo away, where no new one is given
}

// organization is what SaveOrganization changes, as it is.
func (v Vendor) organization() Organization {
	return Organization{Name: v.Name, Color: v.Color, SupportEmail: v.SupportEmail, SupportURL: v.SupportURL, AppName: v.AppName,
		AppSignInURL: v.AppSignInURL, AppDownloadURL: v.AppDownloadURL, BillingZone: v.BillingZone, Currency: v.Currency}
}

// SaveOrganization changes the vendor's name, look and links; a nil logo keeps the present one.
// Fails with fail.Invalid and fail.Forbidden.
func SaveOrganization(ctx context.Context, tx *store.Tx, o Organization, logo *picture.Logo) error {
	if err := tx.May(access.ManageSettings); err != nil {
		return err
	}
	o = o.cleaned()
	if err := o.check(); err != nil {
		return err
	}
	before, err := Get(ctx, tx)
	if err != nil {
		return err
	}
	if o.AppSignInURL == "" && before.AppCredentials == InProduct {
		return fail.Invalid(fail.At("app_sign_in_url", "The app has its own sign-in (Settings > Policies), so welcome mails need this link."))
	}
	if _, err := tx.Exec(ctx, `UPDATE my_vendor SET name = $1, color = $2, support_email = $3, support_url = $4, app_name = $5,
		app_sign_in_url = $6, app_download_url = $7, billing_zone = $8, currency = $9`,
		o.Name, o.Color, o.SupportEmail, o.SupportURL, o.AppName, o.AppSignInURL, o.AppDownloadURL, o.BillingZone, o.Currency); err != nil {
		return err
	}
	if err := saveLogo(ctx, tx, logo, o.NoLogo); err != nil {
		return err
	}
	tx.Audit("settings.organization_changed", store.About{Kind: "vendor", ID: 1, Name: o.Name, Before: before.organization()}, o)
	return nil
}

func saveLogo(ctx context.Context, tx *store.Tx, logo *picture.Logo, none bool) (err error) {
	switch {
	case logo != nil:
		_, err = tx.Exec(ctx, `UPDATE my_vendor SET logo = $1, logo_hash = $2`, logo.PNG, logo.Hash)
	case none:
		_, err = tx.Exec(ctx, `UPDATE my_vendor SET logo = NULL, logo_hash = ''`)
	}
	return err
}

func (o Organization) cleaned() Organization {
	for _, s := range []*string{&o.Name, &o.Color, &o.SupportEmail, &o.SupportURL, &o.AppName, &o.AppSignInURL, &o.AppDownloadURL, &o.BillingZone, &o.Currency} {
		*s = store.Clean(*s)
	}
	o.Color = strings.ToLower(o.Color)
	if o.Currency == "" {
		o.Currency = "EUR"
	}
	return o
}

var (
	hexColor = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	isoCode  = regexp.MustCompile(`^[A-Z]{3}$`)
)

func (o Organization) check() error {
	var bad []fail.Field
	name := func(field, value, what string) {
		if n := utf8.RuneCountInString(value); n == 0 || n > 100 {
			bad = append(bad, fail.At(field, "Enter "+what+", up to 100 characters."))
		}
	}
	link := func(field, value string) {
		if value != "" && !IsLink(value) {
			bad = append(bad, fail.At(field, "Enter an address that begins with https://."))
		}
	}
	name("name", o.Name, "the name of your organization")
	name("app_name", o.AppName, "the name of your app")
	if !hexColor.MatchString(o.Color) {
		bad = append(bad, fail.At("color", "Enter a color as # and six digits, such as #1d5fd6."))
	}
	if !isAddress(o.SupportEmail) {
		bad = append(bad, fail.At("support_email", "Enter the address your partners can write to for help."))
	}
	if _, err := time.LoadLocation(o.BillingZone); err != nil || o.BillingZone == "" || o.BillingZone == "Local" {
		bad = append(bad, fail.At("billing_zone", "Choose a time zone."))
	}
	if !isoCode.MatchString(o.Currency) {
		bad = append(bad, fail.At("currency", "Choose a currency."))
	}
	link("support_url", o.SupportURL)
	link("app_sign_in_url", o.AppSignInURL)
	link("app_download_url", o.AppDownloadURL)
	return fail.Invalid(bad...)
}

// isAddress reports whether text is one mail address and nothing else: it stands in the header of every mail.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Name == "" && a.Address == text && len(text) <= 254 && !strings.ContainsFunc(text, unicode.IsSpace)
}

// IsLink reports whether text is an https address that may stand in a mail or on a page.
func IsLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(text) <= 500
}

// StepDone records that a step of the setup wizard (1–4) is done or skipped; the fourth finishes it. Fails with fail.Forbidden. The audit
// has what each step changed.
func StepDone(ctx context.Context, tx *store.Tx, step int64) error {
	if err := tx.May(access.ManageSettings); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE my_vendor SET setup_step = $1 WHERE setup_step <= $2`, step+1, step); err != nil {
		return err
	}
	if step < 4 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE my_vendor SET setup_finished_at = $1 WHERE setup_finished_at IS NULL`, tx.Now())
	return err
}
