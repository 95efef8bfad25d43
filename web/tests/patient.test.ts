import { beforeEach, expect, test, vi } from "vitest";
import { patientFetch } from "../portal/api/patient.ts";

const server = vi.fn<typeof fetch>();
const onSignedOut = vi.fn();
const patient = patientFetch(onSignedOut);

const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response("", { status, headers });
const QUERY = JSON.stringify({ query: "query Orders { orders { nodes { id } } }" });
const CHANGE = JSON.stringify({ query: "mutation Add { noteAdd { order { id } } }", variables: {} });
const KEYED = JSON.stringify({
  query: "mutation Add { noteAdd { order { id } } }",
  variables: { idempotencyKey: "k" },
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", server);
  server.mockReset();
  onSignedOut.mockReset();
});

async function ask(body: string): Promise<number | Error> {
  const asked = patient("/graphql", { method: "POST", body }).then(
    ({ status }) => status,
    (error: unknown) => error as Error,
  );
  await vi.runAllTimersAsync();
  return asked;
}

test("every request has the guard of the cookie", async () => {
  server.mockResolvedValue(answer(200));
  expect(await ask(QUERY)).toBe(200);
  const headers = new Headers(server.mock.calls[0]![1]!.headers);
  expect([headers.get("X-Latchkey-CSRF"), headers.get("Accept-Language")]).toEqual(["1", "en"]);
});

test("a busy server is asked again after the time that it says, unless that is long", async () => {
  server.mockResolvedValueOnce(answer(503, { "retry-after": "2" })).mockResolvedValueOnce(answer(200));
  expect(await ask(CHANGE)).toBe(200);
  server.mockReset().mockResolvedValue(answer(429, { "retry-after": "900" }));
  expect([await ask(QUERY), server.mock.calls.length]).toEqual([429, 1]);
});

test("a broken line is tried again where nothing can happen twice", async () => {
  server.mockRejectedValue(new TypeError("broken"));
  expect([await ask(QUERY), server.mock.calls.length]).toEqual([new TypeError("broken"), 4]);
  server.mockClear();
  expect([await ask(KEYED), server.mock.calls.length]).toEqual([new TypeError("broken"), 4]);
  server.mockClear();
  expect([await ask(CHANGE), server.mock.calls.length]).toEqual([new TypeError("broken"), 1]);
});

test("the end of the session is told", async () => {
  server.mockResolvedValue(answer(401));
  expect(await ask(QUERY)).toBe(401);
  expect(onSignedOut).toHaveBeenCalledOnce();
});
