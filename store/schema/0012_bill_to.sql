-- Who pays for a reseller's MSP may change to the MSP itself, and back, from the next period on (domain.md 2.2).

-- +goose Up

-- The facts, in force from effective_at and known from recorded_at; partnership.bill_to_id is their present. A partnership without one pays for
-- itself.
CREATE TABLE bill_to_fact (
	id {id},
	partner_id {ref} NOT NULL REFERENCES partner (id),
	partnership_id {ref} NOT NULL REFERENCES partnership (id),
	payer_id {ref} NOT NULL REFERENCES partnership (id),
	effective_at {time} NOT NULL,
	recorded_at {time} NOT NULL,
	actor TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ix_bill_to_fact ON bill_to_fact (partnership_id, effective_at, id);
INSERT INTO bill_to_fact (partner_id, partnership_id, payer_id, effective_at, recorded_at, actor)
	SELECT partner_id, id, bill_to_id, created_at, created_at, 'onboarding' FROM partnership WHERE bill_to_id IS NOT NULL ORDER BY id;

-- {sqlite}
-- +goose StatementBegin
CREATE TRIGGER bill_to_fact_no_update BEFORE UPDATE ON bill_to_fact BEGIN SELECT RAISE(ABORT, 'bill_to_fact is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bill_to_fact_no_delete BEFORE DELETE ON bill_to_fact BEGIN SELECT RAISE(ABORT, 'bill_to_fact is append-only'); END;
-- +goose StatementEnd
-- {end}
-- {postgres}
CREATE TRIGGER bill_to_fact_frozen BEFORE UPDATE OR DELETE ON bill_to_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- {end}
