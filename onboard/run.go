package onboard

import (
	"context"
	"time"

	"kontor/fail"
)

// RunFor is how long an import works before it leaves the rest to the next one; a request may take 25 s.
const RunFor = 15 * time.Second

// Run imports the New rows one after the other. add does ImportRow as an act of its own, so what is done stays done, also if the connection
// breaks; before each still says whether who asks still may, and its error ends the run. After RunFor what is left is Waiting. Faults are those
// of ours: their rows are told without their words.
func (p *Plan) Run(ctx context.Context, still func() error, add func(Row) error) (faults []error, err error) {
	budget, cancel := context.WithTimeout(ctx, RunFor)
	defer cancel()
	for i := range p.List {
		row := &p.List[i]
		if row.Fate != New {
			continue
		}
		if row.Fate = Waiting; budget.Err() != nil {
			continue
		}
		if err := still(); err != nil { // rights end at once, also in the middle
			return faults, err
		}
		err := add(*row)
		if err == nil {
			row.Fate = Done
			continue
		}
		said, ok := fail.As(err)
		if !ok {
			faults = append(faults, err)
			said = &fail.Error{Message: "It could not be added this time. Import the file again."}
		}
		row.Fate, row.Fields = Refused, []fail.Field{fail.At("", said.Message)}
		if len(said.Fields) > 0 {
			row.Fields = said.Fields
		}
	}
	return faults, nil
}
