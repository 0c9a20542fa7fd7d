package api_test

import (
	"testing"

	"kontor/kontortest"
)

// ui.md "Bars": the documentation is a page like every other.
func TestDocumentationHoldsTheBars(t *testing.T) {
	k := kontortest.OnSQLite(t)
	b := k.Browser(nil).Go("/api/docs")
	b.WantText("Suspend a company").WantSound("api-docs")
	b.Eval(`() => document.querySelectorAll('details').forEach((d, i) => d.open = i < 3)`)
	b.WantSound("api-docs-open")
}
