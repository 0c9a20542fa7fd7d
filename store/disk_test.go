package store_test

import (
	"bytes"
	"testing"

	"kontor/access"
	"kontor/store"
)

func TestDiskOfTheDatabaseIsAskedOfTheOperatingSystem(t *testing.T) {
	db, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + t.TempDir() + "/kontor.db", Key: bytes.Repeat([]byte{1}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Read(t.Context(), access.System("operator"), func(tx *store.Tx) error {
		if d, ok := tx.Disk(); !ok || d.Free <= 0 || d.Free > d.Total {
			t.Errorf("%+v, %t", d, ok)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
