package walk_test

import (
	"net/http"
	"strings"
	"testing"

	"kontor/access"
	"kontor/api"
	"kontor/kontortest"
)

// keyed is a kind of actor that asks by API key. Without works the key is worth nothing.
type keyed struct {
	*actor
	caller *kontortest.Caller
	works  bool
}

// keyed are keys of all kinds: of those who may make one, and of Admins who became something else since.
func (w *world) keyed() []keyed {
	c := w.cast
	add := func(kind string, who *kontortest.Person, of *kontortest.Partner) keyed {
		return keyed{&actor{kind: "key of " + kind, person: who, role: who.Role, of: of, space: portal}, w.k.API(who), true}
	}
	became := func(kind string, role access.Role, change string) keyed {
		who := c.A.User(access.PartnerAdmin)
		k := add(kind, who, c.A)
		k.role = role
		w.k.Exec(change, who.Account)
		k.works = role != ""
		return k
	}
	all := []keyed{add("Owner", w.k.Owner, nil), add("Portal Admin", w.k.Staff(access.PortalAdmin), nil), add("Admin of A", c.A.Admin, c.A), add("Admin of B", c.B.Admin, c.B),
		add("Admin of the reseller", c.Reseller.Admin, c.Reseller), add("Admin of the child MSP", c.Child.Admin, c.Child),
		became("User of A", access.PartnerUser, `UPDATE account SET role = 'user' WHERE id = $1`),
		became("Marketing of A", access.MarketingRole, `UPDATE account SET role = 'marketing' WHERE id = $1`),
		became("Notifications of A", "", `UPDATE account SET role = 'notifications' WHERE id = $1`),
		became("removed Admin of A", "", `UPDATE account SET status = 'removed' WHERE id = $1`),
		became("suspended Admin of A", "", `UPDATE account SET status = 'suspended' WHERE id = $1`),
		became("Admin of A, revoked", "", `UPDATE api_key SET revoked_at = created_at WHERE account_id = $1`),
		became("Admin of A, expired", "", `UPDATE api_key SET expires_at = created_at WHERE account_id = $1`)}
	listed := became("User of A, empty list", access.PartnerUser, `UPDATE account SET role = 'user' WHERE id = $1`)
	w.k.Exec(`UPDATE membership SET scope = 'listed' WHERE account_id = $1`, listed.person.Account)
	listed.only = []*firm{}
	none := keyed{&actor{kind: "no key"}, w.k.API(nil), false}
	return append(all, listed, none)
}

// refusedByKey is what a key is answered before an id is looked at, 0: it is let in.
func (a keyed) refused(o api.Operation) int {
	face := "partner"
	if a.of == nil {
		face = "vendor"
	}
	switch {
	case !a.works:
		return http.StatusUnauthorized
	case o.Face != "" && o.Face != face, !access.RoleMay(a.role, o.May):
		return http.StatusForbidden
	}
	return 0
}

// trust.md "Who sees what": every operation × keys of every kind of actor × own, other's and unknown.
func TestStrangerWalkOfTheAPI(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		w := newWorld(t, k)
		callers := w.keyed()
		for _, a := range callers { // the first use is noted at the key
			a.caller.Get("/companies?limit=1")
		}
		k.API(k.Owner).Call(http.MethodPut, "/settings/organization/logo", aLogo, "Content-Type", "image/png").Want(t, http.StatusNoContent)
		w.apiByHand(callers)
		for _, o := range api.Operations() {
			before, noted := w.begin(), w.noted()
			w.rights = 0
			for _, a := range callers {
				w.askedByKey(o, a)
			}
			w.nothingChanged(before, o.ID+" refused", counted(o.ID)...)
			if n := w.noted() - noted; n < w.rights {
				w.fault("%s: %d refusals of a right, the audit has %d of them", o.ID, w.rights, n)
			}
		}
		t.Logf("stranger walk of the API on %s: %d cells, %d of them written by hand, %d kinds of key, %d wrong", k.DB.Dialect(), w.cells, w.byHand, len(callers), w.wrong)
	})
}

func (w *world) askedByKey(o api.Operation, a keyed) {
	path := strings.TrimPrefix(o.Path, "/api/v1")
	if !strings.Contains(path, "{company}") {
		if want := a.refused(o); want != 0 {
			w.cellByKey(o, a, strings.NewReplacer("{partnership}", text(w.cast.B.Partnership), "{partner}", text(w.cast.B.ID), "{account}", text(w.cast.B.Admin.Account)).Replace(path), want)
		} else if strings.Contains(path, "{") {
			w.cellByKey(o, a, strings.NewReplacer("{partnership}", unknown, "{partner}", unknown, "{account}", unknown).Replace(path), http.StatusNotFound)
			if o.Face == "partner" && a.of != w.cast.B { // somebody of another partner is not there
				w.cellByKey(o, a, strings.NewReplacer("{account}", text(w.cast.B.Admin.Account)).Replace(path), http.StatusNotFound)
			}
		} else if o.Method == http.MethodGet {
			w.cellByKey(o, a, path, http.StatusOK)
		}
		return
	}
	for _, f := range w.firms {
		at := strings.NewReplacer("{company}", text(f.company.ID), "{subscription}", text(f.company.Subscription), "{user}", text(f.user.AppUser)).Replace(path)
		want := a.refused(o)
		switch {
		case want != 0:
		case !a.sees(f), strings.Contains(path, "{user}") && !a.meets(f):
			want = http.StatusNotFound
		case o.Method == http.MethodGet && o.May != access.TransferCompany: // not of every company: api/contract_test.go
			want = http.StatusOK
		default:
			continue // a success: api/contract_test.go
		}
		w.cellByKey(o, a, at, want)
	}
	if a.refused(o) == 0 {
		w.cellByKey(o, a, strings.NewReplacer("{company}", unknown, "{subscription}", unknown, "{user}", unknown).Replace(path), http.StatusNotFound)
	}
}

func (w *world) cellByKey(o api.Operation, a keyed, path string, want int) {
	w.cells++
	var body any
	if o.Body {
		body = bodies[o.ID]
	}
	var r *kontortest.Reply
	if o.ID == "previewTransfer" {
		path += "?partnership_id=" + text(w.cast.B.Partnership)
	}
	if o.ID == "search" {
		path += "?q=a" // found in most names
	}
	switch o.ID {
	case "putCompanyLogo", "putOrganizationLogo", "putPartnerLogo", "putAccountLogo":
		r = a.caller.Call(o.Method, path, aLogo, "Content-Type", "image/png")
	case "checkImport", "importFile":
		r = a.caller.Call(o.Method, path+"?kind=companies", []byte(aFile), "Content-Type", "text/csv")
	default:
		r = a.caller.Call(o.Method, path, body)
	}
	if r.Status != want {
		w.fault("%s %s as %s: %d, want %d: %s", o.ID, path, a.kind, r.Status, want, clip(string(r.Body)))
	}
	if text := w.leaks(a.actor, string(r.Body)); text != "" && !strings.Contains(path, "partners") {
		w.fault("%s %s as %s: the answer holds %q", o.ID, path, a.kind, text)
	}
	if r.Status == http.StatusForbidden {
		w.rights++
	}
}

// bodies are good bodies: what is refused is refused for who asks.
var bodies = map[string]any{
	"addUsers": kontortest.JSON{"users": []any{quinn}}, "checkUsers": kontortest.JSON{"users": []any{quinn}}, "changeProduct": kontortest.JSON{"name": "Changed"},
	"addPrice": kontortest.JSON{"product_id": "1", "currency": "EUR", "valid_from": "2099-01-01", "model": "per_unit", "unit_price": 1},
	"addCompanyTo": kontortest.JSON{"name": "Eastgate", "country": "DK", "team_name": "Eastgate", "product_id": "1", "subscription_type": "billable_this_month", "license_count": 5,
		"owner": quinn},
	"invitePartnerUser": somebody, "addAccountUser": somebody, "changePartnerUser": kontortest.JSON{"last_name": "Changed"}, "changeAccountUser": kontortest.JSON{"last_name": "Changed"},
	"removePartnerUser": kontortest.JSON{}, "removeAccountUser": kontortest.JSON{}, "releaseAddress": kontortest.JSON{"reason": "A try"},
	"transferCompany": kontortest.JSON{"partnership_id": "1", "name": "Brightwater Legal", "reason": "A try"},
	"changePartner":   kontortest.JSON{"name": "Changed"}, "suspendPartner": kontortest.JSON{"reason": "A try"}, "endPartner": kontortest.JSON{"name": "Bluepeak IT", "reason": "A try"},
	"addPartnership":    kontortest.JSON{"type": "msp", "billing_zone": "Europe/Copenhagen", "currency": "EUR", "price_list_id": "1", "payment_terms": "invoice"},
	"changePartnership": kontortest.JSON{"legal_name": "Changed"}, "setPayer": kontortest.JSON{"bill_to_id": "1", "reason": "As agreed"}, "choosePriceList": kontortest.JSON{"price_list_id": "1"},
	"changeCompany": kontortest.JSON{"city": "Esbjerg"}, "deleteCompany": kontortest.JSON{"name": "Brightwater Legal"}, "addSubscription": kontortest.JSON{"product_id": "1", "license_count": 3},
	"setLicenseCount": kontortest.JSON{"license_count": 7000}, "setLevel": kontortest.JSON{"product_id": "2"}, "changeUser": kontortest.JSON{"last_name": "Changed"},
	"addUser": quinn,
}

const aFile = "Company,Country,First Name,Last Name,Email Address,Subscription level,Subscription type,User license count\nAsh & Elm,DK,Quinn,Ash,quinn@ash.example,Business,Billable this month,3\n"

var quinn = kontortest.JSON{"first_name": "Quinn", "last_name": "Ash", "email": "quinn@ash.example"}

var somebody = kontortest.JSON{"first_name": "Quinn", "last_name": "Ash", "email": "quinn@ash.example", "phone": kontortest.Phone}

var aLogo = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")
