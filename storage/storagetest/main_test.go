package storagetest_test

import (
	"testing"

	"loket/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }
