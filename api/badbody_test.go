package api_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// inBody makes a JSON body wrong at one place, or as a whole.
func (g *bad) inBody(w *wrong) {
	if g.IntN(5) == 0 {
		g.whole(w)
		return
	}
	var value map[string]any
	if err := json.Unmarshal(w.body, &value); err != nil {
		g.s.t.Fatal(err)
	}
	path := g.document["paths"].(map[string]any)[strings.TrimPrefix(w.o.Path, "/api/v1")].(map[string]any)
	request := path[strings.ToLower(w.o.Method)].(map[string]any)["requestBody"].(map[string]any)
	media := request["content"].(map[string]any)["application/json"].(map[string]any)
	all := g.spots(g.resolved(media["schema"]), value)
	if len(all) == 0 {
		g.whole(w)
		return
	}
	at := all[g.IntN(len(all))]
	const hole = "@hole@"
	raw := ""
	switch g.IntN(6) {
	case 0:
		if _, ok := at.in[at.name]; at.required && ok {
			delete(at.in, at.name)
			w.did(true, "without %s", at.name)
			break
		}
		fallthrough
	case 1:
		name := g.pick("nonsense", "", "__proto__", "id", "partner_id", "\x00", strings.Repeat("n", 5000), at.name+"\u200b", "$ref", "constructor")
		if _, known := at.in[name]; !known {
			at.in[name] = 1
			w.did(name != "id" && name != "partner_id", "with %.20q", name)
		}
	case 2:
		raw = g.pick(strings.Repeat("[", 20)+strings.Repeat("]", 20), strings.Repeat(`{"a":`, 20)+"1"+strings.Repeat("}", 20), strings.Repeat("[", 5000)+strings.Repeat("]", 5000))
		w.did(true, "deep %s", at.name)
	default:
		var sure bool
		raw, sure = g.value(at)
		w.did(sure, "%s = %.30q", at.name, raw)
	}
	if raw != "" {
		at.in[at.name] = hole
	}
	text, err := json.Marshal(value)
	if err != nil {
		g.s.t.Fatal(err)
	}
	w.body = bytes.Replace(text, []byte(`"`+hole+`"`), []byte(raw), 1)
}

// value is one that a place should not have, as it stands in JSON, and whether it surely is none.
func (g *bad) value(at spot) (raw string, sure bool) {
	kinds := map[string]string{"string": `"word"`, "integer": "12", "boolean": "true", "array": "[]", "object": "{}", "null": "null"}
	own := listOf(at.schema["type"])
	if g.IntN(2) == 0 && len(own) > 0 {
		other := g.pick("string", "integer", "boolean", "array", "object", "null")
		return kinds[other], !slices.Contains(own, other) && !(other == "integer" && slices.Contains(own, "number"))
	}
	_, listed := at.schema["enum"]
	switch {
	case slices.Contains(own, "integer"):
		if g.IntN(3) == 0 {
			return g.pick("0", "-1", "-0", "1e3", "1.0", "2147483648", "9223372036854775807", "1e18", "123456789e-3", "true"), false
		}
		return g.pick("9223372036854775808", "-9223372036854775809", "1e309", "-1e309", "1e-400", "1.5", "123456789012345678901234567890", "18446744073709551616", "NaN", "Infinity", "01", "0x1", "1_000", "+1"), true
	case listed:
		return g.pick(`"x"`, `" "`, `"\u0000"`, "\"\xff\"", `"NULL"`), true
	case slices.Contains(own, "string"):
		if most, ok := at.schema["maxLength"].(float64); ok && g.IntN(4) == 0 {
			return `"` + strings.Repeat(g.pick("x", "ø", "💥"), int(most)+1) + `"`, true
		}
		return g.pick(`""`, `" "`, `"\u0000"`, `"a\u0000b"`, `"\u202e"`, `"\ud800"`, `"\udc00\ud800"`, "\"\xff\xfe\"", "\"\xed\xa0\x80\"", `"\u0007\u001b[31m"`, `"\r\nBcc: x@y.example"`, `"' OR 1=1 --"`, `"%"`,
			`"{{.}}"`, `"<script>"`, `"💥"`, `"a@b"`, `"@"`, `"a@b.example\u0000"`, `"=1+1"`, `"javascript:alert(1)"`, `"0"`, `"-1"`, `"9223372036854775808"`, `"../../x"`, `"\u00a0\u2003"`), false
	}
	return g.pick(`"x"`, "1", "null", "[null]", `{"a":null}`, "1e309"), false
}

func listOf(kind any) []string {
	switch k := kind.(type) {
	case string:
		return []string{k}
	case []any:
		var all []string
		for _, one := range k {
			if text, ok := one.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}

// whole replaces a body, or breaks it.
func (g *bad) whole(w *wrong) {
	text := string(w.body)
	switch g.IntN(6) {
	case 0:
		w.body = []byte(g.pick("{", "[]", "null", "1", `"x"`, "true", "[{}]", "nul", "{]", "\x00", "\xff\xfe{}", "{'name':'x'}", "<x/>", "a=b", "{}{}", "//", strings.Repeat("[", 30_000), strings.Repeat(" ", 30_000)))
		w.did(true, "body %.20q", w.body)
	case 1:
		w.body = []byte(text[:g.IntN(len(text))])
		w.did(true, "cut short")
	case 2:
		w.body = []byte(text + g.pick("{", "}", ",", "x", "{}", "[]", "\x00", " 1"))
		w.did(true, "more after it")
	case 3:
		w.body = []byte(g.pick(`{"name":"First",`, `{"license_count":1,`, `{"owner":null,`, `{"NAME":1,`, `{"":1,`) + text[1:])
		w.did(false, "twice")
	case 4:
		w.body = []byte(text[:len(text)-1] + strings.Repeat(" ", 70<<10) + "}")
		w.did(true, "too large")
	default:
		i := g.IntN(len(text))
		w.body = []byte(text[:i] + string([]byte{byte(g.IntN(256))}) + text[i+1:])
		w.did(false, "one byte changed")
	}
}
