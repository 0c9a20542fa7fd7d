package kontortest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kontor/company"
)

// The acts, each with its form and its operation side by side.

// AddCompany adds a company; on pages to one's own partnership.
func (w *Way) AddCompany(d company.Draft) *Heard {
	w.t.Helper()
	form := url.Values{"name": {d.Name}, "country": {d.Country}, "street": {d.Street}, "postal_code": {d.PostalCode}, "city": {d.City}, "region": {d.Region},
		"phone": {d.Phone}, "website": {d.Website}, "vat_number": {d.VATNumber}, "reference": {d.Reference}, "team_name": {d.TeamName}, "account_type": {d.Kind},
		"first_name": {d.Owner.FirstName}, "last_name": {d.Owner.LastName}, "email": {d.Owner.Email},
		"product": {fmt.Sprint(d.Product)}, "subscription_type": {d.BillingStart}, "license_count": {fmt.Sprint(d.LicenseCount)}}
	body := JSON{"owner": JSON{"first_name": d.Owner.FirstName, "last_name": d.Owner.LastName, "email": d.Owner.Email},
		"product_id": fmt.Sprint(d.Product), "license_count": d.LicenseCount}
	for _, name := range []string{"name", "country", "street", "postal_code", "city", "region", "phone", "website", "vat_number", "reference", "team_name", "account_type", "subscription_type"} {
		body[name] = form.Get(name)
	}
	path := "/companies"
	if w.Staff() {
		path = fmt.Sprintf("/partnerships/%d/companies", d.Partnership)
	}
	return w.act(fmt.Sprintf("/p/%d/companies", d.Partnership), form, http.MethodPost, path, body)
}

// onCompany is an act on a company that stands at the same place in both.
func (w *Way) onCompany(c *Company, act string, form url.Values, body any) *Heard {
	w.t.Helper()
	return w.act(w.at(c, act), form, http.MethodPost, fmt.Sprintf("/companies/%d%s", c.ID, act), body)
}

// ChangeCompany changes what is named, by the names of the API.
func (w *Way) ChangeCompany(c *Company, fields Fields) *Heard {
	w.t.Helper()
	if w.Pages {
		return w.page(w.client.Get(w.at(c, "/edit")).Submit(w.t, "Save", fields))
	}
	return w.reply(w.caller.Call(http.MethodPatch, fmt.Sprintf("/companies/%d", c.ID), fields))
}

// PutLogo gives a company a Team logo; kind is what the sender says the file is.
func (w *Way) PutLogo(c *Company, file []byte, kind string) *Heard {
	w.t.Helper()
	if w.Pages {
		return w.page(w.client.Get(w.at(c, "/edit")).SubmitWith(w.t, "Save", nil, map[string]File{"team_logo": {Name: "logo.png", Content: file}}))
	}
	return w.reply(w.caller.Call(http.MethodPut, fmt.Sprintf("/companies/%d/logo", c.ID), file, "Content-Type", kind))
}

// Suspend suspends a company.
func (w *Way) Suspend(c *Company) *Heard {
	w.t.Helper()
	return w.onCompany(c, "/suspension", nil, nil)
}

// Resume resumes a company.
func (w *Way) Resume(c *Company) *Heard { w.t.Helper(); return w.onCompany(c, "/resumption", nil, nil) }

// Delete deletes a company, with what was typed as its name.
func (w *Way) Delete(c *Company, typed string) *Heard {
	w.t.Helper()
	return w.onCompany(c, "/deletion", url.Values{"name": {typed}}, JSON{"name": typed})
}

// Restore restores a deleted company.
func (w *Way) Restore(c *Company) *Heard {
	w.t.Helper()
	return w.onCompany(c, "/restoration", nil, nil)
}

// Subscribe adds another product.
func (w *Way) Subscribe(c *Company, product, count int64) *Heard {
	w.t.Helper()
	return w.onCompany(c, "/subscriptions", url.Values{"product": {fmt.Sprint(product)}, "license_count": {fmt.Sprint(count)}},
		JSON{"product_id": fmt.Sprint(product), "license_count": count})
}

// EndFreeMonth ends a company's free month early.
func (w *Way) EndFreeMonth(c *Company) *Heard {
	w.t.Helper()
	return w.onCompany(c, "/billing-start", nil, nil)
}

// SetCount sets the User license count of a subscription.
func (w *Way) SetCount(c *Company, subscription, count int64) *Heard {
	w.t.Helper()
	place := fmt.Sprintf("/subscriptions/%d/license-count", subscription)
	return w.act(w.at(c, place), url.Values{"license_count": {fmt.Sprint(count)}}, http.MethodPut, fmt.Sprintf("/companies/%d%s", c.ID, place), JSON{"license_count": count})
}

// SetLevel changes a subscription's level.
func (w *Way) SetLevel(c *Company, subscription, product int64) *Heard {
	w.t.Helper()
	place := fmt.Sprintf("/subscriptions/%d/level", subscription)
	return w.act(w.at(c, place), url.Values{"product": {fmt.Sprint(product)}}, http.MethodPut, fmt.Sprintf("/companies/%d%s", c.ID, place), JSON{"product_id": fmt.Sprint(product)})
}

// EndSubscription ends a subscription.
func (w *Way) EndSubscription(c *Company, subscription int64) *Heard {
	w.t.Helper()
	return w.onCompany(c, fmt.Sprintf("/subscriptions/%d/end", subscription), nil, nil)
}

// AddUser adds an app user, of the company's only subscription.
func (w *Way) AddUser(c *Company, email, role string) *Heard {
	w.t.Helper()
	fields := url.Values{"first_name": {"Sofia"}, "last_name": {"Marin"}, "email": {email}, "role": {role}}
	return w.onCompany(c, "/users", fields, JSON{"first_name": "Sofia", "last_name": "Marin", "email": email, "role": role})
}

// ChangeUser changes what is named of an app user.
func (w *Way) ChangeUser(c *Company, user *Person, fields Fields) *Heard {
	w.t.Helper()
	place := fmt.Sprintf("/users/%d", user.AppUser)
	if w.Pages {
		return w.page(w.client.Get(w.at(c, place+"/edit")).Submit(w.t, "Save", fields))
	}
	return w.reply(w.caller.Call(http.MethodPatch, fmt.Sprintf("/companies/%d%s", c.ID, place), fields))
}

// onUser is an act on an app user that needs nothing more: suspension, resumption, removal, welcome, ownership.
func (w *Way) onUser(c *Company, user *Person, act string) *Heard {
	w.t.Helper()
	return w.onCompany(c, fmt.Sprintf("/users/%d/%s", user.AppUser, act), nil, nil)
}

// SuspendUser suspends an app user.
func (w *Way) SuspendUser(c *Company, user *Person) *Heard {
	w.t.Helper()
	return w.onUser(c, user, "suspension")
}

// ResumeUser resumes an app user.
func (w *Way) ResumeUser(c *Company, user *Person) *Heard {
	w.t.Helper()
	return w.onUser(c, user, "resumption")
}

// RemoveUser removes an app user.
func (w *Way) RemoveUser(c *Company, user *Person) *Heard {
	w.t.Helper()
	return w.onUser(c, user, "removal")
}

// SendWelcome sends the welcome mail again.
func (w *Way) SendWelcome(c *Company, user *Person) *Heard {
	w.t.Helper()
	return w.onUser(c, user, "welcome")
}

// HandOver hands ownership over to an app user.
func (w *Way) HandOver(c *Company, user *Person) *Heard {
	w.t.Helper()
	return w.onUser(c, user, "ownership")
}

// Transfer moves a company to another partner; since is zero for now.
func (w *Way) Transfer(c *Company, to *Partner, typed string, since time.Time) *Heard {
	w.t.Helper()
	form := url.Values{"partnership": {fmt.Sprint(to.Partnership)}, "name": {typed}, "reason": {"It changed its partner"}}
	body := JSON{"partnership_id": fmt.Sprint(to.Partnership), "name": typed, "reason": "It changed its partner"}
	if !since.IsZero() {
		zone, err := time.LoadLocation("Europe/Amsterdam") // the vendor's
		w.k.must(err)
		form.Set("since", since.In(zone).Format("2006-01-02 15:04"))
		body["since"] = since.UTC().Format(time.RFC3339)
	}
	return w.onCompany(c, "/transfer", form, body)
}

// AddPartner adds a partner with its first Admin; count 0 leaves the home company's to the rule.
func (w *Way) AddPartner(name, kind, email string, count int64) *Heard {
	w.t.Helper()
	product, list := fmt.Sprint(w.k.Product("Business")), fmt.Sprint(w.k.prices)
	form := Fields{"name": name, "country": "DK", "type": kind, "terms": "invoice", "first_name": "Maya", "last_name": "Jensen", "email": email, "phone": Phone,
		"home_product": product}
	admin := JSON{"first_name": "Maya", "last_name": "Jensen", "email": email, "phone": Phone}
	body := JSON{"name": name, "type": kind, "country": "DK", "time_zone": "Europe/Copenhagen", "billing_zone": "Europe/Copenhagen", "currency": "EUR",
		"price_list_id": list, "payment_terms": "invoice", "home_product_id": product, "admin": admin}
	if count != 0 {
		form["home_count"], body["home_license_count"] = fmt.Sprint(count), count
	}
	if w.Pages {
		return w.page(w.client.Get("/admin/partners/new").Submit(w.t, "Add partner", form))
	}
	return w.reply(w.caller.Post("/partners", body))
}

// AddPartnerUser invites somebody for a partner, as its vendor.
func (w *Way) AddPartnerUser(p *Partner, email, role string) *Heard {
	w.t.Helper()
	fields := url.Values{"first_name": {"Jonas"}, "last_name": {"Berg"}, "email": {email}, "phone": {Phone}, "role": {role}}
	return w.act(fmt.Sprintf("/admin/partners/%d/users", p.ID), fields, http.MethodPost, fmt.Sprintf("/partners/%d/users", p.ID),
		JSON{"first_name": "Jonas", "last_name": "Berg", "email": email, "phone": Phone, "role": role})
}

// SuspendPartner suspends a partner.
func (w *Way) SuspendPartner(p *Partner) *Heard {
	w.t.Helper()
	return w.onPartner(p, "/suspension", url.Values{"reason": {"Unpaid since May"}}, JSON{"reason": "Unpaid since May"})
}

// ResumePartner resumes a partner.
func (w *Way) ResumePartner(p *Partner) *Heard {
	w.t.Helper()
	return w.onPartner(p, "/resumption", nil, nil)
}

// EndPartner ends a partner, with what was typed as its name.
func (w *Way) EndPartner(p *Partner, typed string) *Heard {
	w.t.Helper()
	return w.onPartner(p, "/end", url.Values{"name": {typed}, "reason": {"Contract over"}}, JSON{"name": typed, "reason": "Contract over"})
}

func (w *Way) onPartner(p *Partner, act string, form url.Values, body any) *Heard {
	w.t.Helper()
	return w.act(fmt.Sprintf("/admin/partners/%d%s", p.ID, act), form, http.MethodPost, fmt.Sprintf("/partners/%d%s", p.ID, act), body)
}

// ChangePartnerUser changes what is named of a partner user, as one of its own Admins.
func (w *Way) ChangePartnerUser(user *Person, fields Fields) *Heard {
	w.t.Helper()
	place := fmt.Sprintf("/account/users/%d", user.Account)
	if w.Pages {
		return w.page(w.client.Get(fmt.Sprintf("/p/%d%s/edit", w.who.Partnership, place)).Submit(w.t, "Save", fields))
	}
	return w.reply(w.caller.Call(http.MethodPatch, place, fields))
}

// RemovePartnerUser removes a partner user, as one of its own Admins.
func (w *Way) RemovePartnerUser(user *Person) *Heard {
	w.t.Helper()
	place := fmt.Sprintf("/account/users/%d/removal", user.Account)
	return w.act(fmt.Sprintf("/p/%d%s", w.who.Partnership, place), nil, http.MethodPost, place, JSON{})
}

// BillTo chooses who pays for a reseller's MSP.
func (w *Way) BillTo(child *Partner, payer int64, reason string) *Heard {
	w.t.Helper()
	at := fmt.Sprintf("/partnerships/%d/payer", child.Partnership)
	return w.act(fmt.Sprintf("/admin/partners/%d%s", child.ID, at), url.Values{"payer": {fmt.Sprint(payer)}, "reason": {reason}}, http.MethodPut,
		fmt.Sprintf("/partners/%d%s", child.ID, at), JSON{"bill_to_id": fmt.Sprint(payer), "reason": reason})
}

// ChangeTerms changes what is named of a partner's only partnership; a form sends the rest as it stands.
func (w *Way) ChangeTerms(p *Partner, fields Fields) *Heard {
	w.t.Helper()
	at := fmt.Sprintf("/partners/%d/partnerships/%d", p.ID, p.Partnership)
	if w.Pages {
		return w.page(w.client.Get("/admin"+at+"/edit").Submit(w.t, "Save", fields))
	}
	return w.reply(w.caller.Call(http.MethodPatch, at, fields))
}

// ChangePartner changes what is named of a partner's data and contacts, such as "name" and "sales_email".
func (w *Way) ChangePartner(p *Partner, fields Fields) *Heard {
	w.t.Helper()
	if w.Pages {
		return w.page(w.client.Get(fmt.Sprintf("/admin/partners/%d/edit", p.ID)).Submit(w.t, "Save", fields))
	}
	body, contacts := JSON{}, JSON{}
	for name, text := range fields {
		kind, field, ok := strings.Cut(name, "_")
		if !ok || kind == "time" || kind == "support" {
			body[name] = text
			continue
		}
		if contacts[kind] == nil {
			contacts[kind] = JSON{}
		}
		contacts[kind].(JSON)[field] = text
	}
	if len(contacts) > 0 {
		body["contacts"] = contacts
	}
	return w.reply(w.caller.Call(http.MethodPatch, fmt.Sprintf("/partners/%d", p.ID), body))
}

// AddPartnership adds a further partnership to a partner, in a currency.
func (w *Way) AddPartnership(p *Partner, kind, currency string) *Heard {
	w.t.Helper()
	fields := Fields{"type": kind, "billing_zone": "Europe/Copenhagen", "currency": currency, "payment_terms": InvoiceTerms}
	list, at := fmt.Sprint(w.k.prices), fmt.Sprintf("/partners/%d/partnerships", p.ID)
	if w.Pages {
		form := url.Values{"price_list": {list}}
		for name, text := range fields {
			form.Set(name, text)
		}
		return w.page(w.client.Post("/admin"+at, form))
	}
	body := JSON{"price_list_id": list}
	for name, text := range fields {
		body[name] = text
	}
	return w.reply(w.caller.Post(at, body))
}

// Partner is a partner as the vendor sees it.
func (w *Way) Partner(p *Partner) *Heard {
	w.t.Helper()
	return w.look(fmt.Sprintf("/admin/partners/%d", p.ID), fmt.Sprintf("/partners/%d", p.ID))
}
