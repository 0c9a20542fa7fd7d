package kontortest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"
)

// Tab is a window of Chromium with cookies of its own. It collects what the page complains about: violations of the CSP, errors of
// scripts, failed downloads.
type Tab struct {
	base string
	page *rod.Page
	t    testing.TB

	mu         sync.Mutex
	complaints []string
}

const (
	patience = 20 * time.Second // for one act
	longest  = 15 * time.Minute // that a tab lives
	quiet    = 100 * time.Millisecond
)

func newTab(t testing.TB, base string) *Tab {
	t.Helper()
	alone, err := sharedBrowser(t).rod.Incognito()
	if err != nil {
		t.Fatal(err)
	}
	page, err := alone.Page(proto.TargetCreateTarget{})
	if err != nil {
		t.Fatal(err)
	}
	tab := &Tab{base: base, page: page.Timeout(longest), t: t}
	t.Cleanup(func() {
		_ = page.Close() // the profile goes with it
		_ = alone.Close()
	})
	tab.listen()
	tab.Size(1280, 900)
	return tab
}

// For lets the tab go on in another test, such as the next subtest.
func (b *Tab) For(t testing.TB) *Tab {
	b.t = t
	return b
}

// listen collects complaints from the page's log, its console and its network.
func (b *Tab) listen() {
	wait := b.page.EachEvent(
		func(e *proto.LogEntryAdded) {
			if e.Entry.Level == proto.LogLogEntryLevelError && !expectedStatus(e.Entry.Text) {
				b.complain("%s %s", e.Entry.Text, e.Entry.URL)
			}
		},
		func(e *proto.RuntimeExceptionThrown) { b.complain("script: %s", e.ExceptionDetails.Text) },
		func(e *proto.AuditsIssueAdded) {
			if csp := e.Issue.Details.ContentSecurityPolicyIssueDetails; csp != nil {
				b.complain("CSP: %s %s", csp.ViolatedDirective, csp.BlockedURL)
			}
		})
	go wait()
	for _, enable := range []func() error{
		func() error { return proto.LogEnable{}.Call(b.page) },
		func() error { return proto.AuditsEnable{}.Call(b.page) },
	} {
		if err := enable(); err != nil {
			b.t.Fatal(err)
		}
	}
}

// expectedStatus: a page that answers 404 or 422 on purpose is logged as a failed resource.
func expectedStatus(text string) bool {
	return strings.HasPrefix(text, "Failed to load resource: the server responded with a status of 4")
}

func (b *Tab) complain(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, fmt.Sprintf(format, args...))
}

// WantNoComplaints fails the test if a page broke the CSP or a script failed since the last call.
func (b *Tab) WantNoComplaints() *Tab {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		b.t.Errorf("the page complains: %s", c)
	}
	b.complaints = nil
	return b
}

// Go opens a path and waits until it is loaded.
func (b *Tab) Go(path string) *Tab {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.base + path
	}
	b.must(b.page.Timeout(patience).Navigate(path))
	b.must(b.page.Timeout(patience).WaitLoad())
	return b
}

// Path is where the tab is, without the host.
func (b *Tab) Path() string {
	b.t.Helper()
	info, err := b.page.Info()
	b.must(err)
	return strings.TrimPrefix(info.URL, b.base)
}

// Size sets the window's size in CSS pixels.
func (b *Tab) Size(width, height int) *Tab {
	b.t.Helper()
	b.must(b.page.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: width, Height: height, DeviceScaleFactor: 1}))
	return b
}

// Dark shows the pages as somebody sees them whose system prefers dark, or light.
func (b *Tab) Dark(dark bool) *Tab {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.must(proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}.Call(b.page))
	return b
}

// NoScript blocks all scripts from now on. They are blocked as downloads: with scripting switched off Chromium's own clicks hang.
func (b *Tab) NoScript() *Tab {
	b.t.Helper()
	b.must(proto.NetworkEnable{}.Call(b.page))
	b.must(proto.NetworkSetBlockedURLs{Urls: []string{"*.js*"}}.Call(b.page))
	return b
}

// Fill types text into the field with this name, replacing what was there.
func (b *Tab) Fill(name, text string) *Tab {
	b.t.Helper()
	field, err := b.page.Timeout(patience).Element(fmt.Sprintf(`[name=%q]`, name))
	b.must(err)
	b.must(field.SelectAllText())
	b.must(field.Input(text))
	return b
}

// Click presses the visible link or button that shows text, in the open dialog if there is one, and waits for the page that follows, if
// one does.
func (b *Tab) Click(text string) *Tab {
	b.t.Helper()
	found, err := b.page.Timeout(patience).ElementByJS(rod.Eval(`text => {
		const all = [...(document.querySelector('dialog:modal') ?? document).querySelectorAll('a, button, summary, label, [role=button], [role=menuitem]')]
		const shown = all.filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[aria-hidden=true]'))
		const says = e => e.innerText.replace(/\s+/g, ' ').trim()
		return shown.find(e => says(e) === text) ?? shown.find(e => says(e).includes(text) || e.ariaLabel === text) ?? null
	}`, text))
	if err != nil {
		b.t.Fatalf("%s has nothing to click that shows %q (%v); it says:\n%s", b.Path(), text, err, clip(b.Text()))
	}
	b.Eval(`() => { window.__clicked = true }`)
	b.must(found.ScrollIntoView())
	answered := b.page.Timeout(patience).WaitRequestIdle(quiet, nil, nil, nil)
	b.must(found.Click(proto.InputMouseButtonLeft, 1))
	answered()
	return b.Settle()
}

// WantAnswer waits until the page has come that the last Click asked for. Click does so as long as the browser asks for it within a moment;
// on a busy machine it may not, and where the answer has the address of the question, nothing else tells the two apart.
func (b *Tab) WantAnswer() *Tab {
	b.t.Helper()
	for until := time.Now().Add(patience); ; b.Settle() {
		got, err := b.page.Timeout(patience).Eval(`() => document.readyState === 'complete' && !window.__clicked`)
		if err == nil && got.Value.Bool() {
			return b
		}
		if time.Now().After(until) {
			b.t.Fatalf("%s: no page followed what was clicked; it says:\n%s", b.Path(), clip(b.Text()))
		}
	}
}

// Key presses a key, such as input.Tab or input.Enter.
func (b *Tab) Key(keys ...input.Key) *Tab {
	b.t.Helper()
	b.must(b.page.Keyboard.Type(keys...))
	return b
}

// Settle waits until the page and what it asked for have come.
func (b *Tab) Settle() *Tab {
	b.t.Helper()
	b.must(b.page.Timeout(patience).WaitStable(quiet))
	return b
}

// Text is what a reader sees.
func (b *Tab) Text() string {
	b.t.Helper()
	return strings.Join(strings.Fields(b.Eval(`() => document.body.innerText`).(string)), " ")
}

// WantText waits until the page shows every one of the texts.
func (b *Tab) WantText(texts ...string) *Tab {
	b.t.Helper()
	for _, text := range texts {
		until := time.Now().Add(patience)
		for !b.shows(text) {
			if time.Now().After(until) {
				b.t.Fatalf("%s does not show %q; it says:\n%s", b.Path(), text, clip(b.Text()))
			}
			b.Settle()
		}
	}
	return b
}

// shows is false also while one page gives way to the next.
func (b *Tab) shows(text string) bool {
	got, err := b.page.Timeout(patience).Eval(`() => document.body?.innerText ?? ''`)
	return err == nil && strings.Contains(strings.Join(strings.Fields(got.Value.Str()), " "), text)
}

// Focused is the text, label or name of what has the keyboard.
func (b *Tab) Focused() string {
	b.t.Helper()
	return b.Eval(`() => { const e = document.activeElement; return e.ariaLabel || e.innerText?.trim() || e.name || e.id || e.tagName }`).(string)
}

// Eval runs a function of JavaScript in the page and gives its value.
func (b *Tab) Eval(js string, args ...any) any {
	b.t.Helper()
	got, err := b.page.Timeout(patience).Eval(js, args...)
	b.must(err)
	return got.Value.Val()
}

// WantNoOverflow fails the test if the page is wider than the window at one of the widths (ui.md: 320, 390, 640).
func (b *Tab) WantNoOverflow(widths ...int) *Tab {
	b.t.Helper()
	for _, width := range widths {
		b.Size(width, 900)
		if wide := b.Eval(overflow).(string); wide != "" {
			b.t.Errorf("%s at %d px: %s", b.Path(), width, wide)
		}
	}
	b.Size(1280, 900)
	return b
}

const overflow = `() => {
	const wide = document.documentElement.scrollWidth
	if (wide <= innerWidth) return ''
	const guilty = [...document.body.querySelectorAll('*')].find(e => e.getBoundingClientRect().right > innerWidth + 1)
	return wide + ' px wide, first ' + (guilty ? guilty.tagName + '.' + guilty.className : 'nobody')
}`

// Shot writes a picture of the whole page to the folder that KONTOR_SHOTS names; without one it does nothing.
func (b *Tab) Shot(name string) *Tab {
	b.t.Helper()
	dir := os.Getenv("KONTOR_SHOTS")
	if dir == "" {
		return b
	}
	b.must(os.MkdirAll(dir, 0o755))
	picture, err := b.page.Timeout(patience).Screenshot(true, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatPng})
	b.must(err)
	b.must(os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644))
	return b
}

// Picture writes what the window shows to a file, as WebP.
func (b *Tab) Picture(file string) *Tab {
	b.t.Helper()
	picture, err := b.Settle().page.Timeout(patience).Screenshot(false, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatWebp, Quality: new(82)})
	b.must(err)
	b.must(os.WriteFile(file, picture, 0o644))
	return b
}

// setCookie plants a session that was not made by signing in.
func (b *Tab) setCookie(name, value string) {
	b.t.Helper()
	b.must(b.page.SetCookies([]*proto.NetworkCookieParam{{Name: name, Value: value, URL: b.base, Path: "/", HTTPOnly: true}}))
}

func (b *Tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}
