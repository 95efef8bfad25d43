// graphql-ws over ws, as its documents say: an operation of each subscriber is run for each event.

import { EventEmitter, on } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import { buildSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

import { changeStatus } from './change.js';
import { decodeId } from './database.js';

const changes = new EventEmitter().setMaxListeners(0);

async function* orderEvents() {
  for await (const [event] of on(changes, 'order')) yield { orderEvents: event };
}

async function orderStatusChange({ id, status, staff }) {
  const { payload, event } = await changeStatus(decodeId(id), status, decodeId(staff));
  changes.emit('order', event);
  return payload;
}

const schema = buildSchema(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'));
const server = createServer(async (request, response) => {
  const { query, variables } = JSON.parse((await text(request)) || '{"query": ""}');
  const result = await graphql({ schema, source: query, variableValues: variables, rootValue: { orderStatusChange } });
  const body = JSON.stringify(result);
  response.setHeader('Content-Type', 'application/json').setHeader('Content-Length', Buffer.byteLength(body)).end(body);
});
useServer({ schema, roots: { subscription: { orderEvents } } }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(Number(process.env.PORT), '127.0.0.1');
