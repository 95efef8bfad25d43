// What the portal needs of a browser, for tests that run without one: it is at /, online, and remembers nothing.
import { beforeEach, vi } from "vitest";

const events = new EventTarget();
const kept = new Map<string, string>();

Object.assign(globalThis, {
  location: { pathname: "/", origin: "https://portal.test" },
  navigator: { onLine: true, language: "en-GB" },
  document: Object.assign(new EventTarget(), { documentElement: { lang: "en", dataset: {} } }),
  localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: kept.set.bind(kept) },
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
});

/** The network comes back: what waits for it goes on. */
export const goOnline = (): boolean => events.dispatchEvent(new Event("online"));

beforeEach(() => {
  vi.useRealTimers();
});
