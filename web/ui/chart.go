package ui

import (
	"math"
	"strconv"
)

// Bar is one column of a chart.
type Bar struct {
	Label string // below it: "Nov"
	Name  string // in the table and aloud: "November 2026"
	Value int
}

// Chart is a chart of columns; ID must be unique in the page.
type Chart struct {
	ID, Title string
	What      string // what is counted: "User license count"
	Bars      []Bar
}

// The drawing's measures, in its own units.
const (
	chartWidth, chartHeight = 760, 240
	chartLeft, chartTop     = 64, 16
	chartFloor              = 206
)

// Says is the chart in a sentence.
func (c Chart) Says() string {
	if len(c.Bars) == 0 {
		return c.What + ": nothing yet."
	}
	first, last := c.Bars[0], c.Bars[len(c.Bars)-1]
	if first.Value == last.Value {
		return c.What + " was " + Number(first.Value) + " in " + first.Name + " and is " + Number(last.Value) + " in " + last.Name + "."
	}
	return c.What + " went from " + Number(first.Value) + " in " + first.Name + " to " + Number(last.Value) + " in " + last.Name + "."
}

// steps are the values at the lines across: from 0 to a round number above the highest column, two to five of them.
func (c Chart) steps() []int {
	most := 1
	for _, b := range c.Bars {
		most = max(most, b.Value)
	}
	size := 1
	for round := 1; ; round *= 10 {
		for _, n := range []int{1, 2, 5} {
			if size = n * round; size*4 >= most {
				var all []int
				for at := 0; ; at += size {
					all = append(all, at)
					if at >= most {
						return all
					}
				}
			}
		}
	}
}

// y is where a value lies.
func (c Chart) y(value int) float64 {
	steps := c.steps()
	return chartFloor - float64(value)/float64(steps[len(steps)-1])*(chartFloor-chartTop)
}

// x is the left side of a column's share of the width, and how wide the share is.
func (c Chart) x(i int) (left, width float64) {
	width = float64(chartWidth-chartLeft) / float64(max(len(c.Bars), 1))
	return chartLeft + float64(i)*width, width
}

func units(n float64) string { return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64) }

// drawn is a column with its measures.
type drawn struct {
	Bar
	left, top, width, height, middle string
}

func (c Chart) drawn() []drawn {
	all := make([]drawn, len(c.Bars))
	for i, b := range c.Bars {
		left, width := c.x(i)
		all[i] = drawn{b, units(left + width/5), units(c.y(b.Value)), units(width * 3 / 5), units(chartFloor - c.y(b.Value)), units(left + width/2)}
	}
	return all
}
