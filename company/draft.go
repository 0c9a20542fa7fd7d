package company

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"kontor/account"
	"kontor/fail"
	"kontor/picture"
	"kontor/store"
)

// Draft is a new company as the three steps of "Add company" ask for it (domain.md 2.3).
type Draft struct {
	Partnership                                     int64
	Kind                                            string // customer, msp; home is made with the partner
	Name, Country, Street, PostalCode, City, Region string
	Phone, Website, VATNumber, Reference, TeamName  string
	Logo                                            *picture.Logo
	Owner                                           Person
	Product                                         int64
	BillingStart                                    string
	LicenseCount                                    int64
	Since                                           time.Time // original start; zero is now. The past is vendor staff's (domain.md 2.9)
}

// asked is what the audit keeps of a draft: what the forms asked for and was filled in. To which partnership and product by number is left
// out: the first is another one's after a transfer.
type asked struct {
	Kind, Name, Country                  string
	Street, PostalCode, City, Region     string `json:",omitempty"`
	Phone, Website, VATNumber, Reference string `json:",omitempty"`
	TeamName                             string
	Owner                                Person `json:",omitzero"`
	Product, BillingStart                string
	LicenseCount                         int64
	Since                                time.Time `json:",omitzero"`
}

func (d Draft) asked(level string) asked {
	return asked{Kind: d.Kind, Name: d.Name, Country: d.Country, Street: d.Street, PostalCode: d.PostalCode, City: d.City, Region: d.Region, Phone: d.Phone,
		Website: d.Website, VATNumber: d.VATNumber, Reference: d.Reference, TeamName: d.TeamName, Owner: d.Owner, Product: level, BillingStart: d.BillingStart,
		LicenseCount: d.LicenseCount, Since: d.Since}
}

// Person is who an app user is: the primary contact, or a further user.
type Person struct {
	FirstName, LastName, Email string
	Role                       string // administrator, user
	Quiet                      bool   `json:",omitzero"` // no welcome mail for now, vendor staff only; "Send again" sends it
}

// MaxLicenses is the highest User license count of one subscription.
const MaxLicenses = 1_000_000

type problems []fail.Field

func (p *problems) need(ok bool, field, message string) {
	if !ok {
		*p = append(*p, fail.At(field, message))
	}
}

func length(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most
}

// check cleans a draft and says, field by field, what is wrong with it.
func (d Draft) check() (Draft, error) {
	is, bad := Details{d.Name, d.Country, d.Street, d.PostalCode, d.City, d.Region, d.Phone, d.Website, d.VATNumber, d.Reference, d.TeamName}.check()
	d.Name, d.Country, d.Street, d.PostalCode, d.City, d.Region = is.Name, is.Country, is.Street, is.PostalCode, is.City, is.Region
	d.Phone, d.Website, d.VATNumber, d.Reference, d.TeamName = is.Phone, is.Website, is.VATNumber, is.Reference, is.TeamName
	bad.need(d.Kind == Customer || d.Kind == MSP || d.Kind == Home, "account_type", "Choose Customer or MSP.")
	bad.need(d.BillingStart == BillableThisMonth || d.BillingStart == FreeUntilEndOfMonth, "subscription_type", "Choose a subscription type.")
	bad.need(d.LicenseCount >= 1 && d.LicenseCount <= MaxLicenses, "license_count", "Enter a user license count from 1 to 1,000,000.")
	bad.need(d.Product > 0, "product", "Choose a subscription level.")
	bad.need(!d.Owner.Quiet || d.Kind != MSP, "account_type", "An MSP’s Admin needs the mails: send them, or choose Customer.")
	if d.Kind != Home {
		d.Owner.Role = Administrator
		d.Owner = d.Owner.cleaned()
		bad = append(bad, d.Owner.problems()...)
	}
	return d, fail.Invalid(bad...)
}

func isWebsite(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(u.Host, ".") && u.User == nil && len(s) <= 300
}

func (p Person) cleaned() Person {
	for _, s := range []*string{&p.FirstName, &p.LastName, &p.Email} {
		*s = store.Clean(*s)
	}
	return p
}

func (p Person) problems() []fail.Field {
	var bad problems
	bad.need(length(p.FirstName, 1, 100), "first_name", "Enter the first name, up to 100 characters.")
	bad.need(length(p.LastName, 1, 100), "last_name", "Enter the last name, up to 100 characters.")
	bad.need(p.Role == Administrator || p.Role == User, "role", "Choose Administrator or User.")
	if err := account.CheckEmail(p.Email); err != nil {
		if f, ok := fail.AsInvalid(err); ok {
			bad = append(bad, f.Fields...)
		} else {
			bad.need(false, "email", "Enter an email address.")
		}
	}
	return bad
}

// Name is the person's whole name.
func (p Person) Name() string { return strings.TrimSpace(p.FirstName + " " + p.LastName) }
