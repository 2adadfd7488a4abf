package bleveindex

import (
	"context"
	"fmt"
	"os"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/zapx/v17"
)

// An index is made segment by segment with Bleve's own segment format, and not by
// adding documents to an index of Bleve's: that puts them in an order of chance and, on
// disk, keeps every segment mapped and looks into all of them with each batch, merges
// with one goroutine, and tries again for ever when it fails. What we make is handed to
// Bleve as if it had made it itself: it asks the segment plugin that is named in the
// index's configuration, which is ours.

// format is Bleve's segment format.
var format = &zap.ZapPlugin{}

// A plugin is a scorch.SegmentPlugin of segments that exist. Its segments are zap's.
type plugin struct{ *zap.ZapPlugin }

const pluginType = "talksearch-zap"

func init() { scorch.RegisterSegmentPlugin(plugin{format}, false) }

// Type implements scorch.SegmentPlugin.
func (plugin) Type() string { return pluginType }

// New implements scorch.SegmentPlugin: it returns the segment that the only document
// holds, or that is in the file named by its id.
func (plugin) New(documents []bleveapi.Document) (segment.Segment, uint64, error) {
	if len(documents) != 1 {
		return nil, 0, fmt.Errorf("%d documents stand for segments, want one", len(documents))
	}
	if d, ok := documents[0].(*holder); ok {
		return d.segment, 0, nil
	}
	return existing{path: documents[0].ID()}, 0, nil
}

// NewUsing implements scorch.SegmentPlugin.
func (p plugin) NewUsing(documents []bleveapi.Document, _ map[string]any) (segment.Segment, uint64, error) {
	return p.New(documents)
}

// A holder is a document that stands for a segment.
type holder struct {
	analyzed
	segment segment.Segment
}

// existing is a segment in a file. Bleve's builder does no more with it than to persist
// it.
type existing struct {
	segment.Segment
	path string
}

// Persist implements segment.UnpersistedSegment.
func (s existing) Persist(path string) error { return os.Rename(s.path, path) }

// usePlugin is the configuration that names the plugin.
func usePlugin() map[string]any {
	return map[string]any{"forceSegmentType": pluginType, "forceSegmentVersion": int(format.Version())}
}

// wrap makes the index of a segment, which is moved into it, in a new folder.
func wrap(folder, path string) error {
	m, err := newMapping()
	if err != nil {
		return fmt.Errorf("mapping: %w", err)
	}
	config := usePlugin()
	config["buildPathPrefix"] = folder
	b, err := bleve.NewBuilder(folder, m, config)
	if err != nil {
		return fmt.Errorf("new index: %w", err)
	}
	if err = b.Index(path, nil); err == nil {
		err = b.Close()
	}
	if err != nil {
		return fmt.Errorf("making an index of a segment: %w", err)
	}
	return nil
}

// writeSegment writes a segment of documents, which are numbered in their order.
func writeSegment(path string, documents []bleveapi.Document) error {
	s, _, err := format.New(documents)
	if err != nil {
		return fmt.Errorf("new segment: %w", err)
	}
	defer s.Close() // which is only memory
	if err := s.(segment.UnpersistedSegment).Persist(path); err != nil {
		return fmt.Errorf("writing a segment: %w", err)
	}
	return nil
}

// written is told how many bytes a merge writes.
type written interface{ ReportBytesWritten(n uint64) }

// mergeSegments merges segments into one of their documents in their order, and
// removes them.
func mergeSegments(ctx context.Context, to string, from []string, w written) (err error) {
	segments := make([]segment.Segment, 0, len(from))
	defer func() {
		for _, s := range segments {
			_ = s.Close() // which was only read
		}
	}()
	for _, path := range from {
		s, err := format.Open(path)
		if err != nil {
			return fmt.Errorf("opening a segment: %w", err)
		}
		segments = append(segments, s)
	}
	defer keepSmall(segments)()
	cancelled := make(chan struct{})
	defer context.AfterFunc(ctx, func() { close(cancelled) })()
	if _, _, err := format.Merge(segments, make([]*roaring.Bitmap, len(segments)), to, cancelled, w); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("merging: %w", err)
	}
	for _, path := range from {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("merging: %w", err)
		}
	}
	return nil
}
