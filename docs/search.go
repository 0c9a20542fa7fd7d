package docs

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a word counts for, by where it stands.
const (
	inTitle       = 10.0
	inHeading     = 4.0
	inDescription = 3.0
	inText        = 1.0
)

// index knows in which article each word stands, and what it counts for there.
type index struct {
	words map[string]map[*Article]float64
	known []string          // the words, sorted
	forms map[string]string // the shortest form in which a word was written
}

func newIndex(all []*Article) index {
	x := index{words: map[string]map[*Article]float64{}, forms: map[string]string{}}
	for _, a := range all {
		x.add(a, a.Title, inTitle)
		x.add(a, a.Description, inDescription)
		x.add(a, a.Collection, inDescription)
		for _, s := range a.sections {
			x.add(a, s.Text, inHeading)
			x.add(a, s.text, inText)
		}
	}
	for w := range x.words {
		x.known = append(x.known, w)
	}
	slices.Sort(x.known)
	return x
}

// add counts the words of a text; a word that stands often counts a little more, not often as much.
func (x index) add(a *Article, text string, weight float64) {
	for _, t := range tokens(text) {
		if x.words[t.stem] == nil {
			x.words[t.stem] = map[*Article]float64{}
		}
		if had := x.forms[t.stem]; had == "" || len(t.word) < len(had) {
			x.forms[t.stem] = t.word
		}
		had := x.words[t.stem][a]
		x.words[t.stem][a] = math.Max(had, weight) + math.Min(had, weight)*0.1
	}
}

// token is a word, in small letters and without its ending, and where it stands in its text, in bytes.
type token struct {
	word, stem string
	start, end int
}

func tokens(text string) []token {
	var all []token
	start := -1
	for i, r := range text + " " {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || start >= 0 && (r == '\'' || r == '’') {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			word := strings.ToLower(text[start:i])
			all = append(all, token{word, stem(word), start, i})
			start = -1
		}
	}
	return all
}

// stem takes the commonest endings off, so that "companies" finds "company" and "added" finds "add".
func stem(word string) string {
	w := strings.TrimRight(strings.ReplaceAll(word, "’", "'"), "'")
	w = strings.TrimSuffix(w, "'s")
	for _, e := range [][2]string{{"ies", "y"}, {"sses", "ss"}, {"ing", ""}, {"ed", ""}, {"ss", "ss"}, {"s", ""}} {
		if rest, ok := strings.CutSuffix(w, e[0]); ok && len(rest) >= 3 {
			return rest + e[1]
		}
	}
	return w
}

// passed over in a question unless it has nothing else.
var small = strings.Fields("a an and are be by can do does for from how i if in into is it its me my of on or that the their there this to was what when where which who why will with you your")

// Found is the answer to a search.
type Found struct {
	Hits  []Hit  // the best first
	Meant string // the query as it was understood, if a word of it was not known; "" otherwise
}

// Hit is one article that fits.
type Hit struct {
	Article *Article
	Place   Heading // the section the words stand in; an empty ID is the article's beginning
	Snippet []Piece
}

// Piece is a part of a snippet; Mark is set where it is a word that was looked for.
type Piece struct {
	Text string
	Mark bool
}

const (
	mostHits  = 20
	mostWords = 8
	mostQuery = 200 // bytes that are read
)

// match is a word of the index that a word of the query stands for, and how well it fits.
type match struct {
	word string
	fits float64
}

// Search finds the articles that this reader may read and that hold all words of the query, or, if there are none, some of them. The
// last word may be a beginning, and a word that nobody wrote stands for those that differ by a letter or two.
func Search(who Reader, query string) Found {
	b := books()
	asked := questionWords(query)
	var found Found
	if len(asked) == 0 {
		return found
	}
	score, terms := map[*Article]float64{}, map[*Article]int{}
	marks := map[string]bool{}
	meant := strings.Builder{}
	for _, t := range asked {
		best := map[*Article]float64{}
		fits, guessed := b.index.matches(t)
		for _, m := range fits {
			marks[m.word] = true
			of := b.index.words[m.word]
			rare := math.Log(1 + float64(len(b.all))/float64(len(of)))
			for a, weight := range of {
				best[a] = math.Max(best[a], weight*m.fits*rare)
			}
		}
		if guessed && len(fits) > 0 {
			meant.WriteString(" " + b.index.forms[fits[0].word])
			found.Meant = "guessed"
		} else {
			meant.WriteString(" " + t.word)
		}
		for a, s := range best {
			if a.For <= who {
				score[a] += s
				terms[a]++
			}
		}
	}
	if found.Meant != "" {
		found.Meant = strings.TrimSpace(meant.String())
	}
	found.Hits = ranked(score, terms, marks)
	return found
}

// questionWords are the words that count.
func questionWords(query string) []token {
	if len(query) > mostQuery {
		query = strings.ToValidUTF8(query[:mostQuery], "")
	}
	all := tokens(query)
	counting := slices.DeleteFunc(slices.Clone(all), func(t token) bool { return slices.Contains(small, t.word) })
	if len(counting) == 0 {
		counting = all
	}
	return counting[:min(len(counting), mostWords)]
}

// ranked are the hits in order: those with most of the words, then the highest score.
func ranked(score map[*Article]float64, terms map[*Article]int, marks map[string]bool) []Hit {
	most := 0
	for _, n := range terms {
		most = max(most, n)
	}
	var all []*Article
	for a, n := range terms {
		if n == most {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(x, y *Article) int {
		return cmp.Or(cmp.Compare(score[y], score[x]), strings.Compare(x.Name, y.Name))
	})
	var hits []Hit
	for _, a := range all[:min(len(all), mostHits)] {
		hits = append(hits, a.hit(marks))
	}
	return hits
}

// matches are the words of the index that a word stands for: itself, those that begin with it; if there are none, those that are nearly
// like it (guessed).
func (x index) matches(t token) (fits []match, guessed bool) {
	asked := t.stem
	if x.words[asked] != nil {
		fits = append(fits, match{asked, 1})
	}
	if utf8.RuneCountInString(asked) >= 2 {
		i, _ := slices.BinarySearch(x.known, asked)
		for ; i < len(x.known) && strings.HasPrefix(x.known[i], asked); i++ {
			if x.known[i] != asked {
				fits = append(fits, match{x.known[i], 0.5})
			}
		}
	}
	if len(fits) > 0 {
		return fits, false
	}
	for _, w := range x.known {
		if d := max(nearly(asked, w), nearly(t.word, w)); d > 0 {
			fits = append(fits, match{w, d})
		}
	}
	slices.SortStableFunc(fits, func(a, b match) int { return cmp.Compare(b.fits, a.fits) })
	return fits, true
}

// nearly is how well a word fits one that differs by a letter, or two if it is long; 0 is not at all.
func nearly(asked, word string) float64 {
	far := 0
	switch n := utf8.RuneCountInString(asked); {
	case n >= 7:
		far = 2
	case n >= 4:
		far = 1
	}
	if d := distance(asked, word, far); far > 0 && d <= far {
		return 0.4 / float64(max(d, 1))
	}
	return 0
}

// distance is how many letters two words differ by: one put in, left out, changed, or swapped with its neighbor. More than far is far+1.
func distance(a, b string, far int) int {
	x, y := []rune(a), []rune(b)
	if n := len(x) - len(y); n > far || -n > far {
		return far + 1
	}
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row := make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
