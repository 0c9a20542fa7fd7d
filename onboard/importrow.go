package onboard

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/company"
	"kontor/fail"
	"kontor/partner"
	"kontor/product"
	"kontor/store"
)

// companyColumns are the fields of domain.md 2.3, and the heads of the Companies export.
var companyColumns = []column{
	{"name", "Company", []string{"company name"}},
	{"account_type", "Account type", nil},
	{"country", "Country", nil},
	{"street", "Street", []string{"address"}},
	{"postal_code", "Postal code", []string{"zip", "zip code", "postcode"}},
	{"city", "City", nil},
	{"region", "Region", []string{"state", "province"}},
	{"phone", "Phone", []string{"phone number"}},
	{"website", "Website", nil},
	{"vat_number", "VAT number", []string{"vat"}},
	{"reference", "Own reference", []string{"your own reference"}},
	{"team_name", "Team name", nil},
	{"contact", "Primary contact", []string{"contact"}},
	{"first_name", "First Name", []string{"contact first name"}},
	{"last_name", "Last Name", []string{"contact last name"}},
	{"email", "Email Address", []string{"email", "contact email", "primary contact email"}},
	{"product", "Subscription level", []string{"level"}},
	{"subscription_type", "Subscription type", []string{"billing"}},
	{"license_count", "User license count", []string{"licenses", "license count"}},
	{"start", "Original start date", []string{"start date", "billing start"}},
}

// readCompany makes a draft of a row and says what becomes of it.
func (in *intake) readCompany(ctx context.Context, tx *store.Tx, r *Row) error {
	cell := func(key string) string { return r.cell(in.at, key) }
	d := company.Draft{Partnership: in.order.Partnership, Name: cell("name"), Street: cell("street"), PostalCode: cell("postal_code"), City: cell("city"),
		Region: cell("region"), Phone: cell("phone"), Website: cell("website"), VATNumber: cell("vat_number"), Reference: cell("reference"),
		TeamName: cell("team_name"), Owner: company.Person{FirstName: cell("first_name"), LastName: cell("last_name"), Email: cell("email"), Quiet: in.order.NoMails}}
	if whole := cell("contact"); whole != "" && d.Owner.FirstName+d.Owner.LastName == "" {
		d.Owner.FirstName, d.Owner.LastName, _ = strings.Cut(whole, " ")
	}
	if d.TeamName == "" {
		d.TeamName = d.Name
	}
	r.Name, r.Who, r.Level, r.Fate = d.Name, d.Owner.Email, cell("product"), New
	if at, ok := in.directory.there(d.Name, d.Reference, d.Owner.Email, d.Owner.Name()); ok {
		r.Fate, r.Hint = Present, at.Name+" is there already. Nothing happens."
		return nil
	}
	in.words(&d, r, cell)
	bad, err := d.Problems(tx)
	if err != nil {
		return err
	}
	for _, f := range bad {
		if r.at(f.Name) == "" {
			r.wrong(f.Name, f.Message)
		}
	}
	r.draft, r.Count = d, d.LicenseCount
	if err := in.allowed(ctx, tx, r, d); err != nil {
		return err
	}
	if like := in.directory.likeNamed(d.Name); like != "" && r.Fate == New {
		r.Hint = "A similar name exists: " + like + "."
	}
	if r.Fate == New {
		in.directory.note(d.Name)
	}
	return nil
}

// at is the message at a column.
func (r *Row) at(key string) string {
	for _, f := range r.Fields {
		if f.Name == key {
			return f.Message
		}
	}
	return ""
}

// words turns what people write into what the draft takes.
func (in *intake) words(d *company.Draft, r *Row, cell func(string) string) {
	d.Kind = map[string]string{"": company.Customer, "customer": company.Customer, "msp": company.MSP}[plain(cell("account_type"))]
	if d.Kind == "" || d.Kind == company.MSP && !in.reseller {
		r.wrong("account_type", map[bool]string{true: "Write Customer or MSP.", false: "Write Customer: only resellers add MSPs."}[in.reseller])
	}
	if d.Country = country(cell("country")); !partner.IsCountry(d.Country) {
		said := "Write the country: "
		if d.Country != "" {
			said = "No country is called “" + d.Country + "”. Write "
		}
		r.wrong("country", said+"its English name or its two letters, such as Germany or DE.")
	}
	d.BillingStart = map[string]string{"billablethismonth": company.BillableThisMonth, "billable": company.BillableThisMonth,
		"freeuntilendofthismonth": company.FreeUntilEndOfMonth, "freeuntilendofmonth": company.FreeUntilEndOfMonth,
		"free": company.FreeUntilEndOfMonth}[plain(cell("subscription_type"))]
	if d.BillingStart == "" {
		r.wrong("subscription_type", "Write “Billable this month” or “Free until end of this month”.")
	}
	var err error
	if d.LicenseCount, err = strconv.ParseInt(cell("license_count"), 10, 64); err != nil {
		r.wrong("license_count", "Enter a user license count from 1 to 1,000,000, digits only.")
	}
	d.Product = in.level(r, cell("product"))
	if start := cell("start"); start != "" {
		day, err := time.ParseInLocation(time.DateOnly, start, partner.Zone(in.payer.BillingZone))
		if err != nil {
			r.wrong("start", "Write the date as 2024-03-31.")
		}
		d.Since = day.UTC()
	}
}

// country takes a code or an English name.
func country(text string) string {
	for _, c := range partner.Countries() {
		if strings.EqualFold(c.Code, text) || plain(c.Name) == plain(text) {
			return c.Code
		}
	}
	return text
}

// level is the product that a cell names; where only one is sold nothing need be said.
func (in *intake) level(r *Row, text string) int64 {
	if text == "" && len(in.products) == 1 {
		r.Level = in.products[0].Name
		return in.products[0].ID
	}
	i := slices.IndexFunc(in.products, func(p product.Product) bool { return store.Key(p.Name) == store.Key(text) })
	if i >= 0 {
		return in.products[i].ID
	}
	var names []string
	for _, p := range in.products {
		names = append(names, p.Name)
	}
	use := "Use " + strings.Join(names, " or ") + "."
	if n := len(names); n > 2 {
		use = "Use " + strings.Join(names[:n-1], ", ") + " or " + names[n-1] + "."
	}
	if text == "" {
		r.wrong("product", "Name a subscription level. "+use)
	} else {
		r.wrong("product", "No level is called “"+text+"”. "+use)
	}
	return 0
}

// allowed asks for what the row alone does not know: the address, and whether its payer has a price (billing.md P1a).
func (in *intake) allowed(ctx context.Context, tx *store.Tx, r *Row, d company.Draft) error {
	if r.at("email") == "" {
		if err := in.address(ctx, tx, r, d.Owner.Email); err != nil {
			return err
		}
	}
	if d.Product == 0 {
		return nil
	}
	refusal, asked := in.gate[d.Product]
	if !asked {
		refusal = partner.CanTakeCompanies(ctx, tx, d.Partnership, d.Product)
		in.gate[d.Product] = refusal
	}
	if refusal == nil {
		return nil
	}
	said, ok := fail.As(refusal)
	if !ok {
		return refusal
	}
	r.wrong("product", said.Message)
	return nil
}

func (in *intake) address(ctx context.Context, tx *store.Tx, r *Row, email string) error {
	key := store.Key(email)
	if line, twice := in.emails[key]; twice {
		r.wrong("email", "Line "+strconv.Itoa(line)+" has the same address.")
		return nil
	}
	in.emails[key] = r.Line
	said, err := company.AddressInUse(ctx, tx, email)
	if said != "" {
		r.wrong("email", said)
	}
	return err
}
