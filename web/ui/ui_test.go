package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kontor/web/ui"
)

func TestNumbersAreWrittenInUSEnglish(t *testing.T) {
	for n, want := range map[int]string{0: "0", 42: "42", 999: "999", 1918: "1,918", 1234567: "1,234,567", -1918: "-1,918"} {
		require.Equal(t, want, ui.Number(n))
	}
	require.Equal(t, "1 company", ui.Plural(1, "company", "companies"))
	require.Equal(t, "1,200 companies", ui.Plural(1200, "company", "companies"))
}

func TestInitialsComeFromAnyName(t *testing.T) {
	for name, want := range map[string]string{"Aldergrove Dental Group": "AD", "keyhaven": "K", "Ember & Oak": "EO", "Ömer Straße": "ÖS", "": "", "---": "", "株式会社 テスト": "株テ", "3M": "3"} {
		require.Equal(t, want, ui.Initials(name), name)
	}
}

func TestAnAppIsCalledAppOnce(t *testing.T) {
	for name, want := range map[string]string{"Keyhaven": "Keyhaven app", "Acme App": "Acme App", "Whatsapp": "Whatsapp app", "": "app", "App": "App"} {
		require.Equal(t, want, ui.App(name), name)
	}
}

func TestFormSentIsShownAgain(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("email=maya%40x.example&role=user&role=admin"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	require.NoError(t, r.ParseForm())

	f := ui.Form{Action: "/x"}.Again(r, "", map[string]string{"email": "No."})

	require.Equal(t, "maya@x.example", f.Value("email"))
	require.True(t, f.Has("role", "admin"))
	require.True(t, f.Failed())
	require.Equal(t, "Error: Add user", f.PageTitle("Add user"))
}

func TestDefaultsDoNotChangeTheFormTheyCameFrom(t *testing.T) {
	a := ui.Form{}.With("count", "5")
	b := a.With("count", "6")

	require.Equal(t, "5", a.Value("count"))
	require.Equal(t, "6", b.Value("count"))
}

func TestChartHasRoundLinesAndSaysWhatItShows(t *testing.T) {
	c := ui.Chart{ID: "c", Title: "Licenses by month", What: "User license count", Bars: []ui.Bar{{Label: "Oct", Name: "October", Value: 1120}, {Label: "Nov", Name: "November", Value: 1918}}}
	var out strings.Builder
	require.NoError(t, ui.Columns(c).Render(t.Context(), &out))
	for _, want := range []string{"User license count went from 1,120 in October to 1,918 in November.", ">2,000<", ">500<", "November: 1,918", "Show as table", `aria-labelledby="c-title c-desc"`} {
		require.Contains(t, out.String(), want)
	}
	require.NotContains(t, out.String(), ">2,500<")
	c.Bars = []ui.Bar{{Label: "Nov", Name: "November"}}
	require.Contains(t, c.Says(), "was 0 in November")
}
