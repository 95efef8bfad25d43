// A change of status by hand: the same rows as bench/change.py, in one transaction and a statement for each table.

import { randomUUID } from 'node:crypto';

import { encodeId, encodePosition, pool, reference, rows, sql } from './database.js';

const CURSOR_VERSION = 1;
const NOTIFICATIONS = `
INSERT INTO notifications (id, contact_id, staff_id, kind, title, body, subject_type, subject_id, created_at)
SELECT id, contact_id, staff_id, 'ORDER_STATUS_CHANGED', $2, $3, 'Order', $4, $5
FROM jsonb_to_recordset($1) AS told(id uuid, contact_id uuid, staff_id uuid)`;
const DELIVERIES = `
INSERT INTO deliveries (id, channel, recipient, template, data, locale, time_zone, contact_id, status, attempts,
  queued_at, due_at)
SELECT gen_random_uuid(), 'EMAIL', email, 'order_status_changed', jsonb_build_object('recipient_name', name) || $2,
  locale, time_zone, contact_id, 'QUEUED', 0, $3, $3
FROM jsonb_to_recordset($1) AS told(name text, email text, locale text, time_zone text, contact_id uuid)
WHERE email IS NOT NULL`;
const EVENTS = `
INSERT INTO events (position, kind, occurred_at, actor, visibility, contact_id, staff_id, data)
SELECT ($2::bigint[])[1 + row_number() OVER ()], 'NOTIFICATION_CREATED', $3,
  '{"kind": "SYSTEM", "id": null, "name": "System"}', 'EVERYONE', contact_id, staff_id,
  jsonb_build_object('notification_id', id)
FROM jsonb_to_recordset($1) AS told(id uuid, contact_id uuid, staff_id uuid)`;

// Moves an order on; gives the payload, and the event that those who follow the order hear.
export async function changeStatus(orderId, status, staffId) {
  const connection = await pool.connect();
  try {
    await connection.query('BEGIN');
    const changed = await write(connection, orderId, status, staffId);
    await connection.query('COMMIT');
    return changed;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
}

async function write(connection, orderId, status, staffId) {
  const run = (text, values) => rows(text, values, connection);
  const now = new Date();
  const [order] = await run(sql.ORDER_TO_CHANGE, [orderId]);
  const [{ version }] = await run(sql.CHANGE, [orderId, status, now, order.version]);
  const people = await run(sql.PEOPLE, [order.customer_id, staffId]);
  const told = JSON.stringify(people.map((person) => ({ id: randomUUID(), ...person })));
  const number = reference('SR', order.number);
  const title = `${number} is now ${status.replaceAll('_', ' ').toLowerCase()}`;
  await run(NOTIFICATIONS, [told, title, order.problem_summary, orderId, now]);
  const words = { order_number: number, order_summary: order.problem_summary, actor_name: 'Staff', status };
  await run(DELIVERIES, [told, { ...words, url: `https://portal.test/orders/${number}` }, now]);
  const [{ positions }] = await run(sql.TAKE, [1 + people.length]);
  const position = Number(positions[0]);
  const actor = { kind: 'STAFF', id: staffId, name: 'Staff' };
  const moved = { from_status: order.status, to_status: status, comment: null };
  await run(sql.MOVED, [position, now, actor, order.customer_id, order.site_id, orderId, moved]);
  await run(EVENTS, [told, positions, now]);
  return {
    payload: { order: { id: encodeId('Order', orderId), status, version }, userErrors: [] },
    event: { cursor: encodePosition(CURSOR_VERSION, position), toStatus: status, order: { number } },
  };
}
