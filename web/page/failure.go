package page

import "kontor/web/ui"

// Failure is the page for what could not be done (architecture.md law 7): 403, 404, 409, 422, 500, 503 and the
// limits 405, 413, 429. It shows a request number, never a cause from inside.
type Failure struct {
	Status  int
	Code    string  // stable code such as "account_past_due", may be empty
	Text    string  // what happened and what to do; empty takes the sentence that fits the status
	Next    ui.Link // the place where it is fixed, may be empty
	Home    string  // address of Home, or of the sign-in page for strangers
	Retry   string  // address to try again (GET), may be empty
	Request string  // request number
	When    string  // "21 Nov 2026 09:14:07 UTC"
	Support string  // support email, may be empty
}

// PaymentNeeded refuses a new company while the payer's terms are card and no card is on file (domain.md 2.4).
type PaymentNeeded struct {
	Details  string // Account > Details, with the anchor #payment-method
	Reseller string // set for a child MSP: whom to ask instead; the reason is then not told (domain.md 2.2)
	Admin    bool   // may open Account > Details; others are told to ask an Admin
	Back     string // the companies list
}

// Title implements ui.Page.
func (p Failure) Title() string { return p.heading() }

// Layout implements ui.Page.
func (Failure) Layout() ui.Layout { return ui.Narrow }

// Title implements ui.Page.
func (p PaymentNeeded) Title() string {
	if p.Reseller != "" { // whom to ask, not why (domain.md 2.2)
		return "A company can’t be added right now"
	}
	return "Add a payment method first"
}

// Layout implements ui.Page.
func (PaymentNeeded) Layout() ui.Layout { return ui.Portal }
