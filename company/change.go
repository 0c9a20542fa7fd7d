package company

import (
	"context"
	"strings"

	"kontor/access"
	"kontor/fail"
	"kontor/partner"
	"kontor/picture"
	"kontor/store"
)

// Details are what a company says of itself: contact data, the partner's own reference, and the Team name (domain.md 2.3).
type Details struct {
	Name, Country, Street, PostalCode, City, Region string
	Phone, Website, VATNumber, Reference, TeamName  string
}

// check cleans the details and says, field by field, what is wrong with them.
func (d Details) check() (Details, problems) {
	for _, s := range []*string{&d.Name, &d.Country, &d.Street, &d.PostalCode, &d.City, &d.Region, &d.Phone, &d.Website, &d.VATNumber, &d.Reference, &d.TeamName} {
		*s = store.Clean(*s)
	}
	d.Country = strings.ToUpper(d.Country)
	if d.Website != "" && !strings.Contains(d.Website, "://") {
		d.Website = "https://" + d.Website
	}
	var bad problems
	bad.need(length(d.Name, 1, 200), "name", "Enter the company name, up to 200 characters.")
	bad.need(partner.IsCountry(d.Country), "country", "Choose a country.")
	bad.need(length(d.TeamName, 1, 100), "team_name", "Enter the team name, up to 100 characters. Users see it in the app.")
	for field, s := range map[string]string{"street": d.Street, "postal_code": d.PostalCode, "city": d.City, "region": d.Region, "phone": d.Phone,
		"vat_number": d.VATNumber, "reference": d.Reference} {
		bad.need(length(s, 0, 200), field, "Use up to 200 characters.")
	}
	bad.need(isWebsite(d.Website), "website", "Enter a web address such as www.example.com.")
	return d, bad
}

// Details are the company's present ones.
func (c Company) Details() Details {
	return Details{c.Name, c.Country, c.Street, c.PostalCode, c.City, c.Region, c.Phone, c.Website, c.VATNumber, c.Reference, c.TeamName}
}

// named are the details by the names that the audit and the forms give them, in the order of the form.
func (d Details) named() [][2]string {
	return [][2]string{{"name", d.Name}, {"street", d.Street}, {"postal_code", d.PostalCode}, {"city", d.City}, {"region", d.Region},
		{"country", d.Country}, {"phone", d.Phone}, {"website", d.Website}, {"vat_number", d.VATNumber}, {"reference", d.Reference}, {"team_name", d.TeamName}}
}

// TeamLogo is what becomes of the Team logo: a new picture, none, or (zero) the one it has.
type TeamLogo struct {
	New    *picture.Logo
	Remove bool
}

// Change gives a company other details and another Team logo; what stays the same leaves no trace (domain.md 2.3, 2.6).
// Fails with fail.Invalid, fail.NotFound, fail.Forbidden and fail.Conflict "company_deleted".
func Change(ctx context.Context, tx *store.Tx, id int64, d Details, logo TeamLogo) (Company, error) {
	if err := tx.May(access.EditCompany); err != nil {
		return Company{}, err
	}
	d, bad := d.check()
	if err := fail.Invalid(bad...); err != nil {
		return Company{}, err
	}
	c, err := open(ctx, tx, id)
	if err != nil {
		return Company{}, err
	}
	before, after := map[string]string{}, map[string]string{}
	was, is := c.Details().named(), d.named()
	for i := range was {
		if was[i] != is[i] {
			before[was[i][0]], after[is[i][0]] = was[i][1], is[i][1]
		}
	}
	if len(after) > 0 {
		if err := d.save(ctx, tx, c); err != nil {
			return Company{}, err
		}
	}
	if err := changeLogo(ctx, tx, c, logo, after); err != nil || len(after) == 0 {
		return c, err
	}
	about := c.About()
	about.Name, about.Before = d.Name, before
	tx.Audit("company.changed", about, after)
	if c, err = Get(ctx, tx, id); err == nil { // Team name and logo are the product's business profile (domain.md 2.6)
		tx.Emit("company.changed", c.ID, map[string]any{"name": c.Name, "team_name": c.TeamName, "logo": c.LogoID})
	}
	return c, err
}

func (d Details) save(ctx context.Context, tx *store.Tx, c Company) error {
	is := c
	is.Name, is.Reference = d.Name, d.Reference
	var owner AppUser
	if c.OwnerID != nil {
		var err error
		if owner, _, err = store.Maybe[AppUser](ctx, tx, `SELECT `+userColumns+` FROM my_app_user WHERE id = $1`, *c.OwnerID); err != nil {
			return err
		}
	}
	return one(tx.Exec(ctx, `UPDATE my_company SET name = $1, name_key = $2, search_key = $3, country = $4, street = $5, postal_code = $6, city = $7,
		region = $8, phone = $9, website = $10, vat_number = $11, reference = $12, team_name = $13 WHERE id = $14`,
		d.Name, store.Key(d.Name), is.searchKey(owner), d.Country, d.Street, d.PostalCode, d.City, d.Region, d.Phone, d.Website, d.VATNumber,
		d.Reference, d.TeamName, c.ID))
}

// changeLogo replaces or removes the picture and notes in after which of the two it was.
func changeLogo(ctx context.Context, tx *store.Tx, c Company, logo TeamLogo, after map[string]string) error {
	if logo.New == nil && !logo.Remove {
		return nil
	}
	if logo.New == nil && c.LogoID == nil {
		return nil
	}
	after["team_logo"] = "removed"
	if logo.New != nil {
		after["team_logo"] = "replaced"
		if c.LogoID == nil {
			after["team_logo"] = "added"
		}
		if _, err := saveLogo(ctx, tx, c.ID, logo.New); err != nil {
			return err
		}
	} else if _, err := tx.Exec(ctx, `UPDATE my_company SET logo_id = NULL WHERE id = $1`, c.ID); err != nil {
		return err
	}
	if c.LogoID == nil {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM my_image WHERE id = $1`, *c.LogoID)
	return err
}
