package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"talksearch/index/bleveindex"
)

// progress shows a line for what takes long, on a terminal.
type progress struct{ w io.Writer }

// newProgress returns nil where w is no terminal.
func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{w}
}

func (p *progress) bar(what string, size int64, bytes bool) *progressbar.ProgressBar {
	return progressbar.NewOptions64(size, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(bytes),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// read shows how much of a document is read.
func (p *progress) read(name string, size int64) io.WriteCloser {
	return finishing{p.bar("reading "+name, size, true)}
}

// finishing takes the line away when all is read, also where that was less than
// announced.
type finishing struct{ *progressbar.ProgressBar }

func (f finishing) Close() error { return f.Finish() }

// index returns a function that shows how far a Load is, a line for each stage, and
// one to call when it has ended.
func (p *progress) index() (show bleveindex.Progress, end func()) {
	var bar *progressbar.ProgressBar
	var shown bleveindex.Stage
	var counted bool // the stage that is shown
	end = func() {
		if bar != nil {
			_ = bar.Finish()
		}
		bar, shown = nil, ""
	}
	return func(stage bleveindex.Stage, done, total int64) {
		if stage != shown || !counted && total > 0 {
			end()
			if counted = total > 0; !counted {
				total = -1 // a line that tells no more than that something goes on, and for how long
			}
			bar, shown = p.bar(string(stage), total, stage == bleveindex.Merging), stage
		}
		_ = bar.Set64(done)
	}, end
}
