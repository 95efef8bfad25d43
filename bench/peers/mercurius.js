// Mercurius with JIT and loaders, as its documents say; with TUNED=1 the joins take the loaders' place.

import { readFileSync } from 'node:fs';

import Fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import mercurius from 'mercurius';

import { changeStatus } from './change.js';
import { decodeId, tuned } from './database.js';
import * as pages from './pages.js';

const resolvers = {
  DateTime: new GraphQLScalarType({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
  }),
  TimelineEntry: { resolveType: (entry) => entry.__typename },
  Query: {
    viewer: (_, { contact, customer }) => ({
      kind: 'CONTACT', contactId: decodeId(contact), customerId: decodeId(customer),
    }),
    orders: (_, { customer, first }) => pages.orderPage(decodeId(customer), first),
    order: (_, { id }) => pages.orderOf(decodeId(id)),
  },
  Mutation: {
    orderStatusChange: async (_, { id, status, staff }) =>
      (await changeStatus(decodeId(id), status, decodeId(staff))).payload,
  },
  Viewer: {
    contact: ({ contactId }) => pages.contactOf(contactId),
    overview: (viewer) => viewer,
  },
  Overview: {
    recentOrders: ({ customerId }) => pages.recentOrders(customerId),
    outstandingInvoices: ({ customerId }) => pages.outstandingInvoices(customerId),
    awaitingMyApproval: ({ customerId, contactId }) => pages.awaitingApproval(customerId, contactId),
    pendingRecommendations: ({ customerId }) => pages.pendingRecommendations(customerId),
    latestNotifications: ({ contactId }) => pages.latestNotifications(contactId),
    unreadNotificationCount: ({ contactId }) => pages.unreadNotifications(contactId),
  },
};

const timeline = {
  loader: (asked) => pages.timelines(asked.map(({ obj }) => obj.row.id), asked[0].params.first),
  opts: { cache: false },
};
const relations = {
  asset: (asked) => pages.assets(asked.map(({ obj }) => obj.row.asset_id)),
  site: (asked) => pages.sites(asked.map(({ obj }) => obj.row.site_id)),
  customer: (asked) => pages.customers(asked.map(({ obj }) => obj.row.customer_id)),
};

const app = Fastify();
app.register(mercurius, {
  schema: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers,
  loaders: { Order: tuned ? { timeline } : { timeline, ...relations } },
  jit: 1,
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
