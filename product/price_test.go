package product

import "testing"

func TestPricesAreReadDigitByDigit(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		minor          int64
		ok             bool
	}{
		{"3", "EUR", 300, true}, {"3.5", "EUR", 350, true}, {"3,50", "EUR", 350, true}, {" 0.07 ", "USD", 7, true}, {"300", "JPY", 300, true},
		{"1.234", "KWD", 1234, true}, {"0", "EUR", 0, true}, {"1000000", "EUR", 100_000_000, true},
		{"3.505", "EUR", 0, false}, {"3.5", "JPY", 0, false}, {"-1", "EUR", 0, false}, {"", "EUR", 0, false}, {".5", "EUR", 0, false},
		{"1e3", "EUR", 0, false}, {"1000000.01", "EUR", 0, false}, {"99999999999999999999", "EUR", 0, false}, {"1.000,50", "EUR", 0, false}, {"3", "XXX", 0, false},
	} {
		got, err := ParsePrice(c.text, c.currency)
		if (err == nil) != c.ok || got != c.minor {
			t.Errorf("%q %s: %d, %v", c.text, c.currency, got, err)
		}
	}
}
