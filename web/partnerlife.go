package web

import (
	"context"
	"net/http"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/onboard"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// head is what stands on top of all pages about the partner; at is the tab that is open.
func (v partnerView) head(me access.Actor, at string) page.PartnerHead {
	path, status := vendorPartnerPath(v.partner.ID), v.partner.Status
	invited := len(v.users) > 0
	for _, u := range v.users {
		invited = invited && u.Status == account.Invited
	}
	h := page.PartnerHead{List: "/admin/partners", Name: v.partner.Name, Status: partnerStatus(status, invited), Tabs: v.tabs(at)}
	if me.May(access.ImportCompanies) && status == partner.Active {
		h.Import = path + "/import"
	}
	if me.May(access.ChangePartner) && status != partner.Ended {
		h.Edit = path + "/edit"
	}
	if me.May(access.SuspendPartner) && status == partner.Active {
		h.Suspend = path + "/suspension"
	}
	if me.May(access.SuspendPartner) && status == partner.Paused {
		h.Resume = path + "/resumption"
	}
	if me.May(access.SuspendPartner) && status != partner.Ended {
		h.End = path + "/end"
	}
	switch status {
	case partner.Paused:
		h.Notice = "Nobody of it can sign in, and nothing new can be added. Its customers go on working, and billing goes on."
	case partner.Ended:
		h.Notice = "Nobody of it can sign in. What was is kept."
	}
	return h
}

// askPartner shows a question about a partner.
func (s *site) askPartner(w http.ResponseWriter, r *http.Request, cause error, ask func(tx *store.Tx, p partner.Partner) (page.Confirm, error)) error {
	ctx := r.Context()
	form, err := refused(r, ui.Form{Action: r.URL.Path}, cause)
	if cause != nil && err != nil {
		return err
	}
	c, err := store.Snapshot(ctx, s.db, who(r), func(tx *store.Tx) (page.Confirm, error) {
		p, err := partner.Get(ctx, tx, pathNumber(r, "partner"))
		if err != nil {
			return page.Confirm{}, err
		}
		c, err := ask(tx, p)
		c.About, c.Cancel = p.Name, vendorPartnerPath(p.ID)
		return c, err
	})
	if err != nil {
		return err
	}
	c.Form = form
	return s.render(w, r, c)
}

// writePartner does something to a partner and says so on its page; a refused form is asked again.
func (s *site) writePartner(w http.ResponseWriter, r *http.Request, text string, again func(error) error,
	do func(context.Context, *store.Tx, int64) (partner.Partner, error)) error {
	p, err := store.Write(r.Context(), s.db, who(r), func(tx *store.Tx) (partner.Partner, error) { return do(r.Context(), tx, pathNumber(r, "partner")) })
	if _, ok := fail.AsInvalid(err); ok {
		return again(err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, vendorPartnerPath(p.ID), text, p.Name)
}

// fits refuses a question that the present state of the partner leaves no room for.
func fits(p partner.Partner, ok bool) error {
	if ok {
		return nil
	}
	return fail.Conflict("not_possible", "This can’t be done to "+p.Name+" as it is now.")
}

const kept = "Kept in the activity log; the partner’s Admins can read it."

func (s *site) partnerSuspension(w http.ResponseWriter, r *http.Request) error {
	return s.askSuspension(w, r, nil)
}

func (s *site) askSuspension(w http.ResponseWriter, r *http.Request, cause error) error {
	return s.askPartner(w, r, cause, func(tx *store.Tx, p partner.Partner) (page.Confirm, error) {
		lines := []string{
			"Nobody of it can sign in to the Partner Portal from now on. Open sessions, links and queued mails of its users end at once, and its Admins are told by mail.",
			"Nothing new can be added. Its customers and the app accounts of its own people go on working, and billing goes on.",
		}
		children, err := partner.Children(r.Context(), tx, p.ID)
		if len(children) > 0 {
			lines = append(lines, "Its "+ui.Plural(len(children), "MSP goes", "MSPs go")+" on working too, but can’t add anything new.")
		}
		if err != nil {
			return page.Confirm{}, err
		}
		return page.Confirm{Question: "Suspend " + p.Name + "?", Button: "Suspend partner", Busy: "Suspending…", Danger: true, Reason: kept, Lines: lines},
			fits(p, p.Status == partner.Active)
	})
}

func (s *site) suspendPartner(w http.ResponseWriter, r *http.Request) error {
	return s.writePartner(w, r, "%s was suspended. Billing goes on.", func(err error) error { return s.askSuspension(w, r, err) },
		func(ctx context.Context, tx *store.Tx, id int64) (partner.Partner, error) {
			return partner.Suspend(ctx, tx, id, r.PostFormValue("reason"))
		})
}

func (s *site) partnerResumption(w http.ResponseWriter, r *http.Request) error {
	return s.askPartner(w, r, nil, func(_ *store.Tx, p partner.Partner) (page.Confirm, error) {
		return page.Confirm{Question: "Resume " + p.Name + "?", Button: "Resume partner", Busy: "Resuming…", Lines: []string{
			"Its users can sign in again from now on, and companies can be added. Its Admins are told by mail.",
			"Invitations that were open do not work any more: send them again."}}, fits(p, p.Status == partner.Paused)
	})
}

func (s *site) resumePartner(w http.ResponseWriter, r *http.Request) error {
	return s.writePartner(w, r, "%s was resumed. Its users can sign in again.", func(err error) error { return err }, partner.Resume)
}

func (s *site) partnerEnding(w http.ResponseWriter, r *http.Request) error {
	return s.askEnding(w, r, nil)
}

// askEnding says which companies remain, or what follows (domain.md 2.1).
func (s *site) askEnding(w http.ResponseWriter, r *http.Request, cause error) error {
	return s.askPartner(w, r, cause, func(tx *store.Tx, p partner.Partner) (page.Confirm, error) {
		if err := partner.Endable(r.Context(), tx, p); err != nil {
			f, ok := fail.As(err)
			if !ok || f.Code == "partner_ended" {
				return page.Confirm{}, err
			}
			return page.Confirm{Question: "End " + p.Name + "?", Lines: []string{f.Message}}, nil
		}
		return page.Confirm{Question: "End " + p.Name + "?", Button: "End partner", Busy: "Ending…", Danger: true, Reason: kept, Typed: "Type the partner’s name to end it",
			Lines: []string{
				"Nobody of it can sign in to the Partner Portal from now on, and nothing can be added any more. Its Admins are told by mail.",
				"Its home company is closed: the app accounts of its own people end at once, and their addresses become free after 30 days.",
				"This can’t be undone. Its past stays in the activity log."}}, nil
	})
}

func (s *site) endPartner(w http.ResponseWriter, r *http.Request) error {
	return s.writePartner(w, r, "%s has ended.", func(err error) error { return s.askEnding(w, r, err) },
		func(ctx context.Context, tx *store.Tx, id int64) (partner.Partner, error) {
			return onboard.EndPartner(ctx, tx, id, r.PostFormValue("name"), r.PostFormValue("reason"))
		})
}
