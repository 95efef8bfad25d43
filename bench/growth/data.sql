-- What stands in the database of a business that has used it for three years, from the number of :orders. The :largest
-- customer has a tenth of everything, the :small one twenty orders, the others two hundred each on average; each asset has
-- twenty orders, each order ten events, every other order an invoice. What is open is among the latest three in a hundred.

CREATE TEMP TABLE owners AS
SELECT n, CASE n WHEN 0 THEN ':largest' WHEN 1 THEN ':small' ELSE uuidv7() END::uuid AS customer_id, uuidv7() AS site_id
FROM generate_series(0, :orders / 200 + 1) AS n;

INSERT INTO customers (id, version, name, name_key, code, currency, created_at, updated_at, approval_mode,
  approval_channel, search_words)
SELECT customer_id, 1, 'Customer ' || n, 'customer ' || n, 'K-' || n, 'EUR', now(), now(), 'REVIEW_AND_APPROVE', 'EMAIL',
  'customer ' || n || ' k ' || n || ' k' || n
FROM owners WHERE n > 1;

INSERT INTO sites (id, version, kind, name, name_key, line1, city, country, customer_id, created_at, updated_at,
  search_words)
SELECT site_id, 1, 'BUSINESS', 'Works ' || n, 'works ' || n, n || ' Mill Lane', 'Leeds', 'GB', customer_id, now(), now(),
  'works mill lane leeds ' || n
FROM owners;

CREATE TEMP TABLE things AS
SELECT a, uuidv7() AS asset_id, customer_id, site_id
FROM generate_series(0, :orders / 20 - 1) AS a
JOIN owners ON n = CASE WHEN a = 1 THEN 1 WHEN a % 10 = 0 THEN 0 ELSE 2 + a % (:orders / 200) END;

INSERT INTO assets (id, version, name, name_key, serial_number, serial_key, customer_id, site_id, created_at, updated_at,
  search_words)
SELECT asset_id, 1, 'Oven ' || a, 'oven ' || a, 'SN-' || (7000000 + a), 'sn-' || (7000000 + a), customer_id, site_id, now(),
  now(), 'oven ' || a || ' sn ' || (7000000 + a) || ' sn' || (7000000 + a)
FROM things;

INSERT INTO orders (id, version, number, kind, priority, status, customer_id, site_id, asset_id, problem_summary,
  search_words, scheduled_for, created_at, updated_at, submitted_at, first_response_at, completed_at)
SELECT uuidv7(), 1, n, CASE WHEN n % 200 = 9 THEN 'WALK_IN_REPAIR' ELSE 'SERVICE_CALL' END,
  CASE WHEN n % 500 = 11 THEN 4 WHEN n % 3 = 0 THEN 1 ELSE 2 END, status, customer_id, site_id, asset_id,
  'The oven of line ' || n % 1000 || ' has no ' || word, 'the oven of line ' || n % 1000 || ' has no ' || word,
  created_at + interval '2 days', created_at, created_at + (now() - created_at) * (n % 1000 * 7919 % 1000 / 4000.0),
  created_at, created_at + n % 1000 * 7919 % 1000 * interval '3 minutes',
  CASE status WHEN 'COMPLETED' THEN created_at + n % 1000 * 7919 % 1000 * interval '7 minutes' END
FROM generate_series(1, :orders) AS n
JOIN things ON a = n % (:orders / 20)
CROSS JOIN LATERAL (SELECT now() - (:orders - n) * (interval '1095 days' / :orders) AS created_at,
  CASE WHEN n % 1000 = 17 THEN 'grinder' ELSE 'burner' END AS word,
  CASE WHEN n <= :orders * 0.97 THEN CASE WHEN n % 50 = 0 THEN 'CANCELLED' ELSE 'COMPLETED' END
    ELSE (ARRAY['SUBMITTED', 'SCHEDULED', 'IN_PROGRESS', 'AWAITING_PARTS'])[1 + n % 4] END AS status) AS derived;

INSERT INTO notes (id, order_id, body, visibility, created_at)
SELECT uuidv7(), id, 'We have looked at order ' || number || ' and will call you.', 'EVERYONE', created_at FROM orders;

-- What the trigger would make of them stands in the orders already.
ALTER TABLE events DISABLE TRIGGER events_order_moments;
INSERT INTO events (position, kind, occurred_at, actor, visibility, customer_id, site_id, order_id, data)
SELECT (SELECT max(position) FROM events) + row_number() OVER (ORDER BY o.number, entry),
  CASE entry WHEN 1 THEN 'ORDER_CREATED' WHEN 2 THEN 'NOTE_ADDED' ELSE 'ORDER_STATUS_CHANGED' END,
  o.created_at + entry * interval '6 hours', '{"kind": "STAFF", "id": null, "name": "Rita Rowe"}', 'EVERYONE',
  o.customer_id, o.site_id, o.id,
  CASE entry WHEN 1 THEN jsonb_build_object('to_status', 'SUBMITTED') WHEN 2 THEN jsonb_build_object('note_id', n.id)
    ELSE jsonb_build_object('from_status', 'IN_PROGRESS', 'to_status', 'AWAITING_PARTS', 'comment', NULL) END
FROM orders o JOIN notes n ON n.order_id = o.id CROSS JOIN generate_series(1, 10) AS entry;
ALTER TABLE events ENABLE TRIGGER events_order_moments;

INSERT INTO invoices (id, version, number, customer_id, order_id, currency, payment_status, approval_status,
  approval_mode, due_on, overdue_at, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at,
  issued_at, updated_at)
SELECT uuidv7(), 1, row_number() OVER (ORDER BY number), customer_id, id, 'EUR',
  CASE WHEN is_old THEN 'PAID' ELSE 'OUTSTANDING' END, CASE WHEN is_old THEN 'APPROVED' ELSE 'PENDING' END,
  'REVIEW_AND_APPROVE', (created_at + interval '30 days')::date, (created_at + interval '31 days')::date,
  number % 1000 * 100, number % 1000 * 19, number % 1000 * 119, CASE WHEN is_old THEN number % 1000 * 119 ELSE 0 END, 0,
  created_at, created_at, created_at
FROM orders CROSS JOIN LATERAL (SELECT number <= :orders * 0.97 AS is_old) AS derived WHERE number / 10 % 2 = 1;

INSERT INTO payments (id, invoice_id, amount_minor, method, received_on, recorded_at, recorded_by, updated_at)
SELECT uuidv7(), id, total_minor, '', (issued_at + interval '20 days')::date, issued_at + interval '21 days',
  '{"kind": "STAFF", "id": null, "name": "Rita Rowe"}', issued_at + interval '21 days'
FROM invoices WHERE payment_status = 'PAID' AND total_minor > 0;

INSERT INTO recommendations (id, version, order_id, status, title, estimate_minor, currency, posted_at, posted_by,
  updated_at)
SELECT uuidv7(), 1, id, CASE WHEN number <= :orders * 0.97 THEN 'APPROVED' ELSE 'PENDING' END, 'Replace the burrs', 9900,
  'EUR', created_at, '{"kind": "STAFF", "id": null, "name": "Rita Rowe"}', created_at
FROM orders WHERE number / 10 % 25 = 1;

INSERT INTO notifications (id, contact_id, staff_id, kind, title, body, subject_type, subject_id, created_at, read_at)
SELECT uuidv7(), contact_id, CASE WHEN contact_id IS NULL THEN ':staff'::uuid END, 'ORDER_STATUS_CHANGED',
  'Order ' || number || ' is now in progress', problem_summary, 'Order', id, updated_at,
  CASE WHEN number / 20 % 2 = 0 THEN updated_at END
FROM orders
CROSS JOIN LATERAL (SELECT NULL::uuid AS contact_id
  UNION ALL SELECT m.contact_id FROM memberships m WHERE m.customer_id = orders.customer_id) AS people
WHERE number / 10 % 2 = 0;

INSERT INTO contacts (id, version, name, name_key, display_name, email, email_key, country, time_zone, locale, created_at,
  updated_at, search_words, display_words)
SELECT uuidv7(), 1, 'Person ' || n, 'person ' || n, 'Person ' || n, 'p' || n || '@people.test', 'p' || n || '@people.test',
  'GB', 'Europe/London', 'en', now(), now(), 'person ' || n || ' p' || n || ' people test', 'person ' || n
FROM generate_series(1, :orders / 50) AS n;

SELECT setval('event_positions', (SELECT max(position) FROM events));
UPDATE counters SET value = (SELECT max(number) FROM orders) WHERE name = 'order';
UPDATE counters SET value = (SELECT max(number) FROM invoices) WHERE name = 'invoice';
