// The client of one session; another person gets another one, with an empty cache.
import { Client, fetchExchange, subscriptionExchange } from "urql";
import { cache } from "./cache.ts";
import { patientFetch } from "./patient.ts";
import type { Socket } from "./socket.ts";

export interface Session {
  client: Client;
  /** Whether it has ended or was closed: what is still on its way counts no more. */
  isOver: () => boolean;
  close: () => void;
}

/** A client for whoever is signed in; `onSignedOut` is called once, when that ends. */
export function openSession(onSignedOut: () => void): Session {
  let isOver = false;
  const end = (): void => {
    if (!isOver) onSignedOut();
    isOver = true;
  };
  let socket: Promise<Socket> | undefined;

  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetch: patientFetch(end),
    exchanges: [
      cache(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = "", variables }) => ({
          subscribe(sink) {
            let stop: (() => void) | undefined;
            let isStopped = false;
            // The first load of a page does without it.
            socket ??= import("./socket.ts").then(({ openSocket }) => openSocket(end));
            void socket.then((opened) => {
              if (!isStopped) stop = opened.subscribe({ query, variables: variables as Record<string, unknown> }, sink);
            });
            return {
              unsubscribe() {
                isStopped = true;
                stop?.();
              },
            };
          },
        }),
      }),
    ],
  });
  return {
    client,
    isOver: () => isOver,
    close() {
      isOver = true;
      void socket?.then((opened) => {
        opened.close();
      });
    },
  };
}
