-- The ground: who, what belongs to whom, and the append-only facts that billing reads (domain.md 1, billing.md "Shape").
-- Tokens: {id} {ref} {time} {bool} {bytes} {key} (text compared byte by byte). Blocks {sqlite} and {postgres} hold the twins.

-- +goose Up

-- One row: the vendor who runs this installation. Nothing secret stands here: the sign-in pages read it.
CREATE TABLE vendor (
	id {ref} PRIMARY KEY CHECK (id = 1),
	name TEXT NOT NULL DEFAULT '',
	color TEXT NOT NULL DEFAULT '#1d5fd6',
	logo {bytes},
	logo_hash TEXT NOT NULL DEFAULT '',
	app_name TEXT NOT NULL DEFAULT '',
	app_sign_in_url TEXT NOT NULL DEFAULT '',
	app_download_url TEXT NOT NULL DEFAULT '',
	support_email TEXT NOT NULL DEFAULT '',
	support_url TEXT NOT NULL DEFAULT '',
	billing_zone TEXT NOT NULL DEFAULT 'UTC',
	currency TEXT NOT NULL DEFAULT 'EUR',
	phone_rule TEXT NOT NULL DEFAULT 'eleven_digits' CHECK (phone_rule IN ('eleven_digits', 'international', 'optional')),
	app_credentials TEXT NOT NULL DEFAULT 'kontor' CHECK (app_credentials IN ('kontor', 'product')),
	app_account_required {bool} NOT NULL DEFAULT TRUE,
	invitation_hours BIGINT NOT NULL DEFAULT 168,
	temporary_password_hours BIGINT NOT NULL DEFAULT 72,
	setup_step BIGINT NOT NULL DEFAULT 1, -- the first step of the setup wizard not yet done; 5 when finished
	setup_finished_at {time}
);
INSERT INTO vendor (id) VALUES (1);

-- How mail leaves. Its password is sealed with the key outside the database.
CREATE TABLE mail_setting (
	id {ref} PRIMARY KEY CHECK (id = 1),
	host TEXT NOT NULL DEFAULT '',
	port BIGINT NOT NULL DEFAULT 587,
	encryption TEXT NOT NULL DEFAULT 'starttls' CHECK (encryption IN ('starttls', 'tls', 'none')),
	username TEXT NOT NULL DEFAULT '',
	password {bytes},
	from_address TEXT NOT NULL DEFAULT '',
	from_name TEXT NOT NULL DEFAULT ''
);
INSERT INTO mail_setting (id) VALUES (1);

CREATE TABLE product (
	id {id},
	name TEXT NOT NULL,
	name_key {key} NOT NULL,
	created_at {time} NOT NULL,
	archived_at {time}
);
CREATE UNIQUE INDEX uq_product_name ON product (name_key) WHERE archived_at IS NULL;

CREATE TABLE price_list (
	id {id},
	name TEXT NOT NULL,
	name_key {key} NOT NULL,
	created_at {time} NOT NULL
);
CREATE UNIQUE INDEX uq_price_list_name ON price_list (name_key);

-- A price from a local date on; the entry with the greatest valid_from up to the period's first day rules (billing.md P1).
CREATE TABLE price_entry (
	id {id},
	price_list_id {ref} NOT NULL REFERENCES price_list (id),
	product_id {ref} NOT NULL REFERENCES product (id),
	currency TEXT NOT NULL,
	valid_from TEXT NOT NULL, -- YYYY-MM-DD, local to the billing account
	model TEXT NOT NULL CHECK (model IN ('per_unit', 'volume', 'graduated')),
	unit_price BIGINT NOT NULL DEFAULT 0, -- minor units of currency
	tiers TEXT NOT NULL DEFAULT '', -- JSON [{up_to, unit}]
	recorded_at {time} NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX ix_price_entry ON price_entry (price_list_id, product_id, currency, valid_from);

CREATE TABLE partner (
	id {id},
	parent_id {ref} REFERENCES partner (id),
	name TEXT NOT NULL,
	name_key {key} NOT NULL,
	country TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	locale TEXT NOT NULL DEFAULT 'en-US',
	support_email TEXT NOT NULL DEFAULT '',
	status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'ended')),
	home_company_id {ref},
	had_active_admin {bool} NOT NULL DEFAULT FALSE, -- from then on the last active Admin is guarded (domain.md 4.3)
	created_at {time} NOT NULL
);
CREATE INDEX ix_partner_name ON partner (name_key, id);
CREATE INDEX ix_partner_parent ON partner (parent_id);

CREATE TABLE partnership (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	is_main {bool} NOT NULL DEFAULT TRUE,
	type TEXT NOT NULL CHECK (type IN ('msp', 'reseller')),
	billing_zone TEXT NOT NULL,
	currency TEXT NOT NULL,
	price_list_id {ref} NOT NULL REFERENCES price_list (id),
	payment_terms TEXT NOT NULL CHECK (payment_terms IN ('card', 'invoice')),
	bill_to_id {ref} REFERENCES partnership (id), -- null: itself
	discount_bps BIGINT NOT NULL DEFAULT 0,
	minimum_amount BIGINT NOT NULL DEFAULT 0, -- minor units
	tax_mode TEXT NOT NULL DEFAULT 'none' CHECK (tax_mode IN ('none', 'rate', 'reverse_charge')),
	tax_bps BIGINT NOT NULL DEFAULT 0,
	legal_name TEXT NOT NULL DEFAULT '',
	legal_address TEXT NOT NULL DEFAULT '',
	vat_number TEXT NOT NULL DEFAULT '',
	po_number TEXT NOT NULL DEFAULT '',
	billing_email TEXT NOT NULL DEFAULT '',
	created_at {time} NOT NULL
);
CREATE INDEX ix_partnership_partner ON partnership (partner_id);
CREATE UNIQUE INDEX uq_partnership_main ON partnership (partner_id) WHERE is_main;

CREATE TABLE payment_method (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	brand TEXT NOT NULL,
	last4 TEXT NOT NULL,
	exp_month BIGINT NOT NULL,
	exp_year BIGINT NOT NULL,
	created_at {time} NOT NULL,
	removed_at {time}
);
CREATE INDEX ix_payment_method ON payment_method (partnership_id);

-- Whose money a partnership's companies cost.
CREATE VIEW payer AS
SELECT p.id AS partnership_id, q.id AS payer_id, q.partner_id AS payer_partner_id, o.name AS payer_name, q.payment_terms, q.price_list_id, q.currency, q.billing_zone,
	EXISTS (SELECT 1 FROM payment_method m WHERE m.partnership_id = q.id AND m.removed_at IS NULL) AS card_on_file,
	q.id = p.id AS is_self
FROM partnership p JOIN partnership q ON q.id = COALESCE(p.bill_to_id, p.id) JOIN partner o ON o.id = q.partner_id;

-- A portal user: of a partner, or of the vendor's staff (partner_id null).
CREATE TABLE account (
	id {id},
	partner_id {ref} REFERENCES partner (id),
	email TEXT NOT NULL,
	email_key {key} NOT NULL,
	username TEXT NOT NULL,
	username_key {key} NOT NULL,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	phone TEXT NOT NULL DEFAULT '',
	role TEXT NOT NULL CHECK (role IN ('owner', 'portal_admin', 'support', 'admin', 'user', 'marketing', 'notifications')),
	status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'suspended', 'removed', 'released')),
	password_hash TEXT NOT NULL DEFAULT '',
	must_change_password {bool} NOT NULL DEFAULT FALSE,
	app_user_id {ref},
	bounced_at {time},
	created_at {time} NOT NULL,
	accepted_at {time},
	last_sign_in_at {time},
	CHECK ((partner_id IS NULL) = (role IN ('owner', 'portal_admin', 'support')))
);
CREATE UNIQUE INDEX uq_account_email ON account (email_key) WHERE status NOT IN ('removed', 'released');
CREATE UNIQUE INDEX uq_account_username ON account (username_key) WHERE status NOT IN ('removed', 'released');
CREATE INDEX ix_account_partner ON account (partner_id, status);

CREATE TABLE membership (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	account_id {ref} NOT NULL REFERENCES account (id),
	scope TEXT NOT NULL DEFAULT 'all' CHECK (scope IN ('all', 'listed'))
);
CREATE UNIQUE INDEX uq_membership ON membership (account_id, partnership_id);
CREATE INDEX ix_membership_partner ON membership (partner_id);

CREATE TABLE company (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	kind TEXT NOT NULL CHECK (kind IN ('customer', 'msp', 'home')),
	child_partner_id {ref} REFERENCES partner (id),
	name TEXT NOT NULL,
	name_key {key} NOT NULL,
	search_key {key} NOT NULL, -- name, and the owner's name and address, folded
	country TEXT NOT NULL,
	street TEXT NOT NULL DEFAULT '',
	postal_code TEXT NOT NULL DEFAULT '',
	city TEXT NOT NULL DEFAULT '',
	region TEXT NOT NULL DEFAULT '',
	phone TEXT NOT NULL DEFAULT '',
	website TEXT NOT NULL DEFAULT '',
	vat_number TEXT NOT NULL DEFAULT '',
	reference TEXT NOT NULL DEFAULT '', -- the partner's own
	team_name TEXT NOT NULL,
	logo_id {ref},
	owner_id {ref}, -- app_user; set in the transaction that adds the company
	status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'deleted', 'purged')),
	billing_start TEXT NOT NULL CHECK (billing_start IN ('billable_this_month', 'free_until_end_of_month')),
	created_at {time} NOT NULL
);
CREATE INDEX ix_company_list ON company (partnership_id, name_key, id);
CREATE INDEX ix_company_created ON company (partnership_id, created_at, id);
CREATE INDEX ix_company_name ON company (name_key, id);
CREATE INDEX ix_company_partner ON company (partner_id);

-- Which companies a "listed" membership sees (domain.md 4.2).
CREATE TABLE assignment (
	membership_id {ref} NOT NULL REFERENCES membership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	PRIMARY KEY (membership_id, company_id)
);
CREATE INDEX ix_assignment_company ON assignment (company_id);

-- license_count and used are the present; how they came to be is in license_fact and app_user.
CREATE TABLE subscription (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	product_id {ref} NOT NULL REFERENCES product (id),
	license_count BIGINT NOT NULL CHECK (license_count >= 0),
	used BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0),
	created_at {time} NOT NULL,
	ended_at {time},
	CONSTRAINT ck_license_used CHECK (used <= license_count)
);
CREATE UNIQUE INDEX uq_subscription_product ON subscription (company_id, product_id) WHERE ended_at IS NULL;
CREATE INDEX ix_subscription_partnership ON subscription (partnership_id, company_id);

-- What a reseller sees of a child MSP: how many customers it has and their licenses by product, not the people (domain.md 2.2).
CREATE VIEW child_license AS
SELECT c.partner_id, c.partnership_id, c.id AS company_id, s.product_id, sum(s.license_count) AS license_count, sum(s.used) AS used
  FROM company c JOIN partnership q ON q.partner_id = c.child_partner_id JOIN company k ON k.partnership_id = q.id AND k.status IN ('active', 'suspended')
  JOIN subscription s ON s.company_id = k.id AND s.ended_at IS NULL
 WHERE c.kind = 'msp' GROUP BY c.partner_id, c.partnership_id, c.id, s.product_id;
CREATE VIEW child_customer AS
SELECT c.partner_id, c.partnership_id, c.id AS company_id, count(*) AS customers
  FROM company c JOIN partnership q ON q.partner_id = c.child_partner_id JOIN company k ON k.partnership_id = q.id AND k.status IN ('active', 'suspended')
 WHERE c.kind = 'msp' GROUP BY c.partner_id, c.partnership_id, c.id;

-- A user of a company. Those of an msp company carry the child's partner and partnership: the reseller meets none of them (domain.md 2.2).
CREATE TABLE app_user (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	subscription_id {ref} REFERENCES subscription (id),
	email TEXT NOT NULL,
	email_key {key} NOT NULL,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	name_key {key} NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('administrator', 'user')),
	status TEXT NOT NULL CHECK (status IN ('waiting', 'invited', 'active', 'suspended', 'removed')),
	password_hash TEXT NOT NULL DEFAULT '',
	temporary_until {time}, -- set while the password is a temporary one
	bounced_at {time},
	created_at {time} NOT NULL,
	accepted_at {time},
	last_sign_in_at {time}
);
CREATE UNIQUE INDEX uq_app_user_email ON app_user (email_key) WHERE status <> 'removed';
CREATE INDEX ix_app_user_list ON app_user (partnership_id, company_id, name_key, id);
CREATE INDEX ix_app_user_company ON app_user (company_id, name_key, id);

-- The facts: in force from effective_at, known from recorded_at, never changed (billing.md "Shape").
CREATE TABLE license_fact (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	subscription_id {ref} NOT NULL REFERENCES subscription (id),
	product_id {ref} NOT NULL REFERENCES product (id),
	license_count BIGINT NOT NULL,
	effective_at {time} NOT NULL,
	recorded_at {time} NOT NULL,
	actor TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ix_license_fact ON license_fact (partnership_id, company_id, effective_at, id);
CREATE INDEX ix_license_fact_subscription ON license_fact (subscription_id, effective_at, id);

CREATE TABLE billing_start_fact (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	billing_start TEXT NOT NULL CHECK (billing_start IN ('billable_this_month', 'free_until_end_of_month')),
	effective_at {time} NOT NULL,
	recorded_at {time} NOT NULL,
	actor TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ix_billing_start_fact ON billing_start_fact (partnership_id, company_id, effective_at, id);

CREATE TABLE company_status_fact (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	status TEXT NOT NULL,
	effective_at {time} NOT NULL,
	recorded_at {time} NOT NULL,
	actor TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ix_company_status_fact ON company_status_fact (partnership_id, company_id, effective_at, id);

CREATE TABLE holder_fact (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id), -- the holder from effective_at on
	company_id {ref} NOT NULL REFERENCES company (id),
	effective_at {time} NOT NULL,
	recorded_at {time} NOT NULL,
	actor TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ix_holder_fact ON holder_fact (company_id, effective_at, id);

-- A team logo as we encoded it.
CREATE TABLE image (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	company_id {ref} NOT NULL REFERENCES company (id),
	hash TEXT NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	png {bytes} NOT NULL
);
CREATE INDEX ix_image_company ON image (company_id);

-- Sessions of both name spaces; the cookie's secret stands here as its hash only.
CREATE TABLE session (
	id {id},
	token_hash {bytes} NOT NULL,
	account_id {ref} REFERENCES account (id),
	app_user_id {ref} REFERENCES app_user (id),
	created_at {time} NOT NULL,
	seen_at {time} NOT NULL,
	ip TEXT NOT NULL DEFAULT '',
	agent TEXT NOT NULL DEFAULT '',
	CHECK ((account_id IS NULL) <> (app_user_id IS NULL))
);
CREATE UNIQUE INDEX uq_session_token ON session (token_hash);
CREATE INDEX ix_session_account ON session (account_id);
CREATE INDEX ix_session_app_user ON session (app_user_id);

-- Single-use links by mail: setup, invitation, reset; bound to purpose, account and address (trust.md "Accounts").
CREATE TABLE link (
	id {id},
	token_hash {bytes} NOT NULL,
	purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'invitation', 'reset')),
	account_id {ref} REFERENCES account (id),
	app_user_id {ref} REFERENCES app_user (id),
	email_key {key} NOT NULL DEFAULT '',
	created_at {time} NOT NULL,
	expires_at {time} NOT NULL,
	used_at {time},
	voided_at {time}
);
CREATE UNIQUE INDEX uq_link_token ON link (token_hash);
CREATE INDEX ix_link_account ON link (account_id, purpose);
CREATE INDEX ix_link_app_user ON link (app_user_id, purpose);

-- Guesses counted per account and per network (trust.md "Guessing").
CREATE TABLE guess (
	key {key} PRIMARY KEY,
	window_start {time} NOT NULL,
	count BIGINT NOT NULL
);

-- Queued mail. sealed is the whole message under the key outside the database; it is blanked after delivery or expiry.
CREATE TABLE mail (
	id {id},
	partner_id {ref} REFERENCES partner (id), -- null: the vendor's own
	company_id {ref} REFERENCES company (id),
	account_id {ref} REFERENCES account (id),
	app_user_id {ref} REFERENCES app_user (id),
	kind TEXT NOT NULL,
	message_id TEXT NOT NULL,
	to_name TEXT NOT NULL DEFAULT '',
	to_address TEXT NOT NULL,
	subject TEXT NOT NULL,
	sealed {bytes},
	secret {bool} NOT NULL DEFAULT FALSE, -- carries a password or link
	status TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'bounced', 'voided')),
	attempts BIGINT NOT NULL DEFAULT 0,
	next_attempt_at {time} NOT NULL,
	expires_at {time},
	created_at {time} NOT NULL,
	sent_at {time},
	last_error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ix_mail_due ON mail (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX ix_mail_account ON mail (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX ix_mail_app_user ON mail (app_user_id) WHERE app_user_id IS NOT NULL;

-- What happened, for the vendor's product (domain.md 3.5).
CREATE TABLE event (
	id {id},
	kind TEXT NOT NULL,
	company_id {ref} REFERENCES company (id),
	payload TEXT NOT NULL,
	created_at {time} NOT NULL
);

-- Who did what: one hash chain per partner, chain 0 is the vendor's. Append-only.
CREATE TABLE audit_event (
	id {id},
	chain {ref} NOT NULL,
	seq BIGINT NOT NULL,
	at {time} NOT NULL,
	face TEXT NOT NULL,
	actor TEXT NOT NULL,
	account_id {ref},
	app_user_id {ref},
	ip TEXT NOT NULL DEFAULT '',
	action TEXT NOT NULL,
	object_kind TEXT NOT NULL,
	object_id {ref} NOT NULL,
	object_name TEXT NOT NULL DEFAULT '',
	company_id {ref},
	before TEXT NOT NULL DEFAULT '',
	after TEXT NOT NULL DEFAULT '',
	prev_hash {bytes} NOT NULL,
	hash {bytes} NOT NULL
);
CREATE UNIQUE INDEX uq_audit_seq ON audit_event (chain, seq);
CREATE INDEX ix_audit_company ON audit_event (company_id, id);

CREATE TABLE audit_head (
	chain {ref} PRIMARY KEY,
	seq BIGINT NOT NULL,
	hash {bytes} NOT NULL
);

-- Periodic work by store.Now(), not by the wall clock of a scheduler.
CREATE TABLE timetable (
	name TEXT PRIMARY KEY,
	last_run_at {time},
	next_run_at {time} NOT NULL
);

-- {sqlite}
-- +goose StatementBegin
CREATE TRIGGER license_fact_no_update BEFORE UPDATE ON license_fact BEGIN SELECT RAISE(ABORT, 'license_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER license_fact_no_delete BEFORE DELETE ON license_fact BEGIN SELECT RAISE(ABORT, 'license_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER billing_start_fact_no_update BEFORE UPDATE ON billing_start_fact BEGIN SELECT RAISE(ABORT, 'billing_start_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER billing_start_fact_no_delete BEFORE DELETE ON billing_start_fact BEGIN SELECT RAISE(ABORT, 'billing_start_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER company_status_fact_no_update BEFORE UPDATE ON company_status_fact BEGIN SELECT RAISE(ABORT, 'company_status_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER company_status_fact_no_delete BEFORE DELETE ON company_status_fact BEGIN SELECT RAISE(ABORT, 'company_status_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER holder_fact_no_update BEFORE UPDATE ON holder_fact BEGIN SELECT RAISE(ABORT, 'holder_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER holder_fact_no_delete BEFORE DELETE ON holder_fact BEGIN SELECT RAISE(ABORT, 'holder_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_entry_no_update BEFORE UPDATE ON price_entry BEGIN SELECT RAISE(ABORT, 'price_entry is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_entry_no_delete BEFORE DELETE ON price_entry BEGIN SELECT RAISE(ABORT, 'price_entry is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
-- +goose StatementEnd
-- {end}
-- {postgres}
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER license_fact_frozen BEFORE UPDATE OR DELETE ON license_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER billing_start_fact_frozen BEFORE UPDATE OR DELETE ON billing_start_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER company_status_fact_frozen BEFORE UPDATE OR DELETE ON company_status_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER holder_fact_frozen BEFORE UPDATE OR DELETE ON holder_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_entry_frozen BEFORE UPDATE OR DELETE ON price_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_event_frozen BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- {end}
