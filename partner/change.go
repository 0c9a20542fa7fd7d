package partner

import (
	"context"
	"net/mail"
	"unicode/utf8"

	"kontor/access"
	"kontor/fail"
	"kontor/store"
)

// Contact is whom to ask at a partner. Kind is sales, success, finance or technical; a contact without a name is none (domain.md 1).
type Contact struct {
	Kind, Name, Email, Phone string
}

// ContactKinds are the kinds of contact, at most one of each.
var ContactKinds = []string{"sales", "success", "finance", "technical"}

// Details are what can be changed of a partner.
type Details struct {
	Name, Country, TimeZone, SupportEmail string
	Contacts                              []Contact
	Logo                                  NewLogo
}

// Contacts are those of a partner in scope, in the order of ContactKinds; kinds without one are left out.
func Contacts(ctx context.Context, tx *store.Tx, partner int64) ([]Contact, error) {
	rows, err := store.All[Contact](ctx, tx, `SELECT kind, name, email, phone FROM my_partner_contact WHERE partner_id = $1`, partner)
	if err != nil {
		return nil, err
	}
	var all []Contact
	for _, kind := range ContactKinds {
		for _, c := range rows {
			if c.Kind == kind {
				all = append(all, c)
			}
		}
	}
	return all, nil
}

// Change gives a partner other details and contacts; what stays the same leaves no trace (domain.md 1). Needs ChangePartner.
// Fails with fail.Invalid, at "<kind>_name" and "<kind>_email" of a contact, fail.NotFound, fail.Forbidden and fail.Conflict "partner_ended".
func Change(ctx context.Context, tx *store.Tx, id int64, d Details) (Partner, error) {
	p, err := changeable(ctx, tx, access.ChangePartner, id)
	if err != nil {
		return Partner{}, err
	}
	if d, err = d.check(); err != nil {
		return Partner{}, err
	}
	return p.change(ctx, tx, d)
}

// change writes details that were checked.
func (p Partner) change(ctx context.Context, tx *store.Tx, d Details) (Partner, error) {
	id := p.ID
	old, err := Contacts(ctx, tx, id)
	if err != nil {
		return Partner{}, err
	}
	before, after := map[string]string{}, map[string]string{}
	was, is := Details{p.Name, p.Country, p.TimeZone, p.SupportEmail, old, NewLogo{}}.named(), d.named()
	for i := range was {
		if was[i] != is[i] {
			before[was[i][0]], after[is[i][0]] = was[i][1], is[i][1]
		}
	}
	if err := d.Logo.becomes(ctx, tx, p, after); err != nil {
		return Partner{}, err
	}
	if len(after) == 0 {
		return p, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE my_partner SET name = $1, name_key = $2, country = $3, time_zone = $4, support_email = $5 WHERE id = $6`,
		d.Name, store.Key(d.Name), d.Country, d.TimeZone, d.SupportEmail, id); err != nil {
		return Partner{}, err
	}
	if err := saveContacts(ctx, tx, id, d.Contacts); err != nil {
		return Partner{}, err
	}
	about := p.About()
	about.Name, about.Before = d.Name, before
	tx.Audit("partner.changed", about, after)
	return Get(ctx, tx, id)
}

// changeable is a partner that has not ended.
func changeable(ctx context.Context, tx *store.Tx, c access.Capability, id int64) (Partner, error) {
	if err := tx.May(c); err != nil {
		return Partner{}, err
	}
	p, err := Get(ctx, tx, id)
	if err == nil && p.Status == Ended {
		err = fail.Conflict("partner_ended", p.Name+" has ended.")
	}
	return p, err
}

func saveContacts(ctx context.Context, tx *store.Tx, id int64, contacts []Contact) error {
	if _, err := tx.Exec(ctx, `DELETE FROM my_partner_contact WHERE partner_id = $1`, id); err != nil {
		return err
	}
	for _, c := range contacts {
		if _, err := tx.Exec(ctx, `INSERT INTO partner_contact (partner_id, kind, name, email, phone)
			SELECT p.id, $2, $3, $4, $5 FROM my_partner p WHERE p.id = $1`, id, c.Kind, c.Name, c.Email, c.Phone); err != nil {
			return err
		}
	}
	return nil
}

// check cleans the details, drops contacts without anything in them, and says field by field what is wrong.
func (d Details) check() (Details, error) {
	var bad []fail.Field
	need := func(ok bool, field, message string) {
		if !ok {
			bad = append(bad, fail.At(field, message))
		}
	}
	d.Name, d.SupportEmail = store.Clean(d.Name), store.Clean(d.SupportEmail)
	n := utf8.RuneCountInString(d.Name)
	need(n > 0 && n <= 200, "name", "Enter the name of the partner, up to 200 characters.")
	need(IsCountry(d.Country), "country", "Choose a country.")
	need(isZone(d.TimeZone), "time_zone", "Choose a time zone.")
	need(d.SupportEmail == "" || isAddress(d.SupportEmail), "support_email", "Enter an email address such as support@example.com.")
	given := d.Contacts
	d.Contacts = nil
	for _, kind := range ContactKinds {
		for _, c := range given {
			if c.Kind != kind {
				continue
			}
			c.Name, c.Email, c.Phone = store.Clean(c.Name), store.Clean(c.Email), store.Clean(c.Phone)
			if c == (Contact{Kind: kind}) {
				continue
			}
			need(c.Name != "" && utf8.RuneCountInString(c.Name) <= 200, kind+"_name", "Enter the name of this contact, up to 200 characters.")
			need(c.Email == "" || isAddress(c.Email), kind+"_email", "Enter an email address such as name@example.com.")
			need(utf8.RuneCountInString(c.Phone) <= 40, kind+"_phone", "Use up to 40 characters.")
			d.Contacts = append(d.Contacts, c)
		}
	}
	return d, fail.Invalid(bad...)
}

func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 254
}

// named are the details by the names that the audit and the form give them.
func (d Details) named() [][2]string {
	all := [][2]string{{"name", d.Name}, {"country", d.Country}, {"time_zone", d.TimeZone}, {"support_email", d.SupportEmail}}
	for _, kind := range ContactKinds {
		line := [2]string{kind + "_contact", ""}
		for _, c := range d.Contacts {
			if c.Kind == kind {
				line[1] = joinWords(c.Name, c.Email, c.Phone)
			}
		}
		all = append(all, line)
	}
	return all
}

func joinWords(parts ...string) string {
	text := ""
	for _, p := range parts {
		if p != "" && text != "" {
			text += ", "
		}
		text += p
	}
	return text
}
