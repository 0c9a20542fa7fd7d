package mail

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	text "text/template"
	"time"
	"unicode/utf8"

	"kontor/setting"
	"kontor/store"
)

// letter is what a message's two files in letter/ are filled from.
type letter struct {
	M                                 Message
	Name                              string // of whom it is for
	Vendor, App                       string
	Support                           string // address to write to, may be empty
	Account                           string // "Keyhaven Partner Portal account"
	At                                string // when it was written
	Until                             string // until when its secret works
	AppSignIn, AppDownload            string
	Facts                             []fact
	Width                             int // of the longest term and its colon
	Button                            button
	Look                              map[string]template.HTMLAttr
	Subject, Preview, Heading, Reason string

	vendor  setting.Vendor
	url     func(path string) string
	address string
	secret  bool
	expires time.Time
}

type fact struct {
	Term, Value string
	Typed       bool // to be typed letter by letter
}

type button struct{ Text, Link string }

// Content is a mail as it is read. Page is the same as HTML without styles of its own, for a page whose CSP allows none.
type Content struct {
	HTML, Text, Page string
}

//go:embed letter
var files embed.FS

var (
	htmls = map[string]*template.Template{}
	texts = map[string]*text.Template{}
)

func init() {
	pad := text.FuncMap{"pad": func(s string, width int) string {
		return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
	}}
	for kind := range titles {
		htmls[kind] = template.Must(template.ParseFS(files, "letter/frame.html", "letter/"+kind+".html"))
		texts[kind] = text.Must(text.New("").Funcs(pad).ParseFS(files, "letter/frame.txt", "letter/"+kind+".txt"))
	}
}

// write makes the letter of a message: everything but its two bodies.
func write(v setting.Vendor, url func(string) string, now time.Time, to To, m Message) (*letter, error) {
	l := &letter{M: cleaned(m), Name: store.Clean(to.Name), Vendor: v.Name, App: v.AppName, Support: v.SupportEmail,
		At: moment(now, v.BillingZone), vendor: v, url: url, address: to.Address}
	if l.Vendor == "" { // mails of the setup's first steps
		l.Vendor = "Kontor"
	}
	if l.App == "" {
		l.App = l.Vendor
	}
	l.M.fill(l)
	for _, part := range []struct {
		name string
		into *string
	}{{"subject", &l.Subject}, {"preview", &l.Preview}, {"heading", &l.Heading}, {"reason", &l.Reason}} {
		var b bytes.Buffer
		if err := texts[m.Kind()].ExecuteTemplate(&b, part.name, l); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		*part.into = store.Clean(b.String())
	}
	return l, nil
}

// content writes the bodies.
func (l *letter) content() (Content, error) {
	var c Content
	for _, part := range []struct {
		frame string
		look  map[string]template.HTMLAttr
		into  *string
	}{{"mail", look(l.vendor.Color), &c.HTML}, {"page", plainLook, &c.Page}} {
		var b bytes.Buffer
		l.Look = part.look
		if err := htmls[l.M.Kind()].ExecuteTemplate(&b, part.frame, l); err != nil {
			return c, fmt.Errorf("mail: %w", err)
		}
		*part.into = b.String()
	}
	var b bytes.Buffer
	if err := texts[l.M.Kind()].ExecuteTemplate(&b, "whole", l); err != nil {
		return c, fmt.Errorf("mail: %w", err)
	}
	c.Text = wrap(b.String(), 78)
	return c, nil
}

func (l *letter) fact(term, value string) { l.add(fact{Term: term, Value: value}) }

func (l *letter) typed(term, value string) { l.add(fact{term, value, true}) }

func (l *letter) add(f fact) {
	l.Facts = append(l.Facts, f)
	l.Width = max(l.Width, utf8.RuneCountInString(f.Term)+1)
}

// until names the expiry with date, time and zone (domain.md 4.4).
func (l *letter) until(term string, at time.Time, zone string) {
	l.Until, l.expires = moment(at, zone), at
	l.fact(term, l.Until)
}

// account says which of a person's two accounts it is about (domain.md 1 "Two name spaces").
func (l *letter) account(app bool, username string) {
	l.Account = l.Vendor + " Partner Portal account"
	if app {
		l.Account = l.App + " account"
	}
	if username != "" {
		l.typed("Username", username)
		return
	}
	l.fact("Email", l.address)
}

// moment is "22 Nov 2026 10:40 (Europe/Copenhagen)"; an unknown zone is told as UTC.
func moment(at time.Time, zone string) string {
	in, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		in = time.UTC
	}
	return at.In(in).Format("2 Jan 2006 15:04") + " (" + in.String() + ")"
}

// cleaned is the message with every text of it on one line and without control characters.
func cleaned(m Message) Message {
	v := reflect.New(reflect.TypeOf(m)).Elem()
	v.Set(reflect.ValueOf(m))
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String {
			f.SetString(store.Clean(f.String()))
		}
	}
	return v.Interface().(Message)
}

// wrap breaks lines at spaces; indented lines and single long words stay.
func wrap(s string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \n")
		if strings.HasPrefix(line, " ") {
			b.WriteString(line + "\n")
			continue
		}
		at := 0
		for i, word := range strings.Fields(line) {
			n := utf8.RuneCountInString(word)
			switch {
			case i == 0:
			case at+1+n > width:
				b.WriteByte('\n')
				at = 0
			default:
				b.WriteByte(' ')
				at++
			}
			b.WriteString(word)
			at += n
		}
		b.WriteByte('\n')
	}
	return blankLines.ReplaceAllString(b.String(), "\n\n")
}

var blankLines = regexp.MustCompile(`\n{3,}`)

const sans = `font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;`

// look are the styles written into a mail, in the vendor's color.
func look(color string) map[string]template.HTMLAttr {
	back, front := onColor(color)
	style := func(s string) template.HTMLAttr { return template.HTMLAttr(`style="` + s + `"`) }
	return map[string]template.HTMLAttr{
		"brand":  style("padding:0 4px 16px;" + sans + "font-size:16px;line-height:24px;font-weight:700;color:#171c24"),
		"h1":     style("margin:0 0 16px;" + sans + "font-size:22px;line-height:28px;font-weight:650;color:#171c24"),
		"p":      style("margin:0 0 16px;" + sans + "font-size:16px;line-height:24px;color:#171c24;word-break:break-word"),
		"small":  style("margin:0 0 8px;" + sans + "font-size:13px;line-height:20px;color:#566070"),
		"a":      style("color:#171c24"),
		"box":    style("margin:0 0 16px;width:100%;background:#f4f5f7;border-radius:6px;padding:8px 16px"),
		"term":   style("padding:4px 16px 4px 0;white-space:nowrap;" + sans + "font-size:14px;line-height:20px;color:#566070;vertical-align:top"),
		"value":  style("padding:4px 0;" + sans + "font-size:14px;line-height:20px;color:#171c24;word-break:break-word;width:70%"),
		"code":   style("font-family:Consolas,Menlo,monospace;font-size:15px;letter-spacing:.02em"),
		"space":  style("margin:8px 0 24px"),
		"button": style("display:inline-block;padding:12px 20px;border-radius:6px;background:" + back + ";color:" + front + ";" + sans + "font-size:16px;line-height:20px;font-weight:600;text-decoration:none"),
	}
}

// plainLook has the classes of the portal's own stylesheet instead.
var plainLook = map[string]template.HTMLAttr{
	"h1": "", "p": "", "small": "", "a": "", "term": "", "value": "", "code": "", "space": "", "brand": "",
	"box": `class="box"`, "button": `class="btn"`,
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// onColor is the vendor's color and the text color that reads better on it, white or black.
func onColor(color string) (back, front string) {
	if !hexColor.MatchString(color) {
		color = "#1d5fd6"
	}
	light := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8) // the expression above saw to it
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		light += weight * c
	}
	if 1.05/(light+0.05) >= 4.5 { // contrast of white on it (WCAG 1.4.3)
		return color, "#ffffff"
	}
	return color, "#000000"
}
