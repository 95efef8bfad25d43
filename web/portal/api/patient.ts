// `fetch` for this API: with the guard of the cookie, and once more while the server is busy or away.
import { language } from "../words/words.ts";
import { notice } from "./connection.ts";

const WAITS = [429, 503];
const ATTEMPTS = 4;
const PATIENCE = 15;

/** A `fetch` that calls `onSignedOut` where the session has ended. */
export function patientFetch(onSignedOut: () => void): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("X-Latchkey-CSRF", "1");
    headers.set("Accept-Language", language());
    const request = { ...init, headers, credentials: "same-origin" } as const;
    for (let tried = 1; ; tried++) {
      const response = await fetch(input, request).catch((error: unknown) => {
        if (init?.signal?.aborted) throw error;
        notice(false);
        if (tried >= ATTEMPTS || !navigator.onLine || !mayRepeat(init?.body)) throw error;
      });
      if (response) {
        notice(true);
        if (response.status === 401) onSignedOut();
        const seconds = Number(response.headers.get("retry-after") ?? 1);
        if (!WAITS.includes(response.status) || tried >= ATTEMPTS || seconds > PATIENCE) return response;
        await pause(seconds);
      } else await pause(tried);
    }
  };
}

/** Whether nothing happens twice if it is sent again although the first time may have been carried out. */
const mayRepeat = (body: unknown): boolean =>
  typeof body === "string" && (!/"query":"mutation\b/.test(body) || /"idempotencyKey":"/.test(body));

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1000 * seconds * (1 + Math.random() / 2)));
