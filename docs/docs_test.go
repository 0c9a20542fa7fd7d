package docs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kontor/access"
)

// reserved are the ids that the page around an article uses.
var reserved = []string{"main", "side", "sheet", "sheet-h", "sheet-in", "m-user", "m-faces", "note", "answer-h", "contents-h", "related-h", "ask-h", "notes-h", "help-titles"}

// ui.md "Help": every link leads somewhere, every picture is there, and nobody is sent to an article that they may not read.
func TestEveryLinkAndPictureOfTheDocsIsThere(t *testing.T) {
	require.Greater(t, len(books().all), 25)
	for _, a := range books().all {
		for _, to := range a.Links {
			if strings.HasPrefix(to, "https://") {
				continue
			}
			name, id, _ := strings.Cut(to, "#")
			if name == "" {
				name = a.Name
			}
			other, ok := Find(a.For, name)
			if !ok {
				t.Errorf("%s: the link %q leads to no article that its readers may read", a.File, to)
				continue
			}
			if id != "" && !slices.ContainsFunc(other.sections, func(s section) bool { return s.ID == id }) {
				t.Errorf("%s: %s has no place %q", a.File, other.File, id)
			}
		}
		for _, name := range a.Related {
			if _, ok := Find(a.For, name); !ok || name == a.Name {
				t.Errorf("%s: related %q is no other article that its readers may read", a.File, name)
			}
		}
		for _, name := range a.Pictures {
			if _, ok := Picture(name); !ok {
				t.Errorf("%s: no picture %s (make pictures)", a.File, name)
			}
		}
		for _, s := range a.sections {
			if slices.Contains(reserved, s.ID) {
				t.Errorf("%s: the heading %q takes an id of the page around it", a.File, s.Text)
			}
		}
		if len(a.Pictures) > 1 {
			t.Errorf("%s has %d pictures; a page loads one", a.File, len(a.Pictures))
		}
		if strings.Contains(a.html, " style=") || strings.Contains(a.html, "{{") {
			t.Errorf("%s: inline style, or a table that is not there", a.File)
		}
	}
}

// The pictures are few and small, and each one is used.
func TestPicturesAreUsedAndSmall(t *testing.T) {
	files, err := filepath.Glob("pictures/*.webp")
	require.NoError(t, err)
	whole := int64(0)
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		whole += info.Size()
		if !slices.ContainsFunc(books().all, func(a *Article) bool { return slices.Contains(a.Pictures, filepath.Base(file)) }) {
			t.Errorf("%s stands in no article", file)
		}
	}
	if whole > 3<<20 {
		t.Errorf("the pictures take %d bytes, 3 MB are the most", whole)
	}
}

// domain.md 7: one table drives the documentation, too.
func TestEveryRightOfARoleHasWordsAndStandsInTheTable(t *testing.T) {
	for _, c := range access.Capabilities() {
		if !slices.ContainsFunc(words, func(w struct {
			may  access.Capability
			text string
		}) bool {
			return w.may == c
		}) {
			t.Errorf("no words for %s (docs/rights.go)", c)
		}
	}
	table := rights("partner")
	require.Contains(t, table, "| Add companies | Yes | Yes | – | – |")
	require.Contains(t, table, "| Delete and restore companies | Yes | – | – | – |")
	require.NotContains(t, table, "Invite staff")
	require.Contains(t, rights("vendor"), "| Invite staff, change their roles, remove them | Yes | – | – |")
	roles, _ := Find(Partner, "roles")
	require.Contains(t, roles.html, "<td>Delete and restore companies</td>")
}

func TestCustomersAndPartnersAreNotShownWhatIsWrittenForStaff(t *testing.T) {
	_, ok := Find(Partner, "install")
	require.False(t, ok)
	_, ok = Find(Customer, "add-a-company")
	require.False(t, ok)
	_, ok = Find(Staff, "add-a-company")
	require.True(t, ok)
	for _, c := range Collections(Customer) {
		for _, a := range c.Articles {
			require.Equal(t, Customer, a.For)
		}
	}
	require.Equal(t, "Install and operate", Collections(Staff)[0].Title)
	require.Equal(t, "Get started", Collections(Partner)[0].Title)
	for _, h := range Search(Customer, "partner").Hits {
		require.Equal(t, Customer, h.Article.For)
	}
}

func TestSearchFindsTheRightArticleFirst(t *testing.T) {
	for query, want := range map[string]string{
		"add company": "add-a-company", "how do I add a company?": "add-a-company", "adding companies": "add-a-company",
		"licenses": "licenses", "licen": "licenses", "suspend": "suspend-a-company", "restore deleted company": "delete-a-company",
		"hand over ownership": "app-users", "forgot username": "sign-in", "free month": "subscription-type",
	} {
		found := Search(Partner, query)
		require.NotEmpty(t, found.Hits, query)
		require.Equal(t, want, found.Hits[0].Article.Name, query)
		require.Empty(t, found.Meant, query)
	}
	require.Equal(t, "install", Search(Staff, "postgresql certificate").Hits[0].Article.Name)
}

func TestSearchForgivesTypingErrorsAndSaysHowItUnderstood(t *testing.T) {
	for query, want := range map[string]string{"suspned": "suspend-a-company", "ownershp": "app-users", "lisences": "licenses", "temporry pasword": "first-sign-in"} {
		found := Search(Partner, query)
		require.NotEmpty(t, found.Hits, query)
		names := []string{}
		for _, h := range found.Hits {
			names = append(names, h.Article.Name)
		}
		require.Contains(t, names[:min(3, len(names))], want, query)
		require.NotEmpty(t, found.Meant, query)
	}
	require.Empty(t, Search(Partner, "qqqqqqqq").Hits)
	require.Empty(t, Search(Partner, "  ? ").Hits)
	require.NotPanics(t, func() { Search(Partner, strings.Repeat("é", 500)+"\xff") })
}

func TestSnippetsMarkWhatWasLookedFor(t *testing.T) {
	h := Search(Partner, "delete: type the company's name").Hits[0]
	require.Equal(t, "delete-a-company", h.Article.Name)
	text, marked := "", []string{}
	for _, p := range h.Snippet {
		text += p.Text
		if p.Mark {
			marked = append(marked, strings.ToLower(p.Text))
		}
	}
	require.Contains(t, text, "Type the company’s name")
	require.Contains(t, marked, "type")
	require.Contains(t, marked, "company’s")
	require.Less(t, len(text), 260)
}

// What an author writes as HTML would reach readers as it is: it is refused when the docs are read.
func TestHTMLInTheTextIsRefused(t *testing.T) {
	require.ErrorContains(t, (&Article{}).render("a <b>bold</b> word"), "HTML")
	require.ErrorContains(t, (&Article{}).render("<script>x()</script>"), "HTML")
	a := &Article{}
	require.NoError(t, a.render("[x](javascript:alert(1))"))
	require.NotContains(t, a.html, "javascript")
}

func TestLinksLeadIntoTheHelpOfTheReadersFace(t *testing.T) {
	a, _ := Find(Partner, "licenses")
	require.Contains(t, a.Body("/p/7/help"), `href="/p/7/help/delete-a-company"`)
	require.NotContains(t, a.Body("/p/7/help"), "help-base")
}
