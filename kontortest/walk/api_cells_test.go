package walk_test

import (
	_ "embed"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/api"
	"kontor/kontortest"
)

//go:embed api_cells.txt
var apiCellsText string

const fewestAPICells = 60

// furtherKeys are those that only the cells written by hand ask with.
func (w *world) furtherKeys() []keyed {
	c, k := w.cast, w.k
	key := func(kind string, who *kontortest.Person, scopes ...access.KeyScope) keyed {
		return keyed{&actor{kind: "key of " + kind, person: who}, k.API(who, scopes...), true}
	}
	listed := key("listed User of A", c.A.User(access.PartnerAdmin))
	k.Exec(`UPDATE account SET role = 'user' WHERE id = $1`, listed.person.Account)
	c.A.Assign(listed.person, c.CompanyA)
	support := key("Support", k.Staff(access.PortalAdmin))
	k.Exec(`UPDATE account SET role = 'support' WHERE id = $1`, support.person.Account)
	left := key("staff who left", k.Staff(access.PortalAdmin))
	k.Exec(`UPDATE account SET status = 'removed' WHERE id = $1`, left.person.Account)
	over := func(kind, status string) keyed {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		a := key(kind, p.Admin)
		k.Exec(`UPDATE partner SET status = $1 WHERE id = $2`, status, p.ID)
		return a
	}
	return []keyed{listed, support, left, over("Admin of a suspended partner", "suspended"), over("Admin of an ended partner", "ended"),
		key("Admin of A who reads", c.A.Admin, access.CompaniesRead)}
}

// apiByHand walks the cells of api_cells.txt, which were written from the design.
func (w *world) apiByHand(callers []keyed) {
	callers = append(slices.Clone(callers), w.furtherKeys()...)
	for _, a := range callers { // the first use is noted at the key
		a.caller.Get("/companies?limit=1")
	}
	for number, line := range strings.Split(apiCellsText, "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		w.byHand++
		parts := strings.Split(line, "|")
		if len(parts) != 5 {
			w.t.Fatalf("api_cells.txt:%d: five parts are needed", number+1)
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		w.apiCell(number+1, callers, parts)
	}
	if w.byHand < fewestAPICells {
		w.fault("api_cells.txt has %d cells, %d are the fewest", w.byHand, fewestAPICells)
	}
}

func (w *world) apiCell(line int, callers []keyed, parts []string) {
	i := slices.IndexFunc(api.Operations(), func(o api.Operation) bool { return o.ID == parts[0] })
	who := slices.IndexFunc(callers, func(a keyed) bool { return strings.TrimPrefix(a.kind, "key of ") == parts[1] })
	status, code, _ := strings.Cut(parts[4], " ")
	want, err := strconv.Atoi(status)
	if i < 0 || who < 0 || err != nil {
		w.t.Fatalf("api_cells.txt:%d: operation %t, key %t, status %v", line, i >= 0, who >= 0, err)
	}
	o, a := api.Operations()[i], callers[who]
	names := w.names()
	path := strings.TrimPrefix(strings.NewReplacer(w.idsAt(line, parts[2])...).Replace(o.Path), "/api/v1")
	body, query := []byte(names.Replace(parts[3])), ""
	if strings.HasPrefix(parts[3], "?") {
		body, query = nil, names.Replace(parts[3])
	}
	kind := "application/json"
	switch {
	case strings.HasPrefix(o.ID, "put"):
		body, kind = aLogo, "image/png"
	case strings.Contains(o.ID, "mport"):
		body, kind = []byte(aFile), "text/csv"
	}
	before := w.begin()
	w.cells++
	r := a.caller.Call(o.Method, path+query, body, "Content-Type", kind)
	switch {
	case r.Status != want, want >= http.StatusBadRequest && r.Text(w.t, "code") != code:
		w.fault("api_cells.txt:%d: %s: %d, want %s: %s", line, r.Asked, r.Status, parts[4], clip(string(r.Body)))
	case code == "empty" && len(r.Items(w.t)) > 0:
		w.fault("api_cells.txt:%d: %s: not empty: %s", line, r.Asked, clip(string(r.Body)))
	}
	if want >= http.StatusBadRequest {
		w.nothingChanged(before, fmt.Sprintf("api_cells.txt:%d", line), counted(o.ID)...)
	}
}

// names are what a body's $names stand for.
func (w *world) names() *strings.Replacer {
	pairs := []string{"$business", text(w.k.Product("Business")), "$education", text(w.k.Product("Education"))}
	for name, p := range w.partners {
		pairs = append(pairs, "$"+name+".partner", text(p.ID), "$"+name, text(p.Partnership))
	}
	for name, f := range w.firms {
		pairs = append(pairs, "$"+name+".user", text(f.user.AppUser), "$"+name+".subscription", text(f.company.Subscription), "$"+name, text(f.company.ID))
	}
	return strings.NewReplacer(pairs...)
}

// idsAt are the ids of a place: "A", "a1", or "a1 user=b1".
func (w *world) idsAt(line int, place string) []string {
	if place == "" {
		return nil
	}
	words := strings.Fields(place)
	if p, ok := w.partners[words[0]]; ok {
		return []string{"{partner}", text(p.ID), "{partnership}", text(p.Partnership), "{account}", text(p.Admin.Account)}
	}
	ids := map[string]string{}
	for i, word := range words {
		which, name, chosen := strings.Cut(word, "=")
		if !chosen {
			which, name = "", word
		}
		f, ok := w.firms[name]
		if !ok || chosen != (i > 0) {
			w.t.Fatalf("api_cells.txt:%d: no place %q", line, place)
		}
		for id, value := range map[string]int64{"company": f.company.ID, "subscription": f.company.Subscription, "user": f.user.AppUser} {
			if which == "" || which == id {
				ids[id] = text(value)
			}
		}
	}
	return []string{"{company}", ids["company"], "{subscription}", ids["subscription"], "{user}", ids["user"]}
}
