package page_test

import (
	"net/http"

	"kontor/web/ui"

	"kontor/web/page"
)

// sample is a page in a state worth looking at.
type sample struct {
	name string
	face string // vendor, partner, reseller, customer, or empty for no one
	page ui.Page
}

var (
	countries = []ui.Option{{Value: "DK", Label: "Denmark"}, {Value: "DE", Label: "Germany"}, {Value: "US", Label: "United States"}}
	zones     = []ui.Option{{Value: "Europe/Amsterdam", Label: "Europe/Amsterdam"}, {Value: "Europe/Copenhagen", Label: "Europe/Copenhagen"}}
	money     = []ui.Option{{Value: "EUR", Label: "EUR"}, {Value: "USD", Label: "USD"}}
	levels    = []ui.Option{{Value: "1", Label: "Business"}, {Value: "2", Label: "Business Plus"}}
	phoneHint = "Exactly 11 digits with country code, for example +1 (415) 555-0134. Spaces and + ( ) - . don’t count. Any 11-digit number may stand in for now."
	billable  = ui.Badge{Text: "Billable this month"}
	free      = ui.Badge{Tone: "info", Text: "Free until end of this month"}
	active    = ui.Badge{Tone: "ok", Text: "Active"}
	invited   = ui.Badge{Tone: "warn", Text: "Invited"}
	suspended = ui.Badge{Tone: "bad", Text: "Suspended"}
	when      = "Counted on 30 Nov 2026, charged on 1 Dec 2026 (Europe/Copenhagen)."
)

func form(values map[string][]string) ui.Form { return ui.Form{Action: "/post-here", Values: values} }

func refused(values map[string][]string, errors map[string]string) ui.Form {
	return ui.Form{Action: "/post-here", Values: values, Errors: errors}
}

func samples() []sample {
	return append(append(append(strangers(), setup()...), portals()...), vendor()...)
}

func strangers() []sample {
	return []sample{
		{"sign-in", "", page.SignIn{Form: form(nil), Vendor: "Keyhaven", App: "Keyhaven", Other: "/c/sign-in", ForgotPassword: "/forgot-password", ForgotUsername: "/forgot-username"}},
		{"sign-in-refused", "", page.SignIn{Form: ui.Form{Action: "/sign-in", Values: map[string][]string{"login": {"maya"}}, Error: "Username or password isn’t right."}, Vendor: "Keyhaven", App: "Keyhaven", Next: "/p/7", Other: "/c/sign-in", ForgotPassword: "/forgot-password", ForgotUsername: "/forgot-username"}},
		{"sign-in-app", "", page.SignIn{Form: form(nil), Customer: true, Vendor: "Keyhaven", App: "Keyhaven", Other: "/sign-in", ForgotPassword: "/c/forgot-password", Notice: "You are signed out."}},
		{"forgot-password", "", page.ForgotPassword{Form: form(nil), SignIn: "/sign-in", Other: "/c/forgot-password"}},
		{"forgot-password-app", "", page.ForgotPassword{Form: refused(nil, map[string]string{"login": "Enter your email."}), Customer: true, SignIn: "/c/sign-in", Other: "/forgot-password"}},
		{"forgot-username", "", page.ForgotUsername{Form: form(nil), SignIn: "/sign-in"}},
		{"answered", "", page.Answered{Login: "maya@bluepeak.example", Valid: "1 hour", SignIn: "/sign-in", Again: "/forgot-password"}},
		{"answered-username", "", page.Answered{Username: true, Login: "maya@bluepeak.example", SignIn: "/sign-in", Again: "/forgot-username"}},
		{"create-password", "", page.CreatePassword{Form: form(nil), FirstName: "Peter", InvitedBy: "Maya Jensen", Portal: "Bluepeak IT", Username: "peter.lund", Email: "peter@bluepeak.example", Until: "23 Nov 2026 09:00 (Europe/Copenhagen)", App: "Keyhaven"}},
		{"reset-password", "", page.CreatePassword{Form: refused(nil, map[string]string{"password": "Use at least 12 characters."}), Reset: true, Customer: true, Email: "sofia@aldergrovedental.example", Until: "21 Nov 2026 10:14 (Europe/Copenhagen)", App: "Keyhaven"}},
		{"link-expired", "", page.LinkExpired{Form: form(nil), Until: "23 Nov 2026 09:00 (Europe/Copenhagen)", Masked: "p•••r@bluepeak.example", SignIn: "/sign-in"}},
		{"link-used", "", page.LinkExpired{Used: true, SignIn: "/sign-in", Forgot: "/forgot-password"}},
		{"first-password", "", page.FirstPassword{Form: form(nil), Customer: true, Email: "sofia@aldergrovedental.example", Company: "Aldergrove Dental Group", Partner: "Bluepeak IT", SignOut: "/c/sign-out"}},
		{"error-403", "", page.Failure{Status: http.StatusForbidden, Text: "You are signed in as Ida Holm (Marketing). Companies are for Admins and Users. Maya Jensen can change your role.", Home: "/p/7", Request: "01JD4X9Z7KQ2"}},
		{"error-404", "", page.Failure{Status: http.StatusNotFound, Home: "/p/7", Request: "01JD4X9Z7KQ2"}},
		{"error-409", "", page.Failure{Status: http.StatusConflict, Home: "/p/7", Request: "01JD4X9Z7KQ2", Next: ui.Link{Text: "Look again", Href: "/p/7/companies/3"}}},
		{"error-422", "", page.Failure{Status: http.StatusUnprocessableEntity, Home: "/p/7", Request: "01JD4X9Z7KQ2"}},
		{"error-500", "", page.Failure{Status: http.StatusInternalServerError, Home: "/p/7", Retry: "/p/7/companies", Request: "01JD4X9Z7KQ2", When: "21 Nov 2026 09:14:07 UTC", Support: "partners@keyhaven.example"}},
		{"error-503", "", page.Failure{Status: http.StatusServiceUnavailable, Retry: "/p/7/companies", Request: "01JD4X9Z7KQ2", When: "21 Nov 2026 09:14:07 UTC"}},
	}
}

func setup() []sample {
	owner := map[string][]string{"first_name": {"Sam"}, "last_name": {"Keller"}, "email": {"sam@keyhaven.example"}, "username": {"sam.keller"}}
	organization := map[string][]string{"name": {"Keyhaven"}, "app_name": {"Keyhaven"}, "support_email": {"partners@keyhaven.example"}, "zone": {"Europe/Amsterdam"}, "currency": {"EUR"}}
	mail := map[string][]string{"host": {"smtp.keyhaven.example"}, "port": {"587"}, "encryption": {"starttls"}, "username": {"portal"}, "from": {"no-reply@portal.keyhaven.example"}}
	product := map[string][]string{"product": {"Business"}, "price": {"3.00"}, "currency": {"EUR"}, "price_list": {"Standard EUR 2026"}}
	return []sample{
		{"setup-1", "setup", page.SetupOwner{Form: form(owner), Until: "21 Nov 2026 09:29 UTC"}},
		{"setup-1-refused", "setup", page.SetupOwner{Form: refused(owner, map[string]string{"username": "Use 3 to 32 of a–z, 0–9, dot, underscore and hyphen.", "password": "Use at least 12 characters."})}},
		{"setup-2", "setup", page.SetupOrganization{Form: form(organization), Contrast: "5.7", Readable: true, ColorCode: "#1f5fd6", Zones: zones, Currency: money, Back: "/setup/1"}},
		{"setup-3", "setup", page.SetupMail{Form: form(mail), Sent: "The message was accepted by smtp.keyhaven.example.", SentTo: "sam@keyhaven.example", Back: "/setup/2", SkipTo: "/setup/mail/skip"}},
		{"setup-4", "setup", page.SetupProduct{Form: form(product), Currency: money, Back: "/setup/3"}},
		{"setup-closed", "setup", page.SetupClosed{}},
	}
}

func portals() []sample {
	draft := map[string][]string{"name": {"Aldergrove Dental North"}, "country": {"DK"}, "team_name": {"Aldergrove North"}, "account_type": {"customer"}, "product": {"1"}, "subscription_type": {"billable_this_month"}, "license_count": {"10"}}
	add := page.AddCompany{Form: form(draft), App: "Keyhaven", Partner: "Cirrus Channel", Countries: countries, Levels: levels, Billable: "On the invoice for November at the full month’s price, even if added on the last day.", Free: "A trial: free for 10 days, until 30 November. Billed from December on without further notice.", When: when, Valid: "72 hours", LinkValid: "7 days", Cancel: "/p/7/companies"}
	reseller, wrong := add, add
	reseller.Reseller = true
	reseller.Form = reseller.With("account_type", "msp")
	reseller.LikeNamed = "/p/8/companies/like"
	wrong.Similar = []ui.Link{{Text: "Aldergrove Dental Group", Href: "/p/7/companies/3"}}
	wrong.Form = refused(draft, map[string]string{"first_name": "Enter the first name.", "email": "This address is used by an app user of another company.", "license_count": "Enter at least 1."})
	list := companies()
	empty, none := list, list
	empty.Rows, empty.Pager = nil, ui.Pager{}
	none.Rows, none.Filtered, none.Query = nil, true, "zzz"
	msps := list
	msps.Reseller = true
	full := page.AddUser{Form: form(nil), Company: "Ember & Oak Interiors", Count: 9, ChangeCount: "/p/7/companies/5/count", App: "Keyhaven", Valid: "72 hours", Cancel: "/p/7/companies/5"}
	one := full
	one.Free = 3
	return []sample{
		{"home", "partner", page.Home{Greeting: "Good morning, Maya", Today: "Saturday 21 November 2026 · times shown in Europe/Copenhagen", Companies: 84, Licenses: 1918, Used: 1342, List: "/p/7/companies", Add: "/p/7/companies/new",
			Months: ui.Chart{ID: "months", Title: "Licenses by month", What: "User license count", Bars: []ui.Bar{{Label: "Oct", Name: "October 2026", Value: 1800}, {Label: "Nov", Name: "November 2026", Value: 1918}}}, Steps: []page.Step{{Label: "Add customers", Hint: "84 companies", Done: true, Link: ui.Link{Text: "Companies", Href: "/p/7/companies"}}}}},
		{"home-marketing", "partner", page.Home{Greeting: "Good morning, Ida", Kit: true}},
		{"companies", "partner", list},
		{"companies-empty", "partner", empty},
		{"companies-none", "partner", none},
		{"companies-reseller", "reseller", msps},
		{"add-company", "partner", add},
		{"add-company-reseller", "reseller", reseller},
		{"add-company-refused", "partner", wrong},
		{"company", "partner", company()},
		{"company-users", "partner", page.CompanyUsers{CompanyHead: companyHead(), Users: people(true), UserTotal: 39, AddUser: "/p/7/companies/3/users/new", Several: true, Zone: "Europe/Copenhagen", Pager: ui.Pager{Shown: "1–4 of 39", Next: "/p/7/companies/3/users?after=x"}}},
		{"company-activity", "partner", page.CompanyActivity{CompanyHead: companyHead(), Events: events(), Zone: "Europe/Copenhagen", Pager: ui.Pager{Shown: "2 events"}}},
		{"company-subscription", "partner", page.CompanySubscription{CompanyHead: companyHead(), Plans: []page.PlanCard{{ID: "plan-1", Level: "Business", Facts: []ui.Fact{{Label: "User license count", Text: "42", Hint: "39 in use, 3 free"}}, Change: "/a", Switch: "/b", End: "/c"}}, Add: "/d", EndFree: "/e", Alone: true, Events: events(), Zone: "Europe/Copenhagen"}},
		{"company-deletion", "partner", page.Confirm{Form: refused(nil, map[string]string{"name": "Type the name of the company: Aldergrove Dental Group"}), Question: "Delete Aldergrove Dental Group?", About: "Aldergrove Dental Group", Lines: []string{"39 users can’t sign in from now on."}, Typed: "Type Aldergrove Dental Group to confirm", Button: "Delete company", Busy: "Deleting…", Danger: true, Cancel: "/p/7/companies/3"}},
		{"company-level", "partner", page.Plan{Form: form(nil), Heading: "Change level", Company: "Aldergrove Dental Group", Lead: "Now Business.", Levels: levels, Count: true, Note: when, Button: "Change level", Busy: "Changing…", Cancel: "/p/7/companies/3"}},
		{"company-level-none", "partner", page.Plan{Form: form(nil), Heading: "Change level", Company: "Aldergrove Dental Group", None: "There is no other.", Cancel: "/p/7/companies/3"}},
		{"user-edit", "partner", page.EditUser{Form: form(map[string][]string{"role": {"user"}}), Name: "Dan Whitlock", Company: "Aldergrove Dental Group", App: "Keyhaven", Owner: true, Suspend: "/a", HandOver: "/b", Cancel: "/p/7/companies/3/users"}},
		{"company-edit", "partner", page.EditCompany{Form: form(draft), Company: "Aldergrove Dental Group", Team: "Aldergrove", Logo: "/p/7/companies/3/logo", App: "Keyhaven", Countries: countries, Cancel: "/p/7/companies/3"}},
		{"count", "partner", page.CompanyCount{Form: form(map[string][]string{"license_count": {"45"}}), Company: "Aldergrove Dental Group", Level: "Business", Count: 42, Used: 39, When: when, Cancel: "/p/7/companies/3"}},
		{"count-refused", "partner", page.CompanyCount{Form: refused(map[string][]string{"license_count": {"30"}}, map[string]string{"license_count": "39 users hold a license. Remove 9 first."}), Company: "Aldergrove Dental Group", Level: "Business", Count: 42, Used: 39, When: when, Cancel: "/p/7/companies/3"}},
		{"add-user", "partner", one},
		{"add-user-full", "partner", full},
		{"remove-user", "partner", page.RemoveUser{Form: form(nil), Name: "Dan Whitlock", Email: "dan@aldergrovedental.example", Company: "Aldergrove Dental Group", App: "Keyhaven", Count: 42, Cancel: "/p/7/companies/3"}},
		{"payment-needed", "partner", page.PaymentNeeded{Details: "/p/7/account/details#payment-method", Admin: true, Back: "/p/7/companies"}},
		{"account-details", "partner", page.AccountDetails{Organization: []ui.Fact{{Label: "Name", Text: "Bluepeak IT"}}, Billing: []ui.Fact{{Label: "Billing zone", Text: "Europe/Copenhagen"}, {Label: "Currency", Text: "EUR", Hint: "fixed with your first company"}}, Card: true, Vendor: "Keyhaven", Support: "partners@keyhaven.example", SupportURL: "https://keyhaven.example/support"}},
		{"own-account", "partner", page.OwnAccount{Form: refused(nil, map[string]string{"current_password": "This is not your current password."}), Name: "Maya Jensen", Login: "maya.jensen", Facts: []ui.Fact{{Label: "Username", Text: "maya.jensen"}, {Label: "Email", Text: "maya@bluepeak.example"}, {Label: "Role", Text: "Admin"}}, Sessions: "Your other sessions end."}},
		{"overview", "customer", page.Overview{Company: "Aldergrove Dental Group", App: "Keyhaven", AppSignIn: "https://app.keyhaven.example", Downloads: []ui.Link{{Text: "Windows", Href: "https://keyhaven.example/windows"}, {Text: "macOS", Href: "https://keyhaven.example/macos"}}, Partner: "Bluepeak IT", PartnerEmail: "support@bluepeak.example", Administrator: true, Used: 39, Count: 42, Waiting: 2, Users: people(false), Zone: "Europe/Copenhagen", Account: "/c/3/account"}},
		{"overview-user", "customer", page.Overview{Company: "Aldergrove Dental Group", App: "Keyhaven", Partner: "Bluepeak IT", Account: "/c/3/account"}},
	}
}

func companies() page.Companies {
	return page.Companies{
		Path: "/p/7/companies", Views: []ui.Tab{{Text: "All", Href: "/p/7/companies", Current: true}, {Text: "Deleted", Href: "/p/7/companies?view=deleted"}}, Export: "/p/7/companies/export.csv", Levels: levels, Name: ui.Sort{Href: "/p/7/companies?sort=-name", Dir: "ascending"}, Licenses: ui.Sort{Href: "/p/7/companies?sort=count"},
		Rows: []page.CompanyRow{
			{Href: "/p/7/companies/3", Name: "Aldergrove Dental Group", Contact: "Priya Raman", Type: "Customer", Level: "Business", Used: 39, Count: 42, Billing: billable, Status: active},
			{Href: "/p/7/companies/4", Name: "Dunmore Primary School", Contact: "Helen Walsh", Type: "Customer", Level: "Education", Used: 12, Count: 30, Billing: free, Status: active},
			{Href: "/p/7/companies/5", Name: "Orchard IT", Contact: "31 customers of its own", Type: "MSP", Level: "Business", Used: 121, Count: 148, Billing: billable, Status: active},
			{Href: "/p/7/companies/6", Name: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk GmbH", Contact: "Ömer Straßenbauer", Type: "Customer", Level: "Business Plus", Used: 2, Count: 1200, Billing: billable, Status: suspended},
		},
		Total: "84 companies", Pager: ui.Pager{Shown: "1–4 of 84", Next: "/p/7/companies?after=x"}, Add: "/p/7/companies/new",
	}
}

func company() page.Company {
	return page.Company{
		CompanyHead: companyHead(), Team: "Aldergrove", Type: "Customer", AskLogo: true,
		Facts: []ui.Fact{{Label: "Primary contact", Text: "Priya Raman"}, {Label: "Email", Text: "priya@aldergrovedental.example", Href: "mailto:priya@aldergrovedental.example"}, {Label: "Address", Text: "Vester Allé 12, 8000 Aarhus, Denmark"}, {Label: "VAT number"}},
		Subscriptions: []page.Subscription{
			{Level: "Business", Count: 42, Used: 39, Type: billable, Since: "Billed since February 2025", Change: "/p/7/companies/3/subscriptions/1/count"},
			{Level: "Education", Count: 10, Used: 1, Type: free, Since: "Free until 30 Nov 2026", Change: "/p/7/companies/3/subscriptions/2/count"},
		},
		Users: people(true), UserTotal: 39, AddUser: "/p/7/companies/3/users/new", Several: true, Zone: "Europe/Copenhagen", AllUsers: "/p/7/companies/3/users",
		Events: events(), AllEvents: "/p/7/companies/3/activity",
	}
}

func companyHead() page.CompanyHead {
	return page.CompanyHead{List: "/p/7/companies", Name: "Aldergrove Dental Group", Status: active, Edit: "/p/7/companies/3/edit", Suspend: "/p/7/companies/3/suspension",
		Delete: "/p/7/companies/3/deletion", Tabs: []ui.Tab{{Text: "Overview", Href: "/p/7/companies/3", Current: true}, {Text: "Users", Href: "/p/7/companies/3/users", Count: "39"},
			{Text: "Subscription", Href: "/p/7/companies/3/subscription"}, {Text: "Activity", Href: "/p/7/companies/3/activity"}}}
}

func events() []page.Event {
	return []page.Event{{When: "19 Nov 2026 10:40", Who: "Priya Raman", What: "Added Sofia Marin as app user", From: "192.0.2.21"},
		{When: "18 Nov 2026 14:22", Who: "Maya Jensen", What: "Changed User license count of Business from 38 to 42", From: "192.0.2.22"}}
}

func people(acts bool) []page.AppUser {
	users := []page.AppUser{
		{Name: "Priya Raman", Email: "priya@aldergrovedental.example", Role: "Administrator", Owner: true, Level: "Business", Status: active, Detail: "21 Nov 2026 08:52"},
		{Name: "Dan Whitlock", Email: "dan@aldergrovedental.example", Role: "User", Level: "Business", Status: active, Detail: "20 Nov 2026 17:03", Remove: "/p/7/companies/3/users/2/remove"},
		{Name: "Sofia Marin", Email: "sofia.with.a.very.long.address@aldergrovedental.example", Role: "User", Level: "Education", Status: invited, Detail: "Password valid until 22 Nov 2026 10:40", Remove: "/p/7/companies/3/users/3/remove", Resend: "/p/7/companies/3/users/3/resend"},
	}
	if !acts {
		for i := range users {
			users[i].Remove, users[i].Resend = "", ""
		}
	}
	return users
}
