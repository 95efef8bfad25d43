import { beforeEach, expect, test, vi } from "vitest";
import type { ClientOptions, Sink, SubscribePayload } from "graphql-ws";

const made: { options: ClientOptions; request: SubscribePayload; sink: Sink }[] = [];
vi.mock("graphql-ws", () => ({
  createClient: (options: ClientOptions) => ({
    dispose: () => undefined,
    subscribe: (request: SubscribePayload, sink: Sink) => {
      made.push({ options, request, sink });
      return () => undefined;
    },
  }),
}));
const { openSocket } = await import("../portal/api/socket.ts");

const onSignedOut = vi.fn();
const sink = { next: vi.fn(), error: vi.fn(), complete: vi.fn() };

beforeEach(() => {
  made.length = 0;
  onSignedOut.mockReset();
});

function subscribed(): (typeof made)[number] {
  openSocket(onSignedOut).subscribe({ query: "subscription { events { cursor } }", variables: { after: "c1" } }, sink);
  return made[0]!;
}

test("a stream begins after its position, and resumes after the last event that came", () => {
  const { request, sink: received } = subscribed();
  expect(request.variables).toEqual({ after: "c1" });
  received.next({ data: { events: { cursor: "c2" } } });
  received.next({ data: { events: null } });
  expect(request.variables).toEqual({ after: "c2" });
  expect(sink.next).toHaveBeenCalledTimes(2);
});

test.each([4401, 4403])("the code %i ends the session, and is not tried again", (code) => {
  const { options } = subscribed();
  (options.on!.closed as (event: unknown) => void)({ code });
  expect(onSignedOut).toHaveBeenCalledOnce();
  expect(options.shouldRetry!({ code })).toBe(false);
});

test("all other ends are tried again, for ever", () => {
  const { options } = subscribed();
  (options.on!.closed as (event: unknown) => void)({ code: 1006 });
  expect(onSignedOut).not.toHaveBeenCalled();
  expect(options.shouldRetry!({ code: 1006 })).toBe(true);
  expect(options.retryAttempts).toBe(Infinity);
});
