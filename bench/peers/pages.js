// What the pages show: rows of the database as objects of schema.graphql.

import { encodeId, entryId, money, reference, rows, sql, tuned } from './database.js';

const PRIORITIES = [undefined, 'LOW', 'NORMAL', 'HIGH', 'URGENT'];
const OF_CUSTOMER = 'SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2';

const order = (row) => ({
  row,
  id: encodeId('Order', row.id),
  version: row.version,
  number: reference('SR', row.number),
  kind: row.kind,
  priority: PRIORITIES[row.priority],
  status: row.status,
  problemSummary: row.problem_summary,
  problemDetail: row.problem_detail,
  scheduledFor: row.scheduled_for,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  completedAt: row.completed_at,
});

// An order whose row was joined with those that it refers to.
const joinedOrder = (row) => ({
  ...order(row),
  asset: { id: encodeId('Asset', row.asset_id), name: row.asset_name, serialNumber: row.serial_number },
  site: { id: encodeId('Site', row.site_id), name: row.site_name, address: row },
  customer: { name: row.customer_name },
});

export async function orderPage(customer, first) {
  const found = await rows(tuned ? sql.ORDERS : OF_CUSTOMER, [customer, first + 1]);
  return {
    nodes: found.slice(0, first).map(tuned ? joinedOrder : order),
    pageInfo: { hasNextPage: found.length > first },
  };
}

export async function orderOf(id) {
  const [row] = await rows(tuned ? sql.ORDER : 'SELECT * FROM orders WHERE id = $1', [id]);
  return row && (tuned ? joinedOrder(row) : order(row));
}

export async function recentOrders(customer) {
  return (await (tuned ? rows(sql.RECENT_ORDERS, [customer]) : rows(OF_CUSTOMER, [customer, 10]))).map(order);
}

// Rows by their ids, for a loader: one statement for all.
const byId = (table, shape) => async (ids) => {
  const found = await rows(`SELECT * FROM ${table} WHERE id = ANY($1)`, [[...new Set(ids)]]);
  const shaped = new Map(found.map((row) => [row.id, shape(row)]));
  return ids.map((id) => shaped.get(id));
};

export const orders = byId('orders', order);
export const assets = byId('assets', (row) => ({
  id: encodeId('Asset', row.id), name: row.name, serialNumber: row.serial_number,
}));
export const sites = byId('sites', (row) => ({ id: encodeId('Site', row.id), name: row.name, address: row }));
export const customers = byId('customers', (row) => row);

function entry(row) {
  const base = { id: entryId(row.position), occurredAt: row.occurred_at, actor: { name: row.actor_name } };
  switch (row.kind) {
    case 'NOTE_ADDED':
      return { ...base, __typename: 'Note', kind: 'NOTE', body: row.body };
    case 'WORK_RECORDED':
      return { ...base, __typename: 'WorkRecorded', kind: 'WORK', work: row.work, summary: row.summary };
    default:
      return {
        ...base,
        __typename: 'StatusChange',
        kind: 'STATUS_CHANGED',
        fromStatus: row.from_status,
        toStatus: row.to_status,
        comment: row.comment,
      };
  }
}

// The latest entries of several orders, all of them as many.
export async function timelines(ids, first) {
  const entries = new Map(ids.map((id) => [id, []]));
  for (const row of await rows(sql.LATEST_ENTRIES, [ids, first])) entries.get(row.order_id).push(entry(row));
  return ids.map((id) => ({ nodes: entries.get(id) }));
}

export async function contactOf(id) {
  const [row] = await rows(sql.CONTACT, [id]);
  return { id: encodeId('Contact', row.id), displayName: row.display_name, timeZone: row.time_zone };
}

const invoice = (row) => ({ id: encodeId('Invoice', row.id), number: reference('INV', row.number) });

export async function outstandingInvoices(customer) {
  return (await rows(sql.OUTSTANDING_INVOICES, [customer])).map((row) => ({
    ...invoice(row), dueOn: row.due_on, balance: money(row.balance, row.currency),
  }));
}

export async function awaitingApproval(customer, contact) {
  return (await rows(sql.AWAITING_APPROVAL, [customer, contact])).map((row) => ({
    ...invoice(row), total: money(row.total_minor, row.currency),
  }));
}

export async function pendingRecommendations(customer) {
  return (await rows(sql.PENDING_RECOMMENDATIONS, [customer])).map((row) => ({
    row,
    id: encodeId('Recommendation', row.id),
    title: row.title,
    estimate: money(row.estimate_minor, row.currency),
    order: { number: reference('SR', row.number) },
  }));
}

export async function latestNotifications(contact) {
  return (await rows(sql.LATEST_NOTIFICATIONS, [contact])).map((row) => ({
    id: encodeId('Notification', row.id),
    kind: row.kind,
    title: row.title,
    createdAt: row.created_at,
    readAt: row.read_at,
  }));
}

export async function unreadNotifications(contact) {
  const [{ count }] = await rows(sql.UNREAD_NOTIFICATIONS, [contact]);
  return Number(count);
}
