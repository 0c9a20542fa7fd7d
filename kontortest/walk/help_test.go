package walk_test

import (
	"net/http"
	"net/url"
)

func init() {
	for root, of := range map[string]struct {
		places func(*world) []*place
		own    string // an article that its readers may read
	}{"/admin": {(*world).nothing, "install"}, "/p/{partnership}": {(*world).partnerships, "add-a-company"}, "/c/{company}": {(*world).customers, "first-sign-in"}} {
		operations["GET "+root+"/help/{$}"] = operation{places: at1("$", "", of.places)}
		operations["GET "+root+"/help/search"] = operation{places: of.places, query: "q=companies"}
		operations["GET "+root+"/help/{article}"] = operation{places: articles(of.own, root, of.places)}
		operations["POST "+root+"/help/{article}/answer"] = operation{places: articles(of.own, root, of.places), form: answerForm}
	}
	operations["GET /admin/settings/help"] = operation{places: (*world).nothing}
	operations["POST /admin/settings/help"] = operation{places: (*world).nothing, form: func(w *world, _ *actor) url.Values {
		return url.Values{"help_edit_url": {"https://code.example/" + text(int64(w.next()))}}
	}}
	doors["GET /help/{$}"] = helpDoor("/help/", http.StatusOK)
	doors["GET /help/search"] = helpDoor("/help/search", http.StatusOK)
	doors["GET /help/{article}"] = func(w *world, a *actor) []door {
		return append(append(helpDoor("/help/add-a-company", http.StatusOK)(w, a), helpDoor("/help/install", http.StatusNotFound)(w, a)...),
			helpDoor("/help/nothing", http.StatusNotFound)(w, a)...)
	}
}

// at1 are the places with one more id.
func at1(name, value string, places func(*world) []*place) func(*world) []*place {
	return func(w *world) []*place {
		var all []*place
		for _, p := range places(w) {
			all = append(all, p.with(name, value))
		}
		return all
	}
}

// articles are an article at every place, and articles that are not there, or not for its readers.
func articles(own, root string, places func(*world) []*place) func(*world) []*place {
	return func(w *world) []*place {
		all := at1("article", own, places)(w)
		first := all[0]
		wrong := append(first.misspelled("article"), first.wrong("unknown article", "article", "nothing"))
		if root != "/admin" {
			wrong = append(wrong, first.wrong("staff's article", "article", "install"))
		}
		for _, p := range wrong {
			p.inner = true
		}
		return append(all, wrong...)
	}
}

func answerForm(w *world, _ *actor) url.Values {
	return url.Values{"helped": {"no"}, "note": {"I miss number " + text(int64(w.next()))}}
}

// helpDoor: who is signed in reads in the own face, everybody else here.
func helpDoor(path string, status int) func(*world, *actor) []door {
	return func(w *world, a *actor) []door {
		want := answer{status: status}
		switch {
		case a.must, a.space == nowhere:
		case a.space == app:
			want = to("/c/" + text(a.company.company.ID) + path)
		case a.of == nil:
			want = to("/admin" + path)
		default:
			want = to(a.of.Path(path))
		}
		return []door{{name: path, path: path, want: want}}
	}
}
