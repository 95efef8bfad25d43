// The socket of live data: it reconnects by itself, after sleep and deploys, and each stream resumes after its last event.
import { createClient } from "graphql-ws";
import type { SubscriptionForwarder } from "urql";
import { notice } from "./connection.ts";

type Forwarder = ReturnType<SubscriptionForwarder>;
type Sink = Parameters<Forwarder["subscribe"]>[0];

const SIGNED_OUT = [4401, 4403];
const LONGEST_WAIT = 15;

export interface Socket {
  subscribe: (request: { query: string; variables: Record<string, unknown> }, sink: Sink) => () => void;
  close: () => void;
}

/** A socket at this server, with the cookie of the page; `onSignedOut` is called where the session has ended. */
export function openSocket(onSignedOut: () => void): Socket {
  const client = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    shouldRetry: (event) => !SIGNED_OUT.includes((event as CloseEvent).code),
    retryAttempts: Infinity,
    retryWait: wait,
    on: {
      connected: () => {
        notice(true);
      },
      closed: (event) => {
        const { code } = event as CloseEvent;
        if (SIGNED_OUT.includes(code)) onSignedOut();
        else if (code !== 1000) notice(false);
      },
    },
  });

  return {
    close: () => void client.dispose(),
    subscribe(request, sink) {
      const resumed = { ...request, variables: { ...request.variables } };
      return client.subscribe(resumed, {
        next: (result) => {
          sink.next(result as Parameters<Sink["next"]>[0]);
          const [event] = Object.values(result.data ?? {}) as ({ cursor?: string } | null)[];
          // graphql-ws sends the same object again when it reconnects.
          if (event?.cursor) resumed.variables["after"] = event.cursor;
        },
        error: (error) => {
          sink.error(error);
        },
        complete: () => {
          sink.complete();
        },
      });
    },
  };
}

/** Longer each time; at once when the browser is online again or the page is looked at. */
function wait(tried: number): Promise<void> {
  const seconds = Math.min(2 ** tried, LONGEST_WAIT) * (0.5 + Math.random() / 2);
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      removeEventListener("online", over);
      document.removeEventListener("visibilitychange", over);
      resolve();
    };
    const timer = setTimeout(over, 1000 * seconds);
    addEventListener("online", over);
    document.addEventListener("visibilitychange", over);
  });
}
