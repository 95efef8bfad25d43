// urql, with subscriptions as event streams over fetch: node urql.mjs URL TOKEN [EVENTS]
import { Client, fetchExchange } from '@urql/core';
import { QUERY, SUBSCRIPTION, counted, say, token, url } from './operations.mjs';

const client = new Client({
  url,
  preferGetMethod: false,
  fetchSubscriptions: true,
  fetchOptions: { headers: { authorization: `Bearer ${token}` } },
  exchanges: [fetchExchange],
});

const { data, error } = await client.query(QUERY, {}).toPromise();
say({ query: { data, error: error?.message } });
const next = counted(() =>
  setImmediate(() => {
    subscription.unsubscribe();
    say({ complete: true });
  }),
);
const subscription = client
  .subscription(SUBSCRIPTION, { after: data.eventCursor })
  .subscribe((result) => next({ data: result.data, error: result.error?.message }));
