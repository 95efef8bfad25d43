// Whether the server can be reached, as far as the last request and the live socket know.
import { useSyncExternalStore } from "react";

export type Connection = "here" | "away" | "offline";

let known: Connection = navigator.onLine ? "here" : "offline";
const listeners = new Set<() => void>();

/** Say how the last attempt to reach the server went. */
export function notice(reached: boolean): void {
  if (navigator.onLine) tell(reached ? "here" : "away");
  else tell("offline");
}

function tell(now: Connection): void {
  if (now === known) return;
  known = now;
  for (const listener of listeners) listener();
}

addEventListener("offline", () => tell("offline"));
addEventListener("online", () => tell("here"));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => known);
