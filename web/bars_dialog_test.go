package web_test

import (
	"testing"

	"github.com/go-rod/rod/lib/input"

	"kontor/kontortest"
)

// ui.md "Bars": drawers and dialogs hold the keyboard, Esc closes them, and the focus returns to what opened them.
func TestDialogsHoldTheFocusAndGiveItBack(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp, poor := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.CardTerms)
	c := msp.Company("Aldergrove Dental Group", 10)
	sofia := c.User("user")
	maya, alma := k.Browser(msp.Admin), k.Browser(poor.Admin)
	for _, d := range []struct {
		name         string
		b            *tab
		path, opener string
		shows        string
	}{
		{"dialog-add-company", maya, msp.Path("/companies"), "Add company", "Next: Primary contact"},
		{"dialog-payment-needed", alma, poor.Path("/companies"), "Add company", "no card is on file"},
		{"dialog-license-count", maya, c.Path(""), "Change User license count", "2 licenses are in use"},
		{"dialog-add-user", maya, c.Path(""), "Add user", "8 licenses of 10 free"},
		{"dialog-remove-user", maya, c.Path(""), "Remove user " + sofia.Name, "This is permanent."},
	} {
		t.Run(d.name, func(t *testing.T) {
			b := d.b.For(t).Go(d.path)
			b.Focus(d.opener).Key(input.Enter).WantText(d.shows).Settle()
			b.WantSound(d.name)
			if open := b.Eval(`() => document.querySelector('dialog:modal')?.contains(document.activeElement) ?? false`); open != true {
				b.Eval(`() => document.querySelector('dialog:modal :is(input,button,a[href])').focus()`)
			}
			b.Key(input.Escape).Settle()
			if open := b.Eval(`() => document.querySelector('dialog[open]') !== null`); open != false {
				t.Fatal("Esc leaves the dialog open")
			}
			if at := b.Focused(); at != d.opener {
				t.Errorf("the focus returns to %q, want %q", at, d.opener)
			}
		})
	}
}

// The menus are popovers of the browser, and so work without scripts, too.
func TestMenusOpenByKeyboardAndCloseWithEsc(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	for _, scripts := range []bool{true, false} {
		b := k.Browser(msp.Admin)
		if !scripts {
			b.NoScript()
		}
		for _, m := range []struct {
			opener, shows string
			width         int
		}{{"Account menu", "Sign out", 1280}, {"Open navigation", "Companies", 390}} {
			b.Go(msp.Path("/companies")).Size(m.width, 844)
			b.Focus(m.opener).Key(input.Enter).Settle()
			shown := func() any {
				return b.Eval(`text => [...document.querySelectorAll(':popover-open :is(a,button)')].some(e => e.innerText.includes(text))`, m.shows)
			}
			if shown() != true {
				t.Fatalf("%s (scripts %v): %s is not shown", m.opener, scripts, m.shows)
			}
			if scripts {
				b.WantAccessible().Dark(true).WantAccessible("color-contrast").Dark(false).Shot("menu-" + m.shows)
			}
			b.Key(input.Tab)
			if inside := b.Eval(`() => document.querySelector(':popover-open').contains(document.activeElement)`); inside != true {
				t.Errorf("%s (scripts %v): the next stop is %q, outside the menu", m.opener, scripts, b.Focused())
			}
			b.Key(input.Escape).Settle()
			if at := b.Eval(`text => document.activeElement.innerText.includes(text) || document.activeElement.ariaLabel === text`, m.opener); at != true || shown() != false {
				t.Errorf("%s (scripts %v): after Esc the focus is at %q, shown %v", m.opener, scripts, b.Focused(), shown())
			}
		}
	}
}
