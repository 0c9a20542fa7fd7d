package web_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kontor/docs"
	"kontor/kontortest"
)

// Takes the pictures of the help anew (make pictures): each is the state of its name, as the bars look at it.
func TestMakePictures(t *testing.T) {
	dir := os.Getenv("KONTOR_PICTURES")
	if dir == "" {
		t.Skip("make pictures takes them")
	}
	wanted := map[string]bool{}
	for _, c := range docs.Collections(docs.Staff) {
		for _, a := range c.Articles {
			for _, name := range a.Pictures {
				wanted[name] = false
			}
		}
	}
	for _, stage := range allStages() {
		k, states := stage(t)
		last := -1
		for i, s := range states {
			if _, ok := wanted[s.name+".webp"]; ok {
				last = i
			}
		}
		tabs := map[*kontortest.Person]*kontortest.Tab{}
		for _, s := range slices.Clip(states[:last+1]) { // what is done in one state, the next ones need
			if tabs[s.who] == nil {
				tabs[s.who] = k.Browser(s.who).Size(1280, 800)
			}
			b := tabs[s.who].Go(s.path)
			if s.then != nil {
				s.then(b)
			}
			if _, ok := wanted[s.name+".webp"]; ok {
				b.Picture(filepath.Join(dir, s.name+".webp"))
				wanted[s.name+".webp"] = true
			}
		}
	}
	for name, taken := range wanted {
		if !taken {
			t.Errorf("no state is called %s", name)
		}
	}
}
