// graphql-ws: node ws_client.mjs URL TOKEN [EVENTS]
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { QUERY, SUBSCRIPTION, counted, say, socketUrl, token } from './operations.mjs';

const client = createClient({
  url: socketUrl,
  webSocketImpl: WebSocket,
  connectionParams: { token },
  lazy: false,
  onNonLazyError: () => {},
  retryAttempts: 0,
  on: { closed: ({ code, reason }) => say({ closed: { code, reason } }) },
});
const run = (query, variables, next) =>
  new Promise((resolve, reject) => {
    client.subscribe({ query, variables }, { next: (result) => next(result, resolve), error: reject, complete: resolve });
  });

try {
  let after;
  await run(QUERY, {}, (result) => {
    say({ query: result });
    after = result.data.eventCursor;
  });
  let stop;
  const next = counted(() => stop());
  await run(SUBSCRIPTION, { after }, (result, resolve) => {
    stop = resolve;
    next(result);
  });
  await client.dispose();
} catch (error) {
  say({ error: error.reason ?? error.message ?? error });
}
