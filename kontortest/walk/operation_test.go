package walk_test

import (
	"fmt"
	"net/url"

	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
	"kontor/store"
)

// operation is the walk's entry for one route: where it can be asked, with what body, and what a success looks like. A route without an
// entry fails the walk.
type operation struct {
	places func(w *world) []*place
	people bool                                    // about the people of a company, which a reseller does not meet of an MSP
	child  bool                                    // only the child may, of its own company: the reseller is told so (domain.md 2.2)
	plan   bool                                    // counts, levels and products: of a partner's own home company only the vendor's (domain.md 2.1)
	homes  int                                     // what home companies are answered, if it is no success: they stay as long as the partner
	form   func(w *world, a *actor) url.Values     // what is sent; made anew for each request
	fresh  func(w *world, p *place) *place         // the place for an act that uses something up
	ok     int                                     // status of a success; 0: 200 for GET, 303 for POST
	moves  bool                                    // the company goes to the partner that toMove made
	idle   bool                                    // an act that need not change anything
	after  func(w *world, a *actor, sent sentForm) // what else must hold after a success
	query  string                                  // of a page that needs one
}

type sentForm struct {
	form  url.Values
	where string // Location
	place *place
}

// operations is the parameter table of all routes behind a sign-in; public ones are in public_test.go.
var operations = map[string]operation{
	"GET /admin":                                                {places: (*world).nothing},
	"GET /admin/setup/{step}":                                   {places: numbered("step", []string{"2", "3", "4"}, []string{"1", "5", unknown})},
	"POST /admin/setup/{step}":                                  {places: numbered("step", []string{"2", "4"}, []string{"1", "5", unknown}), form: setupForm},
	"POST /admin/setup/{step}/skip":                             {places: numbered("step", []string{"3", "4"}, []string{"1", "2", "5", unknown}), idle: true},
	"GET /admin/partners":                                       {places: (*world).nothing},
	"GET /admin/partners/new":                                   {places: (*world).nothing},
	"POST /admin/partners":                                      {places: (*world).nothing, form: partnerForm},
	"GET /admin/partners/{partner}":                             {places: (*world).partnerPages},
	"GET /admin/partners/{partner}/home-licenses":               {places: (*world).partnerPages},
	"POST /admin/partners/{partner}/home-licenses":              {places: (*world).partnerPages, form: countForm},
	"POST /admin/partners/{partner}/users":                      {places: (*world).partnerPages, form: partnerUserForm},
	"POST /admin/partners/{partner}/users/{account}/invitation": {places: (*world).invited, fresh: freshInvitee},
	"GET /admin/outbox":                                         {places: (*world).nothing},
	"GET /admin/outbox/{mail}":                                  {places: (*world).mails},
	"GET /admin/mails":                                          {places: (*world).nothing},
	"GET /admin/mails/{mail}":                                   {places: numbered("mail", []string{"1", "2"}, []string{"999", unknown})},

	"GET /profile/password":  {places: (*world).nothing},
	"POST /profile/password": {places: (*world).nothing, form: ownPasswordForm, after: newPasswordHolds},

	"GET /p/{partnership}":                                                                 {places: (*world).partnerships},
	"GET /p/{partnership}/companies":                                                       {places: (*world).partnerships},
	"GET /p/{partnership}/companies/new":                                                   {places: (*world).partnerships},
	"GET /p/{partnership}/companies/export.csv":                                            {places: (*world).partnerships},
	"GET /p/{partnership}/companies/like-named":                                            {places: (*world).partnerships, query: "name=brightwater"},
	"GET /p/{partnership}/account/details":                                                 {places: (*world).partnerships},
	"POST /p/{partnership}/companies":                                                      {places: (*world).partnerships, form: companyForm, after: addedCompanyIsTheirs},
	"GET /p/{partnership}/companies/{company}":                                             {places: (*world).companyPlaces},
	"GET /p/{partnership}/companies/{company}/logo":                                        {places: (*world).companyPlaces},
	"GET /p/{partnership}/companies/{company}/users":                                       {places: (*world).companyPlaces},
	"GET /p/{partnership}/companies/{company}/activity":                                    {places: (*world).companyPlaces},
	"GET /p/{partnership}/companies/{company}/edit":                                        {places: (*world).companyPlaces},
	"POST /p/{partnership}/companies/{company}/edit":                                       {places: (*world).companyPlaces, form: editForm},
	"GET /p/{partnership}/companies/{company}/subscription":                                {places: (*world).companyPlaces},
	"GET /p/{partnership}/companies/{company}/subscriptions/new":                           {places: (*world).companyPlaces, child: true, plan: true},
	"POST /p/{partnership}/companies/{company}/subscriptions":                              {places: (*world).companyPlaces, child: true, plan: true, form: productForm, fresh: withoutEducation},
	"GET /p/{partnership}/companies/{company}/subscriptions/{subscription}/level":          {places: (*world).subscriptions, child: true, plan: true},
	"GET /p/{partnership}/companies/{company}/subscriptions/{subscription}/end":            {places: (*world).subscriptions, child: true, plan: true},
	"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/level":         {places: (*world).subscriptions, child: true, plan: true, form: levelForm, fresh: onBusiness},
	"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/end":           {places: (*world).subscriptions, child: true, plan: true, fresh: withEducation},
	"GET /p/{partnership}/companies/{company}/billing-start":                               {places: (*world).companyPlaces, child: true, plan: true},
	"POST /p/{partnership}/companies/{company}/billing-start":                              {places: (*world).companyPlaces, child: true, plan: true, fresh: freeCompany},
	"GET /p/{partnership}/companies/{company}/suspension":                                  {places: (*world).companyPlaces, homes: 409},
	"POST /p/{partnership}/companies/{company}/suspension":                                 {places: (*world).companyPlaces, homes: 409, fresh: inStatus("active")},
	"GET /p/{partnership}/companies/{company}/resumption":                                  {places: (*world).companyPlaces, ok: 409},
	"POST /p/{partnership}/companies/{company}/resumption":                                 {places: (*world).companyPlaces, homes: 409, fresh: inStatus("suspended")},
	"GET /p/{partnership}/companies/{company}/deletion":                                    {places: (*world).companyPlaces, homes: 409},
	"POST /p/{partnership}/companies/{company}/deletion":                                   {places: (*world).companyPlaces, homes: 409, form: deletionForm, fresh: inStatus("active")},
	"GET /p/{partnership}/companies/{company}/restoration":                                 {places: (*world).companyPlaces, ok: 409},
	"POST /p/{partnership}/companies/{company}/restoration":                                {places: (*world).companyPlaces, homes: 409, fresh: inStatus("deleted")},
	"GET /p/{partnership}/companies/{company}/users/{user}/edit":                           {places: (*world).users, people: true},
	"POST /p/{partnership}/companies/{company}/users/{user}/edit":                          {places: (*world).users, people: true, form: userForm, fresh: freshUser},
	"GET /p/{partnership}/companies/{company}/users/{user}/suspension":                     {places: (*world).users, people: true},
	"POST /p/{partnership}/companies/{company}/users/{user}/suspension":                    {places: (*world).users, people: true, fresh: freshUser},
	"POST /p/{partnership}/companies/{company}/users/{user}/resumption":                    {places: (*world).users, people: true, fresh: suspendedUser},
	"GET /p/{partnership}/companies/{company}/users/{user}/ownership":                      {places: (*world).users, people: true},
	"POST /p/{partnership}/companies/{company}/users/{user}/ownership":                     {places: (*world).users, people: true, fresh: freshUser},
	"GET /p/{partnership}/companies/{company}/users/new":                                   {places: (*world).companyPlaces, child: true},
	"POST /p/{partnership}/companies/{company}/users":                                      {places: (*world).companyPlaces, child: true, form: appUserForm},
	"GET /p/{partnership}/companies/{company}/users/{user}/removal":                        {places: (*world).users, people: true},
	"POST /p/{partnership}/companies/{company}/users/{user}/removal":                       {places: (*world).users, people: true, fresh: freshUser},
	"POST /p/{partnership}/companies/{company}/users/{user}/welcome":                       {places: (*world).users, people: true, fresh: freshUser},
	"GET /p/{partnership}/companies/{company}/subscriptions/{subscription}/license-count":  {places: (*world).subscriptions, child: true, plan: true},
	"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/license-count": {places: (*world).subscriptions, child: true, plan: true, form: countForm},

	"GET /c/{company}":           {places: (*world).customers},
	"GET /c/{company}/team/logo": {places: (*world).customers},
	"GET /c/password":            {places: (*world).nothing},
	"POST /c/password":           {places: (*world).nothing, form: ownPasswordForm, after: newPasswordHolds},
}

// next is a number that was not used before in this walk.
func (w *world) next() int { w.n++; return w.n }

func setupForm(w *world, _ *actor) url.Values {
	return url.Values{"name": {"Keyhaven"}, "color": {"#1f5fd6"}, "support_email": {"support@keyhaven.example"}, "app_name": {"Keyhaven"},
		"zone": {"Europe/Amsterdam"}, "currency": {"EUR"}, "product": {fmt.Sprintf("Level %d", w.next())}, "price_list": {"Standard EUR"}, "price": {"3.00"}}
}

func partnerForm(w *world, _ *actor) url.Values {
	n := w.next()
	return url.Values{"name": {fmt.Sprintf("Delta Networks %d", n)}, "country": {"DK"}, "zone": {"Europe/Copenhagen"}, "type": {"msp"}, "currency": {"EUR"},
		"price_list": {text(w.priceList)}, "terms": {"invoice"}, "home_product": {text(w.k.Product("Business"))}, "home_count": {"5"},
		"first_name": {"Dora"}, "last_name": {"Holm"}, "email": {fmt.Sprintf("dora%d@delta.example", n)}, "phone": {kontortest.Phone}}
}

func partnerUserForm(w *world, _ *actor) url.Values {
	n := w.next()
	return url.Values{"first_name": {"Pia"}, "last_name": {fmt.Sprintf("Lund%d", n)}, "email": {fmt.Sprintf("pia%d@lund.example", n)},
		"phone": {kontortest.Phone}, "role": {"user"}}
}

func companyForm(w *world, _ *actor) url.Values {
	n := w.next()
	f := w.k.CompanyForm(fmt.Sprintf("Eastgate %d", n), company.BillableThisMonth)
	f.Set("email", fmt.Sprintf("otto%d@eastgate.example", n))
	return f
}

func appUserForm(w *world, _ *actor) url.Values {
	return url.Values{"first_name": {"Quinn"}, "last_name": {"Ash"}, "email": {fmt.Sprintf("quinn%d@ash.example", w.next())}, "role": {"user"}}
}

func countForm(w *world, _ *actor) url.Values {
	return url.Values{"license_count": {text(int64(6000 + w.next()))}}
}

// editForm leaves the name as it is: the walk knows companies by it.
func editForm(w *world, _ *actor) url.Values {
	return url.Values{"name": {"Companion"}, "country": {"DK"}, "team_name": {"Companion"}, "reference": {text(int64(w.next()))}}
}

func ownPasswordForm(w *world, a *actor) url.Values {
	return url.Values{"current_password": {a.password}, "password": {fmt.Sprintf("plum-tram-orbit-%d", 1000+w.next())}}
}

func newPasswordHolds(w *world, a *actor, sent sentForm) {
	a.password, a.must = sent.form.Get("password"), false
}

// addedCompanyIsTheirs: also what a User with a list adds joins the list (domain.md 4.1).
func addedCompanyIsTheirs(w *world, a *actor, sent sentForm) {
	if p := a.client.Do("GET", sent.where, nil, nil); p.Status != 200 {
		w.fault("%s cannot open the company it added at %s: %d", a.kind, sent.where, p.Status)
	}
}

func freshInvitee(w *world, p *place) *place { return p.with("account", text(w.invitee(p.partner))) }

// freshUser is another invited user of the company.
func freshUser(w *world, p *place) *place {
	of := p.firm.company
	who := of.Partner.Admin.Actor()
	made, err := store.Write(w.t.Context(), w.k.DB, who, func(tx *store.Tx) (company.AppUser, error) {
		return company.AddUser(w.t.Context(), tx, of.ID, of.Subscription, company.Person{FirstName: "Una", LastName: "Fresh",
			Email: fmt.Sprintf("una%d@fresh.example", w.next()), Role: company.User})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return p.with("user", text(made.ID))
}

func (w *world) mails() []*place {
	var id int64
	if err := w.k.Raw().QueryRow(`SELECT max(id) FROM mail`).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return numbered("mail", []string{text(id)}, []string{unknown})(w)
}

// secret is a working link, made without a mail.
func (w *world) secret(purpose string, of account.Subject, email string) string {
	made, err := store.Write(w.t.Context(), w.k.DB, w.machine, func(tx *store.Tx) (string, error) {
		secret, _, err := account.NewLink(w.t.Context(), tx, purpose, of, email, account.ResetLife)
		return secret, err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}
