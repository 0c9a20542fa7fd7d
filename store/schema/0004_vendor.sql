-- What the vendor decides for the whole installation (domain.md 2.7, 3.3, 3.4, 4.4–4.8; trust.md "Accounts"), and what a product is.

-- +goose Up

ALTER TABLE vendor ADD COLUMN reset_by TEXT NOT NULL DEFAULT 'link' CHECK (reset_by IN ('link', 'temporary_password'));
ALTER TABLE vendor ADD COLUMN suspended_free {bool} NOT NULL DEFAULT FALSE; -- suspended companies are not billed: suspending is the vendor's act
ALTER TABLE vendor ADD COLUMN session_idle_hours BIGINT NOT NULL DEFAULT 8;
ALTER TABLE vendor ADD COLUMN session_days BIGINT NOT NULL DEFAULT 7;

-- One row: who stands on the invoices. Not in vendor, which everybody reads.
CREATE TABLE legal_data (
	id {ref} PRIMARY KEY CHECK (id = 1),
	name TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL DEFAULT '',
	vat_number TEXT NOT NULL DEFAULT '',
	registration_number TEXT NOT NULL DEFAULT '',
	bank_details TEXT NOT NULL DEFAULT ''
);
INSERT INTO legal_data (id) VALUES (1);

-- A forgotten password may be answered with a temporary one, which stands beside the present password until it is used (domain.md 4.8).
ALTER TABLE account ADD COLUMN temporary_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN temporary_until {time};

ALTER TABLE product ADD COLUMN description TEXT NOT NULL DEFAULT '';
