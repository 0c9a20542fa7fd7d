package page_test

import (
	"kontor/web/page"
	"kontor/web/ui"
)

func vendor() []sample {
	partners := page.Partners{
		Path: "/admin/partners", Vendor: "Keyhaven", Name: ui.Sort{Href: "/admin/partners?sort=-name", Dir: "ascending"}, Total: "37 partners", Add: "/admin/partners/new",
		Rows: []page.PartnerRow{
			{Href: "/admin/partners/1", Name: "Bluepeak IT", Sub: "Denmark", Type: "MSP", Companies: 84, Licenses: 1918, Status: active},
			{Href: "/admin/partners/2", Name: "Cirrus Channel", Sub: "Germany", Type: "Reseller", Companies: 203, Licenses: 7412, Status: active},
			{Href: "/admin/partners/3", Name: "Foxglove Systems", Sub: "United Kingdom", Type: "Reseller", Status: invited},
		},
		Pager: ui.Pager{Shown: "1–3 of 37", Previous: "/admin/partners?before=x", Next: "/admin/partners?after=x"},
	}
	empty := partners
	empty.Rows, empty.Pager = nil, ui.Pager{}
	add := page.AddPartner{Form: form(map[string][]string{"home_count": {"5"}, "type": {"msp"}, "terms": {"card"}, "zone": {"Europe/Copenhagen"}}), Countries: countries, Zones: zones, Currencies: money, PriceLists: []ui.Option{{Value: "1", Label: "Standard EUR 2026"}}, Products: levels, PhoneHint: phoneHint, PhoneNeed: true, Valid: "7 days", Cancel: "/admin/partners"}
	partner := vendorPartner()
	duplicate := partner
	duplicate.Form = refused(map[string][]string{"first_name": {"Erik"}, "last_name": {"Dahl"}, "email": {"erik@dahl.example"}, "phone": {"+1 415 555 0134"}, "role": {"user"}}, map[string]string{"email": "This address belongs to another partner user: Erik Dahl at Delta Managed. Use a different address."})
	duplicate.Taken = &page.Taken{Name: "Erik Dahl", Href: "/admin/partners/9", Username: "erik.dahl", State: "User, active", Partner: "Delta Managed", PartHref: "/admin/partners/9"}
	rows := []page.MailRow{
		{Href: "/admin/outbox/9", To: "Sofia Marin", When: "19 Nov 10:40", Subject: "Your Keyhaven account at Aldergrove Dental Group", Kind: "App welcome", Status: ui.Badge{Text: "Queued"}, Current: true},
		{Href: "/admin/outbox/8", To: "Peter Lund", When: "16 Nov 09:00", Subject: "You are invited to the Keyhaven Partner Portal", Kind: "Portal invitation", Status: ui.Badge{Tone: "bad", Text: "Bounced"}},
	}
	open := &page.Mail{Subject: rows[0].Subject, To: "Sofia Marin, sofia@aldergrovedental.example", From: "Keyhaven, no-reply@portal.keyhaven.example", When: "19 Nov 2026 10:40", Status: rows[0].Status, HTML: mailHTML, Text: "Hello Sofia, your account is ready\n\nSign in: https://portal.keyhaven.example/c/sign-in\n", Other: "/admin/outbox/9?as=text"}
	text, hidden := *open, *open
	text.AsText = true
	hidden.Hidden = "This mail carries a password. It is blanked after delivery."
	return []sample{
		{"partners", "vendor", partners},
		{"partners-empty", "vendor", empty},
		{"add-partner", "vendor", add},
		{"partner", "vendor", partner},
		{"partner-duplicate", "vendor", duplicate},
		{"outbox", "vendor", page.Outbox{Why: "No mail server is set, so mails wait here.", Mails: rows, Open: open, List: "/admin/outbox"}},
		{"outbox-text", "vendor", page.Outbox{Why: "No mail server is set, so mails wait here.", Mails: rows, Open: &text, List: "/admin/outbox"}},
		{"outbox-hidden", "vendor", page.Outbox{Why: "No mail server is set, so mails wait here.", Mails: rows, Open: &hidden, List: "/admin/outbox"}},
		{"outbox-empty", "vendor", page.Outbox{Why: "No mail server is set, so mails wait here.", List: "/admin/outbox"}},
		{"mail-previews", "vendor", page.MailPreviews{Mails: []page.MailRow{{Href: "/admin/mails/app-welcome", Subject: "Your Keyhaven account", Kind: "App welcome"}}, List: "/admin/mails"}},
	}
}

func vendorPartner() page.Partner {
	return page.Partner{
		Form: form(map[string][]string{"role": {"admin"}}), PartnerHead: page.PartnerHead{List: "/admin/partners", Name: "Bluepeak IT", Status: active}, Type: "MSP", Companies: 84, Licenses: 1918, Used: 1342, Terms: "Card, none on file",
		Facts:    []ui.Fact{{Label: "Country", Text: "Denmark"}, {Label: "Billing zone", Text: "Europe/Copenhagen"}, {Label: "Price list", Text: "Standard EUR 2026"}, {Label: "Home company", Text: "5 licenses, 4 in use"}},
		Children: []ui.Link{{Text: "Orchard IT", Href: "/admin/partners/12"}},
		Users: []page.PartnerUser{
			{Name: "Maya Jensen", Email: "maya@bluepeak.example", Username: "maya.jensen", Role: "Admin", Status: active, Detail: "21 Nov 2026 08:40"},
			{Name: "Peter Lund", Email: "peter@bluepeak.example", Username: "peter.lund", Role: "User", Status: invited, Detail: "Link works until 23 Nov 2026 09:00", Resend: "/admin/partners/1/users/4/resend"},
		},
		Zone: "Europe/Copenhagen", Roles: []ui.Option{{Value: "admin", Label: "Admin"}, {Value: "user", Label: "User"}, {Value: "marketing", Label: "Marketing"}, {Value: "notifications", Label: "Notifications"}}, PhoneHint: phoneHint, PhoneNeed: true, Valid: "7 days",
	}
}

const mailHTML = `<!doctype html><html><head><title>x</title><style>p{color:red}</style></head><body style="margin:0">
<div style="display:none;max-height:0">Preview line</div><table role="presentation" style="background:#fff"><tr><td>Keyhaven</td></tr><tr><td>
<h1 style="margin:0">Hello Sofia, your account is ready</h1><p>Priya Raman added you to <b>Aldergrove Dental Group</b>.</p>
<table role="presentation"><tr><td>Email</td><td>sofia@aldergrovedental.example</td></tr><tr><td>Temporary password</td><td><span style="font-family:Consolas,Menlo,monospace">tuba-plum-4471-fern</span></td></tr></table>
<table role="presentation"><tr><td style="background:#1f5fd6"><a href="https://portal.keyhaven.example/c/sign-in" style="display:inline-block;color:#fff">Sign in</a></td></tr></table>
<p>Get the app for <a href="https://keyhaven.example/windows">Windows</a> or <a href="javascript:alert(1)">macOS</a>.</p><script>alert(1)</script></td></tr>
<tr><td><small>You get this because Aldergrove Dental Group added you as a user.</small></td></tr></table></body></html>`
