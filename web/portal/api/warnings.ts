// What to be aware of although a change was made, until the reader has seen it or makes another.
import { useSyncExternalStore } from "react";

let said: readonly string[] = [];
const listeners = new Set<() => void>();

/** Show these sentences, in place of those before. */
export function warn(sentences: readonly string[]): void {
  said = sentences;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useWarnings = (): readonly string[] => useSyncExternalStore(subscribe, () => said);
