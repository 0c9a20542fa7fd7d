-- The life of a partner after it was added (domain.md 2.1), and search over all partners, companies and people (performance.md W2).

-- +goose Up

-- Whose money a partnership's companies cost; a payer who is suspended or ended takes nothing new.
DROP VIEW payer;
CREATE VIEW payer AS
SELECT p.id AS partnership_id, q.id AS payer_id, q.partner_id AS payer_partner_id, o.name AS payer_name, o.status AS payer_status, q.payment_terms, q.price_list_id,
	q.currency, q.billing_zone,
	EXISTS (SELECT 1 FROM payment_method m WHERE m.partnership_id = q.id AND m.removed_at IS NULL) AS card_on_file,
	q.id = p.id AS is_self
FROM partnership p JOIN partnership q ON q.id = COALESCE(p.bill_to_id, p.id) JOIN partner o ON o.id = q.partner_id;

-- Whom to ask at a partner: at most one of each kind (domain.md 1).
CREATE TABLE partner_contact (
	partner_id {ref} NOT NULL REFERENCES partner (id),
	kind TEXT NOT NULL CHECK (kind IN ('sales', 'success', 'finance', 'technical')),
	name TEXT NOT NULL,
	email TEXT NOT NULL DEFAULT '',
	phone TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (partner_id, kind)
);

-- A company is also found by the partner's own reference.
UPDATE company SET search_key = search_key || ' ' || lower(reference) WHERE reference <> '';

-- Where a part of a text of three letters and more is found among all rows of the installation. The columns id and text are the same on both
-- databases, the condition is not (store.Tx.Finds); what the index finds is looked up in scope.
-- {sqlite}
CREATE VIRTUAL TABLE company_trigram USING fts5(text, tokenize = 'trigram', content = '', contentless_delete = 1);
CREATE VIRTUAL TABLE app_user_trigram USING fts5(text, tokenize = 'trigram', content = '', contentless_delete = 1);
CREATE VIRTUAL TABLE account_trigram USING fts5(text, tokenize = 'trigram', content = '', contentless_delete = 1);
INSERT INTO company_trigram (rowid, text) SELECT id, search_key FROM company;
INSERT INTO app_user_trigram (rowid, text) SELECT id, name_key || ' ' || email_key FROM app_user;
INSERT INTO account_trigram (rowid, text) SELECT id, first_name || ' ' || last_name || ' ' || email_key || ' ' || username_key FROM account;
-- +goose StatementBegin
CREATE TRIGGER company_found AFTER INSERT ON company BEGIN INSERT INTO company_trigram (rowid, text) VALUES (new.id, new.search_key); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER company_found_again AFTER UPDATE OF search_key ON company WHEN old.search_key <> new.search_key BEGIN
	DELETE FROM company_trigram WHERE rowid = old.id;
	INSERT INTO company_trigram (rowid, text) VALUES (new.id, new.search_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER app_user_found AFTER INSERT ON app_user BEGIN
	INSERT INTO app_user_trigram (rowid, text) VALUES (new.id, new.name_key || ' ' || new.email_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER app_user_found_again AFTER UPDATE OF name_key, email_key ON app_user BEGIN
	DELETE FROM app_user_trigram WHERE rowid = old.id;
	INSERT INTO app_user_trigram (rowid, text) VALUES (new.id, new.name_key || ' ' || new.email_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_found AFTER INSERT ON account BEGIN
	INSERT INTO account_trigram (rowid, text) VALUES (new.id, new.first_name || ' ' || new.last_name || ' ' || new.email_key || ' ' || new.username_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_found_again AFTER UPDATE OF first_name, last_name, email_key, username_key ON account BEGIN
	DELETE FROM account_trigram WHERE rowid = old.id;
	INSERT INTO account_trigram (rowid, text) VALUES (new.id, new.first_name || ' ' || new.last_name || ' ' || new.email_key || ' ' || new.username_key);
END;
-- +goose StatementEnd
CREATE VIEW company_find AS SELECT rowid AS id, company_trigram AS text FROM company_trigram;
CREATE VIEW app_user_find AS SELECT rowid AS id, app_user_trigram AS text FROM app_user_trigram;
CREATE VIEW account_find AS SELECT rowid AS id, account_trigram AS text FROM account_trigram;
-- {end}
-- {postgres}
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX ix_company_trigram ON company USING gin (search_key gin_trgm_ops);
CREATE INDEX ix_app_user_trigram ON app_user USING gin ((name_key || ' ' || email_key) gin_trgm_ops);
CREATE INDEX ix_account_trigram ON account USING gin (((lower(first_name || ' ' || last_name) || ' ' || email_key || ' ' || username_key) COLLATE "C") gin_trgm_ops);
CREATE VIEW company_find AS SELECT id, search_key AS text FROM company;
CREATE VIEW app_user_find AS SELECT id, name_key || ' ' || email_key AS text FROM app_user;
CREATE VIEW account_find AS SELECT id, (lower(first_name || ' ' || last_name) || ' ' || email_key || ' ' || username_key) COLLATE "C" AS text FROM account;
-- {end}
