package web

import (
	"net/http"
	"slices"
	"strconv"

	"kontor/company"
	"kontor/fail"
	"kontor/product"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// companySubscription is the tab "Subscription": what the company has, what can be changed, and what was (domain.md 3.1).
func (s *site) companySubscription(w http.ResponseWriter, r *http.Request) error {
	before := store.Clean(r.URL.Query().Get("after"))
	v, err := s.readCompany(r, func(tx *store.Tx, v *companyView) (err error) {
		v.events, err = company.LicenseHistory(r.Context(), tx, v.company.ID, before, rowsPerPage)
		return err
	})
	if err != nil {
		return err
	}
	path := v.path(r)
	p := page.CompanySubscription{CompanyHead: v.head(r, "subscription"), Events: v.happened(r), Zone: v.partner.TimeZone, Alone: len(v.subs) == 1,
		Pager: forward(path+"/subscription", nil, before, v.events.Next, len(v.events.Events), "change", "changes")}
	for i, line := range v.subscriptions(r) {
		at := path + "/subscriptions/" + strconv.FormatInt(v.subs[i].ID, 10)
		free := line.Count - line.Used
		plan := page.PlanCard{ID: "plan-" + strconv.Itoa(i+1), Level: line.Level, Change: line.Change, Facts: []ui.Fact{
			{Label: "User license count", Text: ui.Number(line.Count), Hint: ui.Number(line.Used) + " in use, " + ui.Number(free) + " free"},
			{Label: "Subscription type", Text: line.Type.Text}}}
		if line.Since != "" {
			plan.Facts = append(plan.Facts, ui.Fact{Label: "Billing", Text: line.Since})
		}
		if v.mayChange(r) {
			plan.Switch = at + "/level"
		}
		if v.mayChange(r) && !p.Alone && line.Used == 0 {
			plan.End = at + "/end"
		}
		p.Plans = append(p.Plans, plan)
	}
	if v.mayChange(r) {
		p.Add = path + "/subscriptions/new"
		if isFree(v.company.BillingStart, v.company.CreatedAt, v.monthStart()) {
			p.EndFree = path + "/billing-start"
		}
	}
	return s.render(w, r, p)
}

// planning reads what the forms about levels need: the company, and the products that its payer has a price for.
func (s *site) planning(r *http.Request) (companyView, []product.Product, error) {
	var levels []product.Product
	v, err := s.readCompany(r, func(tx *store.Tx, v *companyView) (err error) {
		if err = v.company.Levels(who(r)); err != nil {
			return err
		}
		levels, err = product.Sold(r.Context(), tx, v.payer.PriceListID, v.payer.Currency, v.payer.Today(v.now).Format("2006-01-02"))
		return err
	})
	levels = slices.DeleteFunc(levels, func(p product.Product) bool {
		return slices.ContainsFunc(v.subs, func(sub company.Subscription) bool { return sub.ProductID == p.ID })
	})
	return v, levels, err
}

// chosen is the subscription in the address.
func (v companyView) chosen(r *http.Request) (company.Subscription, error) {
	i := slices.IndexFunc(v.subs, func(sub company.Subscription) bool { return sub.ID == pathNumber(r, "subscription") })
	if i < 0 {
		return company.Subscription{}, fail.NotFound("The subscription")
	}
	return v.subs[i], nil
}

func levelChoice(levels []product.Product) []ui.Option {
	var options []ui.Option
	for _, l := range levels {
		options = append(options, ui.Option{Value: strconv.FormatInt(l.ID, 10), Label: l.Name})
	}
	return options
}

const noOtherLevel = "The company has every product that is sold to you. There is no other to choose."

// levelForm is "Change level".
func (s *site) levelForm(w http.ResponseWriter, r *http.Request) error {
	return s.levelAgain(w, r, nil)
}

func (s *site) levelAgain(w http.ResponseWriter, r *http.Request, cause error) error {
	v, levels, err := s.planning(r)
	if err != nil {
		return err
	}
	sub, err := v.chosen(r)
	if err != nil {
		return err
	}
	p := page.Plan{Heading: "Change level", Company: v.company.Name, Levels: levelChoice(levels), Note: v.changed(v.company),
		Lead:   v.company.Name + " · now " + sub.Product + ", " + ui.Plural(int(sub.LicenseCount), "license", "licenses") + ". The users move along.",
		Button: "Change level", Busy: "Changing…", Cancel: v.path(r) + "/subscription"}
	if len(levels) == 0 {
		p.None = noOtherLevel
	}
	p.Form = ui.Form{Action: v.path(r) + "/subscriptions/" + strconv.FormatInt(sub.ID, 10) + "/level"}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// changeLevel moves the subscription to another product (domain.md 3.1).
func (s *site) changeLevel(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	sub, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Subscription, error) {
		return company.ChangeLevel(ctx, tx, id, pathNumber(r, "subscription"), whole(r.PostFormValue("product")))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.levelAgain(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d/subscription", id), "The Subscription level is now %s. The users moved along.", sub.Product)
}

// newProduct is "Add a product".
func (s *site) newProduct(w http.ResponseWriter, r *http.Request) error {
	return s.productForm(w, r, nil)
}

func (s *site) productForm(w http.ResponseWriter, r *http.Request, cause error) error {
	v, levels, err := s.planning(r)
	if err != nil {
		return err
	}
	p := page.Plan{Heading: "Add a product", Company: v.company.Name, Levels: levelChoice(levels), Note: v.changed(v.company), Count: true,
		Lead:   v.company.Name + " · A company can have one subscription of each product.",
		Button: "Add product", Busy: "Adding…", Cancel: v.path(r) + "/subscription"}
	if len(levels) == 0 {
		p.None = noOtherLevel
	}
	p.Form = ui.Form{Action: v.path(r) + "/subscriptions"}
	if cause != nil {
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	} else {
		p.Form = p.With("license_count", "1")
	}
	return s.render(w, r, p)
}

// addProduct gives the company licenses of a further product (domain.md 3.1).
func (s *site) addProduct(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	sub, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Subscription, error) {
		return company.Subscribe(ctx, tx, id, whole(r.PostFormValue("product")), whole(r.PostFormValue("license_count")))
	})
	if _, ok := fail.AsInvalid(err); ok {
		return s.productForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d/subscription", id), "%s was added with %s.", sub.Product,
		ui.Plural(int(sub.LicenseCount), "license", "licenses"))
}

// ending asks before a subscription is ended.
func (s *site) ending(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.planning(r)
	if err != nil {
		return err
	}
	sub, err := v.chosen(r)
	if err != nil {
		return err
	}
	return s.render(w, r, page.Confirm{Question: "End the subscription to " + sub.Product + "?", About: v.company.Name,
		Lines: []string{v.company.Name + " loses its " + ui.Plural(int(sub.LicenseCount), "license", "licenses") + " of " + sub.Product +
			" at once. They are not counted any more as " + v.month() + " ends.", "The product can be added again at any time."},
		Button: "End subscription", Busy: "Ending…", Danger: true, Cancel: v.path(r) + "/subscription",
		Form: ui.Form{Action: v.path(r) + "/subscriptions/" + strconv.FormatInt(sub.ID, 10) + "/end"}})
}

// endSubscription ends one that is not the last and that nobody holds a license of (domain.md 3.1).
func (s *site) endSubscription(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	sub, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Subscription, error) {
		return company.EndSubscription(ctx, tx, id, pathNumber(r, "subscription"))
	})
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d/subscription", id), "The subscription to %s was ended.", sub.Product)
}

// billingStart asks before the free month is ended.
func (s *site) billingStart(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.planning(r)
	if err != nil {
		return err
	}
	return s.render(w, r, page.Confirm{Question: "End the free month early?", About: v.company.Name,
		Lines:  []string{v.company.Name + " becomes “Billable this month”. " + v.billable(), "The free month can’t be granted again."},
		Button: "End the free month", Busy: "Ending…", Cancel: v.path(r) + "/subscription", Form: ui.Form{Action: v.path(r) + "/billing-start"}})
}

// endFreeMonth makes the company billable from now on (billing.md S2).
func (s *site) endFreeMonth(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), pathNumber(r, "company")
	c, err := store.Write(ctx, s.db, who(r), func(tx *store.Tx) (company.Company, error) { return company.EndFreeMonth(ctx, tx, id) })
	if err != nil {
		return err
	}
	return s.done(w, r, inPortal(r, "/companies/%d/subscription", id), "%s is billable from this month on.", c.Name)
}
