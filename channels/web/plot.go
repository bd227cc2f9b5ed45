package web

import (
	"fmt"
	"time"

	"loket/core"
)

// plot is the places of a day over its hours: what was given in each, how many that makes, and the line of the quota. It is drawn in
// the units of an SVG as high as plotHeight and as wide as there is room, so its places across are per cent.
type plot struct {
	Hours []plotHour
	Lines []plotLine // the sum, hour by hour, as far as the day has come
	Grid  []plotMark
	Cap   plotMark
	Base  int // where nothing is
	Total int
	Ahead int // given before that day
	Shown bool
}

type plotHour struct {
	Hour      int // of the day; it is over when the next begins
	Given     int // in this hour
	Sum       int // at its end
	X, W      string
	Y, H      int
	Label     bool // it is named beneath
	LabelX    string
	Over, Now bool
}

type plotLine struct {
	X1, X2 string
	Y1, Y2 int
}

type plotMark struct {
	Value  int
	Y      int
	LabelY int
}

const (
	plotTop  = 22
	plotBase = 196
)

// plotOf draws the day of a board. What was given before it stands at its beginning.
func plotOf(b core.Board, now time.Time) plot {
	given, ahead := map[int]int{}, 0
	first, last := 8, 15
	for _, t := range b.Tallies {
		switch {
		case t.Status == core.Waiting || t.Status == core.Withdrawn:
		case t.Filed == b.Day.Date:
			given[t.Hour] += t.Places
			first, last = min(first, t.Hour), max(last, t.Hour)
		default:
			ahead += t.Places
		}
	}
	p := plot{Base: plotBase, Ahead: ahead, Total: ahead}
	is := now.Hour()
	first, last = min(first, is), max(last, is)
	for _, n := range given {
		p.Total += n
	}
	step, top := ticks(max(b.Day.Cap, p.Total, 1))
	y := func(n int) int { return plotBase - (plotBase-plotTop)*n/top }
	for n := step; n <= top; n += step {
		p.Grid = append(p.Grid, plotMark{n, y(n), y(n) + 4})
	}
	p.Cap = plotMark{b.Day.Cap, y(b.Day.Cap), y(b.Day.Cap) - 6}
	p.Shown = b.Day.Cap > 0 || p.Total > 0
	hours := last - first + 1
	x := func(hour float64) string { return fmt.Sprintf("%.2f%%", 100*(hour-float64(first))/float64(hours)) }
	sum := ahead
	for h := first; h <= last; h++ {
		was := sum
		sum += given[h]
		bar := plotHour{Hour: h, Given: given[h], Sum: sum, X: x(float64(h) + .2), W: fmt.Sprintf("%.2f%%", 60/float64(hours)), Y: y(given[h]), H: plotBase - y(given[h]),
			Label: hours <= 9 || (h-first)%2 == 0, LabelX: x(float64(h) + .5), Over: h <= is, Now: h == is}
		p.Hours = append(p.Hours, bar)
		switch {
		case h < is:
			p.Lines = append(p.Lines, plotLine{x(float64(h)), x(float64(h + 1)), y(was), y(sum)})
		case h == is:
			p.Lines = append(p.Lines, plotLine{x(float64(h)), x(float64(h) + max(.05, float64(now.Minute())/60)), y(was), y(sum)})
		}
	}
	return p
}

// ticks are how far apart the lines of a grid are that people can read, four of them or five, and how high the last one is.
func ticks(most int) (step, top int) {
	for unit := 1; ; unit *= 10 {
		for _, of := range []int{1, 2, 5} {
			if step = of * unit; step*5 >= most {
				return step, (most + step - 1) / step * step
			}
		}
	}
}
