package kontortest

import (
	"encoding/json"
	"strings"

	"github.com/go-rod/rod/lib/input"
)

// WantKeyboard presses Tab through the page, or through the dialog that is open over it, and fails the test unless every control is
// reached, looks different when it has the focus, and is not covered by something else. With a dialog open it also fails if a stop lies
// outside.
func (b *Tab) WantKeyboard() *Tab {
	b.t.Helper()
	stops := int(b.Eval(watchStops).(float64))
	const spare = 3 // the browser's own stop before the first and behind the last
	for range stops + spare {
		b.Key(input.Tab)
	}
	var faults []string
	said := b.Eval(`() => window.__stops()`).(string)
	if err := json.Unmarshal([]byte(said), &faults); err != nil {
		b.t.Fatalf("keyboard: %v", err)
	}
	if len(faults) > 0 {
		b.t.Errorf("%s, keyboard:\n\t%s", b.Path(), strings.Join(faults, "\n\t"))
	}
	return b
}

// watchStops counts the stops there should be and watches what Tab does with them; window.__stops then tells what was wrong. A stop is
// judged when the key is released: only then has the page scrolled to it.
const watchStops = `() => {
	const root = document.querySelector('dialog:modal') ?? document
	const first = r => [...document.getElementsByName(r.name)].filter(o => o.form === r.form && !o.disabled)
	const tabbable = e => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility({ visibilityProperty: true }) &&
		(e.type !== 'radio' || e.checked || !first(e).some(o => o.checked) && first(e)[0] === e)
	const called = e => (e.tagName + ' ' + (e.ariaLabel || e.innerText?.trim() || e.name || e.id)).slice(0, 80)
	const look = e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join() }
	const ringed = e => { const s = getComputedStyle(e); return s.boxShadow !== 'none' || s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 }
	document.activeElement?.blur()
	const all = [...root.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')].filter(tabbable)
	const before = new Map(all.map(e => [e, look(e)])), reached = new Set(), faults = []
	const bare = e => {
		const r = e.getClientRects()[0]
		if (!r) return false
		const hit = document.elementFromPoint(r.left + r.width / 2, r.top + Math.min(r.height, innerHeight) / 2)
		return hit && (hit === e || e.contains(hit) || hit.contains(e) && hit !== document.body && hit !== document.documentElement)
	}
	const judge = ev => {
		const e = document.activeElement
		if (ev.key !== 'Tab' || e === document.body || reached.has(e)) return
		reached.add(e)
		if (!root.contains(e)) faults.push('the keyboard left the dialog: ' + called(e))
		else if (!ringed(e) || look(e) === before.get(e)) faults.push('focus does not show: ' + called(e))
		else if (!bare(e)) faults.push('has the focus where it cannot be seen: ' + called(e))
	}
	window.addEventListener('keyup', judge, true)
	window.__stops = () => {
		window.removeEventListener('keyup', judge, true)
		for (const e of all) if (!reached.has(e)) faults.push('never reached: ' + called(e))
		document.activeElement?.blur()
		for (const e of all) if (e.readOnly) e.setSelectionRange(0, 0) // Tab has marked its text
		scrollTo(0, 0)
		return JSON.stringify(faults)
	}
	return all.length
}`

// Together presses keys at the same time, such as Ctrl and K.
func (b *Tab) Together(keys ...input.Key) *Tab {
	b.t.Helper()
	for _, k := range keys {
		b.must(b.page.Timeout(patience).Keyboard.Press(k))
	}
	for i := range keys {
		b.must(b.page.Timeout(patience).Keyboard.Release(keys[len(keys)-1-i]))
	}
	return b.Settle()
}
