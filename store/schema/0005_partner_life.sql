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
