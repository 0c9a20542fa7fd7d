package web

import (
	"net/http"
	"strconv"

	"kontor/access"
	"kontor/overview"
	"kontor/report"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// healthRoutes are System health; Home is in vendorRoutes.
func (s *site) healthRoutes() []Route {
	return []Route{
		{"GET /admin/health", s.health, access.ViewMail, Vendor},
		{"POST /admin/health", s.verifyAudit, access.ViewMail, Vendor},
	}
}

// latestAtHome is how much of the activity log Home shows.
const latestAtHome = 6

// vendorHome is the vendor's first page: what needs a person, counts, new partners, and how the system is doing. No money (ui.md 6.2, 3).
func (s *site) vendorHome(w http.ResponseWriter, r *http.Request) error {
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	var latest report.EventPage
	h, err := store.Snapshot(r.Context(), s.db, who(r), func(tx *store.Tx) (_ overview.Home, err error) {
		if latest, err = report.Activity(r.Context(), tx, report.Asked{Limit: latestAtHome}); err != nil {
			return overview.Home{}, err
		}
		return overview.First(r.Context(), tx, set.BillingZone)
	})
	if err != nil {
		return err
	}
	local := in(s.db.Now(), set.BillingZone)
	p := page.VendorHome{Heading: greeting(local) + ", " + visitOf(r).portal.Account.FirstName, Lead: local.Format("Monday 2 January 2006") + " · times in " + set.BillingZone,
		All: "/admin/partners", Health: "/admin/health", Checks: checks(h.Health, set), Needs: needs(r, h, set), Months: licenseChart(h.Months)}
	p.Events, p.Activity, p.Zone = logged{zone: set.BillingZone, staff: true}.lines(latest.Events), "/admin/activity", set.BillingZone
	if who(r).May(access.AddPartner) {
		p.Add = "/admin/partners/new"
	}
	p.Stats = []ui.Fact{{Label: "Partners", Text: ui.Number(int(h.Partners)), Hint: "active"},
		{Label: "Companies", Text: ui.Number(int(h.Companies)), Hint: "customers of partners"},
		{Label: "User license count", Text: ui.Number(int(h.Licenses)), Hint: ui.Number(int(h.Used)) + " in use"}}
	for _, n := range h.New {
		p.New = append(p.New, ui.Fact{Label: n.Name, Href: vendorPartnerPath(n.ID), Hint: typeName(n.Type) + " · since " + in(n.CreatedAt, set.BillingZone).Format("2 Jan 2006")})
	}
	return s.render(w, r, p)
}

// needs is what waits for a person.
func needs(r *http.Request, h overview.Home, set setting.Vendor) (all []page.Need) {
	if set.SetupFinishedAt == nil && who(r).May(access.ManageSettings) {
		all = append(all, page.Need{Icon: "settings", Text: "The setup is not finished", Detail: "Mail server, first product", Button: "Go on", Href: setupPath(max(2, set.SetupStep))})
	}
	if h.MailServer == "" {
		all = append(all, page.Need{Icon: "mail", Text: "No mail server is set", Detail: "Mails wait in the Outbox", Button: "Open", Href: settingsPath + "/email"})
	}
	if h.Partners == 0 && who(r).May(access.AddPartner) {
		all = append(all, page.Need{Icon: "building-store", Text: "No active partners yet", Detail: "The first Admin gets an invitation", Button: "Add partner", Href: "/admin/partners/new"})
	}
	if h.Mail.Failing > 0 {
		all = append(all, page.Need{Icon: "alert-triangle", Text: ui.Plural(int(h.Mail.Failing), "mail was", "mails were") + " tried in vain", Detail: "They are tried again", Button: "Open", Href: "/admin/outbox"})
	}
	for _, i := range h.Invitations {
		what, at, href := "Invitation expired: ", i.PartnerName, vendorPartnerPath(i.Partner)
		if i.Bounced {
			what = "Invitation bounced: "
		}
		if i.Partner == 0 {
			at, href = "your own staff", staffPath
			if !who(r).May(access.ManageStaff) {
				continue
			}
		}
		all = append(all, page.Need{Icon: "mail", Text: what + i.FirstName + " " + i.LastName, Detail: i.Email + " · " + at, Button: "Open", Href: href})
	}
	for _, u := range h.Unmanned {
		all = append(all, page.Need{Icon: "users", Text: "No Admin: " + u.Name, Detail: "Nobody can manage its people", Button: "Open", Href: vendorPartnerPath(u.ID)})
	}
	return all
}

// checks are the lights: fine, look or failed, always with a word (ui.md 6.3).
func checks(h overview.Health, set setting.Vendor) []page.Check {
	fine := func(name, text string) page.Check {
		return page.Check{Name: name, Tone: "ok", Word: "Fine", Text: text}
	}
	m := fine("Mail queue", "Empty")
	if h.Mail.Waiting > 0 {
		m.Text = ui.Number(int(h.Mail.Waiting)) + " waiting"
		if h.Mail.Oldest != nil {
			m.Text += ", the oldest since " + clock(*h.Mail.Oldest, set.BillingZone)
		}
	}
	switch {
	case h.MailServer == "":
		m.Tone, m.Word, m.Text = "warn", "Look", "No mail server is set; "+ui.Number(int(h.Mail.Waiting))+" waiting"
	case h.Mail.Failing > 0:
		m.Tone, m.Word = "bad", "Failed"
	}
	b := fine("Bounced mails", "None in seven days")
	if h.Mail.Bounced > 0 {
		b = page.Check{Name: b.Name, Tone: "warn", Word: "Look", Text: ui.Number(int(h.Mail.Bounced)) + " in seven days"}
	}
	j := fine("Jobs", ui.Number(int(h.Waiting))+" waiting, "+ui.Number(int(h.Failed))+" failed")
	if n := h.LateJobs(); n > 0 {
		j.Tone, j.Word, j.Text = "bad", "Failed", ui.Plural(n, "job is", "jobs are")+" late"
	} else if h.Failed > 0 {
		j.Tone, j.Word = "warn", "Look"
	}
	all := []page.Check{m, b, j}
	if h.Disk == nil {
		return all
	}
	d := fine("Disk", gigabytes(h.Disk.Free)+" of "+gigabytes(h.Disk.Total)+" free")
	switch h.Disk.State {
	case overview.Low:
		d.Tone, d.Word = "warn", "Look"
	case overview.Full:
		d.Tone, d.Word, d.Text = "bad", "Failed", d.Text+". Make room: soon nothing can be saved"
	}
	return append(all, d)
}

func gigabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) + " GB" }

// health is System health (ui.md 6.2, 27).
func (s *site) health(w http.ResponseWriter, r *http.Request) error { return s.healthPage(w, r, nil) }

func (s *site) healthPage(w http.ResponseWriter, r *http.Request, audit *store.AuditState) error {
	ctx := r.Context()
	set, err := s.settings(ctx)
	if err != nil {
		return err
	}
	h, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (overview.Health, error) { return overview.Look(ctx, tx) })
	if err != nil {
		return err
	}
	steps, err := s.db.MigrationStatus(ctx)
	if err != nil {
		return err
	}
	schema := ""
	for _, step := range steps {
		if step.Applied {
			schema = strconv.FormatInt(step.Version, 10)
		}
	}
	p := page.Health{Checks: checks(h, set), Zone: set.BillingZone, Verify: "/admin/health", Facts: []ui.Fact{{Label: "Version", Text: s.opt.Version},
		{Label: "Database", Text: map[string]string{store.SQLite: "SQLite", store.Postgres: "PostgreSQL"}[s.db.Dialect()]}, {Label: "Schema", Text: schema}}}
	if h.Mail.LastSent != nil {
		p.Facts = append(p.Facts, ui.Fact{Label: "Last mail sent", Text: moment(*h.Mail.LastSent, set.BillingZone)})
	}
	for _, j := range h.Jobs {
		row := page.JobRow{Name: jobName(j.Name), Last: "Not yet", Next: clock(j.NextRunAt, set.BillingZone), Status: ui.Badge{Tone: "ok", Text: "Fine"}}
		if j.LastRunAt != nil {
			row.Last = clock(*j.LastRunAt, set.BillingZone)
		}
		if j.Late {
			row.Status = ui.Badge{Tone: "bad", Text: "Late"}
		}
		p.Jobs = append(p.Jobs, row)
	}
	if audit != nil {
		c := page.Check{Name: "Audit", Tone: "ok", Word: "Fine", Text: ui.Number(audit.Events) + " events in " + ui.Plural(audit.Chains, "chain", "chains") + " are whole"}
		if len(audit.Broken) > 0 {
			c.Tone, c.Word, c.Text = "bad", "Failed", ui.Plural(len(audit.Broken), "chain is", "chains are")+" not whole"
		}
		p.Audit, p.Details = &c, audit.Broken
	}
	return s.render(w, r, p)
}

// verifyAudit walks every chain of the audit and says what it found; it changes nothing.
func (s *site) verifyAudit(w http.ResponseWriter, r *http.Request) error {
	found, err := store.VerifyAudit(r.Context(), s.db)
	if err != nil {
		return err
	}
	return s.healthPage(w, r, &found)
}
