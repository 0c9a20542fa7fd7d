// Package docs is the documentation for those who use the portal: Markdown files, one an article, in a folder for whom they are written.
// They are embedded, rendered and indexed on first use (ui.md "Help").
package docs

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Reader is for whom an article is written, and who reads: each sees what is written for those before it, too.
type Reader int

// The readers. Who is not signed in reads as a partner does: their mails lead here.
const (
	Customer Reader = iota + 1
	Partner
	Staff
)

// folders are where the articles of each reader stand.
var folders = map[string]Reader{"customer": Customer, "partner": Partner, "vendor": Staff}

//go:embed customer/*.md partner/*.md vendor/*.md
var texts embed.FS

//go:embed pictures
var pictures embed.FS

// Article is one page of the documentation.
type Article struct {
	Name        string // the last part of its address
	File        string // below docs/: what "Suggest an edit" opens
	For         Reader
	Title       string
	Collection  string
	Description string    // one sentence
	Order       int       // in its collection
	Changed     time.Time // the day of the last change, UTC
	Related     []string  // names
	Contents    []Heading // of the second level, in order
	Pictures    []string  // file names below pictures/
	Links       []string  // destinations as they stand in the text

	html     string // with base in its links
	sections []section
}

// Heading is a place within an article.
type Heading struct{ ID, Text string }

// section is what search knows of a part of an article: the text below one heading.
type section struct {
	Heading
	text string
}

// Collection is a group of articles.
type Collection struct {
	Title    string
	Articles []*Article
}

// collections are all of them, in the order in which they are shown.
var collections = []string{"Get started", "Companies and licenses", "App users", "Account", "API and automation", "Customer portal", "Install and operate",
	"Settings", "Partners", "Staff and oversight"}

// library is every article, read once.
type library struct {
	all    []*Article // in the order of collections and articles
	byName map[string]*Article
	index  index
}

var books = sync.OnceValue(load)

// load reads the embedded files; one that cannot be read is a fault of the build.
func load() *library {
	b := &library{byName: map[string]*Article{}}
	for folder, reader := range folders {
		entries, err := texts.ReadDir(folder)
		if err != nil {
			panic(err)
		}
		for _, e := range entries {
			a, err := read(path.Join(folder, e.Name()), reader)
			if err != nil {
				panic(fmt.Sprintf("docs/%s/%s: %v", folder, e.Name(), err))
			}
			if b.byName[a.Name] != nil {
				panic("docs: two articles are called " + a.Name)
			}
			b.byName[a.Name] = a
			b.all = append(b.all, a)
		}
	}
	place := func(a *Article) int { return slices.Index(collections, a.Collection) }
	slices.SortFunc(b.all, func(x, y *Article) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.Order, y.Order), strings.Compare(x.Title, y.Title))
	})
	b.index = newIndex(b.all)
	return b
}

// read is one article from its file.
func read(file string, reader Reader) (*Article, error) {
	text, err := texts.ReadFile(file)
	if err != nil {
		return nil, err
	}
	a := &Article{Name: strings.TrimSuffix(path.Base(file), ".md"), File: file, For: reader}
	body, err := a.frontMatter(string(text))
	if err != nil {
		return nil, err
	}
	return a, a.render(withRights(body))
}

// frontMatter reads the lines "key: value" between two lines of dashes, and gives the text after them.
func (a *Article) frontMatter(text string) (body string, err error) {
	head, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !ok {
		return "", fmt.Errorf("no front matter")
	}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "title":
			a.Title = value
		case "collection":
			a.Collection = value
		case "description":
			a.Description = value
		case "order":
			_, err = fmt.Sscanf(value, "%d", &a.Order)
		case "changed":
			a.Changed, err = time.Parse(time.DateOnly, value)
		case "related":
			a.Related = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		default:
			err = fmt.Errorf("front matter %q is not known", key)
		}
		if err != nil {
			return "", err
		}
	}
	if a.Title == "" || a.Description == "" || a.Changed.IsZero() || !slices.Contains(collections, a.Collection) {
		return "", fmt.Errorf("title, description, date or collection is missing")
	}
	return body, nil
}

// Find is the article of that name, if this reader may read it.
func Find(who Reader, name string) (*Article, bool) {
	a := books().byName[name]
	if a == nil || a.For > who {
		return nil, false
	}
	return a, true
}

// Collections are the articles that this reader may read, those of one's own face first.
func Collections(who Reader) []Collection {
	var all []Collection
	for reader := who; reader >= Customer; reader-- {
		for _, a := range books().all {
			if a.For != reader {
				continue
			}
			i := slices.IndexFunc(all, func(c Collection) bool { return c.Title == a.Collection })
			if i < 0 {
				i = len(all)
				all = append(all, Collection{Title: a.Collection})
			}
			all[i].Articles = append(all[i].Articles, a)
		}
	}
	return all
}
