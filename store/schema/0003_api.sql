-- The REST API: its keys, and the answers that a repeated request gets again (trust.md "Accounts", "Nothing lost").

-- +goose Up

-- A key of a partnership, or of the vendor (partner_id null). It never may more than its scopes and than the person who made it may now.
CREATE TABLE api_key (
	id {id},
	partner_id {ref} REFERENCES partner (id),
	partnership_id {ref} REFERENCES partnership (id),
	account_id {ref} NOT NULL REFERENCES account (id), -- who made it
	name TEXT NOT NULL,
	prefix TEXT NOT NULL, -- the secret's beginning, by which people tell keys apart
	hash {bytes} NOT NULL,
	scopes TEXT NOT NULL, -- words with spaces between
	created_at {time} NOT NULL,
	expires_at {time},
	revoked_at {time},
	last_used_at {time},
	last_used_ip TEXT NOT NULL DEFAULT '',
	CHECK ((partner_id IS NULL) = (partnership_id IS NULL))
);
CREATE UNIQUE INDEX uq_api_key_hash ON api_key (hash);
CREATE INDEX ix_api_key_partnership ON api_key (partnership_id);
CREATE INDEX ix_api_key_account ON api_key (account_id);

-- What a POST with an Idempotency-Key was answered, for 24 hours. The answer is sealed and holds no secret.
CREATE TABLE idempotency (
	key_id {ref} NOT NULL REFERENCES api_key (id),
	word {key} NOT NULL,
	request {bytes} NOT NULL, -- hash of operation, address and body
	answer {bytes} NOT NULL,
	created_at {time} NOT NULL,
	PRIMARY KEY (key_id, word)
);
CREATE INDEX ix_idempotency_created ON idempotency (created_at);
