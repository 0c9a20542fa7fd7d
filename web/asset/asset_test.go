package asset

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"
)

func get(path, encoding string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestFileIsServedInTheBestCodingAccepted(t *testing.T) {
	plain := get(Path("app.css"), "").Body.String()
	require.Contains(t, plain, "@layer")

	br := get(Path("app.css"), "gzip, deflate, br")
	require.Equal(t, "br", br.Header().Get("Content-Encoding"))
	b, err := io.ReadAll(brotli.NewReader(br.Body))
	require.NoError(t, err)
	require.Equal(t, plain, string(b))

	gz := get(Path("app.css"), "gzip, br;q=0")
	require.Equal(t, "gzip", gz.Header().Get("Content-Encoding"))
	zr, err := gzip.NewReader(gz.Body)
	require.NoError(t, err)
	b, err = io.ReadAll(zr)
	require.NoError(t, err)
	require.Equal(t, plain, string(b))
}

func TestOnlyTheAddressOfThisContentIsKeptForGood(t *testing.T) {
	require.Contains(t, get(Path("app.js"), "").Header().Get("Cache-Control"), "immutable")

	old := get(Prefix+"0123456789ab/app.js", "")
	require.Equal(t, http.StatusOK, old.Code)
	require.Equal(t, "no-cache", old.Header().Get("Cache-Control"))
}

func TestUnknownFileIsNotFound(t *testing.T) {
	for _, path := range []string{Prefix, Prefix + "x/none.css", Prefix + "app.css", Prefix + "x/../asset.go", Prefix + "x/file/app.css"} {
		require.Equal(t, http.StatusNotFound, get(path, "").Code, path)
	}
}

func TestUnchangedFileIsNotSentAgain(t *testing.T) {
	tag := get(Path("app.js"), "br").Header().Get("ETag")
	r := httptest.NewRequest(http.MethodGet, Path("app.js"), nil)
	r.Header.Set("Accept-Encoding", "br")
	r.Header.Set("If-None-Match", tag)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)

	require.Equal(t, http.StatusNotModified, w.Code)
	require.Zero(t, w.Body.Len())
}

func TestEveryThirdPartyFileCarriesItsLicense(t *testing.T) {
	require.Contains(t, string(all["htmx.LICENSE"].plain), "Zero-Clause BSD")
	require.Contains(t, string(all["icons.LICENSE"].plain), "MIT License")
	require.Contains(t, string(all["icons.svg"].plain), "MIT license")
}

// ui.md: no inline script or style and nothing that needs eval; the style sheet loads nothing from elsewhere.
func TestOurFilesNeedNothingThePolicyForbids(t *testing.T) {
	for _, name := range []string{"app.js", "theme-boot.js"} {
		for _, bad := range []string{"eval(", "new Function", "innerHTML", "outerHTML =", "insertAdjacentHTML", "document.write"} {
			require.NotContains(t, string(all[name].plain), bad, name)
		}
	}
	for _, bad := range []string{"url(", "@import", "data:image"} {
		require.NotContains(t, strings.SplitN(string(all["app.css"].plain), "\n", 2)[1], bad)
	}
}

// ui.md 6.3: the server computes a readable on-brand color and a dark partner, whatever the vendor picks.
func TestEveryBrandColorGivesReadableThemes(t *testing.T) {
	token := regexp.MustCompile(`--([a-z-]+):light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)`)
	for _, color := range []string{"#1f5fd6", "#ffd400", "#000000", "#ffffff", "#ff0000", "#00ff88", "#7a7a7a", "#0b3d2e", "#f5c2e7"} {
		css := string(Theme(color))
		light, dark := map[string]rgb{}, map[string]rgb{}
		for _, m := range token.FindAllStringSubmatch(css, -1) {
			light[m[1]], dark[m[1]] = hex(m[2]), hex(m[3])
		}
		require.Contains(t, light, "brand", css)
		require.GreaterOrEqual(t, contrast(light["brand"], lightGround), 4.5, "link on light, %s", color)
		require.GreaterOrEqual(t, contrast(dark["brand"], darkGround), 4.5, "link on dark, %s", color)
		for _, theme := range []map[string]rgb{light, dark} {
			require.GreaterOrEqual(t, contrast(theme["on-brand"], theme["brand"]), 4.5, "button, %s", color)
			require.GreaterOrEqual(t, contrast(theme["on-brand"], theme["brand-strong"]), 4.5, "button pointed at, %s", color)
			require.GreaterOrEqual(t, contrast(theme["brand-strong"], theme["brand-soft"]), 4.5, "current entry, %s", color)
			require.GreaterOrEqual(t, contrast(theme["brand"], theme["brand-soft"]), 4.5, "link on soft ground, %s", color)
		}
	}
}

func TestReadableColorIsKeptAsItIs(t *testing.T) {
	require.Contains(t, string(Theme("#1f5fd6")), "--brand:light-dark(#1f5fd6,")
}

func TestWhatIsNotAColorNeverReachesTheStyleSheet(t *testing.T) {
	for _, bad := range []string{"", "red", "#12345", "#12345g", "}body{x", "#1f5fd6;", "#+12345"} {
		require.Equal(t, string(Theme(DefaultColor)), string(Theme(bad)), bad)
		require.Zero(t, Contrast(bad), bad)
	}
}

func TestContrastIsMeasuredAgainstWhite(t *testing.T) {
	require.InDelta(t, 21, Contrast("#000000"), .01)
	require.InDelta(t, 1, Contrast("#ffffff"), .01)
	require.InDelta(t, 4.54, Contrast("#767676"), .01)
}

// performance.md: at most six requests on the first load; so styles are one file and scripts are one file.
func TestStyleSheetCarriesTheColorAndItsAddressBoth(t *testing.T) {
	serve := func(version, color string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		ServeStyle(w, httptest.NewRequest(http.MethodGet, "/theme.css?v="+version, nil), color)
		return w
	}
	blue, red := StyleVersion("#1f5fd6"), StyleVersion("#c62828")
	require.NotEqual(t, blue, red)
	w := serve(red, "#c62828")
	require.Contains(t, w.Header().Get("Cache-Control"), "immutable")
	require.Contains(t, w.Body.String(), "@layer")
	require.Contains(t, w.Body.String(), string(Theme("#c62828")))
	require.Equal(t, "no-cache", serve(blue, "#c62828").Header().Get("Cache-Control"))
}

func TestPortalScriptIsBothScripts(t *testing.T) {
	got := get(Path("portal.js"), "").Body.String()
	require.Contains(t, got, string(all["app.js"].plain))
	require.Contains(t, got, string(all["htmx.min.js"].plain))
}
