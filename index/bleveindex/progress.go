package bleveindex

// A Stage is a part of a Load.
type Stage string

// The stages, in their order. A generation that is there is only arranged, and only
// where keywords are derived is anything weighed.
const (
	Arranging Stage = "arranging" // the talks are read; counted in talks
	Weighing  Stage = "weighing"  // what keywords depend on is added up; counted in talks
	Indexing  Stage = "indexing"  // counted in talks
	Merging   Stage = "merging"   // what was indexed becomes one; counted in bytes, by an estimate
	Listing   Stage = "listing"   // the words are read off, and postings of frequent terms written; counted in postings
	Sealing   Stage = "sealing"   // files are checked in and brought to the disk; not counted
)

// Progress is told how far a stage is. A total of 0 says that it is not counted; the
// last call of a stage need not have reached its total. It may be called by several
// goroutines, one at a time.
type Progress func(stage Stage, done, total int64)

// tell calls p, unless it is nil.
func (p Progress) tell(stage Stage, done, total int) {
	if p != nil {
		p(stage, int64(done), int64(total))
	}
}
