// Package page holds the pages, one file a noun: each page is a struct of plain props with a component of its own.
// Handlers fill the props and hand the page to the renderer (architecture.md law 8). An empty address leaves the
// control that would use it out: what a role may not do, or what comes with a later release, is absent.
package page

import "kontor/web/ui"

// SetupOwner is step 1 of the first-run setup: the Owner's account (ui.md 6.2, 2).
// Fields: first_name, last_name, email, username, password.
type SetupOwner struct {
	ui.Form
	Until string // until when the setup link works, with zone
}

// SetupOrganization is step 2: how the vendor presents itself.
// Fields: name, logo (file), color, support_email, support_url, app_name, app_sign_in_url, app_download_url, zone, currency.
type SetupOrganization struct {
	ui.Form          // multipart
	Logo      string // address of the logo stored before, may be empty
	Contrast  string // contrast of the color against white, such as "5.9"
	Readable  bool   // the color is readable as it is (4.5 : 1 or more)
	Zones     []ui.Option
	Currency  []ui.Option
	Back      string
	SkipTo    string // address of "Skip for now"; empty leaves it out
	ColorCode string // #rrggbb shown beside the color
}

// SetupMail is step 3: the mail server. Its form has two buttons: act=save (also when absent) and act=try, which
// sends a message to the Owner and shows the page again with Sent or with an error.
// Fields: host, port, encryption (starttls, tls, none), username, password, from.
type SetupMail struct {
	ui.Form
	Sent   string // what the mail server said to the message just sent, may be empty
	SentTo string // where it went
	Back   string
	SkipTo string // posted to: goes on without a mail server
}

// SetupProduct is step 4: the first product and its price (stored as the first entry of a price list).
// Fields: product, price_list, price (decimal text per user and month), currency.
type SetupProduct struct {
	ui.Form
	Currency []ui.Option
	Back     string
	SkipTo   string // posted to: finishes without a product
}

// SetupClosed says that the setup link is used, unknown or expired and how to get a new one.
type SetupClosed struct {
	SignIn string // address of the sign-in page once an Owner exists, else empty
}

// Title implements ui.Page.
func (p SetupOwner) Title() string { return p.PageTitle("Setup, step 1 of 4: Owner") }

// Title implements ui.Page.
func (p SetupOrganization) Title() string { return p.PageTitle("Setup, step 2 of 4: Organization") }

// Title implements ui.Page.
func (p SetupMail) Title() string { return p.PageTitle("Setup, step 3 of 4: Email") }

// Title implements ui.Page.
func (p SetupProduct) Title() string { return p.PageTitle("Setup, step 4 of 4: Product") }

// Title implements ui.Page.
func (SetupClosed) Title() string { return "This setup link can’t be used" }

// Layout implements ui.Page.
func (SetupOwner) Layout() ui.Layout { return ui.Wide }

// Layout implements ui.Page.
func (SetupOrganization) Layout() ui.Layout { return ui.Wide }

// Layout implements ui.Page.
func (SetupMail) Layout() ui.Layout { return ui.Wide }

// Layout implements ui.Page.
func (SetupProduct) Layout() ui.Layout { return ui.Wide }

// Layout implements ui.Page.
func (SetupClosed) Layout() ui.Layout { return ui.Narrow }
