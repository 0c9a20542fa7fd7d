package asset

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// DefaultColor is the brand color until the vendor has chosen one.
const DefaultColor = "#1f5fd6"

// readable is the contrast text needs (WCAG 2.2, 1.4.3).
const readable = 4.5

// rgb holds linear light, each 0 to 1.
type rgb struct{ r, g, b float64 }

// grounds are the darkest light and the lightest dark surface brand-colored text stands on (app.css tokens).
var (
	white       = hex("#ffffff")
	lightGround = hex("#f1f3f6")
	darkSurface = hex("#171b22")
	darkGround  = hex("#1e242d")
	ink         = hex("#0c1220")
)

// Theme is the part of /theme.css that comes from the vendor's color, "#rrggbb": the color itself where text in it can be read on the
// portal's surfaces, else the nearest shade that can, and a lighter partner for the dark theme (ui.md 6.3).
// Anything that is not a color gives the default.
func Theme(color string) []byte {
	if !IsColor(color) {
		color = DefaultColor
	}
	c := hex(color)
	softLight, softDark := mix(white, c, .1), mix(darkSurface, c, .22)
	light := until(c, -1, readable, white, lightGround, softLight)
	dark := until(c, 1, readable, darkSurface, darkGround, softDark)
	strongLight := until(shift(light, -.07), -1, readable+1, softLight)
	strongDark := until(shift(dark, .06), 1, readable+1, softDark)
	return fmt.Appendf(nil, ":root{--brand:light-dark(%s,%s);--brand-strong:light-dark(%s,%s);"+
		"--on-brand:light-dark(%s,%s);--brand-soft:light-dark(%s,%s);--chart-1:light-dark(%s,%s);--chart-2:light-dark(%s,%s)}\n",
		light, dark, strongLight, strongDark, on(light), on(dark), softLight, softDark,
		light, dark, mix(white, light, .4), mix(darkSurface, dark, .4))
}

// Contrast is the WCAG contrast of a color, "#rrggbb", against white: 1 to 21. From 4.5 on it is used as it is;
// below, buttons and links use a darker shade. Anything that is not a color gives 0.
func Contrast(color string) float64 {
	if !IsColor(color) {
		return 0
	}
	return contrast(hex(color), white)
}

// IsColor says whether s is "#rrggbb".
func IsColor(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 16, 32)
	return err == nil
}

// on is the color text has on c: white or near black, whichever reads better.
func on(c rgb) rgb {
	if contrast(c, white) >= contrast(c, ink) {
		return white
	}
	return ink
}

// until darkens (dir −1) or lightens (dir 1) c in small steps until it can be read on every ground.
func until(c rgb, dir, want float64, grounds ...rgb) rgb {
	for range 100 {
		worst := math.Inf(1)
		for _, g := range grounds {
			worst = min(worst, contrast(c.round(), g.round()))
		}
		if worst >= want {
			return c
		}
		c = shift(c, dir*.01)
	}
	return c
}

// shift changes the perceived lightness (OKLab) and keeps the hue.
func shift(c rgb, by float64) rgb {
	l := math.Cbrt(.4122214708*c.r + .5363325363*c.g + .0514459929*c.b)
	m := math.Cbrt(.2119034982*c.r + .6806995451*c.g + .1073969566*c.b)
	s := math.Cbrt(.0883024619*c.r + .2817188376*c.g + .6299787005*c.b)
	light := .2104542553*l + .7936177850*m - .0040720468*s + by
	a := 1.9779984951*l - 2.4285922050*m + .4505937099*s
	b := .0259040371*l + .7827717662*m - .8086757660*s
	l, m, s = light+.3963377774*a+.2158037573*b, light-.1055613458*a-.0638541728*b, light-.0894841775*a-1.2914855480*b
	l, m, s = l*l*l, m*m*m, s*s*s
	return rgb{
		4.0767416621*l - 3.3077115913*m + .2309699292*s,
		-1.2684380046*l + 2.6097574011*m - .3413193965*s,
		-.0041960863*l - .7034186147*m + 1.7076147010*s,
	}.clamp()
}

// mix puts a share of b into a, as the eye sees it (in gamma space, like CSS color-mix in srgb).
func mix(a, b rgb, share float64) rgb {
	f := func(x, y float64) float64 { return linear(gamma(x)*(1-share) + gamma(y)*share) }
	return rgb{f(a.r, b.r), f(a.g, b.g), f(a.b, b.b)}
}

func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func (c rgb) luminance() float64 { return .2126*c.r + .7152*c.g + .0722*c.b }

func (c rgb) clamp() rgb {
	f := func(v float64) float64 { return min(max(v, 0), 1) }
	return rgb{f(c.r), f(c.g), f(c.b)}
}

// round is the color as the browser gets it, in 8 bits.
func (c rgb) round() rgb { return hex(c.String()) }

// String is "#rrggbb".
func (c rgb) String() string {
	f := func(v float64) int { return int(math.Round(gamma(v) * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", f(c.r), f(c.g), f(c.b))
}

// hex reads "#rrggbb"; callers have checked it.
func hex(s string) rgb {
	n, _ := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	f := func(v uint64) float64 { return linear(float64(v&255) / 255) }
	return rgb{f(n >> 16), f(n >> 8), f(n)}
}

func linear(v float64) float64 {
	if v <= .04045 {
		return v / 12.92
	}
	return math.Pow((v+.055)/1.055, 2.4)
}

func gamma(v float64) float64 {
	if v <= .0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - .055
}
