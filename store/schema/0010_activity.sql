-- The activity log is read whole and by filters (ui.md 6.2, 28).

-- +goose Up

CREATE INDEX ix_audit_chain ON audit_event (chain, id);
CREATE INDEX ix_audit_action ON audit_event (action, id);
CREATE INDEX ix_audit_at ON audit_event (at, id);
