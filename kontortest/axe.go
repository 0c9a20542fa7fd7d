package kontortest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/go-rod/rod/lib/proto"
)

// Finding is one fault that axe-core sees in a page.
type Finding struct {
	ID, Impact, Help string
	Nodes            []string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", f.ID, f.Impact, f.Help, strings.Join(f.Nodes, "\n\t"))
}

var axeSource = sync.OnceValues(func() (string, error) {
	for _, path := range axePaths() {
		if text, err := os.ReadFile(path); err == nil {
			return string(text), nil
		}
	}
	return "", fmt.Errorf("no axe-core (npm install axe-core, or KONTOR_AXE)")
})

// axePaths: where KONTOR_AXE says, or node_modules of this folder or one above it.
func axePaths() []string {
	const file = "node_modules/axe-core/axe.min.js"
	if named := os.Getenv("KONTOR_AXE"); named != "" {
		return []string{named, filepath.Join(named, "axe.min.js"), filepath.Join(named, file)}
	}
	here, err := os.Getwd()
	if err != nil {
		return nil
	}
	var paths []string
	for dir := here; ; dir = filepath.Dir(dir) {
		paths = append(paths, filepath.Join(dir, file))
		if dir == filepath.Dir(dir) {
			return paths
		}
	}
}

// Axe checks the page as it is now, by the rules of WCAG 2.2 A and AA and best practice; by only the rules named, if any are. Injected
// by the debugger, axe is not held back by the page's CSP.
func (b *Tab) Axe(rules ...string) []Finding {
	b.t.Helper()
	source, err := axeSource()
	if err != nil {
		missing(b.t, err.Error())
	}
	if loaded, ok := b.Eval(`() => typeof axe`).(string); !ok || loaded == "undefined" {
		_, err := proto.RuntimeEvaluate{Expression: source}.Call(b.page.Timeout(patience))
		b.must(err)
	}
	said := b.Eval(`async rules => {
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
		const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags }
		const result = await axe.run(document, { runOnly, resultTypes: ['violations'] })
		return JSON.stringify(result.violations.map(v => ({ ID: v.id, Impact: v.impact, Help: v.help,
			Nodes: v.nodes.map(n => n.html.slice(0, 200) + ' ' + (n.failureSummary ?? '').slice(0, 300)) })))
	}`, rules).(string)
	var findings []Finding
	if err := json.Unmarshal([]byte(said), &findings); err != nil {
		b.t.Fatalf("axe: %v", err)
	}
	return findings
}

// colorRules are those whose answer depends on the theme.
var colorRules = []string{"color-contrast", "link-in-text-block"}

// WantAccessible fails the test for each finding of axe, by only the rules named, if any are.
func (b *Tab) WantAccessible(rules ...string) *Tab {
	b.t.Helper()
	for _, f := range b.Axe(rules...) {
		b.t.Errorf("%s: axe %s", b.Path(), f)
	}
	return b
}

// WantSound is all that every page must hold (ui.md "Bars"): no finding of axe in light, dark and on a phone, no overflow on small
// screens, every stop of the keyboard visibly focused, and no complaint. It takes pictures where KONTOR_SHOTS names a folder.
func (b *Tab) WantSound(name string) *Tab {
	b.t.Helper()
	b.Dark(false).WantAccessible().Shot(name + "-light")
	b.WantKeyboard()
	b.Dark(true).WantAccessible(colorRules...).Shot(name + "-dark").Dark(false)
	b.WantNoOverflow(320, 390, 640)
	b.Size(390, 844).WantAccessible().Shot(name+"-390").Size(1280, 900)
	return b.WantNoComplaints()
}
