package onboard

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"

	"kontor/store"
)

// known is a company that is there already.
type known struct {
	ID                  int64
	Name, NameKey       string
	Reference, Status   string
	EmailKey, PersonKey string // of its owner
}

// directory finds the companies of a partnership in memory: an import asks for a thousand.
type directory struct {
	all         []known
	byID        map[string][]known
	byReference map[string][]known
	byName      map[string][]known
	names       []string // plain, sorted
	named       map[string]string
}

// readDirectory reads the companies of a partnership that the asker sees.
func readDirectory(ctx context.Context, tx *store.Tx, partnership int64) (directory, error) {
	d := directory{byID: map[string][]known{}, byReference: map[string][]known{}, byName: map[string][]known{}, named: map[string]string{}}
	var err error
	d.all, err = store.All[known](ctx, tx, `SELECT c.id, c.name, c.name_key, c.reference, c.status, COALESCE(u.email_key, '') AS email_key,
		COALESCE(u.name_key, '') AS person_key
		  FROM my_company c LEFT JOIN my_app_user u ON u.id = c.owner_id WHERE c.partnership_id = $1 AND c.status <> 'purged' ORDER BY c.id`, partnership)
	for _, c := range d.all {
		d.byID[strconv.FormatInt(c.ID, 10)] = []known{c}
		d.byName[c.NameKey] = append(d.byName[c.NameKey], c)
		if c.Reference != "" {
			d.byReference[store.Key(c.Reference)] = append(d.byReference[store.Key(c.Reference)], c)
		}
		d.note(c.Name)
	}
	return d, err
}

// note remembers a name for the hints.
func (d *directory) note(name string) {
	key := plain(name)
	if _, ok := d.named[key]; ok || key == "" {
		return
	}
	d.named[key] = name
	i := sort.SearchStrings(d.names, key)
	d.names = slices.Insert(d.names, i, key)
}

// there is the company that a row means, recognized by the partner's own reference, or by its name and primary contact.
func (d directory) there(name, reference, email, contact string) (known, bool) {
	if reference != "" {
		for _, c := range d.byReference[store.Key(reference)] {
			if c.Status != "deleted" {
				return c, true
			}
		}
	}
	for _, c := range d.byName[store.Key(name)] {
		if c.Status == "deleted" {
			continue
		}
		if email != "" && c.EmailKey == store.Key(email) || email == "" && contact != "" && c.PersonKey == store.Key(contact) {
			return c, true
		}
	}
	return known{}, false
}

// named are the companies that a row about people means: by id, own reference or name.
func (d directory) meant(text string) []known {
	for _, found := range [][]known{d.byReference[store.Key(text)], d.byName[store.Key(text)], d.byID[text]} {
		found = slices.DeleteFunc(slices.Clone(found), func(c known) bool { return c.Status == "deleted" })
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// likeNamed is a name that begins the same, or "": a hint, not an error (domain.md 2.3).
func (d directory) likeNamed(name string) string {
	key := plain(name)
	if same, ok := d.named[key]; ok {
		return same
	}
	i := sort.SearchStrings(d.names, key)
	for _, j := range []int{i - 1, i} {
		if j >= 0 && j < len(d.names) && alike(d.names[j], key) {
			return d.named[d.names[j]]
		}
	}
	return ""
}

// alike: the shorter begins the longer, or they share all but the end.
func alike(a, b string) bool {
	short := min(len(a), len(b))
	same := 0
	for same < short && a[same] == b[same] {
		same++
	}
	return same >= 5 && (same == short || strings.HasPrefix(a, b[:same]) && same*4 >= max(len(a), len(b))*3)
}
