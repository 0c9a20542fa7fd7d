-- What the vendor's pages would otherwise count or look through row by row in a large installation (performance.md "Growth").

-- +goose Up

-- The User license count of all companies at the end of a month that is over, as it was counted last. A month that is missing is counted anew.
CREATE TABLE license_month (
	ends_at {time} PRIMARY KEY,
	licenses BIGINT NOT NULL,
	counted_at {time} NOT NULL,
	license_fact_id BIGINT NOT NULL, -- the last fact that had been recorded when it was counted
	status_fact_id BIGINT NOT NULL
);

-- The companies that do not count: those of the partners themselves, and those that are gone. What counts is the rest of all.
CREATE INDEX ix_company_uncounted ON company (id) WHERE kind = 'home' OR status IN ('deleted', 'purged');

-- Mail that needs a look.
CREATE INDEX ix_mail_open ON mail (status, created_at) WHERE status IN ('queued', 'bounced');

-- Invitations that need a person are among those that are open.
CREATE INDEX ix_account_invited ON account (id) WHERE status = 'invited';
