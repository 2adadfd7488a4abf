package bleveindex

import (
	"testing"

	"talksearch/index"
	"talksearch/index/indextest"
)

func TestContract(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		indextest.Run(t, func(*testing.T) index.Engine { return New() })
	})
	t.Run("disk", func(t *testing.T) {
		dir := t.TempDir() // of all tests, as one of several servers
		indextest.Run(t, func(t *testing.T) index.Engine {
			e, err := Open(Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			return e
		})
	})
}
