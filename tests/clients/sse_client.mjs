// graphql-sse, distinct connections: node sse_client.mjs URL TOKEN [EVENTS]
import { createClient } from 'graphql-sse';
import { QUERY, SUBSCRIPTION, counted, say, token, url } from './operations.mjs';

const client = createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });

let after;
for await (const result of client.iterate({ query: QUERY })) {
  say({ query: result });
  after = result.data.eventCursor;
}
let enough = false;
const next = counted(() => {
  enough = true;
});
for await (const result of client.iterate({ query: SUBSCRIPTION, variables: { after } })) {
  next(result);
  if (enough) break;
}
client.dispose();
say({ complete: true });
