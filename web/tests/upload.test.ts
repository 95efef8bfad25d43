import { beforeEach, expect, test, vi } from "vitest";
import { send } from "../portal/api/upload.ts";
import { goOnline } from "./browser.ts";

const TEN = new Blob(["0123456789"]);
const ADDRESS = "https://elsewhere.test/tus/7f3a";

/** What the server has; each request takes `takes` bytes of what it is sent, and then answers or breaks off. */
let server: { has: number; takes: number[]; refusal?: { status: number; message: string } };
let requests: { offset: number; address: string }[];

class Request extends EventTarget {
  upload = { onprogress: undefined as unknown as (event: { loaded: number }) => void };
  onloadend = (): void => undefined;
  status = 0;
  responseText = "";
  #headers = new Map<string, string>();
  #address = "";

  open(_: string, address: string): void {
    this.#address = address;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  getResponseHeader(): string {
    return String(server.has);
  }

  abort(): void {
    this.onloadend();
  }

  send(rest: Blob): void {
    const offset = Number(this.#headers.get("Upload-Offset"));
    requests.push({ offset, address: this.#address });
    const taken = server.takes.shift() ?? rest.size;
    server.has = offset + taken;
    this.upload.onprogress({ loaded: taken });
    this.status = server.refusal?.status ?? (taken === rest.size ? 204 : 0);
    this.responseText = JSON.stringify({ errors: [{ message: server.refusal?.message }] });
    setTimeout(() => {
      this.onloadend();
    });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  server = { has: 0, takes: [] };
  requests = [];
  vi.stubGlobal("XMLHttpRequest", Request);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { headers: { "Upload-Offset": String(server.has) } })));
});

test("a whole file goes in one request, to this server whatever address it tells", async () => {
  const progress = vi.fn();
  const sent = send(TEN, ADDRESS, progress, new AbortController().signal);
  await vi.runAllTimersAsync();
  await sent;
  expect(requests).toEqual([{ offset: 0, address: "/tus/7f3a" }]);
  expect(progress).toHaveBeenLastCalledWith(10);
});

test("after a broken line the rest is sent from where the server is", async () => {
  server.takes = [4, 3];
  const sent = send(TEN, ADDRESS, () => undefined, new AbortController().signal);
  await vi.runAllTimersAsync();
  await sent;
  expect(requests.map(({ offset }) => offset)).toEqual([0, 4, 7]);
});

test("it goes on at once when the network is back", async () => {
  server.takes = [4];
  const sent = send(TEN, ADDRESS, () => undefined, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(10);
  goOnline();
  await vi.advanceTimersByTimeAsync(10);
  await sent;
  expect(requests.map(({ offset }) => offset)).toEqual([0, 4]);
});

test("a refusal is told with the server's words, and not tried again", async () => {
  server.refusal = { status: 415, message: "Files of this type are not taken." };
  const sent = send(TEN, ADDRESS, () => undefined, new AbortController().signal);
  const told = expect(sent).rejects.toThrow("Files of this type are not taken.");
  await vi.runAllTimersAsync();
  await told;
  expect(requests).toHaveLength(1);
});

test("a file that is taken away is not sent on", async () => {
  server.takes = [4];
  const stop = new AbortController();
  const sent = send(TEN, ADDRESS, () => undefined, stop.signal);
  const told = expect(sent).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(10);
  stop.abort();
  await vi.runAllTimersAsync();
  await told;
  expect(requests).toHaveLength(1);
});
