package kontortest

import (
	"testing"
	"time"
	"unicode"

	"github.com/go-rod/rod/lib/input"
)

// Hand is somebody at a Tab, who works it with the mouse or with the keyboard alone. A journey written once is walked with either.
type Hand struct {
	*Tab
	keys bool
	acts int // clicks and fields, or keys pressed
}

// Hands is a stranger's browser, to be used with the mouse or, where keys is set, with the keyboard alone.
func (k *Kontor) Hands(keys bool) *Hand {
	k.t.Helper()
	return &Hand{Tab: k.Browser(nil), keys: keys}
}

// Journey walks a way through the portal: with the mouse on both databases, with the keyboard alone on SQLite.
func Journey(t *testing.T, walk func(t *testing.T, k *Kontor, open func() *Hand)) {
	t.Helper()
	Long(t)
	Both(t, func(t *testing.T, k *Kontor) { walk(t, k, func() *Hand { return k.Hands(false) }) })
	t.Run("keyboard", func(t *testing.T) {
		k := OnSQLite(t)
		walk(t, k, func() *Hand { return k.Hands(true) })
	})
}

// SignIn comes to the portal by its bare address, or to a company's by path, and signs in.
func (h *Hand) SignIn(path, login, password string) *Hand {
	h.t.Helper()
	h.Go(path)
	return h.Fill("login", login).Fill("password", password).Press("Sign in")
}

// Press uses the link, button or summary that shows text, or ticks the box whose label does.
func (h *Hand) Press(text string) *Hand {
	h.t.Helper()
	h.acts++
	if !h.keys {
		h.Click(text)
		return h
	}
	h.reach("show", text)
	key := input.Enter
	if h.Eval(`() => document.activeElement.type === 'checkbox'`) == true {
		key = input.Space
	}
	return h.answered(key)
}

// answered presses a key and waits for the page that follows, if one does.
func (h *Hand) answered(key input.Key) *Hand {
	h.t.Helper()
	answered := h.page.Timeout(patience).WaitRequestIdle(quiet, nil, nil, nil)
	h.Key(key)
	answered()
	h.Settle()
	return h
}

// Fill types text into the field with this name, replacing what was there.
func (h *Hand) Fill(name, text string) *Hand {
	h.t.Helper()
	h.acts++
	if !h.keys {
		h.Tab.Fill(name, text)
		return h
	}
	h.reach("name", name).Together(input.ControlLeft, input.KeyA)
	h.must(h.page.InsertText(text))
	return h
}

// Choose takes the option with this value from a select or a group of radio buttons.
func (h *Hand) Choose(name, value string) *Hand {
	h.t.Helper()
	h.acts++
	if !h.keys {
		h.Tab.Choose(name, value)
		return h
	}
	h.reach("name", name)
	if first := h.Eval(firstLetter, value).(string); first != "" && first[0] < unicode.MaxASCII && unicode.IsLetter(rune(first[0])) {
		h.acts++
		h.Key(input.Key(unicode.ToLower(rune(first[0]))))
	}
	away, most := h.Eval(optionsAway, value).(float64), 400
	for ; away != 0 && most > 0; most-- {
		key := input.ArrowDown
		if away < 0 {
			key = input.ArrowUp
		}
		h.acts++
		h.Key(key)
		away = h.Eval(optionsAway, value).(float64)
	}
	if away != 0 {
		h.t.Fatalf("%s: the keyboard does not choose %q in %s", h.Path(), value, name)
	}
	return h
}

// Upload chooses a file of this machine in the field with this name; with the keyboard, in the dialog that Enter opens.
func (h *Hand) Upload(name, path string) *Hand {
	h.t.Helper()
	h.acts++
	if !h.keys {
		h.Tab.Upload(name, path)
		return h
	}
	h.reach("name", name)
	choose, err := h.page.Timeout(patience).HandleFileDialog()
	h.must(err)
	h.Key(input.Enter)
	h.must(choose([]string{path}))
	return h
}

// Find opens the palette, types text into it and takes the entry that shows want.
func (h *Hand) Find(text, want string) *Hand {
	h.t.Helper()
	if h.keys {
		h.acts++
		h.Together(input.ControlLeft, input.KeyK)
	} else {
		h.Press("Search or jump to…")
	}
	h.acts++
	h.must(h.page.InsertText(text))
	h.WantText("Found", want)
	if !h.keys {
		return h.Press(want)
	}
	for range 40 {
		h.acts++
		h.Key(input.ArrowDown)
		if h.Eval(`want => document.activeElement.innerText?.includes(want) ?? false`, want) == true {
			return h.answered(input.Enter)
		}
	}
	h.t.Fatalf("%s: the arrows do not reach %q in the palette: %s", h.Path(), want, clip(h.Text()))
	return nil
}

// See waits until the page shows every one of the texts.
func (h *Hand) See(texts ...string) *Hand {
	h.t.Helper()
	h.WantText(texts...)
	return h
}

// Done fails the test if a page complained, and tells how much the way took.
func (h *Hand) Done(what string) {
	h.t.Helper()
	h.WantNoComplaints()
	unit := "clicks and fields"
	if h.keys {
		unit = "keys and fields"
	}
	h.t.Logf("%s: %d %s", what, h.acts, unit)
}

// reach presses Tab until the control has the keyboard that shows a text or has a name. It fails the test if Tab does not lead there or
// if nothing marks that it has.
func (h *Hand) reach(by, want string) *Hand {
	h.t.Helper()
	stops, until := 0.0, time.Now().Add(patience)
	for stops == 0 {
		if stops = h.Eval(markTarget, by, want).(float64); stops == 0 && time.Now().After(until) {
			h.t.Fatalf("%s has nothing for the keyboard that %ss %q; it says:\n%s", h.Path(), by, want, clip(h.Text()))
		}
	}
	const spare = 4 // the browser's own stops, and a menu that closes
	for pressed := 0; ; pressed++ {
		switch at := h.Eval(atTarget).(string); {
		case at == "there":
			return h
		case at != "":
			h.t.Fatalf("%s: %q %s", h.Path(), want, at)
		case pressed > int(stops)+spare:
			h.t.Fatalf("%s: Tab does not lead to %q; it is at %q", h.Path(), want, h.Focused())
		}
		h.acts++
		h.Key(input.Tab)
	}
}

// markTarget remembers the control, and counts the stops there are.
const markTarget = `(by, want) => {
	const root = document.querySelector('dialog:modal') ?? document
	const all = [...root.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')].filter(e =>
		e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility({ visibilityProperty: true }))
	const says = e => (e.type === 'checkbox' ? e.labels[0]?.innerText : e.innerText)?.replace(/\s+/g, ' ').trim() ?? ''
	const target = by === 'name' ? all.find(e => e.name === want && (e.type !== 'radio' || e.checked || !all.some(o => o.name === want && o.checked)))
		: all.find(e => says(e) === want) ?? all.find(e => says(e).includes(want) || e.ariaLabel === want)
	window.__target = target
	return target ? all.length + 1 : 0
}`

const atTarget = `() => {
	const e = document.activeElement
	if (e !== window.__target) return ''
	return e.matches(':focus-visible') ? 'there' : 'has the keyboard, and nothing shows it'
}`

// firstLetter of the option with this value, if the select does not stand there already.
const firstLetter = `value => {
	const e = document.activeElement
	return e.options && e.value !== value ? [...e.options].find(o => o.value === value)?.text ?? '' : ''
}`

// optionsAway is how far below the present choice the option lies.
const optionsAway = `value => {
	const e = document.activeElement
	if (e.options) return [...e.options].findIndex(o => o.value === value) - e.selectedIndex
	const all = [...document.getElementsByName(e.name)].filter(o => o.form === e.form)
	const to = all.findIndex(o => o.value === value), at = all.findIndex(o => o.checked)
	return to - at
}`
