// What is being written survives a reload, and signing in again, in the same tab.
import { useState } from "react";
import { useSession } from "../session/session.tsx";

/** A text with its setter; kept under a name for this person until it is empty. */
export function useDraft(name: string): [string, (text: string) => void] {
  const { viewer } = useSession();
  const key = `latchkey:draft:${viewer.id}:${name}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? "");

  function keep(changed: string): void {
    setText(changed);
    if (changed) sessionStorage.setItem(key, changed);
    else sessionStorage.removeItem(key);
  }
  return [text, keep];
}
