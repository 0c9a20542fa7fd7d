-- The life of a company after it was added (domain.md 2.7).

-- +goose Up

-- Set while a company is deleted: it can be restored for 30 days from then on.
ALTER TABLE company ADD COLUMN deleted_at {time};
CREATE INDEX ix_company_deleted ON company (deleted_at) WHERE deleted_at IS NOT NULL;
