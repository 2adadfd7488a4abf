package bleveindex

import (
	"testing"

	"talksearch/index"
	"talksearch/index/indextest"
)

func TestContract(t *testing.T) {
	indextest.Run(t, func(*testing.T) index.Engine { return New() })
}
