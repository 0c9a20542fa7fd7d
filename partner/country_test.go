package partner

import "testing"

func TestEveryCountryHasANameAndUnionsAreNone(t *testing.T) {
	seen := map[string]string{}
	for _, c := range Countries() {
		if c.Name == "" || seen[c.Name] != "" {
			t.Errorf("%s is named %q, as %q is", c.Code, c.Name, seen[c.Name])
		}
		seen[c.Name] = c.Code
	}
	for code, is := range map[string]bool{"DK": true, "XK": true, "MK": true, "SU": false, "YU": false, "EU": false, "EZ": false, "UN": false, "AN": false, "dk": false, "": false} {
		if IsCountry(code) != is {
			t.Errorf("%q: country %v, want %v", code, IsCountry(code), is)
		}
	}
	if n := len(Countries()); n < 240 || n > 260 {
		t.Errorf("%d countries", n)
	}
}
