package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/docs"
	"kontor/fail"
	"kontor/help"
	"kontor/partner"
	"kontor/setting"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// helpRoutes are the documentation, in each face and for those who are not signed in: the mails of partners lead there.
func (s *site) helpRoutes() []Route {
	all := []Route{
		{"GET /help/{$}", s.inOwnFace(s.helpIndex), "", Public},
		{"GET /help/search", s.inOwnFace(s.helpSearch), "", Public},
		{"GET /help/{article}", s.inOwnFace(s.helpArticle), "", Public},
		{"GET /admin/settings/help", s.helpSetting, access.ManageSettings, Vendor},
		{"POST /admin/settings/help", s.saveHelpSetting, access.ManageSettings, Vendor},
	}
	for _, of := range []struct {
		root string
		face Face
	}{{"/admin", Vendor}, {"/p/{partnership}", Partner}, {"/c/{company}", Customer}} {
		all = append(all,
			Route{"GET " + of.root + "/help/{$}", s.helpIndex, access.ViewHelp, of.face},
			Route{"GET " + of.root + "/help/search", s.helpSearch, access.ViewHelp, of.face},
			Route{"GET " + of.root + "/help/{article}", s.helpArticle, access.ViewHelp, of.face},
			Route{"POST " + of.root + "/help/{article}/answer", s.answerHelp, access.AnswerHelp, of.face})
	}
	return all
}

// inOwnFace leads who is signed in to the same page of the help in the face they work in; everybody else reads it here.
func (s *site) inOwnFace(serve handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		own, err := s.ownRoot(r)
		if err != nil {
			return err
		}
		if own == "" {
			return serve(w, r)
		}
		return elsewhere((&url.URL{Path: own + r.URL.Path, RawQuery: r.URL.RawQuery}).String())
	}
}

// ownRoot is where somebody who is signed in works, "" for nobody.
func (s *site) ownRoot(r *http.Request) (string, error) {
	v, err := account.Visit(r.Context(), s.db, s.token(r, portalCookie))
	if err != nil {
		return "", err
	}
	if v.SignedIn() && !v.MustChange {
		if who := v.StaffActor(); who != (access.Actor{}) {
			return "/admin", nil
		}
		for _, f := range v.Faces {
			if v.Actor(f.Partnership).May(access.ViewHelp) {
				return partnerPath(f.Partnership), nil
			}
		}
	}
	app, err := company.Visit(r.Context(), s.db, s.token(r, appCookie))
	if err != nil || !app.SignedIn() || app.MustChange {
		return "", err
	}
	return customerPath(app.AppUser.CompanyID), nil
}

// helpBase is the address of the help in the face of a request.
func helpBase(v *visit, face Face) string {
	if v.portal.MustChange || v.app.MustChange {
		return "/help"
	}
	return root(v, face) + "/help"
}

// aside is what stands beside every page of the help.
func (s *site) aside(r *http.Request) (page.HelpAside, error) {
	v := visitOf(r)
	a := page.HelpAside{Base: helpBase(v, v.route.Face), Public: v.route.Face == Public}
	for _, c := range docs.Collections(help.Reader(v.who)) {
		shown := page.HelpCollection{ID: page.CollectionID(c.Title), Title: c.Title}
		for _, article := range c.Articles {
			shown.Articles = append(shown.Articles, page.HelpLink{Title: article.Title, Href: a.Base + "/" + article.Name, Description: article.Description})
			a.Titles = append(a.Titles, article.Title)
		}
		a.Collections = append(a.Collections, shown)
	}
	var err error
	a.Ask, err = s.askWhom(r.Context(), v)
	return a, err
}

// askWhom: a customer asks its partner, everybody else the vendor.
func (s *site) askWhom(ctx context.Context, v *visit) (page.Ask, error) {
	if v.route.Face == Customer {
		p, err := store.Read(ctx, s.db, v.who, func(tx *store.Tx) (partner.Partner, error) {
			c, err := company.Get(ctx, tx, v.who.Company())
			if err != nil {
				return partner.Partner{}, err
			}
			return partner.Get(ctx, tx, c.PartnerID)
		})
		return page.Ask{Name: p.Name, Email: p.SupportEmail}, err
	}
	set, err := s.settings(ctx)
	return page.Ask{Name: vendorName(&set), Email: set.SupportEmail, URL: set.SupportURL}, err
}

// helpIndex lists the articles. Staff see how often each one helped.
func (s *site) helpIndex(w http.ResponseWriter, r *http.Request) error {
	a, err := s.aside(r)
	if err != nil {
		return err
	}
	p := page.Help{HelpAside: a}
	if who(r).Kind() == access.Staff {
		counts, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) ([]help.Count, error) { return help.Counts(r.Context(), tx) })
		if err != nil {
			return err
		}
		for _, c := range p.Collections {
			for i := range c.Articles {
				c.Articles[i].Answers = answersOf(counts, strings.TrimPrefix(c.Articles[i].Href, p.Base+"/"))
			}
		}
	}
	return s.render(w, r, p)
}

// answersOf is how often an article helped, in words; "" if nobody said.
func answersOf(counts []help.Count, article string) string {
	i := slices.IndexFunc(counts, func(c help.Count) bool { return c.Article == article })
	if i < 0 {
		return ""
	}
	return ui.Number(int(counts[i].Yes)) + " yes, " + ui.Number(int(counts[i].No)) + " no"
}

// helpSearch shows what a search found.
func (s *site) helpSearch(w http.ResponseWriter, r *http.Request) error {
	a, err := s.aside(r)
	if err != nil {
		return err
	}
	query := store.Clean(r.URL.Query().Get("q"))
	p := page.Help{HelpAside: a, Query: query}
	if query == "" {
		return s.render(w, r, p)
	}
	found := docs.Search(help.Reader(who(r)), query)
	p.Searched, p.Meant = true, found.Meant
	p.Found = ui.Plural(len(found.Hits), "result", "results") + " for “" + query + "”"
	for _, h := range found.Hits {
		hit := page.HelpHit{Title: h.Article.Title, Href: a.Base + "/" + h.Article.Name, Collection: h.Article.Collection, Changed: h.Article.Changed.Format("2 Jan 2006")}
		if h.Place.ID != "" {
			hit.Href += "#" + h.Place.ID
			hit.Collection += " › " + h.Place.Text
		}
		for _, piece := range h.Snippet {
			hit.Snippet = append(hit.Snippet, page.HelpPiece(piece))
		}
		p.Hits = append(p.Hits, hit)
	}
	return s.render(w, r, p)
}

// helpArticle shows one article.
func (s *site) helpArticle(w http.ResponseWriter, r *http.Request) error {
	return s.showArticle(w, r, ui.Form{})
}

// answered are what staff see of an article's answers.
type answered struct {
	counts []help.Count
	notes  []help.Note
}

func (s *site) showArticle(w http.ResponseWriter, r *http.Request, form ui.Form) error {
	reader := help.Reader(who(r))
	article, ok := docs.Find(reader, r.PathValue("article"))
	if !ok {
		return fail.NotFound("The article")
	}
	a, err := s.aside(r)
	if err != nil {
		return err
	}
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	p := page.HelpArticle{Form: form, HelpAside: a, Name: article.Title, Collection: article.Collection, Description: article.Description, HTML: article.Body(a.Base),
		Changed: article.Changed.Format("2 Jan 2006"), ChangedDate: article.Changed.Format("2006-01-02")}
	for _, h := range article.Contents {
		p.Contents = append(p.Contents, ui.Link{Text: h.Text, Href: "#" + h.ID})
	}
	for _, name := range article.Related {
		if other, ok := docs.Find(reader, name); ok {
			p.Related = append(p.Related, page.HelpLink{Title: other.Title, Href: a.Base + "/" + name})
		}
	}
	if set.HelpEditURL != "" {
		p.Edit = strings.TrimSuffix(set.HelpEditURL, "/") + "/" + article.File
	}
	if who(r).May(access.AnswerHelp) {
		p.Action = a.Base + "/" + article.Name + "/answer"
	}
	if err := s.addAnswers(r, article.Name, set, &p); err != nil {
		return err
	}
	return s.render(w, r, p)
}

// addAnswers shows staff what readers said.
func (s *site) addAnswers(r *http.Request, article string, set setting.Vendor, p *page.HelpArticle) error {
	if who(r).Kind() != access.Staff {
		return nil
	}
	got, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) (a answered, err error) {
		if a.counts, err = help.Counts(r.Context(), tx); err != nil {
			return a, err
		}
		a.notes, err = help.Notes(r.Context(), tx, article)
		return a, err
	})
	if err != nil {
		return err
	}
	p.Answers = answersOf(got.counts, article)
	for _, n := range got.notes {
		p.Notes = append(p.Notes, page.HelpNote{Helped: n.Helped, When: clock(n.AnsweredAt, set.BillingZone), Text: n.Note})
	}
	return nil
}

// answerHelp keeps what a reader said of an article.
func (s *site) answerHelp(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("article")
	err := s.db.Write(r.Context(), who(r), func(tx *store.Tx) error {
		return help.Answer(r.Context(), tx, help.Draft{Article: name, Helped: r.PostFormValue("helped"), Note: r.PostFormValue("note")})
	})
	if form, err := refused(r, ui.Form{}, err); err != nil {
		return err
	} else if form.Failed() {
		return s.showArticle(w, r, form)
	}
	v := visitOf(r)
	thanks := "Thank you. It helps those who write the help."
	if ask, err := s.askWhom(r.Context(), v); err == nil && ask.Email != "" && r.PostFormValue("helped") == "no" {
		thanks = "Thank you. For an answer now, write to " + ask.Email + "."
	}
	return s.done(w, r, helpBase(v, v.route.Face)+"/"+name, "%s", thanks)
}
