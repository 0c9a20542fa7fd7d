package kontortest

import (
	"path/filepath"
	"testing"
)

// Choose sets a select or a group of radio buttons to a value.
func (b *Tab) Choose(name, value string) *Tab {
	b.t.Helper()
	found := b.Eval(`(name, value) => {
		const all = [...(document.querySelector('dialog:modal') ?? document).querySelectorAll('[name="' + name + '"]')].filter(e => e.checkVisibility())
		const e = all.find(e => e.type === 'radio' ? e.value === value : [...(e.options ?? [])].some(o => o.value === value))
		if (!e) return false
		if (e.type === 'radio') e.click(); else { e.value = value; e.dispatchEvent(new Event('change', { bubbles: true })) }
		return true
	}`, name, value).(bool)
	if !found {
		b.t.Fatalf("%s: nothing to choose with %s=%q", b.Path(), name, value)
	}
	return b
}

// AnyHow switches the browser's own checks of forms off, so that a wrong form reaches the server.
func (b *Tab) AnyHow() *Tab {
	b.t.Helper()
	b.Eval(`() => { for (const f of document.forms) f.noValidate = true }`)
	return b
}

// NewBrowser is a stranger's Chromium at an address such as that of a Process.
func NewBrowser(t testing.TB, base string) *Tab {
	t.Helper()
	return newTab(t, base)
}

// BareSQLite is an empty, migrated database in a file: nobody owns the installation and nothing is set up.
func BareSQLite(t testing.TB) *Kontor {
	t.Helper()
	k := begin(t, "sqlite:"+filepath.Join(t.TempDir(), "kontor.db"))
	k.must(k.DB.Migrate(t.Context()))
	return k
}

// Focus gives the keyboard to the visible link or button that shows text, as Tab would.
func (b *Tab) Focus(text string) *Tab {
	b.t.Helper()
	found := b.Eval(`text => {
		const shown = [...document.querySelectorAll('a, button')].filter(e => e.checkVisibility({ visibilityProperty: true }))
		const e = shown.find(e => e.innerText.trim() === text) ?? shown.find(e => e.innerText.includes(text) || e.ariaLabel === text)
		e?.focus({ focusVisible: true })
		return !!e
	}`, text).(bool)
	if !found {
		b.t.Fatalf("%s has no link or button %q", b.Path(), text)
	}
	return b
}

// Upload chooses a file of this machine in a file field.
func (b *Tab) Upload(name, path string) *Tab {
	b.t.Helper()
	e, err := b.page.Element(`input[type=file][name="` + name + `"]`)
	b.must(err)
	whole, err := filepath.Abs(path)
	b.must(err)
	b.must(e.SetFiles([]string{whole}))
	return b
}
