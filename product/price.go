package product

import (
	"strconv"
	"strings"

	"kontor/fail"
)

// MaxPrice is the highest unit price that can be entered, in minor units.
const MaxPrice = 100_000_000

// exponents: how many digits of the minor unit a currency has (ISO 4217). Only these currencies can be chosen.
var exponents = map[string]int{
	"AED": 2, "AUD": 2, "BGN": 2, "BRL": 2, "CAD": 2, "CHF": 2, "CZK": 2, "DKK": 2, "EUR": 2, "GBP": 2, "HUF": 2, "ILS": 2, "INR": 2, "ISK": 0,
	"JPY": 0, "KRW": 0, "KWD": 3, "MXN": 2, "NOK": 2, "NZD": 2, "PLN": 2, "RON": 2, "SEK": 2, "SGD": 2, "TRY": 2, "USD": 2, "ZAR": 2,
}

// Currencies are the codes that can be chosen, the most used first, then by name.
func Currencies() []string {
	return []string{"EUR", "USD", "GBP", "AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CZK", "DKK", "HUF", "ILS", "INR", "ISK", "JPY", "KRW", "KWD",
		"MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "TRY", "ZAR"}
}

// Exponent is the number of digits of the currency's minor unit; an unknown currency is fail.Invalid at "currency".
func Exponent(currency string) (int, error) {
	e, ok := exponents[currency]
	if !ok {
		return 0, fail.Invalid(fail.At("currency", "Choose a currency."))
	}
	return e, nil
}

// ParsePrice reads a typed price ("3", "3.5", "3,50") as minor units of the currency. The digits are moved, not calculated with.
// Fails with fail.Invalid at "price" for anything that is no such number, has more digits than the currency, or is above MaxPrice.
func ParsePrice(text, currency string) (int64, error) {
	digits, err := Exponent(currency)
	if err != nil {
		return 0, err
	}
	bad := fail.Invalid(fail.At("price", "Enter a price such as 3.50."))
	whole, frac, _ := strings.Cut(strings.Replace(strings.TrimSpace(text), ",", ".", 1), ".")
	if whole == "" || len(frac) > digits || len(whole) > 12 || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, bad
	}
	minor, err := strconv.ParseInt(whole+frac+strings.Repeat("0", digits-len(frac)), 10, 64)
	if err != nil || minor > MaxPrice {
		return 0, bad
	}
	return minor, nil
}

// PriceText is a price as it is typed: "3.50". The digits are moved, not calculated with.
func PriceText(minor int64, currency string) string {
	digits := exponents[currency]
	text := strconv.FormatInt(minor, 10)
	for len(text) <= digits {
		text = "0" + text
	}
	if digits == 0 {
		return text
	}
	cut := len(text) - digits
	return text[:cut] + "." + text[cut:]
}
