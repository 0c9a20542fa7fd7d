-- A partner's first page and its own details (domain.md 1, 2.2; ui.md 6.2, 6 and 21).

-- +goose Up

-- How the licenses of a child MSP's customers came to be, for the reseller who pays: counts, not the people (domain.md 2.2).
-- company_id is the reseller's msp company.
CREATE VIEW child_license_fact AS
SELECT c.partner_id, c.partnership_id, c.id AS company_id, f.company_id AS customer_id, f.subscription_id, f.license_count, f.effective_at, f.id AS fact_id
  FROM company c JOIN partnership q ON q.partner_id = c.child_partner_id JOIN company k ON k.partnership_id = q.id
  JOIN license_fact f ON f.partnership_id = q.id AND f.company_id = k.id WHERE c.kind = 'msp';
CREATE VIEW child_status_fact AS
SELECT c.partner_id, c.partnership_id, c.id AS company_id, f.company_id AS customer_id, f.status, f.effective_at, f.id AS fact_id
  FROM company c JOIN partnership q ON q.partner_id = c.child_partner_id JOIN company k ON k.partnership_id = q.id
  JOIN company_status_fact f ON f.partnership_id = q.id AND f.company_id = k.id WHERE c.kind = 'msp';

-- Whether this person put "Getting started" away.
ALTER TABLE account ADD COLUMN guide_hidden {bool} NOT NULL DEFAULT FALSE;

-- The partner's logo as we encoded it.
ALTER TABLE partner ADD COLUMN logo {bytes};
ALTER TABLE partner ADD COLUMN logo_hash TEXT NOT NULL DEFAULT '';
