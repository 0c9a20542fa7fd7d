package store

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// sealed values begin with a version, so that another cipher or key can follow.
const sealVersion = 1

func sealer(key []byte) (cipher.AEAD, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("store: the key that seals secrets has %d bytes, it needs 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal encrypts with the key outside the database (trust.md "Secrets"); the same text gives other bytes each time.
func (db *DB) Seal(plain []byte) []byte {
	return db.seal.Seal([]byte{sealVersion}, nil, plain, nil)
}

// Unseal gives back what Seal was given. Fails if the bytes were changed or sealed under another key.
func (db *DB) Unseal(sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != sealVersion {
		return nil, errors.New("store: not sealed by this version")
	}
	plain, err := db.seal.Open(nil, nil, sealed[1:], nil)
	if err != nil {
		return nil, errors.New("store: sealed under another key, or damaged")
	}
	return plain, nil
}

// Seal is DB.Seal.
func (tx *Tx) Seal(plain []byte) []byte { return tx.db.Seal(plain) }

// Unseal is DB.Unseal.
func (tx *Tx) Unseal(sealed []byte) ([]byte, error) { return tx.db.Unseal(sealed) }

// Secret is text that must not stand in audit, logs or answers: it prints, and marshals, as "(secret)". Convert it to string to use it.
type Secret string

const redacted = "(secret)"

// Format prints every verb as "(secret)".
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText covers JSON and structured logs.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
