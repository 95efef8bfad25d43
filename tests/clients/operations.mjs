// What every client does: read where the log stands, then follow it from there until enough events came.
export const [url, token, wanted = '1'] = process.argv.slice(2);
export const socketUrl = url.replace(/^http/, 'ws');

export const QUERY = '{ viewer { kind } eventCursor }';
export const SUBSCRIPTION = `subscription ($after: EventCursor) {
  orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) {
    cursor
    ... on OrderStatusChanged { toStatus order { number } }
  }
}`;

export const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

// Counts events, and calls `done` after the last one that is wanted.
export function counted(done) {
  let left = Number(wanted);
  return (result) => {
    if (left <= 0) return;
    say({ next: result });
    if (--left === 0) done();
  };
}
