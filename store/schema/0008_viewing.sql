-- Looking at the portal as somebody else (domain.md 7 "view as"), and how each person has it (ui.md 6.3).

-- +goose Up

-- A row stands here while somebody looks. The viewer's session may end before: the view ends with it, and is noted by the sweep.
CREATE TABLE view_session (
	id {id},
	token_hash {bytes} NOT NULL,
	session_id {ref} NOT NULL,
	account_id {ref} NOT NULL REFERENCES account (id), -- who looks
	role TEXT NOT NULL, -- of who looks, when it began
	face_id {ref} REFERENCES partnership (id), -- the viewer's; null: the vendor's
	viewed_account_id {ref} REFERENCES account (id),
	viewed_company_id {ref} REFERENCES company (id),
	reason TEXT NOT NULL,
	started_at {time} NOT NULL,
	until_at {time} NOT NULL,
	CHECK ((viewed_account_id IS NULL) <> (viewed_company_id IS NULL))
);
CREATE UNIQUE INDEX uq_view_token ON view_session (token_hash);
CREATE INDEX ix_view_session ON view_session (session_id);
CREATE INDEX ix_view_until ON view_session (until_at);

ALTER TABLE account ADD COLUMN theme TEXT NOT NULL DEFAULT 'system';
ALTER TABLE account ADD COLUMN density TEXT NOT NULL DEFAULT 'comfortable';
ALTER TABLE account ADD COLUMN single_keys {bool} NOT NULL DEFAULT TRUE;
ALTER TABLE app_user ADD COLUMN theme TEXT NOT NULL DEFAULT 'system';
ALTER TABLE app_user ADD COLUMN density TEXT NOT NULL DEFAULT 'comfortable';
ALTER TABLE app_user ADD COLUMN single_keys {bool} NOT NULL DEFAULT TRUE;
