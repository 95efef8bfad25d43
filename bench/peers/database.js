// The database, and how its values are written: ids, numbers and money as Latchkey writes them.

import pg from 'pg';

const DATE = 1082;
const TIMESTAMPTZ = 1184;
const CODES = {
  Customer: 1, Contact: 2, Site: 7, Asset: 9, Order: 10, Recommendation: 11, Invoice: 12, Notification: 14,
  TimelineEntry: 18,
};

pg.types.setTypeParser(DATE, (text) => text);
// Tuned by hand: rows joined by the database, and moments left as text.
export const tuned = process.env.TUNED === '1';
if (tuned) {
  pg.types.setTypeParser(TIMESTAMPTZ, (text) => text.replace(' ', 'T').replace(/\+00$/, 'Z'));
}

export const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  min: Number(process.env.POOL_SIZE),
  max: Number(process.env.POOL_SIZE),
  options: '-c TimeZone=UTC',
});

// The statements of the bare endpoint, by their names in bench/statements.py and bench/change.py.
export const sql = JSON.parse(process.env.STATEMENTS);

const names = new Map();

// The rows of a statement, which each connection prepares once.
export async function rows(text, values, connection = pool) {
  if (!names.has(text)) names.set(text, `statement_${names.size}`);
  return (await connection.query({ name: names.get(text), text, values })).rows;
}

export function encodeId(typename, uuid) {
  const bytes = Buffer.allocUnsafe(17);
  bytes[0] = CODES[typename];
  bytes.write(uuid.replaceAll('-', ''), 1, 'hex');
  return bytes.toString('base64url');
}

export function decodeId(id) {
  const hex = Buffer.from(id, 'base64url').toString('hex', 1);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function encodePosition(code, position) {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = code;
  bytes.writeBigUInt64BE(BigInt(position), 1);
  return bytes.toString('base64url');
}

export const entryId = (position) => encodePosition(CODES.TimelineEntry, position);

export const reference = (prefix, number) => `${prefix}-${String(number).padStart(6, '0')}`;

export const money = (minor, currency) => ({ amount: (Number(minor) / 100).toFixed(2), currency });
