package kontortest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// served gives a tab at a server that answers each path with a page, under a CSP that allows nothing inline.
func served(t *testing.T, pages map[string]string) *Tab {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, pages[r.URL.Path]) // a tab that is gone needs no answer
	}))
	t.Cleanup(server.Close)
	return newTab(t, server.URL)
}

const sound = `<!doctype html><html lang="en"><title>Sound</title><body><main><h1>Sound</h1>
	<form action="/done"><label>Name <input name="name"></label> <button>Save</button></form></main></body></html>`

func TestAxeSeesAPlantedFault(t *testing.T) {
	tab := served(t, map[string]string{"/": sound, "/faulty": strings.Replace(sound, "<label>Name <input name=\"name\"></label>", "<input name=name>", 1)})
	if found := tab.Go("/").Axe(); len(found) > 0 {
		t.Errorf("axe finds something in a sound page: %v", found)
	}
	if found := tab.Go("/faulty").Axe(); len(found) != 1 || found[0].ID != "label" {
		t.Errorf("axe finds %v in a field without a label", found)
	}
}

func TestComplaintsHoldViolationsOfTheCSP(t *testing.T) {
	for name, fault := range map[string]string{
		"inline style": `<p style="color: red">x</p>`, "inline script": `<script>1</script>`, "foreign picture": `<img src="http://127.0.0.1:9/x.png" alt="x">`,
	} {
		tab := served(t, map[string]string{"/": strings.Replace(sound, "</main>", fault+"</main>", 1)})
		tab.Go("/").Settle()
		tab.mu.Lock()
		if len(tab.complaints) == 0 {
			t.Errorf("%s breaks the CSP unseen", name)
		}
		tab.mu.Unlock()
	}
	served(t, map[string]string{"/": sound}).Go("/").Settle().WantNoComplaints()
}

func TestOverflowIsSeenAtTheWidthWhereItBegins(t *testing.T) {
	tab := served(t, map[string]string{"/": strings.Replace(sound, "</main>", `<hr width="350"></main>`, 1)})
	tab.Go("/")
	for width, wide := range map[int]bool{320: true, 640: false} {
		tab.Size(width, 900)
		if said := tab.Eval(overflow).(string); (said != "") != wide {
			t.Errorf("at %d px: %q", width, said)
		}
	}
}

func TestTabFillsAndClicksWithAndWithoutScripts(t *testing.T) {
	pages := map[string]string{"/": strings.Replace(sound, "<body>", `<body><script src="/hi.js"></script>`, 1), "/done": "<!doctype html><title>Done</title><p>Done",
		"/hi.js": "document.title = 'Scripted'"}
	for _, plain := range []bool{false, true} {
		tab := served(t, pages)
		if plain {
			tab.NoScript()
		}
		title := tab.Go("/").Eval(`() => document.title`)
		if want := map[bool]string{false: "Scripted", true: "Sound"}[plain]; title != want {
			t.Errorf("title %q, want %q", title, want)
		}
		tab.Fill("name", "Maya").Click("Save").WantText("Done")
		if got := tab.Path(); got != "/done?name=Maya" {
			t.Errorf("ended at %s", got)
		}
	}
}
